// Thresholds of responses that aren't a line: stretches of equality, jumps, limits of what can be, horizons,
// and one-way bars that only move between their ends.
#include "reference/moved_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

using Status = ThresholdResult::Status;

/// `extra`: what the second strategy costs beyond the first; its effect is 1 QALY at 10 a QALY.
BaseRun costing(const std::string& extra, const std::string& wtp = "10", const std::string& effect = "1") {
  return base_run(load_text(fmt::format(R"yaml(
cea: 1
time: {{cycle_length: 1 year, horizon: hz}}
discounting: {{costs: 0%, effects: 0%}}
willingness_to_pay: {}
parameters:
  hz: {{value: 5, low: 2, high: 20, unit: years, source: made up}}
  x: {{value: 5, low: 0, high: 12, unit: score, source: made up}}
  z: {{value: 2, low: 0, high: 10, unit: score, source: made up}}
  noise: {{value: 0.5, distribution: "beta(mean=0.5, se=0.1)", unit: utility, source: made up}}
states: {{well: {{utility: noise, absorbing: true}}}}
start: {{well: 1}}
strategies:
  a: {{}}
  b: {{costs: {{extra: {{once: "{}"}}}}, effects: {{gain: {{once: "{}"}}}}}}
)yaml",
                                        wtp, extra, effect),
                            "shapes.yaml"));
}

ThresholdSettings of_x(double from, double to, const char* parameter = "x") {
  ThresholdSettings settings = threshold(parameter, "b", "a");
  settings.range = MoveRange{from, to};
  return settings;
}

} // namespace

TEST_CASE("threshold: a stretch of equality has two ends and no values") {
  const ThresholdResult r = threshold_of(costing("100 * max(0, x - 7)", "10", "0"), of_x(0, 12));
  const auto& t = r.targets.at(0);
  CHECK(t.status == Status::equal);
  CHECK(t.values.empty());
  REQUIRE(t.equal.size() == 1);
  CHECK(t.equal[0].from == 0);
  CHECK(t.equal[0].to == doctest::Approx(7).epsilon(1e-12));
  CHECK(t.favourable.empty());
}

TEST_CASE("threshold: the better part begins where equality ends") {
  const ThresholdResult r = threshold_of(costing("0", "10", "max(0, x - 6) / 10"), of_x(0, 10));
  const auto& t = r.targets.at(0);
  REQUIRE(t.equal.size() == 1);
  CHECK(t.equal[0].to == doctest::Approx(6).epsilon(1e-10));
  REQUIRE(t.favourable.size() == 1);
  CHECK(t.favourable[0].from == t.equal[0].to);
  CHECK(t.favourable[0].to == 10);
}

TEST_CASE("threshold: equality in the middle and a value beside it") {
  // 0 from 4 to 6, above 0 below 4, below 0 above 6 and again above 0 above 9.
  const ThresholdResult r = threshold_of(
      costing("if(x < 4, x - 4, if(x < 6, 0, if(x < 8, x - 6, 10 * (9 - x))))", "10", "0"), of_x(0, 12));
  const auto& t = r.targets.at(0);
  CHECK(t.status == Status::several);
  REQUIRE(t.equal.size() == 1);
  // `x < 4` is false from 4 less the language's tolerance of 1e-9 on.
  CHECK(t.equal[0].from == doctest::Approx(4).epsilon(2e-9));
  CHECK(t.equal[0].to == doctest::Approx(6).epsilon(1e-10));
  REQUIRE(t.values.size() == 1);
  CHECK(t.values[0] == doctest::Approx(9).epsilon(1e-12));
  CHECK(t.jumps.empty());
  REQUIRE(t.favourable.size() == 2);
  CHECK(t.favourable[0].to == t.equal[0].from);
  CHECK(t.favourable[1].from == t.values[0]);
}

TEST_CASE("threshold: a jump over 0 is said to be one") {
  const ThresholdResult r = threshold_of(costing("if(x < 4.3, 11, 9)"), of_x(0, 10));
  const auto& t = r.targets.at(0);
  REQUIRE(t.jumps.size() == 1);
  CHECK(t.values == t.jumps);
  CHECK(t.jumps[0] == doctest::Approx(4.3).epsilon(1e-9));
  CHECK(threshold_of(costing("x"), of_x(0, 12)).targets.at(0).jumps.empty());
  CHECK(threshold_of(costing("exp(x) / 100"), of_x(0, 12)).targets.at(0).jumps.empty());
}

