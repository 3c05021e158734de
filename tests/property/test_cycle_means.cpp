// Means over cycles with a corner or jump that differs from sample to sample, against closed forms: the
// kernel cuts the cycle there for each lane.
#include "engine/simulate.h"
#include "oracle/read_case.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

using namespace cea;

namespace {

constexpr double kYears = 3, kHalfLife = 0.7, kWidth = 0.4, kSharp = 0.01;

std::shared_ptr<const CompiledModel> model_of(const std::string& formula) {
  const std::string yaml = fmt::format(R"yaml(cea: 1
title: A mean over each of three years
time: {{cycle_length: 1 year, cycles: 3, cycle_correction: start}}
discounting: {{costs: 0, effects: 0}}
parameters:
  s: {{value: 0.5, distribution: "uniform(min=0, max=3)", source: test}}
  h: {{value: {}, distribution: "uniform(min=0.1, max=2)", source: test}}
states: {{a: {{utility: 1}}}}
start: {{a: 1}}
transitions: {{a: {{a: 1}}}}
strategies: {{only: {{label: Only}}}}
costs: {{item: {{in: a, per_cycle: "cycle_mean({})"}}}}
)yaml",
                                       kHalfLife, formula);
  Diagnostics diagnostics;
  auto model = compile(oracle::read_case(yaml).base, {.detail = Detail::totals}, diagnostics);
  REQUIRE(model);
  return model;
}

/// Corners within years, near their ends, on them, and nearer than anything can be told apart.
std::vector<double> corners() {
  std::vector<double> values;
  for (const double year : {0.0, 1.0, 2.0})
    for (const double part :
         {0.0, 1e-15, 1e-13, 1e-12, 1e-11, 5e-10, 1e-8, 1e-4, 0.0251, 0.3, 0.5, 0.7, 0.999})
      for (const double s : {year + part, year + 1 - part})
        values.push_back(s);
  return values;
}

void check(const std::string& formula, const std::function<double(double)>& total,
           Instructions instructions) {
  CAPTURE(formula);
  const auto model = model_of(formula);
  const std::vector<double> s = corners();
  const SampleSource source = [&](std::size_t first, std::span<const std::span<double>> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t lane = 0; lane < rows[i].size(); ++lane)
        rows[i][lane] = model->inputs[i].name == "s" ? s[first + lane] : model->base_values[i];
  };
  const SimulationResult run =
      simulate(*model, source, s.size(), {.threads = 1, .instructions = instructions});
  const auto cost = std::find_if(model->outputs.begin(), model->outputs.end(),
                                 [](const OutputChannel& c) { return c.outcome == Outcome::cost; });
  REQUIRE(cost != model->outputs.end());
  const auto& costs = run.outputs[static_cast<std::size_t>(cost - model->outputs.begin())];
  for (std::size_t i = 0; i < s.size(); ++i) {
    CAPTURE(fmt::format("{:.17g}", s[i]));
    CHECK(run.valid[i] == 1);
    CHECK(costs[i] == doctest::Approx(total(s[i])).epsilon(1e-12));
  }
}

void check(const std::string& formula, const std::function<double(double)>& total) {
  for (const auto kind : {Instructions::baseline, Instructions::avx2, Instructions::avx512})
    check(formula, total, kind);
}

/// ∫ from s to the end of 2^(−(t − s)/half-life).
double decayed(double s, double half_life) {
  return half_life / std::log(2) * (1 - std::exp2(-(kYears - s) / half_life));
}

} // namespace

TEST_CASE("means over cycles whose corner differs from sample to sample") {
  check("0.5 ^ (max(t - s, 0) / h)", [](double s) { return s + decayed(s, kHalfLife); });
  check("t * max(s, t)", [](double s) { return s * s * s / 2 + (27 - s * s * s) / 3; });
  check(fmt::format("max(t - s, 0) - max(t - s - {}, 0)", kWidth), [](double s) {
    const double rest = std::max(kYears - s - kWidth, 0.0);
    return ((kYears - s) * (kYears - s) - rest * rest) / 2;
  });
}

TEST_CASE("means over cycles whose jump differs from sample to sample") {
  check("if(t < s, 2, exp(-t))", [](double s) { return 2 * s + std::exp(-s) - std::exp(-kYears); });
  check("if(2 * t - s <= s, 0, t)", [](double s) { return (9 - s * s) / 2; });
  check("if(s < t, 1, 0) + if(t < s + h, 1, 0)",
        [](double s) { return kYears - s + std::min(kYears, s + kHalfLife); });
}

TEST_CASE("what falls off right behind a corner is seen") {
  check(fmt::format("1 + exp(-max(t - s, 0) / {})", kSharp),
        [](double s) { return kYears + s + kSharp * (1 - std::exp(-(kYears - s) / kSharp)); });
}
