// The trace against observed figures, computed by hand from the rows of the trace.
#include "analysis/validation.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

const std::string kModel = R"yaml(cea: 1
title: A drug with two lines
time: {cycle_length: 6 months, horizon: 10 years}
discounting: {costs: 3%, effects: 3%}
parameters:
  p_stop: {value: 0.2, source: test}
  scale: {value: 100, source: test}
states:
  layers: {treatment: [tnf, none], activity: [low, high]}
  any.low: {cost: 1, utility: 0.8}
  any.high: {cost: 2, utility: 0.6}
  dead: {alive: false}
clocks: {on_tnf: {in: tnf.any}}
start: {tnf.high: 0.7, none.high: 0.3}
mortality: 0.02
transitions:
  tnf.any: {none.<activity>: p_stop}
  none.any: {none.low: 0.1}
strategies:
  one: {}
  tnf: {set: {p_stop: p_stop / 2}}
subgroups:
  a: {weight: 3}
  b: {weight: 1, set: {p_stop: 0.4}}
scenarios:
  no_stopping_rule: {set: {p_stop: 0}}
  shorter: {time: {horizon: 2 years}, states: {layers: {treatment: [tnf, none], activity: [low, high]}}}
validation:
)yaml";

/// What the program computes for each entry: base case, or the scenario that the entry names.
std::vector<ValidationResult> compared(const std::string& entries) {
  const ScenarioFile file = load_text(kModel + entries, own_scenario("validation.yaml"));
  std::vector<ValidationResult> results;
  for (const ValidationTarget& target : file.validation) {
    const auto model = compile_variant(file, target.scenario, Detail::full);
    std::set<std::string> used;
    Diagnostics problems;
    const auto result = compare_with_data(*model, target, used, problems);
    INFO(render(problems));
    REQUIRE(result);
    results.push_back(*result);
  }
  return results;
}

/// Rows of a strategy in the base case or a scenario; states are tnf.low, tnf.high, none.low, none.high,
/// dead.
std::vector<std::vector<double>> rows(const std::string& variant, std::size_t strategy) {
  return run(load_text(kModel + "  []\n", own_scenario("validation.yaml")), variant).trace.rows.at(strategy);
}

constexpr Tolerance kSame{1e-13, 1e-13};

} // namespace

TEST_CASE("validation: shares of states and patterns between rows") {
  const auto results = compared(R"yaml(
  - {quantity: "in(tnf.any) / in(alive)", strategy: tnf, at: 17 months, observed: 0.595}
  - {quantity: in(on_tnf), strategy: tnf, at: 17 months, observed: 0.5}
  - {quantity: in(any.high) * scale - 1, strategy: one, at: 2 years, observed: 40}
  - {quantity: 1 - in(dead), strategy: one, at: 10 years, observed: 2/3}
  - {quantity: in(none.low), strategy: one, at: 0, observed: 0}
)yaml");
  const auto tnf = rows("", 1), one = rows("", 0);
  const double part = 17.0 / 6 - 2; // 17 months lie between rows 2 and 3
  const auto at = [&](std::size_t s) { return (1 - part) * tnf[2][s] + part * tnf[3][s]; };
  CHECK(agrees(results[0].model, (at(0) + at(1)) / (at(0) + at(1) + at(2) + at(3)), kSame));
  CHECK(results[0].at == doctest::Approx(17.0 / 12));
  CHECK(agrees(results[1].model, at(0) + at(1), kSame));
  CHECK(agrees(results[2].model, 100 * (one[4][1] + one[4][3]) - 1, kSame));
  CHECK(agrees(results[3].model, 1 - one[20][4], kSame));
  CHECK(results[3].observed == doctest::Approx(2.0 / 3));
  CHECK(results[4].model == 0);
}

TEST_CASE("validation: scenarios and subgroups") {
  const auto results = compared(R"yaml(
  - {quantity: in(tnf.any), strategy: tnf, scenario: no_stopping_rule, at: 17 months, observed: 0.595}
  - {quantity: in(tnf.any), strategy: one, subgroup: b, at: 1 year, observed: 0.3}
  - {quantity: in(tnf.any), strategy: one, scenario: shorter, at: 2 years, observed: 0.3}
)yaml");
  const auto unstopped = rows("no_stopping_rule", 1);
  const double part = 17.0 / 6 - 2;
  // The group's own `p_stop` comes after the scenario's.
  CHECK(agrees(results[0].model,
               (1 - part) * (unstopped[2][0] + unstopped[2][1]) + part * (unstopped[3][0] + unstopped[3][1]),
               kSame));
  CHECK(agrees(results[1].model, 0.7 * 0.98 * 0.98 * 0.6 * 0.6, kSame));
  const auto base = rows("", 0);
  CHECK(agrees(results[2].model, base[4][0] + base[4][1], kSame));
}
