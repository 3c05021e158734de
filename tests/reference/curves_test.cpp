// Curves that have no closed form, partitioned survival and doses against integrals written out here.
#include "formula/arithmetic.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <functional>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr double kMonth = 1.0 / 12;
constexpr int kCycles = 360;

const std::string kModel = R"yaml(cea: 1
title: Waning, background mortality and doses
time: {cycle_length: 1 month, horizon: 30 years, start_age: 60}
discounting: {costs: 3%, effects: 1.5%}
willingness_to_pay: 50_000
tables:
  life: {quantity: rate/year, key: age, between: loglinear, rows: {age: [60, 100], rate: [0.01, 0.4]}}
parameters:
  shape: {value: 1.6, distribution: "normal(mean=1.6, se=0.1)", source: x}
  scale: {value: 3.1, distribution: "normal(mean=3.1, se=0.2)", source: x}
  hr: {value: 0.6, distribution: "lognormal(median=0.6, low=0.4, high=0.9)", source: x}
curves:
  os: {distribution: "loglogistic(shape=shape, scale=scale)", background: {rate: life.rate(mid_age), combine: max}}
  os_new: {from: os, hazard_ratio: hr, wane: {from: 3 years, until: 5 years, to: os}}
  pfs: {distribution: "weibull(shape=1.1, scale=1.1)", background: {rate: life.rate(mid_age), combine: max}}
  pfs_new: {from: pfs, hazard_ratio: "if(time < 2 years, hr, 1)"}
  ttd: {distribution: "exponential(rate=0.9)"}
states:
  free: {cost: 5_000, utility: 0.8}
  progressed: {cost: 9_000, utility: 0.6}
  dead: {alive: false}
partitioned_survival: {states: {free: pfs, progressed: rest, dead: 1 - os}}
costs:
  death: {entering: dead, each: 8_000}
strategies:
  soc: {label: Standard of care}
  new:
    label: New
    curves: {os: os_new, pfs: pfs_new}
    costs: {drug: {following: ttd, each: "if(time < 1, 4_000, 3_000)", every: 3 weeks}}
)yaml";

/// ∫ over a cycle by the midpoint rule on pieces so small that a corner inside one doesn't matter; finer
/// towards time 0, where hazards have no slope.
double integral(double from, const std::function<double(double)>& f) {
  constexpr int kPieces = 4000;
  double sum = 0;
  for (int i = 0; i < kPieces; ++i) {
    const double u = (i + 0.5) / kPieces;
    sum += from > 0 ? f(from + kMonth * u) : 3 * u * u * f(kMonth * u * u * u);
  }
  return sum * kMonth / kPieces;
}

struct Inputs {
  double shape = 1.6, scale = 3.1, hr = 0.6;
};

/// Survival at rows 0 … 360 from a hazard of time and cycle.
std::vector<double> survival(const std::function<double(double, int)>& hazard) {
  std::vector<double> rows{1};
  double sum = 0;
  for (int k = 0; k < kCycles; ++k) {
    sum += integral(k * kMonth, [&](double t) { return hazard(t, k); });
    rows.push_back(std::exp(-sum));
  }
  return rows;
}

struct Expected {
  double cost = 0, qaly = 0;
};

Expected by_hand(const Inputs& x, bool is_new) {
  const auto background = [](int k) { return 0.01 * std::pow(40, ((k + 0.5) * kMonth) / 40); };
  const auto os = [&](double t, int k) {
    const double u = std::pow(t / x.scale, x.shape);
    return std::max(x.shape / t * u / (1 + u), background(k));
  };
  const auto os_new = [&](double t, int k) {
    const double w = std::min(1.0, std::max(0.0, (t - 3) / 2));
    return os(t, k) * (x.hr + w * (1 - x.hr));
  };
  const auto pfs = [&](double t, int k) {
    return std::max(1.1 / 1.1 * std::pow(t / 1.1, 0.1), background(k));
  };
  const auto pfs_new = [&](double t, int k) { return pfs(t, k) * (k < 24 ? x.hr : 1); };
  const std::vector<double> alive = is_new ? survival(os_new) : survival(os);
  const std::vector<double> free = is_new ? survival(pfs_new) : survival(pfs);
  Expected e;
  for (std::size_t k = 0; k < kCycles; ++k) {
    const double t = static_cast<double>(k) * kMonth;
    const double in_free = (free[k] + free[k + 1]) / 2, in_life = (alive[k] + alive[k + 1]) / 2;
    e.cost += std::pow(1.03, -t) *
              (kMonth * (5000 * in_free + 9000 * (in_life - in_free)) + 8000 * (alive[k] - alive[k + 1]));
    e.qaly += std::pow(1.015, -t) * kMonth * (0.8 * in_free + 0.6 * (in_life - in_free));
  }
  for (double t = 0; is_new && t < 30; t += 21 / 365.25) {
    const double row = std::floor(t / kMonth + 1e-9) * kMonth;
    e.cost += (row < 1 - 1e-9 ? 4000 : 3000) * std::exp(-0.9 * t) * std::pow(1.03, -t);
  }
  return e;
}

