// Decision trees, alone and in front of a cohort model, against numbers by hand.
#include "analysis/frontier.h"
#include "analysis/lint.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kExact{1e-12, 1e-12};

/// Screening: half of those alive die in every cycle of a year, those treated never; counted at the start.
const std::string kScreening = R"(cea: 1
title: Screening
setting: {start_year: 2024}
time: {cycle_length: 1 year, cycles: 2, cycle_correction: start, start_age: 50}
discounting: {costs: 10%, effects: 5%}
parameters: {prevalence: 0.2, sens: 0.9, spec: 0.8, c_treat: 100}
states:
  latent: {utility: 0.5}
  treated: {utility: 0.8, absorbing: true}
  well: {utility: 1, absorbing: true}
  dead: {alive: false}
transitions: {latent: {dead: 0.5}}
tree:
  duration: DURATION
  cost: 7
  branches:
    infected: {probability: prevalence, branches: {positive: {probability: sens, cost: c_treat, to: treated}, negative: {probability: rest, to: latent}}}
    well:     {probability: rest, branches: {false_positive: {probability: 1 - spec, cost: c_treat, effects: {qaly: -0.01}, to: well}, negative: {probability: rest, to: well}}}
strategies:
  screening: {}
)";

std::string screening(const std::string& duration = "0", const std::string& more = {}) {
  std::string text = kScreening + more;
  text.replace(text.find("DURATION"), 8, duration);
  return text;
}

Run result(const std::string& text, const std::string& variant = {},
           const std::vector<std::string>& set = {}) {
  return run(load_text(text, "tree.yaml"), variant, set);
}

SampleInputs draws_of(const std::string& name, const std::vector<double>& values) {
  SampleInputs inputs;
  inputs.file = "draws";
  inputs.columns = {name};
  inputs.values = {values};
  return inputs;
}

constexpr double kTreeCost = 7 + 100 * (0.2 * 0.9 + 0.8 * 0.2), kTreeQaly = -0.01 * 0.8 * 0.2;

} // namespace

TEST_CASE("a tree in front: leaves give the starting cohort") {
  const Run r = result(screening());
  check_row(r.trace, "screening", 0, {0.02, 0.18, 0.8, 0}, kExact);
  check_row(r.trace, "screening", 2, {0.005, 0.18, 0.8, 0.015}, kExact);
  const StrategyTotals& t = totals(r.base, "screening");
  CHECK(agrees(t.cost, kTreeCost, kExact));
  CHECK(agrees(t.undiscounted_cost, kTreeCost, kExact));
  const double qaly = 0.8 + 0.18 * 0.8 + 0.02 * 0.5, later = 0.8 + 0.18 * 0.8 + 0.01 * 0.5;
  CHECK(agrees(amount(t.effects, "qaly").value(), kTreeQaly + qaly + later / 1.05, kExact));
  CHECK(agrees(amount(t.undiscounted_effects, "qaly").value(), kTreeQaly + qaly + later, kExact));
  CHECK(agrees(amount(t.effects, "life_years").value(), 1 + 0.99 / 1.05, kExact));
  CHECK(agrees(amount(t.cost_by_state, "tree").value(), kTreeCost, kExact));
  CHECK(agrees(amount(t.effect_by_state, "tree").value(), kTreeQaly, kExact));
  CHECK(agrees(amount(t.cost_by_category, "tree").value(), kTreeCost, kExact));
  CHECK(agrees(amount(t.effect_by_state, "well").value(), 0.8 + 0.8 / 1.05, kExact));
}

