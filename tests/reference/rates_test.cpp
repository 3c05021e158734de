// `transition_rates` against closed forms, and against c18 of the reference cases.
#include "analysis/describe.h"
#include "engine/simulate.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <numeric>

using namespace cea;
using namespace cea::reference;

namespace {

ScenarioFile model(const std::string& body, const std::string& cycle = "1 year", int cycles = 10,
                   const std::string& correction = "life-table") {
  return load_text(
      fmt::format("cea: 1\ntime: {{cycle_length: {}, cycles: {}, cycle_correction: {}, start_age: 50}}\n"
                  "discounting: {{costs: 0%, effects: 0%}}\nwillingness_to_pay: 50_000\n{}",
                  cycle, cycles, correction, body),
      own_scenario("rates.yaml"));
}

const std::string kOnly = "strategies: {only: {}}\n";
const std::string kOnOff = "states: {up: {utility: 1}, down: {utility: 0.5}}\nstart: {up: 1}\n";

const StrategyTotals& only(const Run& r) {
  return totals(r.base, "only");
}

double cost(const std::string& body, const std::string& cycle = "1 year", int cycles = 10) {
  return only(run(model(body + kOnly, cycle, cycles))).cost;
}

/// Counts the moves of an item.
std::string count(const std::string& moves) {
  return "costs: {c: {" + moves + ", each: 1}}\n";
}

bool near(double got, double want) {
  return std::abs(got - want) <= 1e-13 * std::max(1.0, std::abs(want));
}

PsaOptions psa(std::size_t samples, const SimulationOptions& simulation = {}) {
  PsaOptions options;
  options.samples = samples;
  options.seed = 5;
  options.keep_values = true;
  options.simulation = simulation;
  return options;
}

/// The generator of c18 C.
std::string c18(const std::string& start) {
  return "states: {a: {utility: 1}, b: {utility: 1}, c: {utility: 1}, dead: {alive: false}}\n"
         "start: {" +
         start +
         ": 1}\ntransition_rates:\n  a: {b: 0.3, c: 0.15, dead: 0.05}\n  b: {a: 0.1, c: 0.3, dead: 0.1}\n"
         "  c: {b: 0.05, dead: 0.3}\n" +
         kOnly;
}

} // namespace

// Reference case c18, part C, derived there by an independent script; tolerance 1e-12 relative.
TEST_CASE("c18 C: rows of the matrix exponential over a year and a month") {
  const std::vector<std::vector<double>> year{
      {0.615742179722652, 0.185752015616302, 0.127698265892968, 0.070807538768079},
      {0.0611168268586565, 0.620545249803316, 0.202562760898627, 0.1157751624394},
      {0.00160102336022146, 0.0329599484696605, 0.709818955050968, 0.25562007311915}};
  const std::vector<std::vector<double>> month{
      {0.959289444886752, 0.0240060710806205, 0.0123667528116033, 0.00433773122102426},
      {0.00799366237695871, 0.959339612786241, 0.0241816587288309, 0.00848506610796971},
      {1.67226331628986e-05, 0.0040219151382237, 0.971305022401934, 0.024656339826679}};
  const char* const starts[] = {"a", "b", "c"};
  for (std::size_t i = 0; i < 3; ++i) {
    check_row(run(model(c18(starts[i]))).trace, "only", 1, year[i], {1e-12, 0});
    check_row(run(model(c18(starts[i]), "1 month")).trace, "only", 1, month[i], {1e-12, 0});
    // Twelve months are a year.
    check_row(run(model(c18(starts[i]), "1 month", 12)).trace, "only", 12, year[i], {1e-12, 0});
  }
}

