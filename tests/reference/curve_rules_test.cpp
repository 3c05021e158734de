// What curves may be, where they begin, who chooses them, and Kaplan-Meier steps that go over to a
// distribution, against closed forms.
#include "formula/arithmetic.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr const char* kHead = R"yaml(cea: 1
title: Curves
time: {cycle_length: 1 year, cycles: 3}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: 1
)yaml";

/// Values of formulas in cycle 2 of a model with yearly cycles.
std::vector<double> values_of(const std::string& curves, const std::vector<std::string>& formulas) {
  std::string text = kHead + curves +
                     "states: {well: {absorbing: true}}\nstart: {well: 1}\nstrategies: {one: {}}\n"
                     "parameters:\n";
  for (std::size_t i = 0; i < formulas.size(); ++i)
    text += fmt::format("  p{}: \"{}\"\n", i, formulas[i]);
  const auto compiled = compile_variant(load_text(text, own_scenario("rules.yaml")), {}, Detail::totals);
  std::vector<double> result;
  for (const auto& p : compiled->parameters)
    result.push_back(
        formula::Evaluator(compiled->graph, {.inputs = compiled->base_values, .cycle = 2})(p.node));
  return result;
}

/// Survival along the partition of `ok: os, dead: rest`, by strategy.
std::string partitioned(const std::string& more) {
  return kHead +
         std::string("states: {ok: {cost: 1, utility: 1}, dead: {alive: false}}\n"
                     "partitioned_survival: {states: {ok: os, dead: rest}}\n") +
         more;
}

double cost_of(const std::string& text, const std::string& strategy) {
  return totals(run(load_text(text, own_scenario("rules.yaml"))).base, strategy).cost;
}

/// The first problem of a file that can be read.
std::string problem_of(const std::string& text) {
  const ScenarioFile file = load_text(text, own_scenario("rules.yaml"));
  Diagnostics problems;
  const auto model = compile(file.base, {}, problems);
  return problems.has_errors() ? problems.all().at(0).message : "";
}

double years(double rate) {
  double sum = 0;
  for (int k = 0; k < 3; ++k)
    sum += (std::exp(-rate * k) + std::exp(-rate * (k + 1))) / 2;
  return sum;
}

} // namespace

TEST_CASE("a curve's name may be known to strategies alone") {
  const std::string text = partitioned(R"yaml(curves:
  os_soc: {distribution: "exponential(rate=0.2)"}
  pfs: {from: os, hazard_ratio: 3}
costs: {relapse: {once: 1000 * p}}
parameters: {p: 1 - pfs.survival(1)}
strategies:
  soc: {curves: {os: os_soc}}
  new: {curves: {os: {from: os_soc, hazard_ratio: 0.5}}}
)yaml");
  CHECK(cost_of(text, "soc") == doctest::Approx(years(0.2) + 1000 * (1 - std::exp(-0.6))).epsilon(1e-13));
  CHECK(cost_of(text, "new") == doctest::Approx(years(0.1) + 1000 * (1 - std::exp(-0.3))).epsilon(1e-13));
}