TEST_CASE("a tree that lasts: the cohort model and its discounting begin later") {
  const std::string items = R"(costs:
  by_time: {in: well, per_year: time}
  by_age: {category: age, in: well, per_year: age}
  by_year: {category: year, in: well, per_year: calendar_year}
  middle: {category: middle, in: well, per_year: mid_time}
  mean: {category: mean, in: well, per_year: cycle_mean(t)}
  at_once: {category: at_once, once: 10, in: well}
  later: {category: later, once: 10, at: 1 year, in: well}
  window: {category: window, in: well, per_year: 1, during: 0 to 1 years}
  first: {category: first, entering: well, each: 1, including_start: true}
)";
  const Run r = result(screening("6 months", items));
  const StrategyTotals& t = totals(r.base, "screening");
  const double first = 0.8 * std::pow(1.1, -0.5), second = 0.8 * std::pow(1.1, -1.5);
  const auto category = [&](const char* name) { return amount(t.cost_by_category, name).value(); };
  CHECK(agrees(category("tree"), kTreeCost, kExact));
  CHECK(agrees(category("other"), 0.5 * first + 1.5 * second, kExact));
  CHECK(agrees(category("age"), 50.5 * first + 51.5 * second, kExact));
  CHECK(agrees(category("year"), 2024.5 * first + 2025.5 * second, kExact));
  CHECK(agrees(category("middle"), first + 2 * second, kExact));
  CHECK(agrees(category("mean"), first + 2 * second, kExact));
  CHECK(agrees(category("at_once"), 10 * first, kExact));
  CHECK(agrees(category("later"), 8 / 1.1, kExact));
  CHECK(agrees(category("window"), 0.5 * first, kExact));
  CHECK(agrees(category("first"), first, kExact));
  // The horizon stays that of the cohort model.
  CHECK(agrees(amount(t.effects, "life_years").value(), std::pow(1.05, -0.5) + 0.99 * std::pow(1.05, -1.5),
               kExact));
  CHECK(agrees(amount(t.undiscounted_effects, "life_years").value(), 1.99, kExact));
}

TEST_CASE("a tree that lasts: rows and steps of discounting and whole years") {
  std::string text = screening("6 months");
  text.replace(text.find("costs: 10%, effects: 5%"), 23, "costs: 0%, effects: {0 years: 5%, 1 year: 10%}");
  CHECK(agrees(amount(totals(result(text).base, "screening").effects, "life_years").value(),
               std::pow(1.05, -0.5) + 0.99 / 1.05 * std::pow(1.1, -0.5), kExact));
  text = screening("6 months");
  text.replace(text.find("effects: 5%"), 11, "effects: 5%, granularity: year");
  CHECK(agrees(amount(totals(result(text).base, "screening").effects, "life_years").value(), 1 + 0.99 / 1.05,
               kExact));
  text = screening("6 months");
  text.replace(text.find("cycle_correction: start"), 23, "cycle_correction: trapezoid");
  CHECK(agrees(amount(totals(result(text).base, "screening").effects, "life_years").value(),
               0.5 * std::pow(1.05, -0.5) + 0.99 * std::pow(1.05, -1.5) + 0.5 * 0.985 * std::pow(1.05, -2.5),
               kExact));
}

TEST_CASE("an uncertain duration moves every sample") {
  std::string text = screening("wait");
  text.replace(
      text.find("c_treat: 100"), 12,
      "c_treat: 100, wait: {value: 0.5, distribution: 'uniform(min=0, max=1)', unit: years, source: test}");
  const SampleInputs inputs = draws_of("wait", {0.25, 0.75, 0});
  const PsaSamples samples = replay(load_text(text + "effect: life_years\n", "tree.yaml"), inputs);
  for (std::size_t i = 0; i < 3; ++i) {
    const double wait = inputs.values[0][i];
    CHECK(agrees(samples.effects[0][i], std::pow(1.05, -wait) + 0.99 * std::pow(1.05, -1 - wait), kExact));
  }
}

TEST_CASE("strategies change branches or do without the tree") {
  const std::string strategies = R"(  better:
    set: {spec: 1}
    tree: {cost: 9, branches: {infected: {branches: {positive: {probability: 1, cost: null, costs: {drug: 50, care: 1}}}}}}
  triage:
    tree: {branches: {infected: {branches: null, to: treated}, well: {label: Not infected}}}
  nothing: {tree: none, start: {latent: 0.2, well: rest}}
  null_too: {tree: null, start: {latent: 0.2, well: rest}}
  own: {tree: {branches: {all: {probability: 1, cost: 3, to: well}, well: null, infected: null}}}
)";
  const Run r = result(screening("0", strategies));
  CHECK(agrees(totals(r.base, "better").cost, 9 + 0.2 * 51, kExact));
  CHECK(agrees(amount(totals(r.base, "better").cost_by_category, "drug").value(), 10, kExact));
  check_row(r.trace, "better", 0, {0, 0.2, 0.8, 0}, kExact);
  CHECK(agrees(totals(r.base, "triage").cost, 7 + 100 * 0.8 * 0.2, kExact));
  check_row(r.trace, "triage", 0, {0, 0.2, 0.8, 0}, kExact);
  for (const char* without : {"nothing", "null_too"}) {
    CHECK(totals(r.base, without).cost == 0);
    check_row(r.trace, without, 0, {0.2, 0, 0.8, 0}, kExact);
  }
  CHECK(agrees(totals(r.base, "own").cost, 10, kExact));
  check_row(r.trace, "own", 0, {0, 0, 1, 0}, kExact);
}

