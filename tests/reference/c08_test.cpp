// Partitioned survival (reference case c08): DARTH's Weibull model and heemod's joined exponentials.
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace cea;
using namespace cea::reference;

namespace {

const Tolerance kExact{0, 1e-9};

/// Shapes and scales of the maximum-likelihood fits, `case.md` and `expected.json`.
std::string weibull(const std::string& rest) {
  return R"yaml(cea: 1
title: Weibull progression-free and overall survival
time: {cycle_length: 1 month, horizon: 60 years, cycle_correction: rows}
discounting: {costs: 3%, effects: 3%}
willingness_to_pay: 50_000
curves:
  pfs: {distribution: "weibull(shape=0.762614523585526, scale=3.790935844699)"}
  os: {distribution: "weibull(shape=1.24359159039177, scale=9.29213062691974)"}
strategies: {one: {label: One}}
)yaml" + rest;
}

std::string exponential(const std::string& correction, const std::string& at) {
  return fmt::format(R"yaml(cea: 1
title: Joined exponentials
time: {{cycle_length: 365 days, cycles: 10, days_per_year: 365, cycle_correction: {}}}
discounting: {{costs: 3%, effects: 3%, at: {}}}
willingness_to_pay: 50_000
parameters: {{hr: 1}}
curves:
  pfs:
    distribution: "exponential(rate=0.005 * 365)"
    then: {{at: 365 days, distribution: "exponential(rate=0.004 * 365)"}}
    hazard_ratio: hr
  os:
    distribution: "exponential(rate=0.003 * 365)"
    then: {{at: 365 days, distribution: "exponential(rate=0.002 * 365)"}}
    hazard_ratio: hr
states:
  A: {{cost: 10_000, utility: 1}}
  B: {{cost: 20_000, utility: 0.5}}
  C: {{alive: false}}
partitioned_survival: {{states: {{A: pfs, B: rest, C: 1 - os}}}}
strategies: {{S1: {{label: S1}}, S2: {{label: S2, set: {{hr: 0.8}}}}}}
)yaml",
                     correction, at);
}

Run run_text(const std::string& text) {
  return run(load_text(text, own_scenario("c08.yaml")));
}

} // namespace

TEST_CASE("crossing curves that are clamped give the derived variant") {
  const Run clamped = run_text(weibull(R"yaml(states:
  stable: {utility: 0.8}
  progressed: {utility: 0.5}
  dead: {alive: false}
partitioned_survival: {states: {stable: pfs, progressed: rest, dead: 1 - os}, crossing: clamp}
costs:
  stable: {in: stable, per_cycle: 400}
  progressed: {in: progressed, per_cycle: 100}
)yaml"));
  check_totals(clamped.base, {{"one", 22365.524801996726, 4.731570358835211}}, kExact);
  check_row(clamped.trace, "one", 12, {0.696322415934158, 0.243066317107678, 0.0606112669581641}, kExact);
  check_row(clamped.trace, "one", 360, {0.00788343733443259, 0.00574877235327615, 0.986367790312291}, kExact);
}

TEST_CASE("samples in which clamped curves crossed are counted") {
  // Exponentials cross in every row after the first where progression comes later than death.
  const ScenarioFile file = load_text(R"yaml(
cea: 1
time: {cycle_length: 1 month, cycles: 24}
discounting: {costs: 3%, effects: 3%}
willingness_to_pay: 50_000
parameters:
  a: {value: 0.5, distribution: "uniform(min=0.2, max=0.8)", source: made up}
  b: {value: 0.3, distribution: "uniform(min=0.1, max=0.5)", source: made up}
curves: {pfs: {distribution: "exponential(rate=a)"}, os: {distribution: "exponential(rate=b)"}}
states: {free: {utility: 0.8}, progressed: {utility: 0.5}, dead: {alive: false}}
partitioned_survival: {states: {free: pfs, progressed: rest, dead: 1 - os}, crossing: clamp}
strategies: {one: {}, two: {costs: {drug: {in: free, per_year: 100}}}}
)yaml",
                                      "crossing.yaml");
  const auto model = compile_variant(file, "", Detail::totals);
  const PsaSamples samples = probabilistic(*model, {.samples = 500, .keep_values = true});
  std::size_t crossed = 0;
  for (std::size_t i = 0; i < 500; ++i)
    if (samples.values[0][i] < samples.values[1][i]) ++crossed;
  CHECK(crossed > 50);
  CHECK(crossed < 450);
  CHECK(samples.crossed == crossed);
}

TEST_CASE("the published figures whose shares add to more than 1 are those of the curves") {
  const Run published = run_text(weibull(R"yaml(states: {everybody: {absorbing: true}}
start: {everybody: 1}
costs:
  stable: {in: everybody, per_cycle: 400 * pfs.survival(time)}
  progressed: {in: everybody, per_cycle: "100 * max(0, os.survival(time) - pfs.survival(time))"}
effects:
  stable: {in: everybody, per_year: 0.8 * pfs.survival(time)}
  progressed: {in: everybody, per_year: "0.5 * max(0, os.survival(time) - pfs.survival(time))"}
)yaml"));
  check_totals(published.base, {{"one", 22375.4364121944, 4.73322229386816}}, kExact);
}

TEST_CASE("joined exponentials under three ways of counting agree with heemod") {
  // Discounted at the start of each cycle whatever the counting, as in the source.
  const Run beginning = run_text(exponential("start", "start"));
  check_totals(beginning.base,
               {{"S1", 20173.4655984923, 1.40590162990546}, {"S2", 24333.0457842711, 1.60056639339917}},
               kExact);
  check_totals(run_text(exponential("end", "start")).base,
               {{"S1", 10485.8554645303, 0.418258508354442}, {"S2", 14796.2854316786, 0.619418224105531}},
               kExact);
  check_totals(run_text(exponential("life-table", "start")).base,
               {{"S1", 15329.6605315113, 0.91208006912995}, {"S2", 19564.6656079748, 1.10999230875235}},
               kExact);
  check_row(beginning.trace, "S1", 1, {0.161217644129777, 0.173321962818831, 0.665460393051392}, kExact);
  check_row(beginning.trace, "S2", 1, {0.232236274729759, 0.184209091290621, 0.58355463397962}, kExact);
  check_row(beginning.trace, "S2", 9, {2.03180683661772e-05, 0.00387492186968726, 0.996104760061937}, kExact);
}
