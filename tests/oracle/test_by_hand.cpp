#include "oracle/read_case.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace cea;
using doctest::Approx;

namespace {

constexpr double kTight = 1e-13;

std::string header(const std::string& time, const std::string& discounting = "{costs: 0%, effects: 0%}") {
  return "cea: 1\ntitle: By hand\n"
         "setting: {country: NL, perspective: health_care, currency: EUR, price_year: 2020}\n"
         "time: {" +
         time + "}\ndiscounting: " + discounting + "\n";
}

/// Half of those alive die in every cycle: alive in row k = 0.5^k. `items` is top-level YAML.
std::string halving(const std::string& items,
                    const std::string& time = "cycle_length: 1 year, cycles: 4, cycle_correction: start",
                    const std::string& discounting = "{costs: 0%, effects: 0%}") {
  return header(time, discounting) +
         "states:\n  alive_: {utility: 1}\n  dead: {alive: false}\n"
         "start: {alive_: 1}\ntransitions:\n  alive_: {dead: 0.5}\n"
         "strategies:\n  only: {label: Only}\n" +
         items + "\n";
}

oracle::Totals totals(const std::string& yaml) {
  return oracle::run_case(yaml).at("only").totals;
}

/// Cost of one item of the halving cohort.
double cost(const std::string& item,
            const std::string& time = "cycle_length: 1 year, cycles: 4, cycle_correction: start",
            const std::string& discounting = "{costs: 0%, effects: 0%}") {
  return totals(halving("costs:\n  item: {" + item + "}", time, discounting)).cost;
}

const std::string kFour = "cycle_length: 1 year, cycles: 4, cycle_correction: ";
const std::string kTen = "{costs: 10%, effects: 10%}";

/// Two states of treatment and one after it: on_1 → on_2 → after, each with probability 0.5.
/// Rows: 0: on_1 1; 1: on_1 .5, on_2 .5; 2: on_1 .25, on_2 .5, after .25.
std::string on_treatment(const std::string& rest) {
  return header("cycle_length: 1 year, cycles: 3, cycle_correction: start") +
         "states:\n  on_1: {utility: 1}\n  on_2: {utility: 1}\n  after: {utility: 1, absorbing: true}\n"
         "clocks: {treated: {in: [on_1, on_2]}}\nstart: {on_1: 1}\n"
         "transitions:\n  on_1: {on_2: 0.5}\n  on_2: {after: 0.5}\nstrategies:\n  only: {label: Only}\n" +
         rest + "\n";
}

/// Those who have just fallen ill recover with probability 0.5, later with 0.1; the well relapse with 0.2.
/// ill by completed cycles: row 0 {0: 1}, 1 {1: .5}, 2 {0: .1, 2: .45}, 3 {0: .09, 1: .05, 3: .405}.
std::string tunnel(const std::string& counting) {
  return header("cycle_length: 1 year, cycles: 3, cycle_correction: " + counting) +
         "parameters: {c_ill: 100 * cycles_in_state}\n"
         "states:\n  ill: {utility: 1, cost: c_ill}\n  well: {utility: 1}\nstart: {ill: 1}\n"
         "transitions:\n  ill: {well: \"if(cycles_in_state < 1, 0.5, 0.1)\"}\n  well: {ill: 0.2}\n"
         "strategies:\n  only: {label: Only}\n";
}

} // namespace

TEST_CASE("tunnels by time in state") {
  const auto run = oracle::run_case(tunnel("start")).at("only");
  CHECK(run.trace[1][0] == Approx(0.5).epsilon(kTight));
  CHECK(run.trace[2][0] == Approx(0.55).epsilon(kTight));
  CHECK(run.trace[3][0] == Approx(0.545).epsilon(kTight));
  CHECK(run.totals.cost == Approx(100 * (0.5 * 1 + 0.45 * 2)).epsilon(kTight));
  const double at_end = 100 * (0.5 * 1 + 0.45 * 2 + 0.05 * 1 + 0.405 * 3);
  CHECK(totals(tunnel("end")).cost == Approx(at_end).epsilon(kTight));
  CHECK(totals(tunnel("life-table")).cost == Approx((140 + at_end) / 2).epsilon(kTight));
}

TEST_CASE("a clock runs on through the states of its set") {
  CHECK(totals(on_treatment("costs: {c: {in: [on_1, on_2], per_year: 10 * treated.time}}")).cost ==
        Approx(10 * (1 * 1 + 0.75 * 2)).epsilon(kTight));
  CHECK_THROWS_AS(oracle::run_case(on_treatment("costs: {c: {in: alive, per_year: treated.cycles}}")),
                  std::runtime_error);
}