TEST_CASE("c18 C: conversions") {
  struct Want {
    std::string formula;
    double value;
  };
  const std::vector<Want> wanted{{"per_cycle(0.2, 1 year)", 0.0184234701262483},
                                 {"rate_to_prob(0.2, cycle_length)", 0.0165285461783825},
                                 {"prob_to_rate(0.3, 1 year)", 0.356674943938732},
                                 {"apply_hr(0.3, 0.6)", 0.192655624552703},
                                 {"apply_rr(0.3, 0.6)", 0.18},
                                 {"apply_or(0.3, 0.6)", 0.204545454545455},
                                 {"apply_or(0.3, 0.6) / 0.3", 0.681818181818182},
                                 {"rate_to_prob(log(2) / 4, cycle_length)", 0.0143368013598124}};
  std::string parameters = "parameters:\n";
  for (std::size_t i = 0; i < wanted.size(); ++i)
    parameters += fmt::format("  p_{}: \"{}\"\n", i, wanted[i].formula);
  const ScenarioFile file =
      model(parameters + kOnOff + "transition_rates: {up: {down: 1}, down: {up: 1}}\n" + kOnly, "1 month");
  const auto compiled = compile_variant(file, {}, Detail::totals);
  const auto summaries = parameter_summaries(*compiled);
  REQUIRE(summaries.size() == wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(wanted[i].formula);
    CHECK(std::abs(summaries[i].value - wanted[i].value) <= 1e-12 * wanted[i].value);
  }
}

TEST_CASE("one exit is rate_to_prob and its moves are the transition probability") {
  const std::string states = "states: {well: {utility: 0.9}, dead: {alive: false}}\nstart: {well: 1}\n";
  const std::string item = count("entering: dead, at: end");
  for (const char* rate : {"0.3", "0.1 + 0.02 * cycle", "0.1 * 1.3 ^ cycles_in_state", "0.002 * age"}) {
    const auto by_rate = run(
        model(states + fmt::format("transition_rates: {{well: {{dead: \"{}\"}}}}\n", rate) + item + kOnly));
    const auto by_probability = run(model(
        states + fmt::format("transitions: {{well: {{dead: \"rate_to_prob({}, cycle_length)\"}}}}\n", rate) +
        item + kOnly));
    CHECK(near(only(by_rate).cost, only(by_probability).cost));
    CHECK(near(effect_of(by_rate.base, "only"), effect_of(by_probability.base, "only")));
    CHECK(only(by_rate).cost > 0.5);
  }
}

TEST_CASE("moves are counted where they happen whatever the cycle") {
  // on -> off at rate a, back at rate b: off(t) = a/s·(1 − e^(−s·t)), s = a + b; moves are a·∫ on(t) dt.
  const double a = 2.5, b = 0.8, s = a + b, t = 10;
  const double off = a / s * (t - (1 - std::exp(-s * t)) / s), on = t - off;
  const std::string rates = kOnOff + "transition_rates: {up: {down: 2.5}, down: {up: 0.8}}\n";
  for (const auto& [length, cycles] :
       {std::pair("10 years", 1), {"1 year", 10}, {"3 months", 40}, {"1 month", 120}}) {
    const std::string cycle = length; // a name that lambdas may capture
    CAPTURE(cycle);
    CHECK(near(cost(rates + count("transition: up -> down"), cycle, cycles), a * on));
    CHECK(near(cost(rates + count("entering: up"), cycle, cycles), b * off));
    CHECK(near(cost(rates + count("leaving: up"), cycle, cycles), a * on));
    const auto& trace = run(model(rates + kOnly, cycle, cycles)).trace;
    check_row(trace, "only", static_cast<std::size_t>(cycles),
              {1 - a / s * (1 - std::exp(-s * t)), a / s * (1 - std::exp(-s * t))}, {0, 1e-13});
  }
}

