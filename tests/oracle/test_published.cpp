#include "oracle/read_case.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>

using namespace cea;
using doctest::Approx;

namespace {

// ---- Prosthetic heart valve: Sonnenberg & Beck 1993, Med Decis Making 13:322-338, table 2 ----
// Closed forms: Well(k) = 0.6^k, Disabled(k) = k·0.2·0.6^(k−1); utilities 1 and 0.7; 25 yearly cycles.

std::string heart_valve(const std::string& counting, const std::string& discounting,
                        const std::string& time = "") {
  return "cea: 1\n"
         "title: Prosthetic heart valve\n"
         "setting: {country: US, perspective: health_care, currency: USD, price_year: 1993}\n"
         "time: {cycle_length: 1 year, cycles: 25, cycle_correction: " +
         counting + time +
         "}\n"
         "discounting: " +
         discounting +
         "\n"
         "states:\n"
         "  well: {utility: 1}\n"
         "  disabled: {utility: 0.7}\n"
         "  dead: {alive: false}\n"
         "start: {well: 1}\n"
         "transitions:\n"
         "  well: {disabled: 0.2, dead: 0.2}\n"
         "  disabled: {dead: 0.4}\n"
         "strategies:\n"
         "  valve: {label: Valve}\n";
}

double qaly(const std::string& counting, const std::string& discounting) {
  return oracle::run_case(heart_valve(counting, discounting)).at("valve").totals.qaly;
}

/// Utility of row k.
double utility(int k) {
  return std::pow(0.6, k) + 0.7 * k * 0.2 * std::pow(0.6, k - 1);
}

double sum_of_rows(const std::function<double(int)>& weight) {
  double sum = 0;
  for (int k = 0; k <= 25; ++k)
    sum += weight(k) * utility(k);
  return sum;
}

const std::string kNone = "{costs: 0%, effects: 0%}";
const std::string kThree = "{costs: 3%, effects: 3%}";
constexpr double kTight = 1e-12;

// ---- Sick-Sicker: Alarid-Escudero et al. 2023, Med Decis Making 43:3-20, time-independent model ----

std::string sick_sicker(const std::string& time, const std::string& discounting) {
  return "cea: 1\n"
         "title: Sick-Sicker\n"
         "setting: {country: US, perspective: health_care, currency: USD, price_year: 2019}\n"
         "time: {" +
         time +
         "}\n"
         "discounting: " +
         discounting + R"yaml(
parameters:
  r_HD: 0.002
  r_HS1: 0.15
  r_S1H: 0.5
  r_S1S2: 0.105
  hr_S1: 3
  hr_S2: 10
  hr_B: 1
  c_H: 2000
  c_S1: 4000
  c_S2: 15000
  c_A: 12000
  c_B: 13000
  c_treatment: 0
  u_S1: 0.75
states:
  H: {cost: c_H, utility: 1}
  S1: {cost: c_S1 + c_treatment, utility: u_S1}
  S2: {cost: c_S2 + c_treatment, utility: 0.5}
  D: {alive: false}
start: {H: 1}
mortality:
  H: rate_to_prob(r_HD, cycle_length)
  S1: rate_to_prob(r_HD * hr_S1, cycle_length)
  S2: rate_to_prob(r_HD * hr_S2, cycle_length)
transitions:
  H: {S1: "rate_to_prob(r_HS1, cycle_length)"}
  S1: {H: "rate_to_prob(r_S1H, cycle_length)", S2: "rate_to_prob(r_S1S2 * hr_B, cycle_length)"}
  S2: {S2: rest}
strategies:
  SoC: {label: Standard of care}
  A: {label: Strategy A, set: {c_treatment: c_A, u_S1: 0.95}}
  B: {label: Strategy B, set: {c_treatment: c_B, hr_B: 0.6}}
  AB: {label: Strategy AB, set: {c_treatment: c_A + c_B, u_S1: 0.95, hr_B: 0.6}}
)yaml";
}

struct Published {
  std::string strategy;
  double cost, qaly;
};

void check_sick_sicker(const std::string& yaml, const std::vector<Published>& expected) {
  const auto runs = oracle::run_case(yaml);
  for (const Published& e : expected) {
    CAPTURE(e.strategy);
    CHECK(runs.at(e.strategy).totals.cost == Approx(e.cost).epsilon(1e-9));
    CHECK(runs.at(e.strategy).totals.qaly == Approx(e.qaly).epsilon(1e-9));
  }
}

} // namespace

TEST_CASE("heart valve under every counting convention") {
  CHECK(qaly("end", kNone) == Approx(2.37496837130457).epsilon(kTight));
  CHECK(qaly("start", kNone) == Approx(3.37494894394108).epsilon(kTight));
  CHECK(qaly("life-table", kNone) == Approx(2.87495865762282).epsilon(kTight));
  CHECK(qaly("half-cycle", kNone) == Approx(2.87495865762282).epsilon(kTight));
  CHECK(qaly("rows", kNone) == Approx(sum_of_rows([](int) { return 1.0; })).epsilon(kTight));
  CHECK(qaly("trapezoid", kNone) == Approx(2.87495865762282).epsilon(kTight));
}

TEST_CASE("heart valve under every discounting convention") {
  CHECK(qaly("start", kThree) == Approx(3.17520656949206).epsilon(kTight));
  CHECK(qaly("end", kThree) == Approx(2.17521584810906).epsilon(kTight));
  CHECK(qaly("life-table", "{costs: 3%, effects: 3%, at: middle}") ==
        Approx(2.66811348722652).epsilon(kTight));
  CHECK(qaly("life-table", kThree) == Approx(2.7078394465222).epsilon(kTight));
  CHECK(qaly("trapezoid", kThree) == Approx(2.67521120880056).epsilon(kTight));
  CHECK(qaly("start", "{costs: 3%, effects: 3%, compounding: continuous}") ==
        Approx(3.17243072263658).epsilon(kTight));
}