ScenarioFile model() {
  return load_text(kModel, own_scenario("curves.yaml"));
}

std::vector<double> parameter_values(const std::string& curves, const std::vector<std::string>& formulas) {
  std::string text = "cea: 1\ntitle: Curves\ntime: {cycle_length: 1 month, horizon: 5 years, start_age: 60}\n"
                     "setting: {start_year: 2024}\ndiscounting: {costs: 0%, effects: 0%}\n" +
                     curves + "states: {well: {absorbing: true}}\nstart: {well: 1}\n" +
                     "strategies: {one: {label: One}}\nparameters:\n";
  for (std::size_t i = 0; i < formulas.size(); ++i)
    text += fmt::format("  p{}: \"{}\"\n", i, formulas[i]);
  const auto compiled = compile_variant(load_text(text, own_scenario("curves.yaml")), {}, Detail::totals);
  std::vector<double> result;
  for (const auto& p : compiled->parameters)
    result.push_back(
        formula::Evaluator(compiled->graph, {.inputs = compiled->base_values, .cycle = 7})(p.node));
  return result;
}

} // namespace

TEST_CASE("waning and background mortality in partitioned survival") {
  const Run base = run(model());
  for (const bool is_new : {false, true}) {
    const Expected want = by_hand({}, is_new);
    const StrategyTotals& got = totals(base.base, is_new ? "new" : "soc");
    CHECK(got.cost == doctest::Approx(want.cost).epsilon(1e-8));
    CHECK(effect_of(base.base, got.id) == doctest::Approx(want.qaly).epsilon(1e-8));
  }
}

TEST_CASE("samples of curves agree with runs one by one") {
  const std::vector<Inputs> rows{{1.6, 3.1, 0.6}, {1.3, 2.2, 0.8}, {2.1, 4.5, 0.35}, {1.0, 3.0, 1.2}};
  SampleInputs inputs;
  inputs.columns = {"shape", "scale", "hr"};
  inputs.values.resize(3);
  for (const Inputs& row : rows) {
    inputs.values[0].push_back(row.shape);
    inputs.values[1].push_back(row.scale);
    inputs.values[2].push_back(row.hr);
  }
  const PsaSamples samples = replay(model(), inputs);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Run one = run(model(), {},
                        {fmt::format("shape={}", rows[i].shape), fmt::format("scale={}", rows[i].scale),
                         fmt::format("hr={}", rows[i].hr)});
    for (std::size_t s = 0; s < 2; ++s) {
      CAPTURE(i);
      CHECK(samples.costs[s][i] == doctest::Approx(one.base.strategies[s].cost).epsilon(1e-11));
      CHECK(samples.effects[s][i] ==
            doctest::Approx(effect_of(one.base, one.base.strategies[s].id)).epsilon(1e-11));
    }
    const Expected want = by_hand(rows[i], true);
    CHECK(samples.costs[1][i] == doctest::Approx(want.cost).epsilon(1e-8));
  }
}

