// Losses of utility at a date and with doses, against sums by hand.
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kExact{1e-12, 1e-12};

double qalys(const Run& run, const std::string& strategy) {
  return effect_of(run.base, strategy);
}

} // namespace

TEST_CASE("utility lost at a date and with every dose") {
  const Run run = reference::run(load_text(R"yaml(cea: 1
time: {cycle_length: 1 year, cycles: 3, cycle_correction: start}
discounting: {costs: 0%, effects: 4%}
curves: {ttd: {distribution: "exponential(rate=0.4)"}}
states: {well: {utility: 0.8}, dead: {alive: false}}
start: {well: 1}
transitions: {well: {dead: 0.1}}
strategies:
  none: {label: None}
  surgery: {costs: {operation: {once: 900, at: 1.5 years, utility_loss: 0.2, for: 6 weeks}}}
  infusions: {costs: {infusion: {following: ttd, each: 70, every: 9 months, utility_loss: 0.05, for: 4 days}}}
  side_effects: {costs: {infusion: {following: ttd, every: 9 months, utility_loss: 0.05, for: 4 days}}}
)yaml",
                                           "losses.yaml"));
  const double usual = qalys(run, "none");
  const auto discounted = [](double t) { return std::pow(1.04, -t); };
  // Those alive in the row before the date: 0.9 after one year.
  CHECK(agrees(totals(run.base, "surgery").cost, 0.9 * 900, kExact));
  CHECK(agrees(qalys(run, "surgery") - usual, -0.9 * 0.2 * 42 / 365.25 * discounted(1.5), kExact));
  double on = 0, lost = 0;
  for (const double t : {0.0, 0.75, 1.5, 2.25}) {
    on += std::exp(-0.4 * t);
    lost += 0.05 * 4 / 365.25 * std::exp(-0.4 * t) * discounted(t);
  }
  CHECK(agrees(totals(run.base, "infusions").cost, 70 * on, kExact));
  CHECK(agrees(qalys(run, "infusions") - usual, -lost, kExact));
  CHECK(agrees(qalys(run, "side_effects") - usual, -lost, kExact));
  CHECK(totals(run.base, "side_effects").cost == 0);
}
