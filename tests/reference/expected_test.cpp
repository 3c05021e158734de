// expected(…) in scenarios: as a constant, with uncertain numbers in it, over time and in strategies.
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kTight{0, 1e-11};

std::string model(const std::string& parameters, const std::string& cost) {
  return "cea: 1\ntime: {cycle_length: 1 year, cycles: 2, cycle_correction: start}\n"
         "discounting: {costs: 0%, effects: 0%}\nparameters:\n" +
         parameters + "states: {well: {utility: 1, cost: " + cost +
         "}, dead: {alive: false}}\nstart: {well: 1}\ntransitions: {well: {dead: 0.5}}\n"
         "strategies: {one: {}, two: {set: {dose: 2 * dose}}}\n";
}

double normal_tail(double z) {
  return std::erfc(z / std::sqrt(2.0)) / 2;
}

/// E ceil(w · dose / 100) of weights with mean 75 and sd 15.
double vials(double dose) {
  double sum = 0;
  for (int k = 0; k < 1000; ++k)
    sum += normal_tail((100 * k / dose - 75) / 15);
  for (int k = -1; k > -100; --k)
    sum -= normal_tail(-(100 * k / dose - 75) / 15);
  return sum;
}

const std::string kVials =
    "  dose: DOSE\n  vials: expected(\"ceil(w * dose / 100)\", w=\"normal(mean=75, sd=spread)\")\n"
    "  spread: {value: 15, source: test}\n";

std::string with_dose(const std::string& dose) {
  std::string text = kVials;
  return text.replace(text.find("DOSE"), 4, dose);
}

} // namespace

TEST_CASE("vials by dose in two strategies") {
  const BaseCase base = run(load_text(model(with_dose("6"), "vials * 10"), "vials.yaml")).base;
  CHECK(agrees(totals(base, "one").cost, 15 * vials(6), kTight));
  CHECK(agrees(totals(base, "two").cost, 15 * vials(12), kTight));
}

TEST_CASE("vials of an uncertain dose are computed in each sample") {
  const ScenarioFile file = load_text(
      model(with_dose("{value: 6, distribution: 'uniform(min=4, max=8)', source: test}"), "vials * 10"),
      "vials.yaml");
  SampleInputs inputs;
  inputs.file = "draws";
  inputs.columns = {"dose"};
  inputs.values = {{4.3, 6, 7.7, 5}};
  const PsaSamples samples = replay(file, inputs);
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(agrees(samples.costs[0][i], 15 * vials(inputs.values[0][i]), kTight));
    CHECK(agrees(samples.costs[1][i], 15 * vials(2 * inputs.values[0][i]), kTight));
  }
}

TEST_CASE("what is expected may change with time and time in state") {
  const std::string parameters = "  dose: {value: 6, distribution: 'uniform(min=4, max=8)', source: test}\n"
                                 "  by_year: \"10 * expected(\\\"ceil(w * dose / 100) + time\\\", "
                                 "w=\\\"normal(mean=75 - 5 * time, sd=15)\\\")\"\n"
                                 "  by_stay: \"expected(\\\"if(w > 70 + cycles_in_state, 1, 0)\\\", "
                                 "w=\\\"normal(mean=75, sd=15)\\\")\"\n";
  const BaseCase base = run(load_text(model(parameters, "by_year"), "vials.yaml")).base;
  double second = 0;
  for (int k = 0; k < 1000; ++k)
    second += normal_tail((100 * k / 6.0 - 70) / 15);
  for (int k = -1; k > -100; --k)
    second -= normal_tail(-(100 * k / 6.0 - 70) / 15);
  CHECK(agrees(totals(base, "one").cost, 10 * vials(6) + 5 * (second + 1), kTight));
  const BaseCase stay = run(load_text(model(parameters, "by_stay"), "vials.yaml")).base;
  CHECK(agrees(totals(stay, "one").cost, normal_tail(-5 / 15.0) + 0.5 * normal_tail(-4 / 15.0), kTight));
}

TEST_CASE("uncertain arguments of the distribution") {
  const std::string parameters =
      "  dose: 1\n  spread: {value: 15, distribution: 'uniform(min=10, max=20)', source: test}\n"
      "  vials: \"expected(\\\"ceil(w * 6 / 100)\\\", w=\\\"normal(mean=75, sd=spread)\\\")\"\n"
      "  heavy: \"expected(\\\"max(w - 80, 0)\\\", w=\\\"normal(mean=75, sd=spread)\\\")\"\n";
  const ScenarioFile file = load_text(model(parameters, "1000 * vials + heavy"), "vials.yaml");
  SampleInputs inputs;
  inputs.file = "draws";
  inputs.columns = {"spread"};
  inputs.values = {{10, 13.3, 20}};
  const PsaSamples samples = replay(file, inputs);
  for (std::size_t i = 0; i < 3; ++i) {
    const double sd = inputs.values[0][i], z = 5 / sd;
    double vials = 0;
    for (int k = 0; k < 100; ++k)
      vials += normal_tail((100 * k / 6.0 - 75) / sd) - (k > 0 ? normal_tail((100 * k / 6.0 + 75) / sd) : 0);
    const double heavy = sd * std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0)) - 5 * normal_tail(z);
    CHECK(agrees(samples.costs[0][i], 1.5 * (1000 * vials + heavy), kTight));
  }
}

