// `verify` on models that are sound though they aren't plain: none of its tests may fail.
#include "analysis/verify.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <map>

using namespace cea;
using namespace cea::reference;

namespace {

using Status = VerifyCheck::Status;

const std::string kHead = R"yaml(
cea: 1
time: {cycle_length: 1 year, horizon: 10 years}
discounting: {costs: 3%, effects: 3%}
)yaml";

const std::string kParameters = R"yaml(
parameters:
  p_ill: {value: 0.1, unit: probability, source: made up}
  p_die: {value: 0.05, unit: probability, source: made up}
  c_ill: {value: 2_000, unit: USD/year, source: made up}
)yaml";

const std::string kStates = R"yaml(
states: {well: {utility: 0.9}, ill: {cost: c_ill, utility: 0.6}, dead: {alive: false}}
start: {well: 1}
)yaml";

const std::string kMoves = R"yaml(
transitions: {well: {ill: p_ill, dead: p_die}, ill: {dead: 2 * p_die}}
)yaml";

const std::string kTwo = R"yaml(
strategies: {care: {}, drug: {set: {p_ill: p_ill / 2}}}
)yaml";

std::map<std::string, VerifyCheck> verified(const std::string& text) {
  VerifyOptions options;
  options.psa.samples = 300;
  options.psa.simulation.threads = 1;
  options.run = run_for_verification;
  std::map<std::string, VerifyCheck> checks;
  for (const VerifyCheck& c : verify(load_text(text, "sound.yaml").base, {}, options).checks)
    checks[c.id] = c;
  return checks;
}

/// The checks, none of which fails; those named pass.
std::map<std::string, VerifyCheck> sound(const std::string& text, const std::vector<std::string>& pass = {}) {
  const auto checks = verified(text);
  for (const auto& check : checks) {
    const VerifyCheck& c = check.second;
    CAPTURE(check.first);
    CAPTURE(c.observed);
    CHECK(c.status != Status::fail);
  }
  for (const std::string& id : pass) {
    CAPTURE(id);
    CAPTURE(checks.at(id).observed);
    CHECK(checks.at(id).status == Status::pass);
  }
  return checks;
}

} // namespace

TEST_CASE("verify sound: whoever is left over dies") {
  sound(kHead + kParameters + kStates + kTwo +
            "transitions: {well: {well: 0.85, ill: p_ill, dead: rest}, ill: {ill: 0.9, dead: rest}}\n",
        {"mortality_zero", "mortality_one"});
}

TEST_CASE("verify sound: yearly rates") {
  // Rates are exact for cycles of any length, so halves are tried.
  sound(kHead + kStates + kTwo +
            "parameters: {p_ill: 0.1, c_ill: 2_000}\n"
            "transition_rates: {well: {ill: p_ill, dead: 0.05}, ill: {well: 0.2, dead: 0.3}}\n",
        {"mortality_zero", "mortality_one", "half_cycles"});
}

TEST_CASE("verify sound: some begin dead") {
  std::string text = kHead + kParameters + kStates + kMoves + kTwo;
  text.replace(text.find("start: {well: 1}"), 16, "start: {well: 0.97, dead: 0.03}");
  sound(text, {"mortality_zero", "mortality_one", "everybody_dead"});
  text.replace(
      text.find("start: {well: 0.97, dead: 0.03}"), 31,
      "tree: {branches: {dies: {probability: 0.02, to: dead}, lives: {probability: rest, to: well}}}");
  sound(text, {"mortality_zero"});
}

TEST_CASE("verify sound: discount rates of items and outcomes") {
  const std::string items = R"yaml(
costs: {visits: {in: ill, per_year: 100, discount: 5%}, once: {once: 70, at: 3 years, discount: none}}
effects: {relief: {in: ill, per_year: 0.01, discount: 1%}}
outcomes:
  plain: {in: ill, per_year: 1}
  own: {in: ill, per_year: 1, discounting: 2%}
)yaml";
  sound(kHead + kParameters + kStates + kMoves + kTwo + items, {"discounting_zero", "discounting_extreme"});
}

TEST_CASE("verify sound: an effect of which fewer are better") {
  const std::string text = R"yaml(
effect: days
outcomes: {days: {in: ill, per_year: 365, better: fewer}}
)yaml";
  std::string parameters = kParameters;
  parameters.replace(parameters.find("{value: 0.1, unit"), 17,
                     "{value: 0.1, distribution: \"beta(mean=0.1, se=0.01)\", unit");
  sound(kHead + parameters + kStates + kMoves + kTwo + text, {"psa_means"});
}

TEST_CASE("verify sound: savings and amounts below 0") {
  const std::string text = R"yaml(
  c_saved: {value: 500, low: 200, high: 800, unit: USD/year, source: made up}
  c_net: {value: -300, low: -600, high: 100, unit: USD, source: made up}
)yaml";
  const auto checks = sound(
      kHead + kParameters + text.substr(1) + kStates + kMoves +
          "strategies: {care: {}, drug: {costs: {saving: {in: ill, per_year: 3000 - c_saved}, net: {once: "
          "c_net}}}}\n",
      {"higher_prices", "input_ranges"});
  CHECK(checks.at("higher_prices").observed.find("c_saved") != std::string::npos);
  CHECK(checks.at("input_ranges").observed.find("c_net") != std::string::npos);
}

TEST_CASE("verify sound: amounts that are numbers") {
  const auto checks = sound(kHead + kParameters + kStates + kMoves + kTwo +
                                "costs: {visits: {in: ill, per_year: 100}, tests: {once: 30}}\n",
                            {"prices_zero", "utilities_zero"});
  CHECK(checks.at("prices_zero").observed.find("aren't parameters of money") != std::string::npos);
}

TEST_CASE("verify sound: a range narrower than the distribution on purpose") {
  sound(kHead + kParameters + R"yaml(
  u_ill: {value: 0.6, distribution: "beta(mean=0.6, se=0.2)", low: 0.54, high: 0.66, unit: utility, source: made up}
)yaml" + kStates +
            kMoves + kTwo,
        {"stated_intervals"});
}