TEST_CASE("states met on the way within a cycle") {
  // a -> b -> c at rates 0.9 and 0.4: who is in c has made both moves.
  const std::string body = "states: {a: {utility: 1}, b: {utility: 1}, c: {utility: 1, absorbing: true}}\n"
                           "start: {a: 1}\ntransition_rates: {a: {b: 0.9}, b: {c: 0.4}}\n";
  const double b = 0.9 / 0.5 * (std::exp(-0.4 * 2) - std::exp(-0.9 * 2)), c = 1 - b - std::exp(-0.9 * 2);
  check_row(run(model(body + kOnly, "2 years")).trace, "only", 1, {std::exp(-1.8), b, c}, {0, 1e-15});
  CHECK(near(cost(body + count("transition: a -> b"), "2 years", 1), b + c));
  CHECK(near(cost(body + count("transition: b -> c"), "2 years", 1), c));
  CHECK(near(cost(body + count("entering: c"), "2 years", 1), c));
  CHECK(cost(body + count("transition: a -> c"), "2 years", 1) == 0);
  // Amounts of a move see the state left: b has just been entered.
  CHECK(near(cost(body + "costs: {c: {leaving: b, each: 10 + cycles_in_state}}\n", "2 years", 1), 10 * c));
}

TEST_CASE("mortality comes first and rates follow among the survivors") {
  const std::string body =
      "states: {well: {utility: 1}, ill: {utility: 0.5}, dead: {alive: false}}\nstart: {well: 1}\n"
      "mortality: {well: 0.1, ill: 0.3}\ntransition_rates: {well: {ill: 0.5}, ill: {dead: 0.2}}\n";
  const double ill = 0.5 / 0.3 * (std::exp(-0.2) - std::exp(-0.5)), stay = std::exp(-0.5),
               dead = 1 - ill - stay;
  check_row(run(model(body + kOnly)).trace, "only", 1, {0.9 * stay, 0.9 * ill, 0.1 + 0.9 * dead}, {0, 1e-15});
  CHECK(near(cost(body + count("entering: dead"), "1 year", 1), 0.1 + 0.9 * dead));
  CHECK(near(cost(body + count("transition: well -> dead"), "1 year", 1), 0.1));
  CHECK(near(cost(body + count("transition: ill -> dead"), "1 year", 1), 0.9 * dead));
}

TEST_CASE("clocks and stays of states met within a cycle") {
  // Off at the start; on for a while, with a rate that falls with the time on.
  const std::string body =
      "states: {down: {utility: 1}, up: {utility: 1}, rest_: {utility: 1}, dead: {alive: false}}\n"
      "clocks: {treated: {in: [up, rest_]}}\nstart: {down: 1}\ntransition_rates:\n  down: {up: 1}\n"
      "  up: {rest_: 0.5 / (1 + treated.cycles), dead: 0.1 + 0.1 * cycles_in_state}\n"
      "  rest_: {up: 0.2 + treated.time}\n";
  // In the first cycle all clocks and stays are 0.
  const std::string plain =
      "states: {down: {utility: 1}, up: {utility: 1}, rest_: {utility: 1}, dead: {alive: false}}\n"
      "start: {down: 1}\ntransition_rates: {down: {up: 1}, up: {rest_: 0.5, dead: 0.1}, rest_: {up: 0.2}}\n";
  const auto with = run(model(body + kOnly, "1 year", 2)).trace.rows.at(0);
  const auto without = run(model(plain + kOnly, "1 year", 2)).trace.rows.at(0);
  for (std::size_t s = 0; s < 4; ++s)
    CHECK(near(with[1][s], without[1][s]));
  CHECK(std::abs(with[2][3] - without[2][3]) < 1e-15); // who came on has stayed 0 completed cycles
}

TEST_CASE("rows sum to 1 over a thousand cycles") {
  for (const char* factor : {"0.003", "1", "40", "20_000"}) {
    const std::string body = fmt::format(
        "parameters: {{f: {}}}\nstates: {{a: {{utility: 1}}, b: {{utility: 1}}, c: {{utility: 1}}}}\n"
        "start: {{a: 1}}\ntransition_rates: {{a: {{b: f, c: 0.3 * f}}, b: {{a: 0.7 * f, c: 0.1 * f}}, c: "
        "{{a: "
        "0.01 * f}}}}\n",
        factor);
    const auto rows = run(model(body + kOnly, "1 month", 1000)).trace.rows.at(0);
    double worst = 0;
    for (const auto& row : rows)
      worst = std::max(worst, std::abs(std::accumulate(row.begin(), row.end(), 0.0) - 1));
    CAPTURE(factor);
    CHECK(worst < 1e-12);
  }
}

