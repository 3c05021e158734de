// Budget impact: subgroups that die at different rates, prices that strategies set, calendar years, and what
// can't be.
#include "analysis/budget_impact.h"
#include "reference/moved_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

struct BudgetRun {
  BudgetResult result;
  std::vector<std::string> warnings;
};

BudgetRun budget_of(const std::string& text, std::size_t samples = 0) {
  const BaseRun run = base_run(load_text(text, "budget.yaml"));
  const BudgetImpact impact(*run.model, run.overrides, one_way_bars(*run.model, run.parameters, {}), {});
  Diagnostics found;
  BudgetRun r{impact.run(found), {}};
  PsaOptions options;
  options.samples = samples;
  if (samples > 0) impact.add_samples(r.result, options);
  for (const Diagnostic& d : found.all())
    r.warnings.push_back(d.message);
  return r;
}

std::string problem_of(const std::string& text) {
  try {
    (void)budget_of(text);
  } catch (const InputError& e) {
    return e.diagnostics().all().at(0).message;
  }
  return {};
}

void check_net(const std::string& text, const std::vector<double>& want) {
  const BudgetRun r = budget_of(text);
  REQUIRE(r.result.base.net.size() == want.size());
  for (std::size_t y = 0; y < want.size(); ++y) {
    CAPTURE(y);
    CHECK(r.result.base.net[y] == doctest::Approx(want[y]).epsilon(1e-12));
  }
}

const std::string kFrail = R"yaml(
cea: 1
time: {cycle_length: 1 year, cycles: 10, cycle_correction: start}
discounting: {costs: 0%, effects: 0%}
parameters:
  p_d: 0.1
  c_drug: {value: 1000, unit: USD/year, source: made up}
states: {well: {utility: 0.8}, dead: {alive: false}}
start: {well: 1}
transitions: {well: {dead: p_d}}
subgroups:
  frail: {weight: 1, set: {p_d: 0.9, c_drug: 5000}}
  fit: {weight: 1, set: {p_d: 0}}
strategies:
  usual: {}
  drug: {costs: {drug: {category: drug, in: well, per_year: c_drug}}}
analyses:
  budget_impact:
    eligible: {prevalent: 100}
    years: 3
    uptake_of_prevalent: {drug: [0%, 100%, 0%]}
)yaml";

const std::string kPrices = R"yaml(
cea: 1
setting: {start_year: 2020}
time: {cycle_length: 1 year, cycles: 10, cycle_correction: start}
discounting: {costs: 0%, effects: 0%}
parameters:
  c_drug: {value: 1000, low: 500, high: 1500, unit: USD/year, source: made up}
  c_list: {value: 3000, unit: USD/year, source: made up}
  c_other: {value: 7, unit: USD/year, source: made up}
states: {well: {utility: 0.8, absorbing: true}}
start: {well: 1}
)yaml";

const std::string kBudget = R"yaml(
analyses:
  budget_impact:
    eligible: {incident_per_year: 10}
    years: 3
    uptake: {drug: 100%}
    price_factors: {c_drug: [1, 0.5, 0.25]}
)yaml";

std::string strategies(const std::string& drug) {
  return kPrices + "strategies:\n  usual: {}\n  drug: {" + drug +
         "costs: {drug: {category: drug, in: well, per_year: c_drug}}}\n";
}

} // namespace

TEST_CASE("budget: prevalent people of subgroups start as those alive are") {
  // Of 50 frail people 5 are alive in year 2 and 0.5 in year 3, at 5,000; of 50 fit ones all, at 1,000.
  check_net(kFrail, {0, 5 * 5'000 + 50 * 1'000, 0.5 * 5'000 + 50 * 1'000});
  const BudgetRun r = budget_of(kFrail);
  CHECK(r.result.base.entrants_with.at(1).at(1) == doctest::Approx(55));
  double sum = 0;
  for (const double x : r.result.base.net_by_strategy.at(1))
    sum += x;
  CHECK(sum == doctest::Approx(75'000 + 52'500));
}

TEST_CASE("budget: without deaths subgroups are their average") {
  std::string text = kFrail;
  text.replace(text.find("p_d: 0.9"), 8, "p_d: 0.0");
  check_net(text, {0, 300'000, 300'000});
}