TEST_CASE("a strategy without a curve that formulas use is named") {
  CHECK(problem_of(partitioned(R"yaml(curves: {k: {distribution: "exponential(rate=0.2)"}}
strategies: {soc: {curves: {os: k}}, new: {}}
)yaml")) == "the strategy 'new' has no curve 'os'");
  CHECK(problem_of(partitioned(R"yaml(curves: {os: {distribution: "exponential(rate=0.2)"}}
strategies: {soc: {curves: {oss: os}}}
)yaml")) == "no formula uses a curve 'oss', and none is called so");
}

TEST_CASE("a decision tree sees the curves that the strategy chooses") {
  const std::string text = kHead + std::string(R"yaml(curves:
  os: {distribution: "exponential(rate=0.2)"}
  os_new: {distribution: "exponential(rate=0.1)"}
states: {ok: {utility: 1}, dead: {alive: false}}
transitions: {ok: {dead: 0}}
tree: {branches: {all: {probability: 1, cost: 100 * os.survival(2), to: ok}}}
strategies: {soc: {}, new: {curves: {os: os_new}}}
)yaml");
  CHECK(cost_of(text, "soc") == doctest::Approx(100 * std::exp(-0.4)).epsilon(1e-13));
  CHECK(cost_of(text, "new") == doctest::Approx(100 * std::exp(-0.2)).epsilon(1e-13));
}

TEST_CASE("Kaplan-Meier times in days follow the length of the year") {
  const std::string text = R"yaml(cea: 1
time: {cycle_length: 1 year, cycles: 7, days_per_year: 365}
discounting: {costs: 0%, effects: 0%}
curves: {os: {kaplan_meier: {file: steps_days.csv, time: days}}}
states: {ok: {cost: 1, utility: 1}, dead: {alive: false}}
partitioned_survival: {states: {ok: os, dead: rest}}
strategies: {a: {}}
)yaml";
  CHECK(cost_of(text, "a") == doctest::Approx(6.75).epsilon(1e-13)); // 2191 days are more than six years
}

TEST_CASE("everyone is event-free before time 0") {
  const std::vector<double> v = values_of(
      R"yaml(curves:
  os: {distribution: "exponential(rate=0.2)"}
  w: {distribution: "weibull(shape=0.8, scale=2)"}
  l: {distribution: "lognormal(meanlog=0, sdlog=1)"}
  k: {kaplan_meier: steps.csv}
  moved: {from: w, hazard_ratio: "if(t < 0.25, 2, 1)"}
)yaml",
      {"os.survival(-1)", "os.cumulative_hazard(time - 5)", "os.hazard(-0.1)", "os.event_probability(-0.5)",
       "os.mean_hazard(time - 2.25)", "w.event_probability(-0.5)", "w.hazard(time - 3)", "l.survival(-2)",
       "l.event_probability(-1)", "k.survival(-1)", "k.event_probability(-0.5)",
       "moved.event_probability(-0.5)", "moved.event_probability(time - 4)", "os.restricted_mean(-1)",
       "w.survival(time - 1)", "w.event_probability(time - 1)"});
  CHECK(v[0] == 1);
  CHECK(v[1] == 0);
  CHECK(v[2] == 0);
  CHECK(v[3] == doctest::Approx(1 - std::exp(-0.1)).epsilon(1e-13));
  CHECK(v[4] == doctest::Approx(0.15).epsilon(1e-13));
  CHECK(v[5] == doctest::Approx(1 - std::exp(-std::pow(0.25, 0.8))).epsilon(1e-13));
  CHECK(v[6] == 0);
  CHECK(v[7] == 1);
  CHECK(v[8] == 0);
  CHECK(v[9] == 1);
  CHECK(v[10] == doctest::Approx(0.2).epsilon(1e-13));
  CHECK(v[11] == doctest::Approx(1 - std::exp(-std::pow(0.25, 0.8) - std::pow(0.125, 0.8))).epsilon(1e-11));
  CHECK(v[12] == 0);
  CHECK(v[13] == 0);
  CHECK(v[14] == doctest::Approx(std::exp(-std::pow(0.5, 0.8))).epsilon(1e-13));
  CHECK(v[15] == doctest::Approx(1 - std::exp(std::pow(0.5, 0.8) - 1)).epsilon(1e-13));
  const std::string text = kHead + std::string(R"yaml(curves: {os: {distribution: "exponential(rate=0.2)"}}
states: {ok: {cost: 1, utility: 1}, dead: {alive: false}}
start: {ok: 1}
transitions: {ok: {dead: os.event_probability(time - 2)}}
strategies: {a: {}}
)yaml");
  CHECK(cost_of(text, "a") == doctest::Approx(2.5 + std::exp(-0.2) / 2).epsilon(1e-13));
}

TEST_CASE("everyone is event-free at time 0 where the hazard is infinite") {
  const std::vector<double> survival =
      values_of(R"yaml(curves:
  largest: {distribution: "weibull(shape=0.7, scale=5)", background: {rate: 0.15, combine: max}}
  waning: {distribution: "weibull_ph(shape=0.7, rate=0.2)", wane: {from: 0, until: 2, to: largest}}
  moving: {distribution: "gamma(shape=0.7, rate=0.2)", hazard_ratio: 1 / (1 + t)}
)yaml",
                {"largest.survival(time - 5)", "waning.cumulative_hazard(time - 2)",
                 "moving.survival(time - 3)", "largest.survival(time - 2 + 0)"});
  CHECK(survival == std::vector<double>{1, 0, 1, 1});
}

TEST_CASE("the generalised gamma goes over to the lognormal as q goes to 0") {
  const auto at = [](const char* q) {
    return values_of(
        fmt::format("curves: {{g: {{distribution: \"generalized_gamma(mu=0.7, sigma=0.9, q={})\"}}}}\n", q),
        {"g.hazard(2)", "g.survival(2)", "g.mean_hazard(1.5)"});
  };
  // z = (ln 2 − 0.7)/0.9: the density and tail of the normal law there
  const double z = (std::log(2) - 0.7) / 0.9, tail = std::erfc(z / std::sqrt(2)) / 2;
  const double hazard = std::exp(-z * z / 2) / std::sqrt(2 * 3.14159265358979323846) / 0.9 / 2 / tail;
  const std::vector<double> limit = at("0");
  CHECK(limit[0] == doctest::Approx(hazard).epsilon(1e-12));
  CHECK(limit[1] == doctest::Approx(tail).epsilon(1e-12));
  for (const char* q :
       {"1e-5", "-1e-5", "1e-6", "-1e-6", "1e-8", "-1e-8", "1e-9", "-1e-9", "1e-12", "-1e-20"}) {
    CAPTURE(q);
    const std::vector<double> near = at(q);
    for (std::size_t i = 0; i < near.size(); ++i)
      CHECK(near[i] == doctest::Approx(limit[i]).epsilon(1e-7 + 2 * std::abs(std::stod(q))));
  }
}

TEST_CASE("tails of curves keep their digits") {
  const std::vector<double> x = values_of(R"yaml(curves:
  g: {distribution: "generalized_gamma(mu=0.7, sigma=0.9, q=-0.8)"}
  k: {distribution: "gamma(shape=200, rate=9)"}
)yaml",
                                          {"g.cumulative_hazard(0.1)", "k.hazard(40)"});
  // Both by arbitrary-precision arithmetic
  CHECK(x[0] == doctest::Approx(1.0804820511770e-9).epsilon(1e-10));
  CHECK(x[1] == doctest::Approx(4.055087529205015).epsilon(1e-11));
}

