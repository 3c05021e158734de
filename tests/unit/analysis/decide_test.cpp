#include "analysis/decide.h"

#include <doctest/doctest.h>

#include <limits>

using namespace cea;

namespace {

SampleInputs table(std::vector<std::string> columns, std::vector<std::vector<double>> values) {
  SampleInputs t;
  t.file = "samples.csv";
  auto file = std::make_shared<SourceFile>();
  file->name = t.file;
  t.span = {file, 1, 1};
  int column = 1;
  for (const std::string& heading : columns) {
    t.column_spans.push_back({file, 1, column});
    column += static_cast<int>(heading.size()) + 1;
  }
  t.columns = std::move(columns);
  t.values = std::move(values);
  return t;
}

/// The messages that a table with these headings and a row of ones gets, with their columns.
std::vector<std::string> complaints(const std::vector<std::string>& columns) {
  try {
    static_cast<void>(
        samples_from_table(table(columns, std::vector<std::vector<double>>(columns.size(), {1}))));
  } catch (const InputError& e) {
    std::vector<std::string> messages;
    for (const Diagnostic& d : e.diagnostics().all())
      messages.push_back(std::to_string(d.span.column).append(": ").append(d.message));
    return messages;
  }
  return {};
}

using Messages = std::vector<std::string>;

} // namespace

TEST_CASE("columns become strategies in order of first appearance and parameters") {
  const DecisionSamples d = samples_from_table(
      table({"sim", "effect.No care, at all", "cost.b", "p.x", "cost.No care, at all", "effect.b"},
            {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}}));
  CHECK(d.effect == "effect");
  CHECK(d.samples.strategies == Messages{"No care, at all", "b"});
  CHECK(d.samples.costs == std::vector<std::vector<double>>{{9, 10}, {5, 6}});
  CHECK(d.samples.effects == std::vector<std::vector<double>>{{3, 4}, {11, 12}});
  CHECK(d.samples.parameters == Messages{"p.x"});
  CHECK(d.samples.values == std::vector<std::vector<double>>{{7, 8}});
  CHECK(d.samples.comparators == std::vector<std::size_t>{0, 0});
}

TEST_CASE("what is wrong with a table of samples is said in full") {
  CHECK(complaints({"cost.a", "qaly.a"}).empty());
  CHECK(complaints({"cost.a", "qaly.b"}) == Messages{"1: strategy 'a' has column cost.a, but no effect",
                                                     "8: strategy 'b' has column qaly.b, but no cost"});
  CHECK(complaints({"cost.a", "effect.a", "cost.b", "qaly.b"}) ==
        Messages{"24: 'qaly.b' and 'effect.a' name effects differently"});
  CHECK(complaints({"cost.a", "qaly.a", "p", "p"}) == Messages{"17: two columns are called 'p'"});
  CHECK(complaints({"p", "q"}) == Messages{"1: no column is called cost.STRATEGY"});
  CHECK(complaints({"cost.", "qaly."}) ==
        Messages{"1: no strategy is named after 'cost.'", "7: no strategy is named after 'qaly.'"});
}

TEST_CASE("values must be finite and there must be a row") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(static_cast<void>(samples_from_table(table({"cost.a", "qaly.a"}, {{1, nan}, {1, 1}}))),
                  InputError);
  CHECK_THROWS_AS(static_cast<void>(samples_from_table(table({"cost.a", "qaly.a"}, {{}, {}}))), InputError);
  CHECK_NOTHROW(static_cast<void>(samples_from_table(table({"sim", "cost.a", "qaly.a"}, {{nan}, {1}, {1}}))));
}

TEST_CASE("decide reports means as base case and several rows as psa") {
  Results r;
  decide(
      r,
      samples_from_table(table({"cost.a", "qaly.a", "cost.b", "qaly.b"}, {{1, 3}, {1, 1}, {4, 4}, {2, 3}})),
      {}, 1);
  REQUIRE(r.base_case);
  CHECK(r.base_case->effect == "qaly");
  CHECK(r.base_case->strategies[0].cost == 2);
  CHECK(r.base_case->strategies[1].effects == NamedAmounts{{"qaly", 2.5}});
  CHECK(r.base_case->strategies[1].undiscounted_effects.empty());
  CHECK(r.base_case->thresholds == std::vector<double>{50'000, 100'000, 150'000});
  REQUIRE(r.psa);
  CHECK(!r.psa->seeded);
  CHECK(r.psa->wtp.size() == 101);
  CHECK(r.psa->wtp.back() == 200'000);
}

TEST_CASE("decide on a single row gives the incremental table alone") {
  Results r;
  decide(r, samples_from_table(table({"cost.a", "effect.a", "cost.b", "effect.b"}, {{1}, {1}, {4}, {2}})), {},
         1);
  CHECK(!r.psa);
  REQUIRE(r.base_case->incremental.size() == 2);
  CHECK(*r.base_case->incremental[1].icer == 3);
  CHECK(r.base_case->effect == "effect");
}
