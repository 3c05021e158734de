#include "helpers.h"

using namespace formula_tests;

namespace {

double number_of(const std::string& text) {
  const ExpressionPtr e = parsed(text);
  REQUIRE(e->op == Op::number);
  return e->number;
}

} // namespace

TEST_CASE("numbers are decimal") {
  CHECK(number_of("0.3") == 0.3);
  CHECK(number_of(".5") == 0.5);
  CHECK(number_of("5.") == 5);
  CHECK(number_of("1e-4") == 1e-4);
  CHECK(number_of("1.5E+3") == 1500);
  CHECK(number_of("25_000") == 25000);
  CHECK(number_of("1_000_000.000_1") == 1000000.0001);
  CHECK(number_of("010") == 10);
  CHECK(number_of("0") == 0);
  CHECK(number_of("+5") == 5);
}

TEST_CASE("percentages are the double of their decimal") {
  CHECK(number_of("3%") == 0.03);
  CHECK(number_of("0.1%") == 0.001);
  CHECK(number_of("97.3%") == 0.973);
  CHECK(number_of("1e-2%") == 1e-4);
  CHECK(number_of("3 %") == 0.03);
  CHECK(tree_of("3% * x") == "(0.03 * x)");
  CHECK(tree_of("(1 - 3%)") == "(1 - 0.03)");
}

TEST_CASE("durations are years") {
  CHECK(number_of("2 years") == 2);
  CHECK(number_of("1 year") == 1);
  CHECK(number_of("18 months") == 1.5);
  CHECK(number_of("1 month") == 1.0 / 12);
  CHECK(number_of("10 weeks") == 70 / 365.25);
  CHECK(number_of("1 week") == 7 / 365.25);
  CHECK(number_of("90 days") == 90 / 365.25);
  CHECK(number_of("1 day") == 1 / 365.25);
  Diagnostics d;
  const ExpressionPtr e = parse(formula_at_3_10("52 weeks"), d, {.days_per_year = 364});
  REQUIRE(e);
  CHECK(e->number == 1);
  CHECK(tree_of("time < 2 years") == "(time < 2)");
  CHECK(tree_of("years * days") == "(years * days)");
}

TEST_CASE("power binds tightest and from right to left") {
  CHECK(tree_of("-2^2") == "(-(2 ^ 2))");
  CHECK(tree_of("2^-1") == "(2 ^ (-1))");
  CHECK(tree_of("2^3^4") == "(2 ^ (3 ^ 4))");
  CHECK(tree_of("2^-3^4") == "(2 ^ (-(3 ^ 4)))");
  CHECK(tree_of("(-2)^2") == "((-2) ^ 2)");
  CHECK(tree_of("a*b^c") == "(a * (b ^ c))");
  CHECK(tree_of("f(x)^2") == "(f[x] ^ 2)");
}

TEST_CASE("arithmetic goes from left to right") {
  CHECK(tree_of("1 - 2 - 3") == "((1 - 2) - 3)");
  CHECK(tree_of("1 / 2 * 3 / 4") == "(((1 / 2) * 3) / 4)");
  CHECK(tree_of("1 + 2 * 3 - 4") == "((1 + (2 * 3)) - 4)");
  CHECK(tree_of("-a * b") == "((-a) * b)");
  CHECK(tree_of("a * -b") == "(a * (-b))");
  CHECK(tree_of("a - -b") == "(a - (-b))");
  CHECK(tree_of("--a") == "(-(-a))");
  CHECK(tree_of("+a") == "a");
  CHECK(tree_of("(1 + 2) * 3") == "((1 + 2) * 3)");
}

TEST_CASE("not binds looser than comparisons and tighter than and") {
  CHECK(tree_of("not a < b") == "(not (a < b))");
  CHECK(tree_of("not a == b and c") == "((not (a == b)) and c)");
  CHECK(tree_of("a and not b or c") == "((a and (not b)) or c)");
  CHECK(tree_of("a or b and c") == "(a or (b and c))");
  CHECK(tree_of("a or b or c") == "((a or b) or c)");
  CHECK(tree_of("a and b and c") == "((a and b) and c)");
  CHECK(tree_of("not not a") == "(not (not a))");
  CHECK(tree_of("1 + (not a)") == "(1 + (not a))");
  CHECK(tree_of("a + 1 >= b * 2") == "((a + 1) >= (b * 2))");
  CHECK(tree_of("a != b") == "(a != b)");
  CHECK(tree_of("(a < b) < c") == "((a < b) < c)");
  CHECK(tree_of("android + order + notes + iffy") == "(((android + order) + notes) + iffy)");
}

TEST_CASE("calls take positional and named arguments and quoted texts") {
  CHECK(tree_of("if(a < 1, b, c)") == "if[(a < 1); b; c]");
  CHECK(tree_of("max(a, b, -c)") == "max[a; b; (-c)]");
  CHECK(tree_of("f()") == "f[]");
  CHECK(tree_of("rate_to_prob (r, 1)") == "rate_to_prob[r; 1]");
  CHECK(tree_of("expected(\"ceil(w / 40)\", w='normal(mean=80, sd=12)')") ==
        "expected[\"ceil(w / 40)\"; w=\"normal(mean=80, sd=12)\"]");
  CHECK(tree_of("expected('a', x = 'b \"c\"')") == "expected[\"a\"; x='b \"c\"']");
  CHECK(tree_of("expected(\"\")") == "expected[\"\"]");
  CHECK(tree_of("f(x == 1)") == "f[(x == 1)]");
  CHECK(tree_of("min(1,50)") == "min[1; 50]");
}