TEST_CASE("combined strategies have both trees' changes") {
  const std::string strategies = R"(  a: {tree: {cost: 10}}
  b: {tree: {branches: {infected: {branches: {positive: {cost: 20}}}}}}
  both: {combines: [a, b], tree: {branches: {well: {cost: 1}}}}
  none: {tree: none, start: {well: 1}}
  still_none: {combines: [none], label: Still none}
)";
  const Run r = result(screening("0", strategies));
  CHECK(agrees(totals(r.base, "both").cost, 10 + 0.18 * 20 + 0.16 * 100 + 0.8, kExact));
  CHECK(totals(r.base, "still_none").cost == 0);
}

TEST_CASE("scenarios and settings reach into the tree") {
  const std::string scenarios = R"(scenarios:
  rare: {set: {prevalence: 0.01}}
  costly: {tree: {cost: 50, branches: {well: {branches: {false_positive: {effects: null}}}}}}
  late: {tree: {duration: 1 year}}
  without: {tree: null, start: {well: 1}}
)";
  const std::string text = screening("0", scenarios);
  CHECK(agrees(totals(result(text, "rare").base, "screening").cost, 7 + 100 * (0.009 + 0.99 * 0.2), kExact));
  CHECK(agrees(totals(result(text, "costly").base, "screening").cost, kTreeCost + 43, kExact));
  const Run costly = result(text, "costly"), base = result(text);
  CHECK(agrees(effect_of(costly.base, "screening"), effect_of(base.base, "screening") - kTreeQaly, kExact));
  CHECK(agrees(amount(totals(result(text, "late").base, "screening").effects, "life_years").value(),
               1 / 1.05 + 0.99 / (1.05 * 1.05), kExact));
  CHECK(totals(result(text, "without").base, "screening").cost == 0);
  CHECK(
      agrees(totals(result(text, {}, {"sens=0.5"}).base, "screening").cost, 7 + 100 * (0.1 + 0.16), kExact));
}

TEST_CASE("a predictive value that nobody needs isn't evaluated") {
  const std::string text = R"(cea: 1
parameters: {prevalence: 0.5, sens: 0, spec: 1}
tree:
  branches:
    positive:
      probability: prevalence * sens + (1 - prevalence) * (1 - spec)
      branches:
        ill: {probability: prevalence * sens / (prevalence * sens + (1 - prevalence) * (1 - spec)), cost: 100, effects: {qaly: 1}}
        well: {probability: rest}
    negative: {probability: rest, cost: 1}
strategies: {test: {}}
)";
  const BaseCase base = base_case(*compile_variant(load_text(text, "tree.yaml"), {}, Detail::full), {});
  CHECK(base.strategies[0].cost == 1);
  CHECK(amount(base.strategies[0].effects, "qaly").value() == 0);
  const BaseCase found = base_case(
      *compile_variant(load_text(text, "tree.yaml"), {}, Detail::full, {"sens=0.8", "spec=0.6"}), {});
  CHECK(agrees(found.strategies[0].cost, 0.4 * 100 + 0.4, kExact));
}

