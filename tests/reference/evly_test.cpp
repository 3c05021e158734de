// Equal-value life years against numbers by hand: those gained beyond the comparator's count 0.851, those
// shared the strategy's own mean utility of the period (Campbell, Whittington & Pearson 2023; ICER's
// reports).
#include "analysis/frontier.h"
#include "analysis/psa_summary.h"
#include "engine/evly.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kExact{1e-12, 1e-12};

/// Half of the patients die in every cycle of a year, with the drug a fifth; utilities 0.5 and, on it, 0.6.
const std::string kModel = R"yaml(cea: 1
title: Equal value
time: {cycle_length: 1 year, cycles: 3, cycle_correction: CORRECTION}
discounting: {costs: 0%, effects: 10%}
willingness_to_pay: [100_000]
parameters: {p_die: 0.5, u: 0.5, first: 0}
states:
  ill: {utility: u, cost: 100}
  dead: {alive: false}
start: {ill: 1}
transitions: {ill: {dead: "if(cycle == 0, max(p_die, first), p_die)"}}
effect: evly
strategies:
  none: {}
  drug: {set: {p_die: 0.2, u: 0.6}, costs: {drug: {in: ill, per_year: 1000}}}
)yaml";

std::string text_with(const std::string& more, const std::string& correction = "start") {
  std::string text = kModel + more;
  return text.replace(text.find("CORRECTION"), 10, correction);
}

ScenarioFile file_with(const std::string& more, const std::string& correction = "start") {
  return load_text(text_with(more, correction), "evly.yaml");
}

double power(double x, int n) {
  return std::pow(x, n);
}

/// Discounted evLYs of `drug` by the definition, period by period: shares alive and discount rate.
double by_hand(const std::vector<double>& alive, const std::vector<double>& comparator, double utility,
               double rate) {
  double sum = 0;
  for (std::size_t k = 0; k < alive.size(); ++k) {
    const double shared = std::min(alive[k], comparator[k]);
    sum += (shared * utility + 0.851 * (alive[k] - shared)) * power(1 / (1 + rate), static_cast<int>(k));
  }
  return sum;
}

double effect(const StrategyTotals& t, const char* name) {
  return amount(t.effects, name).value();
}

} // namespace

TEST_CASE("one period of equal value") {
  CHECK(equal_value(0.6, 1, 1) == 0.6);
  CHECK(equal_value(0.6, 1, 2) == 0.6);
  CHECK(agrees(equal_value(1.2, 2, 1.5), 0.9 + 0.851 * 0.5, kExact));
  CHECK(agrees(equal_value(1.2, 2, 0), 1.702, kExact));
  CHECK(equal_value(0, 0, 0) == 0);
  CHECK(equal_value(-0.1, 0, 0) == -0.1);
}

TEST_CASE("life years gained count as the general population's") {
  const BaseCase base = run(file_with("")).base;
  const StrategyTotals &none = totals(base, "none"), &drug = totals(base, "drug");
  CHECK(base.effect == "evly");
  CHECK(agrees(effect(none, "evly"), effect(none, "qaly"), kExact));
  CHECK(agrees(effect(drug, "evly"), by_hand({1, 0.8, 0.64}, {1, 0.5, 0.25}, 0.6, 0.1), kExact));
  CHECK(agrees(amount(drug.undiscounted_effects, "evly").value(),
               by_hand({1, 0.8, 0.64}, {1, 0.5, 0.25}, 0.6, 0), kExact));
  CHECK(agrees(effect(drug, "qaly"), 0.6 * (1 + 0.8 / 1.1 + 0.64 / 1.21), kExact));
  CHECK(drug.effect_by_state.empty());
  // The published form: shared years times the gain in utility, and the gain in years times 0.851.
  const double gain = (1 + 0.5 / 1.1 + 0.25 / 1.21) * 0.1 + (0.3 / 1.1 + 0.39 / 1.21) * 0.851;
  CHECK(agrees(base.pairwise.at(0).delta_effect, gain, kExact));
  CHECK(agrees(base.pairwise.at(0).icer.value(), base.pairwise.at(0).delta_cost / gain, kExact));
}

