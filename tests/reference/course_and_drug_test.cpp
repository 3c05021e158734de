// The example that shows the scenario language in one file, against the same model written out by hand.
#include "analysis/frontier.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

ScenarioFile example() {
  return load(own_scenario("course_and_drug.yaml"));
}

struct ByHand {
  double cost = 0, qaly = 0, life_years = 0;
};

double death_rate(double age) {
  const std::vector<double> ages{20, 40, 60, 80, 100}, rates{0.0004, 0.0013, 0.0067, 0.042, 0.36};
  std::size_t i = 0;
  while (i + 2 < ages.size() && age >= ages[i + 1])
    ++i;
  const double share = (age - ages[i]) / (ages[i + 1] - ages[i]);
  return std::exp(std::log(rates[i]) * (1 - share) + std::log(rates[i + 1]) * share);
}

/// Mean over the half year from `time` of the course's gain in utility, with a half-life of a year.
double gain(double time) {
  const double decay = std::log(2.0);
  return 0.016 * (std::exp(-decay * time) - std::exp(-decay * (time + 0.5))) / (decay * 0.5);
}

/// Half-yearly cycles over 45 years from age 55, life-table counting, 3 % at the start of the cycle.
ByHand by_hand(bool course, bool drug) {
  double active = 1, remission = 0;
  ByHand sum;
  if (course) sum.cost += 1500 / 0.95;
  for (int k = 0; k < 90; ++k) {
    const double time = 0.5 * k, v = std::pow(1.03, -time), on_drug = drug && k < 10 ? 1 : 0;
    const double alive = std::exp(-1.5 * death_rate(55.25 + time) * 0.5);
    const double remit = 1 - std::exp(-0.5 * 0.5),
                 relapse = 1 - std::exp(-0.4 * (on_drug > 0 ? 0.45 : 1) * 0.5);
    const double active_next = alive * (active * (1 - remit) + remission * relapse);
    const double remission_next = alive * (active * remit + remission * (1 - relapse));
    const double a = (active + active_next) / 2, r = (remission + remission_next) / 2;
    const double u = course ? gain(time) : 0;
    sum.cost += 0.5 * v * (6500 * a + 2500 * r + 25'000 * on_drug * (a + r));
    sum.qaly += 0.5 * v * ((0.5 + u) * a + (0.8 + u) * r);
    sum.life_years += 0.5 * v * (a + r);
    active = active_next;
    remission = remission_next;
  }
  return sum;
}

void check_by_hand(const BaseCase& base, const std::string& id, const ByHand& want) {
  CAPTURE(id);
  const Tolerance t{0, 1e-12};
  CHECK(agrees(totals(base, id).cost, want.cost, t));
  CHECK(agrees(effect_of(base, id), want.qaly, t));
  CHECK(agrees(amount(totals(base, id).effects, "life_years").value(), want.life_years, t));
}

} // namespace

TEST_CASE("course and drug: the file gives what the model gives by hand") {
  const BaseCase base = run(example()).base;
  check_by_hand(base, "usual_care", by_hand(false, false));
  check_by_hand(base, "course", by_hand(true, false));
  check_by_hand(base, "drug", by_hand(false, true));
  check_by_hand(base, "both", by_hand(true, true));
}

TEST_CASE("course and drug: what a reader expects") {
  const BaseCase base = run(example()).base;
  const double course = effect_of(base, "course") - effect_of(base, "usual_care");
  const double drug = effect_of(base, "drug") - effect_of(base, "usual_care");
  CHECK(course > 0.01);
  CHECK(course < 0.016 / std::log(2.0));
  CHECK(drug > course);
  // The course in prices of 2023, at time 0, and nothing else; the drug over five years at most.
  CHECK(agrees(totals(base, "course").cost - totals(base, "usual_care").cost, 1500 / 0.95, {0, 1e-9}));
  const double price = amount(totals(base, "drug").cost_by_category, "drug").value();
  CHECK(price > 4 * 25'000);
  CHECK(price < 5 * 25'000);
  CHECK(totals(base, "drug").cost > totals(base, "course").cost);
  // Nobody lives longer, and gains in utility are the same in both living states: the two add up.
  CHECK(agrees(effect_of(base, "both") - effect_of(base, "usual_care"), course + drug, {0, 1e-9}));
  CHECK(agrees(totals(base, "both").cost - totals(base, "drug").cost, 1500 / 0.95, {0, 1e-9}));
}

TEST_CASE("course and drug: samples") {
  const ScenarioFile file = example();
  const auto model = compile_variant(file, {}, Detail::totals);
  PsaOptions options;
  options.samples = 2000;
  const PsaSamples samples = probabilistic(*model, options);
  CHECK(samples.dropped == 0);
  std::size_t course_helps = 0;
  for (std::size_t i = 0; i < options.samples; ++i) {
    const double gained = samples.effects[1][i] - samples.effects[0][i];
    course_helps += gained > 0 ? 1U : 0U;
    // Strategies share draws: what the course adds is the same with and without the drug.
    CHECK(agrees(samples.effects[3][i] - samples.effects[2][i], gained, {1e-12, 0}));
  }
  // P(normal(0.016, 0.0158) > 0) = 0.8444
  CHECK(agrees(static_cast<double>(course_helps) / 2000, 0.8444, {0.03, 0}));
}