TEST_CASE("alone: trees of their own and items paid once and life years of branches and age") {
  const std::string text = R"(cea: 1
time: {cycle_length: 1 year, cycles: 1, start_age: 40}
setting: {perspective: health_care}
effect: life_years
tables: {frailty: {key: age, between: step, beyond: hold, source: test, rows: {age: [0, 40], share: [0.1, 0.3]}}}
costs:
  invitation: {category: programme, once: 2}
  travel: {perspective: societal, once: 1_000}
strategies:
  none: {tree: {cost: 0}}
  surgery:
    costs: {theatre: {once: 100, when: frailty.share(age) > 0.2}, consultant: {once: 100, when: frailty.share(age) < 0.2}}
    effects: {worry: {once: -0.1}}
    tree:
      branches:
        dies: {probability: 0.25}
        lives: {probability: 0.75, effects: {life_years: 4, qaly: 3}}
)";
  const BaseCase base = base_case(*compile_variant(load_text(text, "tree.yaml"), {}, Detail::full), {});
  CHECK(totals(base, "none").cost == 2);
  CHECK(totals(base, "surgery").cost == 102);
  CHECK(totals(base, "surgery").cost_by_category == NamedAmounts{{"programme", 2}, {"other", 100}});
  CHECK(totals(base, "surgery").cost_by_state == NamedAmounts{{"tree", 102}});
  CHECK(effect_of(base, "surgery") == 3);
  CHECK(effect_of(base, "none") == 0);
  CHECK(agrees(amount(totals(base, "surgery").effects, "qaly").value(), 2.25 - 0.1, kExact));
  CHECK(agrees(base.pairwise.at(0).icer.value(), 100.0 / 3, kExact));
}

TEST_CASE("who starts in a state by a leaf doesn't enter it") {
  const ScenarioFile file =
      load_text(screening("0", "costs: {arrival: {entering: well, each: 1}}\n"), "tree.yaml");
  Diagnostics found;
  lint_scenario(*compile_variant(file, {}, Detail::full), {}, found);
  REQUIRE(found.all().size() == 1);
  CHECK(found.all()[0].message == "'arrival' counts who enters 'well', but not those who start there");
}

TEST_CASE("a sample with an impossible branch") {
  std::string text = screening("0", "analyses: {psa: {samples: 2}}\n");
  text.replace(
      text.find("sens: 0.9"), 9,
      "sens: {value: 0.9, distribution: 'normal(mean=0.9, se=0.1)', unit: probability, source: test}");
  const ScenarioFile file = load_text(text, "tree.yaml");
  try {
    replay(file, draws_of("sens", {0.9, 1.25}));
    FAIL("nothing was thrown");
  } catch (const InputError& e) {
    REQUIRE(e.diagnostics().all().size() == 1);
    const Diagnostic& d = e.diagnostics().all()[0];
    CHECK(d.message ==
          "the probability of 'infected/positive' is 1.25, above 1 (strategy 'screening', sample 2)");
    CHECK(d.hint.find("with sens = 1.25") != std::string::npos);
  }
}

TEST_CASE("partitioned survival behind a tree that takes time begins with the cohort") {
  const std::string text = R"yaml(cea: 1
time: {cycle_length: 1 year, cycles: 2, cycle_correction: start}
discounting: {costs: 0%, effects: 10%}
curves:
  os: {distribution: "exponential(rate=0.5)"}
  pfs: {distribution: "exponential(rate=1)"}
partitioned_survival: {states: {stable: pfs, progressed: rest, dead: 1 - os}}
states:
  stable: {utility: 1}
  progressed: {utility: 0.5}
  dead: {alive: false}
costs: {drug: {following: pfs, each: 10, every: 1 year}}
tree:
  duration: 6 months
  branches:
    operated: {probability: 0.9, cost: 100, to: stable}
    dies: {probability: rest, to: dead, effects: {life_years: 0.1}}
strategies: {surgery: {}}
)yaml";
  const Run r = result(text);
  const double s = std::exp(-0.5), p = std::exp(-1);
  check_row(r.trace, "surgery", 0, {0.9, 0, 0.1}, kExact);
  check_row(r.trace, "surgery", 1, {0.9 * p, 0.9 * (s - p), 0.1 + 0.9 * (1 - s)}, kExact);
  const StrategyTotals& t = totals(r.base, "surgery");
  CHECK(agrees(t.cost, 90 + 9 * (1 + p), kExact));
  CHECK(agrees(amount(t.effects, "life_years").value(),
               0.01 + 0.9 * (std::pow(1.1, -0.5) + s * std::pow(1.1, -1.5)), kExact));
}
