#include "helpers.h"

using namespace formula_tests;

namespace {

/// Problems of a distribution whose text starts in column 1.
std::string distribution_problems(const std::string& text) {
  Diagnostics d;
  const auto call = parse_distribution({text, {std::make_shared<SourceFile>(), 1, 1}}, d);
  CHECK_FALSE(call.has_value());
  return listed(d);
}

} // namespace

TEST_CASE("numbers that aren't") {
  CHECK(problems("0x1F") == "1: '0x1F' isn't a number\n  numbers are decimal, not hexadecimal\n");
  CHECK(problems("1 + 2x") == "5: '2x' isn't a number\n  write '2 * x' for a product\n");
  CHECK(problems("2ever") == "1: '2ever' isn't a number\n  write '2 * ever' for a product\n");
  CHECK(problems("10weeks") == "1: '10weeks' isn't a number\n  write '10 weeks'\n");
  CHECK(problems("1e") == "1: '1e' isn't a number\n  an exponent needs digits, as in 1e-4\n");
  CHECK(problems("1e+") == "1: '1e' isn't a number\n  an exponent needs digits, as in 1e-4\n");
  CHECK(problems("1.2.3") == "1: '1.2.3' isn't a number\n  a number has one decimal point; digits are "
                             "grouped by '_', as in 25_000\n");
  for (const std::string text : {"1_", "1__0", "1_.5", "1._5", "1e1_"})
    CHECK(problems(text) ==
          "1: '" + text + "' isn't a number\n  '_' stands between two digits only, as in 25_000\n");
  CHECK(problems("2 * 1e999") ==
        "5: '1e999' is outside the range of numbers\n  numbers reach from about 1e-308 to 1e308\n");
  CHECK(problems("1e99999999999") ==
        "1: '1e99999999999' is outside the range of numbers\n  numbers reach from about 1e-308 to 1e308\n");
  CHECK(problems(".nan") == "1: '.nan' isn't a number\n  every number of a model is finite\n");
  CHECK(problems("-.inf") == "2: '.inf' isn't a number\n  every number of a model is finite\n");
  CHECK(problems("nan") == "1: 'nan' isn't a number\n  every number of a model is finite\n");
  CHECK(problems("1 - inf") == "5: 'inf' isn't a number\n  every number of a model is finite\n");
  CHECK(problems("1:30") == "2: ':' can't stand in a formula\n"
                            "  numbers are decimal and durations have a unit: 90 days, 1.5 years\n");
}

TEST_CASE("digits grouped by other signs") {
  const std::string hint = "  a decimal point is '.', digits are grouped by '_', as in 25_000\n";
  CHECK(problems("25,000 ") ==
        "3: ',' doesn't group digits\n"
        "  write '_', as in 25_000; or put a blank behind the ',' if it separates arguments\n"
        "3: ',' can't stand here\n" +
            hint);
  CHECK(problems("0,5") == "2: ',' can't stand here\n" + hint);
  CHECK(problems("max(1,050, x)") ==
        "6: ',' doesn't group digits\n"
        "  write '_', as in 25_000; or put a blank behind the ',' if it separates arguments\n");
  CHECK(problems("(1,5)") ==
        "3: ',' can't stand here\n"
        "  ',' separates the arguments of a function; a decimal point is '.', digits are grouped by '_'\n");
  CHECK(problems("25 000") ==
        "4: an operator is missing between '25' and '000'\n  digits are grouped by '_', as in 25_000\n");
}

TEST_CASE("percent isn't the remainder") {
  CHECK(problems("10 % 3") ==
        "4: '%' isn't the remainder of a division\n  write mod(10, …); 10% alone is a percentage\n");
  CHECK(problems("10%x") ==
        "3: '%' isn't the remainder of a division\n  write mod(10, …); 10% alone is a percentage\n");
  CHECK(problems("x % 3") ==
        "3: '%' stands behind a number only\n  write x / 100, or mod(a, b) for a remainder\n");
  CHECK(problems("3%%") ==
        "3: '%' stands behind a number only\n  write x / 100, or mod(a, b) for a remainder\n");
  CHECK(problems("%") ==
        "1: '%' stands where a number or name should\n  a percentage is a number and '%', as in 3%\n");
}

