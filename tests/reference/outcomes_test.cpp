// Outcomes of the file's own against numbers by hand.
#include "analysis/frontier.h"
#include "analysis/psa_summary.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kExact{1e-12, 1e-12};

/// Every cycle of a year 10 % of the well fall ill and 20 % of the ill die; with the drug half as many fall
/// ill.
const std::string kModel = R"(cea: 1
title: Outcomes
time: {cycle_length: 1 year, cycles: 3, cycle_correction: CORRECTION}
discounting: {costs: 5%, effects: 3%}
willingness_to_pay: [1000]
parameters: {p_ill: 0.1}
states:
  well: {utility: 1}
  ill: {utility: 0.5, cost: 100}
  dead: {alive: false}
start: {well: 1}
transitions: {well: {ill: p_ill}, ill: {dead: 0.2}}
strategies:
  none: {}
  drug: {set: {p_ill: p_ill / 2}, costs: {drug: {in: well, per_year: 40}}}
)";

ScenarioFile file_with(const std::string& more, const std::string& correction = "start") {
  std::string text = kModel + more;
  text.replace(text.find("CORRECTION"), 10, correction);
  return load_text(text, "outcomes.yaml");
}

double outcome(const StrategyTotals& t, const char* name) {
  return amount(t.effects, name).value();
}
double undiscounted(const StrategyTotals& t, const char* name) {
  return amount(t.undiscounted_effects, name).value();
}

/// Deaths in cycles 1 and 2: 0.2 of those ill at their start.
double ill(int row, double p) {
  return row == 0 ? 0 : row == 1 ? p : p * (1 - p) + 0.8 * p;
}

} // namespace

TEST_CASE("an outcome is undiscounted unless it has rates of its own") {
  const std::string outcomes = R"(outcomes:
  deaths: {entering: dead, each: 1, better: fewer, label: Deaths}
  discounted_deaths: {entering: dead, each: 1, better: fewer, discounting: 10%}
  stepped: {entering: dead, each: 1, discounting: {0 years: 0%, 1 year: 10%}}
  years_ill: {in: ill, per_year: 1}
  half: {in: ill, per_year: 1, cycle_correction: life-table, during: 0 to 2 years}
  visits: {in: well, rate: 2, each: 1}
  start: {once: 1, in: well, at: 1 year}
)";
  const StrategyTotals t = totals(run(file_with(outcomes)).base, "none");
  const double first = 0.2 * ill(1, 0.1), second = 0.2 * ill(2, 0.1);
  CHECK(agrees(outcome(t, "deaths"), first + second, kExact));
  CHECK(agrees(undiscounted(t, "deaths"), first + second, kExact));
  CHECK(agrees(outcome(t, "discounted_deaths"), first / 1.1 + second / 1.21, kExact));
  CHECK(agrees(undiscounted(t, "discounted_deaths"), first + second, kExact));
  CHECK(agrees(outcome(t, "stepped"), first + second / 1.1, kExact));
  CHECK(agrees(outcome(t, "years_ill"), ill(1, 0.1) + ill(2, 0.1), kExact));
  CHECK(agrees(outcome(t, "half"), ill(1, 0.1) + ill(2, 0.1) / 2, kExact));
  CHECK(agrees(outcome(t, "visits"), 2 * (1 + 0.9 + 0.81), kExact));
  CHECK(agrees(outcome(t, "start"), 0.9, kExact));
  const double lifetable = ill(1, 0.1) + ill(2, 0.1) + (ill(2, 0.1) * 0.8 + 0.081) / 2;
  CHECK(agrees(outcome(totals(run(file_with(outcomes, "life-table")).base, "none"), "years_ill"), lifetable,
               kExact));
}

TEST_CASE("ICERs of an outcome of which fewer are better are per one averted") {
  const BaseCase base =
      run(file_with("effect: deaths\noutcomes: {deaths: {entering: dead, each: 1, better: fewer}}\n")).base;
  const double deaths = 0.2 * (ill(1, 0.1) + ill(2, 0.1)), with_drug = 0.2 * (ill(1, 0.05) + ill(2, 0.05));
  CHECK(base.effect == "deaths");
  CHECK(base.fewer_is_better);
  CHECK(agrees(effect_of(base, "none"), deaths, kExact));
  CHECK(agrees(effect_of(base, "drug"), with_drug, kExact));
  const PairwiseRow& row = base.pairwise.at(0);
  CHECK(agrees(row.delta_effect, deaths - with_drug, kExact));
  CHECK(row.quadrant == Quadrant::north_east);
  CHECK(agrees(row.icer.value(), row.delta_cost / (deaths - with_drug), kExact));
  CHECK(agrees(row.inmb.at(0), 1000 * (deaths - with_drug) - row.delta_cost, kExact));
  CHECK(base.incremental.at(1).status == DominanceStatus::non_dominated);
  CHECK(agrees(base.incremental.at(1).icer.value(), row.icer.value(), kExact));
  CHECK(agrees(base.nmb.at(0).at(0), -1000 * deaths - totals(base, "none").cost, kExact));
  CHECK(agrees(amount(totals(base, "none").effect_by_state, "dead").value(), deaths, kExact));
}

TEST_CASE("the probabilistic analysis shows totals and decides by what is averted") {
  const ScenarioFile file = file_with(R"(effect: deaths
outcomes: {deaths: {entering: dead, each: 1, better: fewer}}
scenarios: {by_qaly: {effect: qaly}}
)");
  SampleInputs inputs;
  inputs.file = "draws";
  inputs.columns = {"p_ill"};
  inputs.values = {{0.1, 0.2, 0.3}};
  const PsaSamples samples = replay(file, inputs);
  const PsaResult psa = summarise(samples, "deaths", {"none", "drug"}, {1000, 1e6}, {}, 1);
  double deaths = 0, averted = 0;
  for (const double p : inputs.values[0]) {
    deaths += 0.2 * (ill(1, p) + ill(2, p)) / 3;
    averted += 0.2 * (ill(1, p) + ill(2, p) - ill(1, p / 2) - ill(2, p / 2)) / 3;
  }
  CHECK(agrees(psa.effect_estimate[0].mean, deaths, kExact));
  CHECK(psa.effect_estimate[0].low < deaths);
  CHECK(psa.effect_estimate[0].high > deaths);
  CHECK(agrees(psa.pairwise.at(0).delta_effect.mean, averted, kExact));
  CHECK(psa.frontier.front() == 0);
  CHECK(psa.frontier.back() == 1);
  CHECK(run(file, "by_qaly").base.pairwise.at(0).delta_effect > 0);
  CHECK_FALSE(run(file, "by_qaly").base.fewer_is_better);
}

TEST_CASE("branches of a tree count in outcomes") {
  const std::string text = R"(cea: 1
effect: cured
outcomes: {cured: {}, reactions: {better: fewer, once: 0.001}}
tree:
  branches:
    cured: {probability: 0.6, effects: {cured: 1}}
    reaction: {probability: rest, effects: {reactions: 1}, cost: 5}
strategies: {one: {}, two: {tree: {cost: 3, branches: {cured: {probability: 0.8}}}}}
)";
  const BaseCase base = base_case(*compile_variant(load_text(text, "tree.yaml"), {}, Detail::full), {});
  CHECK(totals(base, "one").effects == NamedAmounts{{"cured", 0.6}, {"reactions", 0.401}});
  CHECK(agrees(base.pairwise.at(0).icer.value(), (3 - 0.2 * 5) / 0.2, kExact));
}