TEST_CASE("one expectation within another") {
  const std::string parameters =
      "  dose: 6\n"
      "  by_sex: \"expected(\\\"expected('ceil(w * dose / 100)', w='normal(mean=70 + 12 * male, sd=14)')\\\","
      " male=\\\"bernoulli(p=0.4)\\\")\"\n"
      "  of_all: \"expected(\\\"by_sex * x + max(x, vials)\\\", x=\\\"uniform(min=0, max=10)\\\")\"\n"
      "  vials: \"expected(\\\"ceil(x * 6 / 100)\\\", x=\\\"normal(mean=75, sd=15)\\\")\"\n";
  const auto of = [](double mean, double dose) {
    double sum = 0;
    for (int k = 0; k < 1000; ++k)
      sum += normal_tail((100 * k / dose - mean) / 14);
    for (int k = -1; k > -100; --k)
      sum -= normal_tail(-(100 * k / dose - mean) / 14);
    return sum;
  };
  const BaseCase base = run(load_text(model(parameters, "by_sex"), "vials.yaml")).base;
  CHECK(agrees(totals(base, "one").cost, 1.5 * (0.6 * of(70, 6) + 0.4 * of(82, 6)), kTight));
  CHECK(agrees(totals(base, "two").cost, 1.5 * (0.6 * of(70, 12) + 0.4 * of(82, 12)), kTight));
  const BaseCase all = run(load_text(model(parameters, "of_all"), "vials.yaml")).base;
  const double v = vials(6), larger = (v * v + (100 - v * v) / 2) / 10;
  CHECK(agrees(totals(all, "one").cost, 1.5 * (5 * (0.6 * of(70, 6) + 0.4 * of(82, 6)) + larger), kTight));
}

TEST_CASE("bands of a table by weight") {
  const std::string parameters =
      "  dose: 1\n"
      "  step: \"expected(\\\"bands.vials(w)\\\", w=\\\"normal(mean=75, sd=15)\\\")\"\n"
      "  line: \"expected(\\\"slope.vials(w)\\\", w=\\\"normal(mean=75, sd=15)\\\")\"\n"
      "tables:\n"
      "  bands: {key: w, between: step, beyond: hold, quantity: count, source: label,\n"
      "    rows: {w: [0, 55.5, 70, 92], vials: [2, 3, 5, 6]}}\n"
      "  slope: {key: w, between: linear, beyond: hold, quantity: count, source: label,\n"
      "    rows: {w: [60, 70, 92], vials: [2, 3, 8]}}\n";
  const auto above = [](double w) { return normal_tail((w - 75) / 15); };
  const BaseCase step = run(load_text(model(parameters, "step"), "bands.yaml")).base;
  CHECK(agrees(totals(step, "one").cost, 1.5 * (2 + above(55.5) + 2 * above(70) + above(92)), kTight));
  // E max(w − a, 0) gives what a straight piece adds.
  const auto excess = [&](double a) {
    const double z = (a - 75) / 15;
    return 15 * std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.0)) - (a - 75) * above(a);
  };
  const BaseCase line = run(load_text(model(parameters, "line"), "bands.yaml")).base;
  CHECK(agrees(totals(line, "one").cost,
               1.5 * (2 + (excess(60) - excess(70)) / 10 + (excess(70) - excess(92)) * 5 / 22), kTight));
}

TEST_CASE("a mean over the cycle within a mean over patients") {
  const std::string parameters =
      "  dose: 1\n  decay: \"expected(\\\"cycle_mean(exp(-r * t))\\\", r=\\\"gamma(shape=2, rate=4)\\\")\"\n";
  const BaseCase base = run(load_text(model(parameters, "decay"), "decay.yaml")).base;
  // E e^(−r·t) = (1 + t/4)^−2, whose integral is 4·(1 − 1/(1 + t/4)).
  const auto until = [](double t) { return 4 * (1 - 1 / (1 + t / 4)); };
  CHECK(agrees(totals(base, "one").cost, until(1) + 0.5 * (until(2) - until(1)), kTight));
}