TEST_CASE("signs of other languages") {
  const auto sign = [](const std::string& shown, const std::string& hint) {
    return "3: '" + shown + "' can't stand in a formula\n  " + hint + "\n";
  };
  CHECK(problems("a && b") == sign("&&", "write 'and'"));
  CHECK(problems("a & b") == sign("&", "write 'and'"));
  CHECK(problems("a || b") == sign("||", "write 'or'"));
  CHECK(problems("a | b") == sign("|", "write 'or'"));
  CHECK(problems("( !b)") == sign("!", "write 'not'"));
  CHECK(problems("a ** b") == sign("**", "write '^' for a power"));
  CHECK(problems("a // b") == sign("//", "write floor(a / b) for a whole quotient"));
  CHECK(problems("a === b") == sign("===", "write '==' for equality"));
  CHECK(problems("a <> b") == sign("<>", "write '!='"));
  CHECK(problems("a =< b") == sign("=<", "write '<='"));
  CHECK(problems("a => b") == sign("=>", "write '>='"));
  CHECK(problems("a − b") == sign("−", "this is a typographic minus; write '-'"));
  CHECK(problems("a – b") == sign("–", "this is a dash; write '-'"));
  CHECK(problems("a × b") == sign("×", "write '*'"));
  CHECK(problems("a ÷ b") == sign("÷", "write '/'"));
  CHECK(problems("a ≤ b") == sign("≤", "write '<='"));
  CHECK(problems("a ≠ b") == sign("≠", "write '!='"));
  CHECK(problems("a*€5") ==
        sign("€", "leave the currency out: amounts are bare numbers, the unit is declared"));
  CHECK(problems("a ? b : c") == sign("?", "write if(condition, then, else)") +
                                     "7: ':' can't stand in a formula\n"
                                     "  numbers are decimal and durations have a unit: 90 days, 1.5 years\n");
  CHECK(problems("a ; b") == sign(";", "arguments are separated by ','; a formula is one expression"));
  CHECK(problems("a @ b") == sign("@", "names are made of the letters a to z, digits and '_'"));
  CHECK(problems("a\u00A0+ b") ==
        "2: '\u00A0' can't stand in a formula\n  this is a non-breaking space; type a plain one\n");
  CHECK(problems("f(“x”)") == sign("“", "this is a typographic quotation mark; write '\"'") +
                                  "7: '”' can't stand in a formula\n"
                                  "  this is a typographic quotation mark; write '\"'\n");
  CHECK(problems("x²") == "2: '²' can't stand in a formula\n  write '^ 2'\n");
  CHECK(problems("1 \xff") == "3: the byte 0xFF can't stand in a formula\n"
                              "  names are made of the letters a to z, digits and '_'\n");
  CHECK(problems(std::string("1\0", 2)) == "2: the byte 0x00 can't stand in a formula\n"
                                           "  names are made of the letters a to z, digits and '_'\n");
}

TEST_CASE("names that aren't") {
  CHECK(problems("1 + _x") == "5: '_x' isn't a name\n  names begin with a letter\n");
  CHECK(problems("p.1") ==
        "1: 'p.1' isn't a name\n  the parts of a name begin with a letter, as in p_stop.high\n");
  CHECK(problems("p. q") ==
        "1: 'p.' isn't a name\n  the parts of a name begin with a letter, as in p_stop.high\n");
  CHECK(problems("p_stop.<activity>") ==
        "1: 'p_stop.<activity>' isn't a name\n"
        "  '<layer>' stands for the matched value in rows whose key is a pattern with that layer\n");
  CHECK(problems("prévalence") == "3: 'é' can't stand in a formula\n"
                                  "  names are made of the letters a to z, digits and '_'\n");
  CHECK(problems("true") == "1: 'true' isn't a number\n  write 1: zero is false and all else true\n");
  CHECK(problems("1 - rest") ==
        "5: 'rest' isn't a value\n  it stands alone, as one target's whole entry, for what is left over\n");
}

TEST_CASE("comparisons") {
  CHECK(problems("a = 1") == "3: '=' doesn't compare\n  write '=='\n");
  CHECK(problems("if(a = 1, 2, 3)") == "6: '=' doesn't compare\n  write '=='\n");
  CHECK(problems("0 < x < 1") == "7: comparisons can't be chained\n  use `and`: 0 < x and x < 1\n");
  CHECK(problems("a == b == c") == "8: comparisons can't be chained\n  use `and`: a == b and b == c\n");
  CHECK(problems("1 + not a") == "5: 'not' can't stand here\n  put it in parentheses, as in (not x); it "
                                 "binds looser than comparisons\n");
  CHECK(problems("a not b") == "3: 'not' can't stand here\n  write 'a and not b', or '!=' for inequality\n");
}