TEST_CASE("cure fractions and life tables of mixed cohorts and Kaplan-Meier steps") {
  const std::vector<double> v = parameter_values(
      R"yaml(tables:
  life: {quantity: rate/year, key: age, between: step, covers: 10 years, rows: {age: [60, 70], m: [0.02, 0.05], f: [0.01, 0.03]}}
curves:
  cured: {distribution: "exponential(rate=0.5)", cure: {fraction: 0.3}}
  mixed: {life_table: life, mix: {m: 0.25, f: 0.75}, from: start_age}
  later: {life_table: life, mix: {m: 1}, from: 65}
  added: {distribution: "exponential(rate=0.5)", background: {rate: 0.1, combine: add}}
)yaml",
      {"cured.survival(2)", "cured.hazard(2)", "mixed.survival(12)", "mixed.hazard(12)", "later.survival(10)",
       "added.survival(2)", "later.event_probability(4 + 11.5 / 12)", "mixed.restricted_mean(1)"});
  CHECK(v[0] == doctest::Approx(0.3 + 0.7 * std::exp(-1)).epsilon(1e-13));
  CHECK(v[1] == doctest::Approx(0.5 * 0.7 * std::exp(-1) / (0.3 + 0.7 * std::exp(-1))).epsilon(1e-13));
  const double m = 0.25 * std::exp(-0.2 - 2 * 0.05), f = 0.75 * std::exp(-0.1 - 2 * 0.03);
  CHECK(v[2] == doctest::Approx(m + f).epsilon(1e-13));
  CHECK(v[3] == doctest::Approx((0.05 * m + 0.03 * f) / (m + f)).epsilon(1e-13));
  CHECK(v[4] == doctest::Approx(std::exp(-5 * 0.02 - 5 * 0.05)).epsilon(1e-13));
  CHECK(v[5] == doctest::Approx(std::exp(-1.2)).epsilon(1e-13));
  CHECK(v[6] == doctest::Approx(1 - std::exp(-(0.02 + 0.05) / 24)).epsilon(1e-10));
  CHECK(v[7] == doctest::Approx(0.25 * (1 - std::exp(-0.02)) / 0.02 + 0.75 * (1 - std::exp(-0.01)) / 0.01)
                    .epsilon(1e-12));
}

TEST_CASE("tables with two keys are looked up in both") {
  const std::vector<double> v = parameter_values(
      R"yaml(tables:
  flat: {key: [age, year], between: step, covers: [10 years, 5 years], rows: {age: [60, 60, 70, 70], year: [2020, 2025, 2025, 2020], x: [1, 2, 4, 3]}}
  slope: {key: [age, year], between: linear, beyond: hold, rows: {age: [60, 60, 70, 70], year: [2020, 2030, 2020, 2030], x: [1, 2, 3, 8]}}
  logs: {key: [age, year], between: loglinear, rows: {age: [60, 60, 70, 70], year: [2020, 2030, 2020, 2030], x: [1, 2, 4, 8]}}
)yaml",
      {"flat.x(69, 2024.9)", "flat.x(70, 2025)", "flat.x(75, 2020)", "slope.x(65, 2025)", "slope.x(80, 2025)",
       "logs.x(65, 2025)", "flat.x(age, calendar_year + 3)"});
  CHECK(v[0] == 1);
  CHECK(v[1] == 4);
  CHECK(v[2] == 3);
  CHECK(v[3] == doctest::Approx(3.5));
  CHECK(v[4] == doctest::Approx(5.5));
  CHECK(v[5] == doctest::Approx(std::sqrt(8.0)));
  CHECK(v[6] == 2);
}

TEST_CASE("event probabilities by time in state are those of the formula") {
  const auto text = [](const std::string& probability) {
    return fmt::format(R"yaml(cea: 1
title: Relapse by time since remission
time: {{cycle_length: 3 months, horizon: 10 years}}
discounting: {{costs: 3%, effects: 3%}}
willingness_to_pay: 50_000
parameters: {{shape: 0.8, hr: 0.7}}
curves:
  relapse: {{distribution: "weibull(shape=shape, scale=2)", hazard_ratio: hr}}
  steps: {{distribution: "exponential(rate=0.3)", hazard_ratio: "if(t < 1 year, 2, 1)"}}
states: {{ill: {{cost: 100, utility: 0.5}}, well: {{utility: 0.9}}, dead: {{alive: false}}}}
start: {{ill: 1}}
mortality: 0.01
transitions: {{ill: {{well: 0.3}}, well: {{ill: "{}"}}}}
strategies: {{one: {{label: One}}}}
)yaml",
                       probability);
  };
  const auto totals_of = [&](const std::string& probability) {
    return run(load_text(text(probability), own_scenario("relapse.yaml"))).base.strategies[0];
  };
  const StrategyTotals curve = totals_of("relapse.event_probability(time_in_state)");
  const StrategyTotals formula =
      totals_of("1 - exp(-hr * (((time_in_state + 0.25) / 2)^shape - (time_in_state / 2)^shape))");
  CHECK(curve.cost == doctest::Approx(formula.cost).epsilon(1e-13));
  const StrategyTotals stepped = totals_of("steps.event_probability(time_in_state)");
  const StrategyTotals written = totals_of("1 - exp(-0.25 * if(time_in_state < 1, 0.6, 0.3))");
  CHECK(stepped.cost == doctest::Approx(written.cost).epsilon(1e-12));
  CHECK(stepped.cost != doctest::Approx(curve.cost).epsilon(1e-3));
}