TEST_CASE("a window on a clock") {
  CHECK(totals(on_treatment("costs: {c: {in: [on_1, on_2], per_year: 100, during: treated 0 to 1.5 years}}"))
            .cost == Approx(100 + 50).epsilon(kTight));
}

TEST_CASE("clocks start again on re-entry") {
  // on/off swap with probability 0.5. Rows of `on` by clock: {0: 1}, {1: .5}, {2: .25, 0: .25}.
  const std::string yaml =
      header("cycle_length: 1 year, cycles: 3, cycle_correction: start") +
      "states:\n  in_: {utility: 1}\n  out: {utility: 1}\nclocks: {inside: {in: in_}}\n"
      "start: {in_: 1}\ntransitions:\n  in_: {out: 0.5}\n  out: {in_: 0.5}\n"
      "costs: {i: {in: in_, per_year: 100 * inside.cycles}}\nstrategies:\n  only: {label: Only}\n";
  CHECK(totals(yaml).cost == Approx(100 * (0.5 + 0.25 * 2)).epsilon(kTight));
}

TEST_CASE("windows in model time are exact within cycles") {
  const std::string item = "in: alive, per_year: 100, during: 0.5 to 2.25 years";
  CHECK(cost(item) == Approx(100 * (0.5 + 0.5 * 1 + 0.25 * 0.25)).epsilon(kTight));
  CHECK(cost(item, kFour + "end") == Approx(50 * (0.5 + 0.5 * 1 + 0.25 * 0.25)).epsilon(kTight));
  CHECK(cost(item, kFour + "trapezoid") == Approx(100 * (0.5 + 0.25)).epsilon(kTight));
  CHECK(cost("in: alive, per_year: 100, during: from 3 years") == Approx(100 * 0.125).epsilon(kTight));
}

TEST_CASE("a last cycle that is cut by the horizon") {
  const std::string time = "cycle_length: 1 year, horizon: 2.5 years, cycle_correction: start";
  CHECK(cost("in: alive, per_cycle: 100", time) == Approx(100 * (1 + 0.5 + 0.25 / 2)).epsilon(kTight));
  CHECK(cost("entering: dead, each: 10", time) == Approx(10 * (0.5 + 0.25 + 0.125 / 2)).epsilon(kTight));
  CHECK(totals(halving("", time)).life_years == Approx(1.625).epsilon(kTight));
  CHECK(totals(halving("", "cycle_length: 1 year, horizon: 2.5 years, cycle_correction: end")).qaly ==
        Approx(0.8125).epsilon(kTight));
  CHECK_THROWS(
      cost("in: alive, per_cycle: 100", "cycle_length: 1 year, horizon: 2.5 years, cycle_correction: rows"));
}

TEST_CASE("amounts at dates") {
  const std::string item = "once: 100, at: [0, 1.5 years], then_every: 1 year";
  CHECK(cost(item) == Approx(100 * (1 + 0.5 + 0.25 + 0.125)).epsilon(kTight));
  const double discounted =
      100 * (1 + 0.5 * std::pow(1.1, -1.5) + 0.25 * std::pow(1.1, -2.5) + 0.125 * std::pow(1.1, -3.5));
  CHECK(cost(item, kFour + "life-table", kTen) == Approx(discounted).epsilon(kTight));
  CHECK(cost("once: 100, at: 4 years") == 0);
  CHECK(cost("once: 100 * time, at: 2.5 years") == Approx(100 * 2 * 0.25).epsilon(kTight));
}

TEST_CASE("moves and their dates") {
  const auto deaths = [](const std::string& at, double offset) {
    double sum = 0;
    for (int k = 0; k < 4; ++k)
      sum += 10 * std::pow(0.5, k + 1) * std::pow(1.1, -(k + offset));
    CHECK(cost("entering: dead, each: 10" + at, kFour + "life-table", kTen) == Approx(sum).epsilon(kTight));
  };
  deaths("", 0);
  deaths(", at: middle", 0.5);
  deaths(", at: end", 1);
  CHECK(cost("entering: dead, each: 10", kFour + "end", kTen) ==
        Approx(cost("entering: dead, each: 10, at: end", kFour + "start", kTen)).epsilon(kTight));
  CHECK(cost("entering: alive_, each: 10, including_start: true", kFour + "end", kTen) ==
        Approx(10).epsilon(kTight));
}

TEST_CASE("moves belong to the state entered and leaving to the one left") {
  const auto entered = totals(halving("costs:\n  item: {entering: dead, each: 10}")).cost_by_state;
  CHECK(entered.at("dead") == Approx(9.375).epsilon(kTight));
  const auto left = totals(halving("costs:\n  item: {leaving: alive_, each: 10}")).cost_by_state;
  CHECK(left.at("alive_") == Approx(9.375).epsilon(kTight));
}