TEST_CASE("operands and operators that are missing") {
  CHECK(problems("") == "1: the formula is empty\n  write a number or a formula\n");
  CHECK(problems("  ") == "1: the formula is empty\n  write a number or a formula\n");
  CHECK(problems("1 +") == "4: the formula ends where a number or name should follow\n");
  CHECK(problems("* 2") == "1: '*' has no value on its left\n");
  CHECK(problems("1 + * 2") == "5: '*' has no value on its left\n");
  CHECK(problems("a b") == "3: an operator is missing between 'a' and 'b'\n  write 'a * b' for a product\n");
  CHECK(problems("a AND b") ==
        "3: an operator is missing between 'a' and 'AND'\n  write 'and' in small letters\n");
  CHECK(problems("a mod b") ==
        "3: an operator is missing between 'a' and 'mod'\n  write mod(a, b), floor(a / b)\n");
  CHECK(problems("2 x") == "3: an operator is missing between '2' and 'x'\n  write '2 * x' for a product; "
                           "durations are in years, months, weeks or days\n");
  CHECK(problems("2 (x)") == "3: an operator is missing between '2' and '('\n  write '*' for a product\n");
  CHECK(problems("10 cycles") ==
        "4: an operator is missing between '10' and 'cycles'\n"
        "  durations are in years, months, weeks or days; 10 cycles last 10 * cycle_length\n");
  CHECK(problems("3 hours") == "3: an operator is missing between '3' and 'hours'\n"
                               "  durations are in years, months, weeks or days\n");
  CHECK(problems("x months") ==
        "3: an operator is missing between 'x' and 'months'\n"
        "  only a number takes a unit, as in 10 months; for other amounts write x * 1 month\n");
  CHECK(problems("if x then y") == "1: 'if' needs parentheses\n  write if(condition, then, else)\n");
  CHECK(problems("a[1]") == "2: '[' can't stand here\n"
                            "  members are written family.member, table look-ups table.column(x)\n");
  CHECK(problems("[1, 2]") ==
        "1: '[' can't start a value\n  a formula has no lists; group with '(' and ')'\n");
  CHECK(problems("1]") == "2: ']' can't stand here\n  a formula has no lists; group with '(' and ')'\n");
  CHECK(problems("'0.3'") ==
        "1: a quoted text can't be a value\n  quotes enclose the arguments of expected(…) and files only\n");
}

TEST_CASE("parentheses and arguments") {
  const std::string open =
      "'(' isn't closed\n"
      "  close it with ')'; in YAML, a formula with a comma inside { } or [ ] must be quoted\n";
  CHECK(problems("if(a < 1") == "3: " + open);
  CHECK(problems("2 * (a + f(b)") == "5: " + open);
  CHECK(problems("a)") == "2: ')' closes nothing\n  remove it, or open with '('\n");
  CHECK(problems("()") == "2: ')' stands where a number or name should\n");
  CHECK(problems("f(a,, b)") ==
        "5: ',' stands where a number or name should\n  arguments can't be left out\n");
  CHECK(problems("f(a,)") == "5: ')' stands where a number or name should\n");
  CHECK(problems("f(a b)") ==
        "5: an operator is missing between 'a' and 'b'\n  write 'a * b' for a product\n");
  CHECK(problems("f(x=1, 2)") == "8: an argument without a name follows one with a name\n"
                                 "  arguments without names come first; '==' compares\n");
  CHECK(problems("f(x=1, x=2)") == "8: argument 'x' is given twice\n");
  CHECK(problems("f(a.b=1)") == "3: 'a.b' can't name an argument\n  write '==' to compare\n");
  CHECK(problems("expected(\"x") ==
        "10: the quotation mark isn't closed\n"
        "  quotes enclose arguments, as in expected(\"ceil(x / 40)\", x=\"normal(mean=80, sd=12)\")\n");
}

TEST_CASE("several problems are reported in one go") {
  CHECK(problems("a && b = 3 ** 0x2 + 1_") ==
        "3: '&&' can't stand in a formula\n  write 'and'\n"
        "12: '**' can't stand in a formula\n  write '^' for a power\n"
        "15: '0x2' isn't a number\n  numbers are decimal, not hexadecimal\n"
        "21: '1_' isn't a number\n  '_' stands between two digits only, as in 25_000\n");
  CHECK(problems("a && b = nan ** (2") ==
        "3: '&&' can't stand in a formula\n  write 'and'\n"
        "14: '**' can't stand in a formula\n  write '^' for a power\n"
        "8: '=' doesn't compare\n  write '=='\n"
        "10: 'nan' isn't a number\n  every number of a model is finite\n"
        "17: '(' isn't closed\n"
        "  close it with ')'; in YAML, a formula with a comma inside { } or [ ] must be quoted\n");
}

TEST_CASE("a formula that is parsed twice fails twice and is reported once") {
  Diagnostics d;
  CHECK_FALSE(parse(formula_at_3_10("a = 1"), d));
  CHECK_FALSE(parse(formula_at_3_10("a = 1"), d));
  CHECK(d.error_count() == 1);
  CHECK(d.all()[0].span.line == 3);
  CHECK(d.all()[0].span.column == 12);
}