TEST_CASE("threshold: the limit of what can be is the true one") {
  const ThresholdResult r = threshold_of(costing("20 * sqrt(x - 3)"), of_x(0, 10));
  REQUIRE(r.without_result.size() == 1);
  CHECK(r.without_result[0].from == 0);
  CHECK(r.without_result[0].to == doctest::Approx(3).epsilon(1e-12));
  CHECK(r.targets[0].values.at(0) == doctest::Approx(3.25).epsilon(1e-12));
  const ThresholdResult at_0 = threshold_of(costing("20 / x"), of_x(0, 10));
  REQUIRE(at_0.without_result.size() == 1);
  CHECK(at_0.without_result[0].to == 0);
  CHECK(at_0.targets[0].values.at(0) == doctest::Approx(2).epsilon(1e-12));
}

TEST_CASE("threshold: of a horizon there is no value at 0") {
  // A gain of 0.5 a year against 50: equal after 10 years at 10 a QALY.
  const BaseRun run = base_run(load_text(R"yaml(
cea: 1
time: {cycle_length: 1 year, horizon: hz}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: 10
parameters: {hz: {value: 5, low: 2, high: 20, unit: years, source: made up}, c: 50, gain: 0}
states: {well: {utility: 0.5 + gain, absorbing: true}}
start: {well: 1}
strategies: {a: {}, b: {set: {gain: 0.5}, costs: {drug: {in: well, per_year: c / hz}}}}
)yaml",
                                         "horizon.yaml"));
  const ThresholdResult r = threshold_of(run, of_x(0, 20, "hz"));
  CHECK(r.targets[0].status == Status::found);
  REQUIRE(r.targets[0].values.size() == 1);
  CHECK(r.targets[0].values[0] == doctest::Approx(10).epsilon(1e-9));
}

TEST_CASE("threshold: probabilistic values of a price held between limits") {
  // The middle of the range lies on the line between the ends, the response doesn't.
  const ThresholdResult r =
      drawn_threshold_of(costing("min(max(1000 * x, 2_000), 8_000)", "6_500"), of_x(0, 10), 50);
  REQUIRE(r.targets[0].probabilistic);
  REQUIRE(r.targets[0].probabilistic->value);
  CHECK(*r.targets[0].probabilistic->value == doctest::Approx(6.5).epsilon(1e-9));
  CHECK(*r.targets[0].probabilistic->value == doctest::Approx(r.targets[0].values.at(0)).epsilon(1e-9));
}

TEST_CASE("threshold: probabilistic values where samples can't be in a part of the range") {
  const ThresholdResult r = drawn_threshold_of(costing("20 * sqrt(x - 3)"), of_x(0, 10), 50);
  REQUIRE(r.targets[0].probabilistic);
  CHECK(r.targets[0].probabilistic->gaps);
  const ThresholdResult whole = drawn_threshold_of(costing("20 * sqrt(x - 3)"), of_x(3, 10), 50);
  REQUIRE(whole.targets[0].probabilistic->value);
  CHECK(*whole.targets[0].probabilistic->value == doctest::Approx(3.25).epsilon(1e-6));
  CHECK_FALSE(whole.targets[0].probabilistic->gaps);
  CHECK(whole.targets[0].probabilistic->samples == 50);
}

TEST_CASE("one-way: equal at both ends isn't without influence") {
  const BaseRun run = costing("(x - 6)^2 + 0 * z");
  const OneWayResult r = one_way_of(run, "b", "a", {bar_of(run, "x", 0, 12), bar_of(run, "z", 0, 10)});
  CHECK(bar(r, "x").swing == 0);
  CHECK(bar(r, "x").moves);
  CHECK(bar(r, "z").swing == 0);
  CHECK_FALSE(bar(r, "z").moves);
}

TEST_CASE("threshold: the mean over samples tips at two values") {
  const ThresholdResult r =
      drawn_threshold_of(costing("2_000 + 1_000 * (x - 2) * (x - 6)", "2_000"), of_x(0, 10), 50);
  REQUIRE(r.targets[0].probabilistic);
  CHECK_FALSE(r.targets[0].probabilistic->value);
  REQUIRE(r.targets[0].probabilistic->values.size() == 2);
  CHECK(r.targets[0].probabilistic->values[0] == doctest::Approx(r.targets[0].values.at(0)).epsilon(1e-9));
  CHECK(r.targets[0].probabilistic->values[1] == doctest::Approx(r.targets[0].values.at(1)).epsilon(1e-9));
}
