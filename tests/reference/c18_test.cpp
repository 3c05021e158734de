// Survival functions against flexsurv (reference case c18), through curves and formulas of a scenario.
#include "formula/arithmetic.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>

using namespace cea;
using namespace cea::reference;

namespace {

const std::map<std::string, std::string>& families() {
  static const std::map<std::string, std::string> names{{"exponential", "exponential"},
                                                        {"weibull_aft", "weibull"},
                                                        {"weibull_ph", "weibull_ph"},
                                                        {"gompertz", "gompertz"},
                                                        {"gompertz_negative_shape", "gompertz"},
                                                        {"lognormal", "lognormal"},
                                                        {"loglogistic", "loglogistic"},
                                                        {"gamma", "gamma"},
                                                        {"gengamma", "generalized_gamma"},
                                                        {"gengamma_negative_Q", "generalized_gamma"},
                                                        {"spline_hazard_2knots", "spline"}};
  return names;
}

/// `weibull(shape=1.3, scale=6)` with this language's names of arguments.
std::string distribution(const nlohmann::ordered_json& item) {
  const std::string family = families().at(item["id"]);
  std::string text = family + "(";
  for (const auto& [key, value] : item["parameters"].items()) {
    std::string name = key == "Q" ? "q" : key;
    if (family == "weibull_ph" && key == "scale") name = "rate";
    text += fmt::format("{}{}={}", text.back() == '(' ? "" : ", ", name, value.dump());
  }
  return text + ")";
}

/// Values of formulas under a model with one curve, its proportional and its accelerated variants.
std::vector<double> values(const std::string& distribution, const std::string& cycle,
                           const std::vector<std::string>& formulas) {
  std::string text = fmt::format(R"yaml(cea: 1
title: One curve
time: {{cycle_length: {}, cycles: 2}}
discounting: {{costs: 0%, effects: 0%}}
curves:
  c: {{distribution: "{}"}}
  c_hr: {{from: c, hazard_ratio: 0.7}}
  c_af: {{from: c, acceleration_factor: 1.5}}
states: {{well: {{absorbing: true}}}}
start: {{well: 1}}
strategies: {{one: {{label: One}}}}
parameters:
)yaml",
                                 cycle, distribution);
  for (std::size_t i = 0; i < formulas.size(); ++i)
    text += fmt::format("  p{}: {}\n", i, formulas[i]);
  const auto model = compile_variant(load_text(text, own_scenario("curve.yaml")), {}, Detail::totals);
  std::vector<double> result;
  for (const auto& p : model->parameters)
    result.push_back(formula::Evaluator(model->graph, {.inputs = model->base_values})(p.node));
  return result;
}

void check(const std::string& what, const std::vector<double>& got, const nlohmann::ordered_json& want,
           Tolerance t) {
  REQUIRE(got.size() == want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(what);
    CAPTURE(i);
    CHECK_MESSAGE(agrees(got[i], want[i].get<double>(), t), got[i] << " instead of " << want[i]);
  }
}

} // namespace

TEST_CASE("survival functions agree with flexsurv") {
  if (!is_there("c18_survival_distributions")) return;
  const auto section = expected("c18_survival_distributions")["A_functions"];
  const Tolerance t = tolerance_of(section);
  REQUIRE(section["items"].size() == families().size());
  for (const auto& item : section["items"]) {
    const std::string id = item["id"];
    const auto at_times = [&](const std::string& function) {
      std::vector<std::string> formulas;
      for (const auto& time : item["t"])
        formulas.push_back(fmt::format("{}({})", function, time.dump()));
      return values(distribution(item), "1 year", formulas);
    };
    check(id + " S", at_times("c.survival"), item["S"], t);
    check(id + " H", at_times("c.cumulative_hazard"), item["H"], t);
    check(id + " hazard", at_times("c.hazard"), item["hazard"], t);
    check(id + " S^0.7", at_times("c_hr.survival"), item["S_with_HR_0.7"], t);
    check(id + " S(t/1.5)", at_times("c_af.survival"), item["S_with_time_ratio_1.5"], t);
    check(id + " p by year",
          values(distribution(item), "1 year",
                 {"c.event_probability(0)", "c.event_probability(1)", "c.event_probability(2)",
                  "c.event_probability(3)", "c.event_probability(4)"}),
          item["p_cycle_year"], t);
    check(id + " p by month",
          values(distribution(item), "1 month",
                 {"c.event_probability(0)", "c.event_probability(11/12)", "c.event_probability(59/12)"}),
          item["p_cycle_month_1_12_60"], t);
    check(id + " mean", values(distribution(item), "1 year", {"c.restricted_mean(10)"}),
          nlohmann::ordered_json::array({item["rmst_10"]}), t);
  }
}

TEST_CASE("hazards are the slopes of cumulative hazards") {
  for (const std::string family :
       {"exponential(rate=0.12)", "weibull(shape=1.3, scale=6)", "weibull_ph(shape=0.8, rate=0.1)",
        "gompertz(shape=-0.15, rate=0.2)", "gompertz(shape=0, rate=0.2)", "lognormal(meanlog=1.2, sdlog=0.9)",
        "loglogistic(shape=1.7, scale=4)", "gamma(shape=1.8, rate=0.4)", "gamma(shape=1.8, scale=2.5)",
        "generalized_gamma(mu=1.3, sigma=0.8, q=0.5)", "generalized_gamma(mu=1.3, sigma=0.8, q=-0.6)",
        "generalized_gamma(mu=1.3, sigma=0.8, q=0)", "spline(gamma=[-2.2, 1.3, 0.05], knots=[-1, 0.8, 2.3])",
        "piecewise_exponential(rates=[0.5, 0.3, 0.1], times=[1, 4])"}) {
    CAPTURE(family);
    const std::vector<double> v =
        values(family, "1 year",
               {"(c.cumulative_hazard(2.5001) - c.cumulative_hazard(2.4999)) / 0.0002", "c.hazard(2.5)",
                "c.survival(0)", "c.cumulative_hazard(2.5)", "-log(c.survival(2.5))", "c.mean_hazard(2)",
                "c.cumulative_hazard(3) - c.cumulative_hazard(2)"});
    CHECK(v[0] == doctest::Approx(v[1]).epsilon(1e-6));
    CHECK(v[2] == 1);
    CHECK(v[3] == doctest::Approx(v[4]).epsilon(1e-12));
    CHECK(v[5] == doctest::Approx(v[6]).epsilon(1e-12));
  }
}