TEST_CASE("a distribution is a family with named arguments") {
  Diagnostics d;
  const auto call =
      parse_distribution(formula_at_3_10(" beta(mean=0.50, sd = 2 * (a + min(b, c)), n=774) "), d);
  REQUIRE(call.has_value());
  CHECK_FALSE(d.has_errors());
  CHECK(call->family == "beta");
  CHECK(call->text == "beta(mean=0.50, sd = 2 * (a + min(b, c)), n=774)");
  CHECK(call->span.column == 11);
  REQUIRE(call->arguments.size() == 3);
  CHECK(call->arguments[0].name == "mean");
  CHECK(call->arguments[0].formula.text == "0.50");
  CHECK(call->arguments[0].formula.span.column == 10 + 11);
  CHECK(call->arguments[1].name == "sd");
  CHECK(call->arguments[1].formula.text == "2 * (a + min(b, c))");
  CHECK(call->arguments[1].formula.span.column == 10 + 22);
  CHECK(call->arguments[2].formula.text == "774");
}

TEST_CASE("a distribution may have lists and files and no arguments") {
  Diagnostics d;
  const auto discrete = parse_distribution(formula_at_3_10("discrete(values=[1, 2], weights=[0.5, 0.5])"), d);
  REQUIRE(discrete.has_value());
  CHECK(discrete->arguments[0].formula.text == "[1, 2]");
  const auto empirical = parse_distribution(formula_at_3_10("empirical(file=\"a, b.csv\")"), d);
  REQUIRE(empirical.has_value());
  CHECK(empirical->arguments[0].formula.text == "\"a, b.csv\"");
  const auto none = parse_distribution(formula_at_3_10("bernoulli()"), d);
  REQUIRE(none.has_value());
  CHECK(none->arguments.empty());
  CHECK_FALSE(d.has_errors());
}

TEST_CASE("distributions that aren't") {
  const std::string example = "  write a family with named arguments, such as beta(mean=0.5, se=0.1)\n";
  CHECK(distribution_problems("beta") == "1: 'beta' isn't a distribution\n" + example);
  CHECK(distribution_problems("0.5") == "1: '0.5' isn't a distribution\n" + example);
  CHECK(distribution_problems("") == "1: '' isn't a distribution\n" + example);
  CHECK(distribution_problems("a.b(c=1)") == "1: 'a.b(c=1)' isn't a distribution\n" + example);
  CHECK(distribution_problems("beta(0.5, 0.1)") ==
        "6: arguments of a distribution have names\n"
        "  write beta(mean=…, se=…), beta(alpha=…, beta=…) or beta(events=…, total=…)\n"
        "11: arguments of a distribution have names\n"
        "  write beta(mean=…, se=…), beta(alpha=…, beta=…) or beta(events=…, total=…)\n");
  CHECK(distribution_problems("odd(1)") ==
        "5: arguments of a distribution have names\n  write odd(name=…, …)\n");
  CHECK(distribution_problems("normal(mean=1, mean=2)") == "16: argument 'mean' is given twice\n");
  CHECK(distribution_problems("normal(mean=, se=1)") == "8: argument 'mean' has no value\n");
  CHECK(distribution_problems("normal(mean=1,, se=1)") == "15: an argument is missing\n");
  CHECK(distribution_problems("normal(mean=1,)") == "15: an argument is missing\n");
  CHECK(distribution_problems("normal(mean=1, se=(2)") ==
        "7: '(' isn't closed\n"
        "  close it with ')'; in YAML, a formula with a comma inside { } or [ ] must be quoted\n");
  CHECK(distribution_problems("normal(mean=1, se=2) * 2") ==
        "22: '*' follows the distribution\n  a distribution stands alone; transform it in a parameter's "
        "formula\n");
  CHECK(distribution_problems("normal(mean=1, se=2))") ==
        "21: ')' follows the distribution\n  a distribution stands alone; transform it in a parameter's "
        "formula\n");
  CHECK(distribution_problems("normal(mean=a b, se=2 3)") ==
        "15: an operator is missing between 'a' and 'b'\n  write 'a * b' for a product\n"
        "23: an operator is missing between '2' and '3'\n  digits are grouped by '_', as in 25_000\n");
  CHECK(distribution_problems("normal(mean: 1)") ==
        "12: ':' can't stand in a formula\n"
        "  numbers are decimal and durations have a unit: 90 days, 1.5 years\n");
  CHECK(distribution_problems(std::string(10'001, 'a')) ==
        "1: the distribution has 10001 characters, more than 10000\n");
}