TEST_CASE("who gains the life years doesn't matter") {
  // Utilities differ, shared life years are worth the same in both strategies: so is what is gained.
  const auto gain = [](const std::string& utility) {
    std::string text = text_with("");
    text.replace(text.find("u: 0.5"), 6, "u: " + utility);
    text.replace(text.find("u: 0.6"), 6, "u: " + utility);
    return run(load_text(text, "evly.yaml")).base.pairwise.at(0).delta_effect;
  };
  CHECK(agrees(gain("0.2"), 0.851 * (0.3 / 1.1 + 0.39 / 1.21), kExact));
  CHECK(agrees(gain("0.9"), 0.851 * (0.3 / 1.1 + 0.39 / 1.21), kExact));
}

TEST_CASE("a period in which a strategy loses life years counts as QALYs do") {
  const BaseCase base = run(file_with("  surgery: {set: {p_die: 0.2, u: 0.6, first: 0.9}}\n")).base;
  CHECK(agrees(effect(totals(base, "surgery"), "evly"), 0.6 + 0.1 * 0.6 / 1.1 + 0.08 * 0.6 / 1.21, kExact));
}

TEST_CASE("equal value under the ways of counting") {
  const auto evly = [](const std::string& correction) {
    return effect(totals(run(file_with("", correction)).base, "drug"), "evly");
  };
  const auto period = [](double alive, double comparator, int k) {
    return equal_value(0.6 * alive, alive, comparator) * power(1 / 1.1, k);
  };
  CHECK(agrees(evly("end"), period(0.8, 0.5, 1) + period(0.64, 0.25, 2) + period(0.512, 0.125, 3), kExact));
  CHECK(agrees(evly("life-table"), period(0.9, 0.75, 0) + period(0.72, 0.375, 1) + period(0.576, 0.1875, 2),
               kExact));
  CHECK(agrees(evly("half-cycle"), evly("life-table"), kExact));
  CHECK(agrees(evly("trapezoid"),
               period(0.5, 0.5, 0) + period(0.8, 0.5, 1) + period(0.64, 0.25, 2) + period(0.256, 0.0625, 3),
               kExact));
}

TEST_CASE("equal value discounted in the middle of cycles and in steps") {
  std::string text = text_with("");
  text.replace(text.find("effects: 10%}"), 13, "effects: {0 years: 10%, 2 years: 5%}, at: middle}");
  const double middle = std::pow(1.1, -0.5), last = power(1 / 1.1, 2) * std::pow(1.05, -0.5);
  CHECK(agrees(effect(totals(run(load_text(text, "evly.yaml")).base, "drug"), "evly"),
               0.6 * middle + (0.5 * 0.6 + 0.3 * 0.851) * middle / 1.1 + (0.25 * 0.6 + 0.39 * 0.851) * last,
               kExact));
}

TEST_CASE("moves and dates count in their period") {
  const std::string more = R"yaml(  care:
    set: {p_die: 0.2}
    effects: {course: {once: 0.03, at: 1 year}, loss: {entering: dead, each: -0.01}}
)yaml";
  const BaseCase base = run(file_with(more)).base;
  const double first = 0.5 - 0.002, second = 0.8 * 0.5 + 0.8 * 0.03 - 0.0016, third = 0.64 * 0.5 - 0.00128;
  CHECK(agrees(effect(totals(base, "care"), "evly"),
               first + equal_value(second, 0.8, 0.5) / 1.1 + equal_value(third, 0.64, 0.25) / 1.21, kExact));
}

TEST_CASE("another comparator than the first") {
  std::string text = text_with("");
  text.replace(text.find("none: {}"), 8, "none: {comparator: drug}");
  const BaseCase base = run(load_text(text, "evly.yaml")).base;
  CHECK(agrees(effect(totals(base, "drug"), "evly"), effect(totals(base, "drug"), "qaly"), kExact));
  CHECK(agrees(effect(totals(base, "none"), "evly"), effect(totals(base, "none"), "qaly"), kExact));
}