TEST_CASE("budget: a price factor acts on what a strategy sets") {
  check_net(strategies("set: {c_drug: 2500}, ") + kBudget, {10 * 2500.0, 20 * 1250.0, 30 * 625.0});
  // Computed from the price: it follows, once.
  check_net(strategies("set: {c_drug: c_drug * 0.4}, ") + kBudget, {10 * 400.0, 20 * 200.0, 30 * 100.0});
  check_net(strategies("set: {c_drug: c_list * 0.5}, ") + kBudget, {10 * 1500.0, 20 * 750.0, 30 * 375.0});
  const std::string drawn =
      strategies("set: {c_drug: {value: 2500, distribution: \"gamma(mean=2500, se=1)\"}}, ");
  check_net(drawn + kBudget, {10 * 2500.0, 20 * 1250.0, 30 * 625.0});
  const BudgetRun r = budget_of(drawn + kBudget, 200);
  CHECK(r.result.net.at(2).mean == doctest::Approx(30 * 625.0).epsilon(0.001));
  CHECK(r.warnings.empty());
}

TEST_CASE("budget: a price factor acts on what a subgroup sets") {
  std::string text = kFrail;
  text.replace(text.find("p_d: 0.9"), 8, "p_d: 0.0");
  check_net(text + "    price_factors: {c_drug: [1, 0.5, 0.1]}\n", {0, 150'000, 30'000});
}

TEST_CASE("budget: a price factor that changes no cost is warned of") {
  const std::string other = strategies("") + R"yaml(
analyses:
  budget_impact:
    eligible: {incident_per_year: 10}
    years: 2
    uptake: {drug: 100%}
    price_factors: {c_drug: 1, c_other: [1, 0.5]}
)yaml";
  CHECK(budget_of(other).warnings ==
        std::vector<std::string>{"the price factor of 'c_other' changes no cost that counts"});
}

TEST_CASE("budget: people who start later see later calendar years") {
  const std::string text = kPrices + R"yaml(
strategies:
  usual: {}
  drug: {costs: {drug: {category: drug, in: well, per_year: "c_drug * (1 + calendar_year - 2020)"}}}
)yaml";
  // In year y (from 0) y + 1 cohorts of 10 people, each at 1,000 · (y + 1).
  const std::string incident = R"yaml(
analyses:
  budget_impact: {eligible: {incident_per_year: 10}, years: 3, uptake: {drug: 100%}}
)yaml";
  check_net(text + incident, {10'000, 40'000, 90'000});
  const BudgetRun r = budget_of(text + incident, 20);
  CHECK(r.result.cumulative.mean == doctest::Approx(140'000));
  CHECK(r.result.ranges.at(0).net_low == doctest::Approx(70'000));
  // Prevalent people who start in year 2 pay the prices of years 2 and 3.
  check_net(text + R"yaml(
analyses:
  budget_impact: {eligible: {prevalent: 10}, years: 3, uptake_of_prevalent: {drug: [0%, 100%, 0%]}}
)yaml",
            {0, 20'000, 30'000});
}

TEST_CASE("budget: factors below 0 and uptake of the strategy displaced are errors") {
  std::string text = strategies("") + kBudget;
  CHECK(problem_of(text).empty());
  text.replace(text.find("0.25"), 4, "-0.5");
  CHECK(problem_of(text) == "the price factor of 'c_drug' in year 3 can't be -0.5");
  text = strategies("") + kBudget;
  text.replace(text.find("{drug: 100%}"), 12, "{usual: 40%}");
  CHECK(problem_of(text) == "'usual' is the strategy displaced, so nobody is taken up by it");
  text = kFrail;
  text.replace(text.find("{drug: [0%"), 10, "{usual: [0%");
  CHECK(problem_of(text) == "'usual' is the strategy displaced, so nobody is taken up by it");
}

TEST_CASE("budget: a decision tree alone has no horizon to warn of") {
  const BudgetRun r = budget_of(R"yaml(
cea: 1
tree: {branches: {all: {probability: 1, cost: 10, effects: {qaly: 1}}}}
strategies: {usual: {}, drug: {}}
analyses:
  budget_impact: {eligible: {incident_per_year: 10}, years: 3, uptake: {drug: 100%}}
)yaml");
  CHECK(r.warnings.empty());
}