TEST_CASE("weighted moves take the weight of the next row") {
  const std::string weights = "{weights: \"if(cycle == 0, 0.5, 2)\"";
  CHECK(cost("entering: dead, each: 10", kFour + weights + "}") == Approx(9.375).epsilon(kTight));
  CHECK(cost("entering: dead, each: 10", kFour + weights + ", moves: weighted}") ==
        Approx(18.75).epsilon(kTight));
}

TEST_CASE("events count in costs and effects") {
  const auto t =
      totals(halving("costs:\n  item: {in: alive, rate: 0.2, each: 50, utility_loss: 0.1, for: 0.5 years}"));
  CHECK(t.cost == Approx(0.2 * 50 * 1.875).epsilon(kTight));
  CHECK(t.qaly == Approx(1.875 - 0.2 * 0.1 * 0.5 * 1.875).epsilon(kTight));
}

TEST_CASE("discount rates in steps") {
  const std::string time = "cycle_length: 1 year, cycles: 40, cycle_correction: start";
  const std::string survivors = "1 / 0.5 ^ 31"; // undoes the halving by year 31
  CHECK(cost("once: " + survivors + ", at: 31 years", time,
             "{costs: {0 years: 3.5%, 30 years: 3%}, effects: 0%}") ==
        Approx(std::pow(1.035, -30) / 1.03).epsilon(kTight));
}

TEST_CASE("discounting by year") {
  const std::string time = "cycle_length: 6 months, cycles: 4, cycle_correction: start";
  const std::string item = "in: alive, per_cycle: 100";
  CHECK(cost(item, time, "{costs: 10%, effects: 0%, granularity: year}") ==
        Approx(100 * (1 + 0.5 + (0.25 + 0.125) / 1.1)).epsilon(kTight));
  CHECK(cost(item, time, "{costs: 10%, effects: 0%, granularity: year, first_year: discounted}") ==
        Approx(100 * (1.5 / 1.1 + 0.375 / 1.21)).epsilon(kTight));
  CHECK(cost("once: 100", time, "{costs: 10%, effects: 0%, granularity: year, first_year: discounted}") ==
        100);
}

TEST_CASE("discounting by cycle and continuously") {
  const std::string time = "cycle_length: 6 months, cycles: 2, cycle_correction: start";
  const std::string item = "in: alive, per_cycle: 100";
  CHECK(cost(item, time, "{costs: 10%, effects: 0%, compounding: per_cycle}") ==
        Approx(100 + 50 / 1.05).epsilon(kTight));
  CHECK(cost(item, time, "{costs: 10%, effects: 0%, compounding: continuous, at: end}") ==
        Approx(100 * std::exp(-0.05) + 50 * std::exp(-0.1)).epsilon(kTight));
  CHECK(cost(item + ", discount: none", time, "{costs: 10%, effects: 0%}") == Approx(150).epsilon(kTight));
  CHECK(cost(item + ", discount: 21%", time, "{costs: 10%, effects: 0%}") ==
        Approx(100 + 50 / 1.1).epsilon(kTight));
}

TEST_CASE("an item with its own cycle correction is dated by it") {
  CHECK(cost("in: alive, per_year: 100, cycle_correction: end", kFour + "start", kTen) ==
        Approx(100 * (0.5 / 1.1 + 0.25 / 1.21 + 0.125 / 1.331 + 0.0625 / 1.4641)).epsilon(kTight));
}

TEST_CASE("members of a joint distribution without a value have their mean") {
  const auto sum = [](const std::string& joint) {
    return totals(halving("costs:\n  item: {once: 10 * a + b}\nparameters: {a: {}, b: {}}\n"
                          "joint: [{parameters: [a, b], " +
                              joint + "}]\n",
                          kFour + "start"))
        .cost;
  };
  CHECK(sum("distribution: dirichlet, counts: [3, 1]") == Approx(7.75).epsilon(kTight));
  for (const char* const family : {"multivariate_normal", "multivariate_lognormal"})
    CHECK(sum("distribution: " + std::string(family) + ", mean: [2, 5], se: [0.1, 0.2], correlation: 0.5") ==
          Approx(25).epsilon(kTight));
}

