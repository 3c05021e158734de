// Equity: where the decision tips, what must be given for every subgroup, and indices at their limits.
#include "analysis/base_case.h"
#include "analysis/equity.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

/// Two halves; the drug gives the first `gain` QALYs and costs nothing, its price is paid in `burden`.
EquityResult equity_of(const std::string& gains, const std::string& settings) {
  const ScenarioFile file = load_text(R"yaml(
cea: 1
time: {cycle_length: 1 year, cycles: 1, cycle_correction: start}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: 1_000
parameters: {gain: 0, price: 0}
states: {well: {utility: 0, absorbing: true}}
start: {well: 1}
subgroups: )yaml" + gains + R"yaml(
strategies: {usual: {}, drug: {costs: {drug: {once: price}}, effects: {gain: {once: gain}}}}
analyses:
  equity: {strategy: drug, comparator: usual, baseline: {poor: 60, rich: 70}, )yaml" +
                                          settings + "}\n",
                                      "equity.yaml");
  Diagnostics problems;
  const auto model = compile(file.base, {.detail = Detail::full, .by_subgroup = true}, problems);
  REQUIRE(model != nullptr);
  const std::vector<double>& thresholds = file.base->willingness_to_pay;
  return equity(*model, base_case(*model, thresholds), subgroup_results(*model, thresholds));
}

} // namespace

TEST_CASE("equity: a change that is 0 at a listed aversion is a tip") {
  // The poor gain 1, the rich lose 1: the mean stays, and every aversion above 0 likes it.
  const EquityResult r = equity_of("{poor: {weight: 1, set: {gain: 1}}, rich: {weight: 1, set: {gain: -1}}}",
                                   "aversion: [0, 1, 2]");
  CHECK(r.mean_after == doctest::Approx(65));
  REQUIRE(r.tips.size() == 1);
  CHECK(r.tips[0] == 0);
}

TEST_CASE("equity: a tip between listed aversions and none where nothing changes") {
  // The rich lose more than the poor gain: only aversion makes up for it.
  const EquityResult r =
      equity_of("{poor: {weight: 1, set: {gain: 1}}, rich: {weight: 1, set: {gain: -1.2}}}", "wtp: 1_000");
  REQUIRE(r.tips.size() == 1);
  CHECK(r.tips[0] > 0);
  CHECK(equity_of("{poor: {weight: 1}, rich: {weight: 1}}", "wtp: 1_000").tips.empty());
}

TEST_CASE("equity: equal health has an Atkinson index of 0 and never less") {
  const EquityResult r = equity_of("{poor: {weight: 1, set: {gain: 10}}, rich: {weight: 2}}", "wtp: 1_000");
  for (const double a : r.atkinson_after) {
    CHECK(a >= 0);
    CHECK(a < 1e-14);
  }
}

TEST_CASE("equity: a burden is given for every subgroup") {
  try {
    (void)equity_of("{poor: {weight: 1, set: {gain: 1}}, rich: {weight: 1}}", "burden: {poor: 1}");
    FAIL("no error");
  } catch (const InputError& e) {
    CHECK(e.diagnostics().all().at(0).message == "the subgroup 'rich' has no burden");
  }
}