TEST_CASE("strategies and settings and scenarios reach rates") {
  const std::string body = R"(parameters: {r_out: 0.5, r_back: {value: 0.25, unit: rate/year, source: test}}
states: {up: {utility: 1}, down: {utility: 0.5}}
start: {up: 1}
transition_rates: {up: {down: r_out}, down: {up: r_back}}
strategies:
  one: {}
  slower: {set: {r_out: r_out / 2}}
  replaced: {transition_rates: {up: {down: 0.25}}}
  both: {combines: [slower, replaced], transition_rates: {down: {up: 0.5}}}
scenarios:
  fast: {set: {r_out: 2}}
  by_probability: {transition_rates: null, transitions: {up: {down: 0.3}, down: {up: 0.1}}, strategies: {replaced: null, both: null}}
)";
  const ScenarioFile file = model(body);
  const BaseCase base = run(file).base;
  CHECK(effect_of(base, "slower") == effect_of(base, "replaced"));
  CHECK(effect_of(base, "slower") > effect_of(base, "one"));
  CHECK(effect_of(base, "both") > effect_of(base, "slower"));
  CHECK(near(effect_of(run(file, "fast").base, "one"), effect_of(run(file, {}, {"r_out=2"}).base, "one")));
  check_row(run(file, "by_probability").trace, "one", 1, {0.7, 0.3}, {0, 1e-15});
}

TEST_CASE("the same bits for every kind of processor and block and thread") {
  const std::string body = R"yaml(parameters:
  r_out: {value: 0.5, distribution: "gamma(mean=0.5, se=0.4)", unit: rate/year, source: test}
  r_back: {value: 9, distribution: "gamma(mean=9, se=6)", unit: rate/year, source: test}
  r_die: {value: 0.02, distribution: "gamma(mean=0.02, se=0.02)", unit: rate/year, source: test}
states: {up: {utility: 0.9}, down: {utility: 0.5}, dead: {alive: false}}
start: {up: 1}
transition_rates:
  up: {down: r_out * 1.05 ^ time, dead: r_die * 0.9 ^ cycles_in_state}
  down: {up: r_back, dead: 3 * r_die}
costs: {moves: {entering: down, each: 100}}
strategies: {only: {}, constant: {transition_rates: {up: {down: r_out, dead: r_die}}}}
)yaml";
  const ScenarioFile file = model(body);
  const auto compiled = compile_variant(file, {}, Detail::totals);
  const PsaSamples first = probabilistic(*compiled, psa(300));
  const std::vector<SimulationOptions> others{
      {.threads = 1, .lanes = 1, .instructions = Instructions::baseline},
      {.threads = 2, .lanes = 48, .instructions = Instructions::avx2},
      {.threads = 3, .lanes = 7, .instructions = Instructions::avx512}};
  for (const SimulationOptions& options : others) {
    const PsaSamples other = probabilistic(*compiled, psa(300, options));
    CHECK(first.costs == other.costs);
    CHECK(first.effects == other.effects);
  }
  // And a sample is a base case with its values.
  const PsaSamples kept = probabilistic(*compiled, psa(3));
  for (std::size_t i = 0; i < 3; ++i) {
    std::vector<std::string> set;
    for (std::size_t p = 0; p < kept.parameters.size(); ++p)
      set.push_back(fmt::format("{}={:.17g}", kept.parameters[p], kept.values[p][i]));
    const BaseCase base = run(file, {}, set).base;
    CHECK(near(base.strategies[0].cost, kept.costs[0][i]));
    CHECK(near(base.strategies[1].cost, kept.costs[1][i]));
  }
}
