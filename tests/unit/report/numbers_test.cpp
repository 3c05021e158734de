#include "report/numbers.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::report;

namespace {

Results with(const std::string& currency, const std::vector<std::pair<double, double>>& cost_and_effect) {
  Results r;
  r.currency = currency;
  r.base_case.emplace();
  r.base_case->effect = "qaly";
  for (const auto& [cost, effect] : cost_and_effect) {
    StrategyTotals s;
    s.cost = cost;
    s.effects = {{"qaly", effect}};
    r.base_case->strategies.push_back(s);
  }
  return r;
}

} // namespace

TEST_CASE("separators") {
  CHECK(with_separators(0, 0) == "0");
  CHECK(with_separators(-0.0, 0) == "0");
  CHECK(with_separators(-0.004, 2) == "0.00");
  CHECK(with_separators(999, 0) == "999");
  CHECK(with_separators(1000, 0) == "1,000");
  CHECK(with_separators(-151580.4, 0) == "-151,580");
  CHECK(with_separators(-100, 0) == "-100");
  CHECK(with_separators(1234567.891, 2) == "1,234,567.89");
  CHECK(with_separators(0.5, 4) == "0.5000");
}

TEST_CASE("threshold keys are plain decimals") {
  CHECK(plain_decimal(50'000) == "50000");
  CHECK(plain_decimal(1e22) == "10000000000000000000000");
  CHECK(plain_decimal(0.1) == "0.1");
  CHECK(plain_decimal(1e-7) == "0.0000001");
  CHECK(plain_decimal(-0.0) == "0");
}

TEST_CASE("ICERs have three digits or whole units") {
  CHECK(NumberStyle({}).three_digits(72'988.4) == "72,988");
  CHECK(NumberStyle({}).three_digits(123.4) == "123");
  CHECK(NumberStyle({}).three_digits(48.31) == "48.3");
  CHECK(NumberStyle({}).three_digits(4.831) == "4.83");
  CHECK(NumberStyle({}).three_digits(-0.012345) == "-0.0123");
  CHECK(NumberStyle({}).three_digits(0) == "0");
}

TEST_CASE("probabilities") {
  CHECK(NumberStyle({}).percent(0.5374) == "53.7%");
  CHECK(NumberStyle({}).percent(1) == "100.0%");
  CHECK(NumberStyle({}).percent(0) == "0.0%");
}

TEST_CASE("currencies stand where readers expect them") {
  CHECK(NumberStyle(with("USD", {{1000, 1}})).amount(151'580) == "$151,580");
  CHECK(NumberStyle(with("USD", {{1000, 1}})).amount(-5) == "-$5");
  CHECK(NumberStyle(with("EUR", {{1000, 1}})).amount(5) == "€5");
  CHECK(NumberStyle(with("GBP", {{1000, 1}})).price(48.31) == "£48.3");
  CHECK(NumberStyle(with("CHF", {{1000, 1}})).amount(5) == "5 CHF");
  CHECK(NumberStyle(with("", {{1000, 1}})).amount(5) == "5");
  CHECK(NumberStyle(with("", {{1000, 1}})).per_effect() == "per QALY");
  CHECK(NumberStyle(with("CHF", {{1000, 1}})).per_effect() == "CHF per QALY");
  CHECK(NumberStyle(with("CHF", {{1000, 1}})).in_currency("Cost") == "Cost (CHF)");
}

TEST_CASE("costs show hundredths where all are small") {
  CHECK(NumberStyle(with("USD", {{9.41, 1}, {14.56, 2}})).money(9.41) == "9.41");
  CHECK(NumberStyle(with("USD", {{9.41, 1}, {100, 2}})).money(9.41) == "9");
  CHECK(NumberStyle(with("USD", {{0, 1}})).money(0) == "0");
}

TEST_CASE("effects show enough digits to tell strategies apart") {
  CHECK(NumberStyle(with("USD", {{1000, 20.7}, {2000, 21.7}})).effect(20.7112) == "20.711");
  CHECK(NumberStyle(with("USD", {{1000, 23.1525}, {2000, 23.1483}})).effect(23.1525) == "23.1525");
  CHECK(NumberStyle(with("USD", {{9, -0.00105391}, {14, -0.00080132}})).effect(-0.00105391) == "-0.00105");
  CHECK(NumberStyle(with("USD", {{9, 0.5}, {14, 0.5 + 1e-12}})).effect(0.5) == "0.5000");
}

TEST_CASE("units of outcomes") {
  CHECK(unit_of("qaly") == "QALY");
  CHECK(unit_of("life_years") == "life-year");
  CHECK(unit_of("deaths") == "unit of deaths");
  CHECK(units_of("effect") == "Effect");
}
