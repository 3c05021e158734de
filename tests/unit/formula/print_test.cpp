#include "helpers.h"

#include <random>

using namespace formula_tests;

namespace {

using Random = std::mt19937;

int below(Random& random, int n) {
  return static_cast<int>(random() % static_cast<unsigned>(n));
}

ExpressionPtr random_leaf(Random& random) {
  static const double numbers[] = {0, 1, 0.3, 25'000, 1e-9, 1.5e20, 10 * 7 / 365.25, 1.0 / 3};
  static const char* const names[] = {"a", "p_stop.high", "time", "x.y.z", "notes"};
  auto e = std::make_shared<Expression>();
  if (below(random, 2) == 0) {
    e->number = numbers[below(random, 8)];
  } else {
    e->op = Op::name;
    e->name = names[below(random, 5)];
  }
  return e;
}

ExpressionPtr random_tree(Random& random, int depth);

void add_arguments(Random& random, int depth, Expression& call) {
  const int count = below(random, 4);
  const int first_named = below(random, 5);
  for (int i = 0; i < count; ++i) {
    ExpressionPtr argument = random_tree(random, depth - 1);
    if (below(random, 5) == 0) {
      auto text = std::make_shared<Expression>();
      text->op = Op::text;
      text->name = below(random, 2) ? "ceil(x / 40)" : "a \"b\" c";
      argument = text;
    }
    call.arguments.push_back(argument);
    call.argument_names.push_back(i >= first_named ? std::string(1, static_cast<char>('p' + i)) : "");
  }
}

ExpressionPtr random_tree(Random& random, int depth) {
  if (depth == 0) return random_leaf(random);
  auto e = std::make_shared<Expression>();
  const int first = static_cast<int>(Op::call), last = static_cast<int>(Op::logical_or);
  e->op = static_cast<Op>(first + below(random, last - first + 1));
  if (e->op == Op::text) return random_leaf(random);
  if (e->op == Op::call) {
    e->name = "f.g";
    add_arguments(random, depth, *e);
    return e;
  }
  const int operands = e->op == Op::negate || e->op == Op::logical_not ? 1 : 2;
  for (int i = 0; i < operands; ++i)
    e->arguments.push_back(random_tree(random, below(random, depth)));
  return e;
}

bool same(const Expression& a, const Expression& b) {
  if (a.op != b.op || a.number != b.number || a.name != b.name || a.argument_names != b.argument_names ||
      a.arguments.size() != b.arguments.size())
    return false;
  for (std::size_t i = 0; i < a.arguments.size(); ++i)
    if (!same(*a.arguments[i], *b.arguments[i])) return false;
  return true;
}

std::string canonical(const std::string& text) {
  return to_text(*parsed(text));
}

} // namespace

TEST_CASE("canonical text") {
  CHECK(canonical("  ((a+b))*c - -2^2 ") == "(a + b) * c - -2^2");
  CHECK(canonical("a-(b-c)/(d*e)") == "a - (b - c) / (d * e)");
  CHECK(canonical("a-(b+c)-d") == "a - (b + c) - d");
  CHECK(canonical("(a^b)^c") == "(a^b)^c");
  CHECK(canonical("a^(b^c)") == "a^b^c");
  CHECK(canonical("(-2)^-x") == "(-2)^-x");
  CHECK(canonical("-(a*b)") == "-(a * b)");
  CHECK(canonical("not (a and b) or not a<b") == "not (a and b) or not a < b");
  CHECK(canonical("(not a) == b") == "(not a) == b");
  CHECK(canonical("(a<b)==c") == "(a < b) == c");
  CHECK(canonical("if(a<1,18 months,3%)") == "if(a < 1, 1.5, 0.03)");
  CHECK(canonical("expected('x', x='d')") == "expected(\"x\", x=\"d\")");
  CHECK(canonical("25_000+1e20") == "25000 + 1e20");
}

TEST_CASE("canonical text parses back to the same tree") {
  Random random(20240607);
  for (int i = 0; i < 600; ++i) {
    const ExpressionPtr e = random_tree(random, 1 + i % 6);
    const std::string text = to_text(*e);
    CAPTURE(text);
    const ExpressionPtr back = parsed(text);
    CHECK(same(*e, *back));
    CHECK(to_text(*back) == text);
  }
}

TEST_CASE("source text parses back to the same subtree") {
  Random random(42);
  for (int i = 0; i < 200; ++i) {
    const ExpressionPtr e = parsed(to_text(*random_tree(random, 4)));
    for (const ExpressionPtr& part : e->arguments) {
      CAPTURE(part->text);
      if (part->op != Op::text) CHECK(same(*part, *parsed(part->text)));
    }
  }
}

TEST_CASE("negative numbers made by others stay numbers in parentheses") {
  Expression two, power;
  two.number = -2;
  power.op = Op::power;
  power.arguments = {std::make_shared<Expression>(two), std::make_shared<Expression>(two)};
  CHECK(to_text(power) == "(-2)^-2");
}

TEST_CASE("names are collected in order and once") {
  std::vector<std::string> values, calls;
  collect_names(*parsed("b * f(a, b) + if(t.u < b, mortality.male(age), f(c))"), values, calls);
  CHECK(values == std::vector<std::string>{"b", "a", "t.u", "age", "c"});
  CHECK(calls == std::vector<std::string>{"f", "if", "mortality.male"});
}