TEST_CASE("means over a cycle") {
  const auto mean = [](const std::string& f) { return cost("once: \"cycle_mean(" + f + ")\""); };
  CHECK(mean("0.5 ^ t") == Approx(0.5 / std::log(2)).epsilon(kTight));
  CHECK(mean("if(t < 0.3, 2, 1)") == Approx(1.3).epsilon(kTight));
  CHECK(mean("max(t, 0.25)") == Approx(0.25 * 0.25 + (1 - 0.0625) / 2).epsilon(kTight));
  CHECK(mean("abs(sqrt(t) - 0.5)") == Approx(0.25).epsilon(1e-12));
  CHECK(mean("floor(t * 3)") == Approx(1).epsilon(kTight));
}

TEST_CASE("mortality comes first") {
  const std::string yaml =
      header("cycle_length: 1 year, cycles: 1, cycle_correction: start") +
      "states:\n  a: {utility: 1}\n  b: {utility: 1}\n  dead: {alive: false}\nstart: {a: 1}\n"
      "mortality: 0.1\ntransitions:\n  a: {b: 0.5, dead: 0.2}\n  b: {a: 0.5}\n"
      "strategies:\n  only: {label: Only}\n";
  const auto row = oracle::run_case(yaml).at("only").trace.at(1);
  CHECK(row[0] == Approx(0.9 * 0.3).epsilon(kTight));
  CHECK(row[1] == Approx(0.9 * 0.5).epsilon(kTight));
  CHECK(row[2] == Approx(0.1 + 0.9 * 0.2).epsilon(kTight));
}

TEST_CASE("time is compared with tolerance and tables turn at the birthday") {
  const std::string time = "cycle_length: 1 month, cycles: 36, cycle_correction: start, start_age: 40";
  // 1 / 0.5^cycle undoes the halving, so that each counted cycle is worth 1.
  CHECK(cost("in: alive, per_cycle: \"if(time < 2 years, 2 ^ cycle, 0)\"", time) ==
        Approx(24).epsilon(kTight));
  const std::string table =
      "tables:\n  q:\n    key: age\n    between: step\n    rows: {age: [40, 41, 42], x: [1, 10, 100]}\n"
      "    covers: 1 year\ncosts:\n  item: {in: alive, per_cycle: 2 ^ cycle * q.x(age)}";
  CHECK(totals(halving(table, time)).cost == Approx(12 * 111).epsilon(kTight));
}

TEST_CASE("set builds on the value before") {
  const std::string yaml =
      header("cycle_length: 1 year, cycles: 1, cycle_correction: start") +
      "price_index: {source: test, 2010: 0.8, 2020: 1}\n"
      "parameters:\n  c: {value: 100, unit: EUR 2010/year, source: test}\n  twice: c * 2\n"
      "states:\n  a: {utility: 1, absorbing: true, cost: twice}\nstart: {a: 1}\nstrategies:\n"
      "  base: {label: Base}\n  rebate: {label: Rebate, set: {c: c * 0.7}}\n"
      "  fixed: {label: Fixed, set: {c: 50}}\n";
  const ScenarioFile file = oracle::read_case(yaml);
  const auto run = [&](const std::vector<SetEntry>& overrides, const std::map<std::string, double>& values) {
    return oracle::run(*file.base, overrides, values);
  };
  CHECK(run({}, {})[0].totals.cost == Approx(250).epsilon(kTight));
  CHECK(run({}, {})[1].totals.cost == Approx(175).epsilon(kTight));
  CHECK(run({}, {})[2].totals.cost == Approx(100).epsilon(kTight));
  SetEntry more;
  more.name = "c";
  more.value.text = "c + 10";
  CHECK(run({more}, {})[1].totals.cost == Approx(2 * 0.7 * 135).epsilon(kTight));
  CHECK(run({more}, {{"c", 20}})[1].totals.cost == Approx(2 * 0.7 * 30).epsilon(kTight));
  CHECK(run({more}, {{"c", 20}})[2].totals.cost == Approx(100).epsilon(kTight));
}

TEST_CASE("members of a Dirichlet without a value have their mean") {
  const std::string yaml =
      header("cycle_length: 1 year, cycles: 1, cycle_correction: start") +
      "parameters:\n  p_stay: {source: test}\n  p_go: {source: test}\n"
      "joint: [{parameters: [p_stay, p_go], distribution: dirichlet, counts: [30, 10]}]\n"
      "states:\n  a: {utility: 1}\n  b: {utility: 1, absorbing: true}\nstart: {a: 1}\n"
      "transitions:\n  a: {a: p_stay, b: p_go}\nstrategies:\n  only: {label: Only}\n";
  CHECK(oracle::run_case(yaml).at("only").trace[1][1] == Approx(0.25).epsilon(kTight));
  CHECK(oracle::run_case(yaml, {{"p_stay", 0.6}, {"p_go", 0.4}}).at("only").trace[1][1] ==
        Approx(0.4).epsilon(kTight));
}