TEST_CASE("heart valve trace") {
  const auto run = oracle::run_case(heart_valve("start", kNone)).at("valve");
  REQUIRE(run.trace.size() == 26);
  CHECK(run.trace[1][0] == Approx(0.6).epsilon(kTight));
  CHECK(run.trace[2][1] == Approx(0.24).epsilon(kTight));
  CHECK(run.trace[10][0] == Approx(0.0060466176).epsilon(kTight));
  CHECK(run.trace[10][1] == Approx(0.020155392).epsilon(kTight));
  CHECK(run.totals.life_years > run.totals.qaly);
}

TEST_CASE("heart valve under weights and Simpson") {
  const auto simpson_like = [](int k) { return k == 0 || k == 25 ? 0.25 : 1.5; };
  CHECK(qaly("{weights: \"if(cycle == 0 or cycle == 25, 0.25, 1.5)\"}", kNone) ==
        Approx(sum_of_rows(simpson_like)).epsilon(kTight));
  std::string even = heart_valve("simpson", kNone);
  even.replace(even.find("cycles: 25"), 10, "cycles: 24");
  const auto simpson = [](int k) {
    if (k == 25) return 0.0;
    return k == 0 || k == 24 ? 1 / 3.0 : k % 2 ? 4 / 3.0 : 2 / 3.0;
  };
  CHECK(oracle::run_case(even).at("valve").totals.qaly == Approx(sum_of_rows(simpson)).epsilon(kTight));
  CHECK_THROWS(qaly("simpson", kNone));
}

TEST_CASE("Sick-Sicker with the authors weights") {
  const std::string weights = "\"if(cycle == 0 or cycle == 75, 1/3, if(mod(cycle, 2) == 1, 2/3, 4/3))\"";
  check_sick_sicker(
      sick_sicker("cycle_length: 1 year, cycles: 75, cycle_correction: {weights: " + weights + "}", kThree),
      {{"SoC", 151579.86595739, 20.7113314643222},
       {"A", 284804.513370573, 21.4986628084375},
       {"B", 259100.410617004, 22.1844651408455},
       {"AB", 378875.198394492, 23.1368441350026}});
}

TEST_CASE("Sick-Sicker by rows and by trapezoid") {
  check_sick_sicker(
      sick_sicker("cycle_length: 1 year, cycles: 75, cycle_correction: rows", kThree),
      {{"SoC", 153541.412930632, 21.5544866105017}, {"AB", 381676.095740883, 23.9889689257859}});
  check_sick_sicker(sick_sicker("cycle_length: 1 year, cycles: 75, cycle_correction: trapezoid", kThree),
                    {{"A", 285676.923019619, 21.8288364097137}, {"B", 259991.51526985, 22.5111981427628}});
}

TEST_CASE("Sick-Sicker by the month") {
  const std::string weights = "\"if(cycle == 0 or cycle == 900, 1/3, if(mod(cycle, 2) == 1, 2/3, 4/3))\"";
  check_sick_sicker(
      sick_sicker("cycle_length: 1 month, horizon: 75 years, cycle_correction: {weights: " + weights + "}",
                  "{costs: 3%, effects: 3%, compounding: per_cycle}"),
      {{"SoC", 146404.668352222, 21.1183786948831},
       {"A", 270869.9692929, 21.8321457696947},
       {"B", 243171.145741055, 22.6340718304736},
       {"AB", 353139.639265415, 23.4953954539467}});
}

// Incerti & Jansen, rcea course, Markov cohort model with a relative risk of 0.8 on every worsening.
TEST_CASE("Sick-Sicker with a relative risk counted at the end of the cycle") {
  const std::string yaml = R"(
cea: 1
title: Relative risk
setting: {country: US, perspective: health_care, currency: USD, price_year: 2020}
time: {cycle_length: 1 year, cycles: 85, cycle_correction: end}
discounting: {costs: 3%, effects: 3%}
parameters: {rr: 1, c_treatment: 2000}
states:
  H: {cost: 2000, utility: 1}
  S1: {cost: 4000, utility: 0.75}
  S2: {cost: 15000, utility: 0.5}
  D: {alive: false}
start: {H: 1}
transitions:
  H: {S1: 0.15 * rr, D: 0.002 * rr}
  S1: {H: 0.5, S2: 0.105 * rr, D: 0.006 * rr}
  S2: {D: 0.02 * rr}
costs:
  treatment: {category: treatment, in: alive, per_year: c_treatment}
strategies:
  SOC: {label: Standard of care}
  New: {label: New, set: {rr: 0.8, c_treatment: 12000}}
)";
  const auto runs = oracle::run_case(yaml);
  const auto& soc = runs.at("SOC");
  const auto& fresh = runs.at("New");
  CHECK(soc.totals.cost_by_category.at("state") == Approx(152880.407234502).epsilon(1e-9));
  CHECK(soc.totals.cost_by_category.at("treatment") == Approx(51243.1208164671).epsilon(1e-9));
  CHECK(fresh.totals.cost_by_category.at("state") == Approx(139321.349335295).epsilon(1e-9));
  CHECK(fresh.totals.cost_by_category.at("treatment") == Approx(325069.035854427).epsilon(1e-9));
  CHECK(soc.totals.qaly == Approx(21.0772085479855).epsilon(1e-9));
  CHECK(fresh.totals.qaly == Approx(23.194115621122).epsilon(1e-9));
  CHECK(soc.trace[85][3] == Approx(0.58857687025908).epsilon(1e-9));
  CHECK(fresh.trace[10][1] == Approx(0.14975719985879).epsilon(1e-9));
}
