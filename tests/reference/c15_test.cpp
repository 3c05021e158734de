// Prosthetic heart valve: Sonnenberg & Beck, Med Decis Making 1993;13:322-338, table 2, as in rdecision's
// vignette SM00-PHV. Well(k) = 0.6^k and Disabled(k) = k·0.2·0.6^(k−1), so every convention has a closed
// form.
#include "analysis/frontier.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kExact{0, 1e-12};

struct Convention {
  std::string scenario;
  double qaly;
};

double qaly(const ScenarioFile& file, const std::string& scenario) {
  return effect_of(run(file, scenario).base, "valve");
}

} // namespace

TEST_CASE("heart valve: every counting and discounting convention") {
  const ScenarioFile file = load(own_scenario("c15_heart_valve.yaml"));
  for (const Convention& c : std::vector<Convention>{{"", 2.37496837130457},
                                                     {"start", 3.37494894394108},
                                                     {"half_cycle", 2.87495865762282},
                                                     {"d_start", 3.17520656949206},
                                                     {"d_end", 2.17521584810906},
                                                     {"d_half_middle", 2.66811348722652},
                                                     {"d_half_start", 2.7078394465222},
                                                     {"d_trapezoid", 2.67521120880056},
                                                     {"d_continuous", 3.17243072263658}}) {
    CAPTURE(c.scenario);
    const double got = qaly(file, c.scenario);
    CAPTURE(got);
    CHECK(agrees(got, c.qaly, kExact));
  }
}

TEST_CASE("heart valve: a horizon without end") {
  const ScenarioFile file = load(own_scenario("c15_heart_valve.yaml"));
  const Tolerance t{1e-9, 0};
  CHECK(agrees(qaly(file, "long_start"), 2.5 + 0.7 * 1.25, t));
  CHECK(agrees(qaly(file, "long_end"), 2.375, t));
  CHECK(agrees(qaly(file, "long_half"), 2.875, t));
  // Utility of the two states apart: expected years well and disabled, the starting cycle included
  const BaseCase base = run(file, "long_start").base;
  CHECK(agrees(amount(totals(base, "valve").effect_by_state, "well").value(), 2.5, t));
  CHECK(agrees(amount(totals(base, "valve").effect_by_state, "disabled").value(), 0.7 * 1.25, t));
}

// Published: 23752 per 10000, to about 5, by cycle 23 or 24
TEST_CASE("heart valve: the figure in print") {
  const ScenarioFile file = load(own_scenario("c15_heart_valve.yaml"));
  CHECK(agrees(1e4 * qaly(file, ""), 23752, {5, 0}));
}

TEST_CASE("heart valve: cohort trace") {
  const Trace trace = run(load(own_scenario("c15_heart_valve.yaml"))).trace;
  for (std::size_t k = 0; k <= 25; ++k) {
    const double well = std::pow(0.6, k);
    const double disabled = k == 0 ? 0 : static_cast<double>(k) * 0.2 * std::pow(0.6, k - 1);
    check_row(trace, "valve", k, {well, disabled, 1 - well - disabled}, {1e-15, 1e-12});
  }
  check_row(trace, "valve", 10, {0.0060466176, 0.020155392, 0.9737979904}, {0, 1e-12});
  if (is_there("c15_phv_three_state"))
    check_trace_file(trace, "valve", folder("c15_phv_three_state") + "/trace.csv", {0, 1e-11});
}