TEST_CASE("a tree's life years are a period of their own") {
  const std::string more = R"yaml(  screened:
    start: null
    tree: {branches: {all: {probability: 1, to: ill, effects: {qaly: 0.1, life_years: 0.25}}}}
)yaml";
  std::string text = text_with(more);
  text.replace(text.find("    start: null\n"), 16, "");
  const BaseCase base = run(load_text(text, "evly.yaml")).base;
  CHECK(agrees(effect(totals(base, "screened"), "evly"), 0.851 * 0.25 + effect(totals(base, "none"), "qaly"),
               kExact));
}

TEST_CASE("equal value of partitioned survival") {
  const BaseCase base = run(load_text(R"yaml(cea: 1
time: {cycle_length: 1 year, cycles: 3, cycle_correction: start}
discounting: {costs: 0%, effects: 0%}
parameters: {rate: 0.5, delay: 1}
curves:
  os: {distribution: "exponential(rate=rate)"}
  pfs: {distribution: "exponential(rate=2 * rate)"}
partitioned_survival: {states: {stable: pfs, progressed: rest, dead: 1 - os}}
states: {stable: {utility: 0.8}, progressed: {utility: 0.5}, dead: {alive: false}}
effect: evly
strategies: {care: {}, drug: {set: {rate: 0.3}}}
)yaml",
                                      "evly.yaml"))
                            .base;
  double want = 0;
  for (int k = 0; k < 3; ++k) {
    const double os = std::exp(-0.3 * k), pfs = std::exp(-0.6 * k), other = std::exp(-0.5 * k);
    want += (0.8 * pfs + 0.5 * (os - pfs)) * other / os + 0.851 * (os - other);
  }
  CHECK(agrees(effect(totals(base, "drug"), "evly"), want, kExact));
}

TEST_CASE("samples and subgroups and other effects") {
  const std::string more = R"yaml(subgroups: {young: {weight: 0.25, set: {p_die: 0.4}}, old: {weight: 0.75}}
scenarios: {by_qaly: {effect: qaly}}
)yaml";
  const ScenarioFile file = file_with(more);
  const BaseCase base = run(file).base;
  // The strategy's own setting comes after the subgroup's: with the drug all die alike.
  const double young = by_hand({1, 0.8, 0.64}, {1, 0.6, 0.36}, 0.6, 0.1),
               old = by_hand({1, 0.8, 0.64}, {1, 0.5, 0.25}, 0.6, 0.1);
  CHECK(agrees(effect_of(base, "drug"), 0.25 * young + 0.75 * old, kExact));
  const auto model = compile_variant(file, {}, Detail::totals);
  PsaOptions options;
  options.samples = 5;
  const PsaSamples samples = probabilistic(*model, options);
  for (std::size_t i = 0; i < 5; ++i)
    CHECK(agrees(samples.effects[1][i], effect_of(base, "drug"), kExact));
  const BaseCase by_qaly = run(file, "by_qaly").base;
  CHECK(by_qaly.effect == "qaly");
  CHECK_FALSE(amount(totals(by_qaly, "drug").effects, "evly").has_value());
}

TEST_CASE("equal value in samples that differ") {
  const ScenarioFile file = file_with("");
  SampleInputs inputs;
  inputs.file = "draws";
  inputs.columns = {"p_die"};
  inputs.values = {{0.5, 0.1, 0.3}};
  const PsaSamples samples = replay(file, inputs);
  for (std::size_t i = 0; i < 3; ++i) {
    const double stay = 1 - inputs.values[0][i];
    CHECK(agrees(samples.effects[1][i], by_hand({1, 0.8, 0.64}, {1, stay, stay * stay}, 0.6, 0.1), kExact));
  }
}