TEST_CASE("data below 1 at time 0 count as an event there") {
  CHECK(values_of("curves: {k: {kaplan_meier: below_one.csv}}\n",
                  {"k.survival(time - 3)", "k.event_probability(time - 2.25)", "k.survival(0)",
                   "k.event_probability(time - 3.5)"}) ==
        std::vector<double>{1, 1 - std::exp(std::log(0.9)), 0.9, 0});
}

TEST_CASE("a rate that is added between steps has a restricted mean") {
  const std::vector<double> x =
      values_of("curves: {k: {kaplan_meier: below_one.csv, background: {rate: 0.05, combine: add}}}\n",
                {"k.restricted_mean(2)"});
  const auto living = [](double share, double from, double until) {
    return share * (std::exp(-0.05 * from) - std::exp(-0.05 * until)) / 0.05;
  };
  CHECK(x[0] == doctest::Approx(living(0.9, 0, 1) + living(0.4, 1, 2)).epsilon(1e-12));
}

TEST_CASE("a hazard below 0 between rows is found") {
  const auto problem = [](const std::string& curve) {
    return problem_of(partitioned("curves: {os: {distribution: \"exponential(rate=0.2)\", " + curve +
                                  "}}\nstrategies: {one: {}}\n"));
  };
  CHECK(problem("hazard_ratio: \"if(t > 0.3 and t < 0.9, -1, 1)\"")
            .find("the mean hazard over a cycle of the curve 'os'") == 0);
  CHECK(problem("hazard_ratio: \"if(t > 0.3 and t < 0.9, 0.5, 1)\"").empty());
}

TEST_CASE("samples whose curves can't be are dropped and counted") {
  const std::string text = partitioned(R"yaml(parameters:
  shape: {value: 1.2, distribution: "normal(mean=1.2, se=0.8)", source: x}
  cured: {value: 0.1, distribution: "normal(mean=0.1, se=0.1)", source: x}
  hr: {value: 0.5, distribution: "normal(mean=0.5, se=0.4)", source: x}
curves:
  os: {distribution: "weibull(shape=shape, scale=2)", cure: {fraction: cured}, hazard_ratio: "if(time < 2, 1, hr)"}
strategies: {a: {}}
)yaml");
  const auto model = compile_variant(load_text(text, own_scenario("rules.yaml")), {}, Detail::totals);
  constexpr std::size_t kSamples = 2000;
  const PsaSamples all =
      probabilistic(*model, {.samples = kSamples, .drop_invalid = true, .keep_values = true});
  const auto column = [&](const std::string& name) {
    const auto at = std::find(all.parameters.begin(), all.parameters.end(), name) - all.parameters.begin();
    return all.values[static_cast<std::size_t>(at)];
  };
  CHECK(all.costs[0].size() > 1000);
  CHECK(all.costs[0].size() < 1700); // 7 % of shapes, 16 % of fractions and 11 % of ratios can't be
  for (const char* name : {"shape", "cured", "hr"}) {
    const std::vector<double> values = column(name);
    CAPTURE(name);
    CHECK(*std::min_element(values.begin(), values.end()) >= 0);
  }
}