TEST_CASE("names may have dots") {
  CHECK(tree_of("p_stop.high") == "p_stop.high");
  CHECK(tree_of("mortality.female(mid_age) * smr") == "(mortality.female[mid_age] * smr)");
  CHECK(tree_of("on_tnf.time + a.b.c_2") == "(on_tnf.time + a.b.c_2)");
  CHECK(tree_of("in(tnf.any) / in(alive)") == "(in[tnf.any] / in[alive])");
  CHECK(tree_of("value * 2") == "(value * 2)");
}

TEST_CASE("every part has its place and its text") {
  const ExpressionPtr e = parsed("  a + (b - f(2 years))*c");
  CHECK(e->text == "a + (b - f(2 years))*c");
  CHECK(e->span.line == 3);
  CHECK(e->span.column == 10 + 4);
  const Expression& product = *e->arguments[1];
  CHECK(product.text == "(b - f(2 years))*c");
  CHECK(product.span.column == 10 + 22);
  const Expression& difference = *product.arguments[0];
  CHECK(difference.text == "b - f(2 years)");
  CHECK(difference.span.column == 10 + 9);
  const Expression& call = *difference.arguments[1];
  CHECK(call.text == "f(2 years)");
  CHECK(call.span.column == 10 + 11);
  CHECK(call.arguments[0]->text == "2 years");
  CHECK(call.arguments[0]->span.column == 10 + 13);
}

TEST_CASE("behind a line end the place is the formula's start") {
  const ExpressionPtr e = parsed("a +\n b");
  CHECK(e->span.column == 12);
  CHECK(e->arguments[1]->span.line == 3);
  CHECK(e->arguments[1]->span.column == 10);
  CHECK(e->text == "a +\n b");
}

TEST_CASE("a formula without place gets none") {
  Diagnostics d;
  const ExpressionPtr e = parse({"1 + 2", {}}, d);
  REQUIRE(e);
  CHECK(e->span.column == 0);
  CHECK(e->span.file == nullptr);
}

TEST_CASE("two hundred levels are allowed and no more") {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '(') + "1" + std::string(levels, ')');
  };
  CHECK(tree_of(nested(200)) == "1");
  CHECK(problems(nested(201)) == "201: the formula is nested more than 200 levels deep\n"
                                 "  give its parts names of their own, as parameters\n");
  CHECK(problems(std::string(201, '-') + "1").starts_with("201: the formula is nested"));
  CHECK(problems(nested(5000).substr(0, 9000)).starts_with("1: the formula has") == false);
  std::string calls, powers, nots;
  for (int i = 0; i < 201; ++i) {
    calls += "f(";
    powers += "2^";
    nots += "not ";
  }
  CHECK(problems(calls).find("nested more than 200 levels") != std::string::npos);
  CHECK(problems(powers + "2").find("nested more than 200 levels") != std::string::npos);
  CHECK(problems(nots + "2").find("nested more than 200 levels") != std::string::npos);
}

TEST_CASE("the length of a formula is limited") {
  CHECK(tree_of(std::string(9'999, ' ') + "1") == "1");
  CHECK(problems(std::string(10'000, ' ') + "1") == "1: the formula has 10001 characters, more than 10000\n"
                                                    "  give its parts names of their own, as parameters\n");
  std::string sum = "1";
  for (int i = 0; i < 999; ++i)
    sum += "+1";
  CHECK(parsed(sum)->op == Op::add);
  CHECK(problems(sum + "+1").find("more than 2000 words and signs") != std::string::npos);
}

TEST_CASE("words have their lists") {
  for (const char* word : {"cycle",
                           "time",
                           "mid_time",
                           "age",
                           "mid_age",
                           "calendar_year",
                           "cycle_length",
                           "time_in_state",
                           "cycles_in_state",
                           "cycle_mean",
                           "t",
                           "exp",
                           "if",
                           "and",
                           "or",
                           "not",
                           "rest",
                           "value",
                           "alive",
                           "any",
                           "expected",
                           "annuity",
                           "apply_hr"}) {
    CAPTURE(word);
    CHECK(is_reserved(word));
  }
  for (const char* word : {"gamma", "scale", "beta", "Time", "years", "p_stop.high", "n", "x", ""}) {
    CAPTURE(word);
    CHECK_FALSE(is_reserved(word));
  }
  for (const char* word : {"on", "off", "yes", "no", "y", "n", "true", "false", "null", "No", "TRUE", "Y"})
    CHECK(is_yaml_word(word));
  for (const char* word : {"none", "o", "nil", "", "yess"})
    CHECK_FALSE(is_yaml_word(word));
  CHECK(is_identifier("a"));
  CHECK(is_identifier("p_Stop2"));
  for (const char* word : {"", "2a", "_a", "a.b", "a-b", "a b", "é"})
    CHECK_FALSE(is_identifier(word));
}