TEST_CASE("steps that go over to a distribution can be changed after the join") {
  const std::vector<double> v = values_of(
      R"yaml(curves:
  k: {kaplan_meier: steps.csv, then: {at: 1.5, distribution: "exponential(rate=0.4)"}}
  other: {distribution: "exponential(rate=1)"}
  waned: {from: k, wane: {from: 2, until: 4, to: other}}
  back: {from: k, background: {rate: "if(t < 3, 0.1, 0.9)", combine: max}}
  ratio: {from: k, hazard_ratio: "if(t < 0.5, 0.5, if(t < 2, 2, 3))"}
  plain: {kaplan_meier: steps.csv, hazard_ratio: "if(t < 0.5, 0.5, 2)"}
)yaml",
      {"k.hazard(2.5)", "waned.survival(3)", "waned.survival(5)", "waned.event_probability(0.5)",
       "back.survival(4)", "ratio.survival(0.3)", "ratio.survival(3)", "plain.survival(1)",
       "waned.survival(time)", "ratio.event_probability(time - 1.25)"});
  // Survival 0.8 from 0.25, 0.5 from 1 on, then a hazard of 0.4 from 1.5.
  CHECK(v[0] == doctest::Approx(0.4).epsilon(1e-14));
  const auto wane = [](double t) { return 0.3 * t * t; }; // ∫ 0.6·u/2 du
  CHECK(v[1] == doctest::Approx(0.5 * std::exp(-0.6 - wane(1) / 2)).epsilon(1e-12));
  CHECK(v[2] == doctest::Approx(0.5 * std::exp(-0.2 - 0.8 - 0.6 - 1)).epsilon(1e-12));
  CHECK(v[3] == doctest::Approx(1 - 0.5 / 0.8).epsilon(1e-12));
  CHECK(v[4] == doctest::Approx(0.5 * std::exp(-0.6 - 0.9)).epsilon(1e-12));
  CHECK(v[5] == doctest::Approx(std::sqrt(0.8)).epsilon(1e-12));
  CHECK(v[6] ==
        doctest::Approx(std::sqrt(0.8) * std::pow(0.5 / 0.8, 2) * std::exp(-0.4 - 1.2)).epsilon(1e-12));
  CHECK(v[7] == doctest::Approx(std::sqrt(0.8) * std::pow(0.5 / 0.8, 2)).epsilon(1e-12));
  CHECK(v[8] == doctest::Approx(0.5 * std::exp(-0.2)).epsilon(1e-12));
  CHECK(v[9] == doctest::Approx(1 - std::pow(0.5 / 0.8, 2) * std::exp(-0.25 * 0.8)).epsilon(1e-12));
}

TEST_CASE("restricted means over steps are exact") {
  const std::vector<double> v = values_of(
      R"yaml(curves:
  k: {kaplan_meier: steps.csv, then: {at: 1.5, distribution: "weibull(shape=2, scale=2)"}}
  tail: {kaplan_meier: steps.csv, then: {at: 1.5, distribution: "exponential(rate=0.4)"}}
  ratio: {kaplan_meier: steps.csv, hazard_ratio: 2}
  longer: {kaplan_meier: steps.csv, acceleration_factor: 2}
  cured: {kaplan_meier: steps.csv, cure: {fraction: 0.2}}
)yaml",
      {"tail.restricted_mean(4)", "tail.restricted_mean(0.5)", "ratio.restricted_mean(1.5)",
       "longer.restricted_mean(3)", "cured.restricted_mean(2)", "k.restricted_mean(1.5)",
       "tail.restricted_mean(1.2)"});
  const double steps = 0.25 + 0.75 * 0.8 + 0.5 * 0.5;
  CHECK(v[0] == doctest::Approx(steps + 0.5 * (1 - std::exp(-0.4 * 2.5)) / 0.4).epsilon(1e-12));
  CHECK(v[1] == doctest::Approx(0.25 + 0.25 * 0.8).epsilon(1e-14));
  CHECK(v[2] == doctest::Approx(0.25 + 0.75 * 0.64 + 0.5 * 0.25).epsilon(1e-14));
  CHECK(v[3] == doctest::Approx(2 * steps).epsilon(1e-14));
  CHECK(v[4] == doctest::Approx(0.2 * 2 + 0.8 * (0.25 + 0.75 * 0.8 + 0.5)).epsilon(1e-14));
  CHECK(v[5] == doctest::Approx(steps).epsilon(1e-14));
  CHECK(v[6] == doctest::Approx(0.25 + 0.75 * 0.8 + 0.2 * 0.5).epsilon(1e-14));
}

TEST_CASE("members of joint distributions need no entry among the parameters") {
  const std::string text = partitioned(R"yaml(joint:
  - {parameters: [log_scale, log_shape], distribution: multivariate_normal, mean: [0.7, 0.2], se: [0.1, 0.05], correlation: 0.5}
curves: {os: {distribution: "weibull(shape=exp(log_shape), scale=exp(log_scale))"}}
strategies: {a: {}}
)yaml");
  const auto survival = [](double t) { return std::exp(-std::pow(t / std::exp(0.7), std::exp(0.2))); };
  CHECK(cost_of(text, "a") ==
        doctest::Approx(0.5 + survival(1) + survival(2) + survival(3) / 2).epsilon(1e-13));
}
