#include "analysis/describe.h"
#include "analysis/lint.h"
#include "cli/template.h"
#include "input/read.h"

#include <doctest/doctest.h>

#include <map>

using namespace cea;

namespace {

const std::map<std::string, std::string> kSections = {
    {"time", "{cycle_length: 1 year, horizon: 100 years}"},
    {"parameters", "{a: {value: 1_000, source: x}, b: {value: 0.7, source: x}}"},
    {"states", "{well: {utility: 1}, ill: {absorbing: true, cost: a, utility: b}, dead: {alive: false}}"},
    {"start", "{well: 1}"},
    {"mortality", "0.05"},
    {"transitions", "{well: {ill: 0.1}}"},
    {"strategies", "{one: {}, two: {}}"}};

std::unique_ptr<CompiledModel> model_of(const std::map<std::string, std::string>& changes) {
  std::map<std::string, std::string> sections = kSections;
  for (const auto& [key, value] : changes)
    if (value.empty())
      sections.erase(key);
    else
      sections[key] = value;
  std::string text = "cea: 1\ndiscounting: {costs: 3%, effects: 1.5%}\n";
  for (const auto& [key, value] : sections)
    text.append(key).append(": ").append(value).append("\n");
  Diagnostics found;
  const auto file = read_scenario_text(text, "test.yaml", {}, found);
  REQUIRE_MESSAGE(!found.has_errors(), render(found));
  auto model =
      compile(file->base, {.detail = Detail::full, .keep_trace = true, .overrides = {}, .varied = {}}, found);
  REQUIRE_MESSAGE(model, render(found));
  return model;
}

/// Messages of all lints, a line each.
std::string lint(const std::map<std::string, std::string>& changes) {
  const auto model = model_of(changes);
  Diagnostics found;
  lint_scenario(*model, parameter_summaries(*model), found);
  lint_horizon(*model, found);
  warn_unused(unused_parameters(*model->scenario, model->used_names), found);
  CHECK_FALSE(found.has_errors());
  std::string text;
  for (const Diagnostic& d : found.all())
    text.append(d.message).append("\n");
  return text;
}

std::string with_parameters(const std::string& more) {
  return "{a: {value: 1_000, source: x}, b: {value: 0.7, source: x}, " + more + "}";
}

} // namespace

TEST_CASE("a cost that nobody gets away from") {
  const std::string endless =
      "nobody leaves the absorbing state 'ill', so its cost counts until the horizon\n";
  CHECK(lint({{"mortality", ""}, {"transitions", "{well: {ill: 0.1, dead: 0.2}}"}}) ==
        endless + "33 % are still alive at the horizon ('one')\n");
  CHECK(lint({{"mortality", "{ill: 0.05}"}, {"transitions", "{well: {ill: 0.1, dead: 0.2}}"}}) == "");
}

TEST_CASE("a plain model has nothing to remark") {
  CHECK(lint({}) == "");
}

TEST_CASE("the dead") {
  CHECK(lint({{"states", "{well: {utility: 1}, ill: {absorbing: true, cost: a, utility: b}, dead: {alive: "
                         "false, cost: 5}}"}}) ==
        "'dead' is a state of the dead, and this amount counts in it in every cycle until the horizon\n");
  CHECK(lint({{"states", "{well: {utility: 1}, ill: {absorbing: true, cost: a, utility: b}, dead: {alive: "
                         "false, cost: 0}}"}}) == "");
  CHECK(lint({{"costs", "{burial: {entering: dead, each: 4_000}}"}}) == "");
  CHECK(lint({{"costs", "{grave: {in: dead, per_year: 40}}"}}) != "");
}

TEST_CASE("entering a state of the start") {
  const std::string start = "{well: 0.9, ill: 0.1}";
  CHECK(lint({{"start", start}, {"costs", "{onset: {entering: ill, each: 5}}"}}) ==
        "'onset' counts who enters 'ill', but not those who start there\n");
  CHECK(lint({{"start", start}, {"costs", "{onset: {entering: ill, including_start: true, each: 5}}"}}) ==
        "");
  CHECK(lint({{"start", start}, {"costs", "{onset: {transition: well -> ill, each: 5}}"}}) == "");
  CHECK(lint({{"start", "{well: rest, ill: 0.1}"},
              {"strategies", "{one: {effects: {onset: {entering: ill, each: -0.1}}}, two: {}}"}}) ==
        "'onset' counts who enters 'ill', but not those who start there\n");
  CHECK(lint({{"costs", "{onset: {entering: ill, each: 5}}"}}) == "");
}

TEST_CASE("an amount counted in a state and on the move into it") {
  CHECK(lint({{"costs", "{onset: {entering: ill, each: a / 2}}"}}) ==
        "'a' counts in the state 'ill' and again on the move into it\n");
  CHECK(lint({{"effects", "{onset: {transition: well -> ill, each: 1 - b}}"}}) ==
        "'b' counts in the state 'ill' and again on the move into it\n");
  CHECK(lint({{"costs", "{recovery: {leaving: ill, each: a}}"}}) == "");
  CHECK(lint({{"costs", "{onset: {entering: ill, each: 3 * b}}"}}) == "");
}

TEST_CASE("an amount counted in a state by an item") {
  const auto costs = [](const std::string& parameters, const std::string& items) {
    return lint(
        {{"parameters", "{a: {value: 1_000, source: x}, b: {value: 0.7, source: x}, " + parameters + "}"},
         {"states",
          "{well: {utility: 1, cost: a}, ill: {absorbing: true, utility: b}, dead: {alive: false}}"},
         {"costs", "{" + items + "}"}});
  };
  const std::string c = "c: {value: 100, source: x}";
  const std::string twice = "'c' counts in the state 'ill' and again on the move into it\n";
  CHECK(costs(c, "care: {in: ill, per_year: c}, onset: {entering: ill, each: c}") == twice);
  CHECK(costs(c, "care: {in: alive, per_cycle: 2 + c}, onset: {transition: well -> ill, each: 4 * c}") ==
        twice);
  CHECK(costs(c + ", f: {value: 0.4, unit: proportion, source: x}",
              "care: {in: ill, per_year: c * f}, onset: {entering: ill, each: c}") == twice);
  CHECK(costs(c + ", f: {value: 0.4, unit: proportion, source: x}",
              "care: {in: ill, per_year: c * (1 - f)}, onset: {entering: ill, each: c}") == twice);
  // In another state, later, or as a price per visit.
  CHECK(costs(c, "care: {in: well, per_year: c}, onset: {entering: ill, each: c}") == "");
  CHECK(costs(c, "care: {in: ill, per_year: c, during: from 1 year}, onset: {entering: ill, each: c}") == "");
  CHECK(costs(c, "care: {in: ill, per_year: c, when: cycle > 1}, onset: {entering: ill, each: c}") == "");
  CHECK(costs(c, "care: {in: ill, per_year: \"if(cycle > 1, c, 0)\"}, onset: {entering: ill, each: c}") ==
        "");
  CHECK(costs("c: {value: 100, unit: USD/event, source: x}, f: {value: 0.4, unit: proportion, source: x}",
              "care: {in: ill, per_year: c * f}, onset: {entering: ill, each: 2 * c}") == "");
  CHECK(costs(c, "care: {in: ill, per_year: 4 * c}, onset: {entering: ill, each: c}") == "");
  CHECK(costs(c + ", visits: {value: 4, unit: count, source: x}",
              "care: {in: ill, per_year: visits * c}, onset: {entering: ill, each: c}") == "");
  CHECK(costs(c + ", visits: {value: 4, unit: count, source: x}",
              "care: {in: ill, per_year: visits}, onset: {entering: ill, each: visits * c}") == "");
}

TEST_CASE("a loss of utility counted in a state and on the move into it") {
  const auto loss = [](const std::string& utility) {
    return lint({{"parameters", "{a: {value: 1_000, source: x}, b: {value: 0.7, source: x}}"},
                 {"states", "{well: {utility: 1, cost: a}, ill: {absorbing: true, utility: " + utility +
                                "}, dead: {alive: false}}"},
                 {"effects", "{onset: {entering: ill, utility_loss: b, for: 4 weeks}}"}});
  };
  CHECK(loss("1 - b") == "'b' counts in the state 'ill' and again on the move into it\n");
  CHECK(loss("0.6") == "");
}

TEST_CASE("entering a state of the start in an outcome") {
  CHECK(lint({{"start", "{well: 0.9, ill: 0.1}"}, {"outcomes", "{cases: {entering: ill, each: 1}}"}}) ==
        "'cases' counts who enters 'ill', but not those who start there\n");
}

TEST_CASE("a factor that both share is no double count") {
  CHECK(lint({{"parameters", with_parameters("f: {value: 1.1, source: x}")},
              {"states",
               "{well: {utility: 1}, ill: {absorbing: true, cost: a * f, utility: b}, dead: {alive: false}}"},
              {"costs", "{onset: {entering: ill, each: 300 * f}}"}}) == "");
}

TEST_CASE("a range that misses the base value") {
  const auto range = [](const std::string& keys) {
    return lint({{"parameters", "{a: {value: 1_000, " + keys + ", source: x}, b: {value: 0.7, source: x}}"}});
  };
  CHECK(range("low: 500, high: 2_000") == "");
  CHECK(range("low: 1_000, high: 1_000") == "");
  CHECK(range("low: 1_500") == "the range of 'a' misses its base value 1000\n");
  CHECK(range("high: a * 0.9") == "the range of 'a' misses its base value 1000\n");
}

TEST_CASE("the horizon") {
  CHECK(lint({{"time", "{cycle_length: 1 year, horizon: 10 years}"}}) ==
        "60 % are still alive at the horizon ('one')\n");
  CHECK(lint({{"time", "{cycle_length: 1 year, horizon: 10 years}"},
              {"strategies", "{one: {}, two: {mortality: 0.01}}"}}) ==
        "90 % are still alive at the horizon ('two')\n");
  CHECK(lint({{"time", "{cycle_length: 1 year, horizon: 60 years}"}}) == "");
}

TEST_CASE("parameters that nothing uses") {
  CHECK(lint({{"parameters", with_parameters("c: {value: 1, source: x}, d: {value: c, source: x}")}}) ==
        "nothing uses the parameter 'd'\n");
  CHECK(lint({{"parameters", with_parameters("m: {value: 1, source: x}")},
              {"strategies", "{one: {}, two: {set: {a: a * m}}}"}}) == "");
  CHECK(lint({{"parameters", with_parameters("p: {x: 0.1, z: 0.2}")},
              {"transitions", "{well: {ill: p.x}}"}}) == "nothing uses the parameter 'p.z'\n");
}

TEST_CASE("a row of a Dirichlet needs all but one of its members") {
  const std::string parameters = with_parameters("p: {source: x}, q: {source: x}");
  const std::string joint = "[{parameters: [p, q], distribution: dirichlet, counts: [9, 1]}]";
  CHECK(lint({{"parameters", parameters}, {"joint", joint}, {"transitions", "{well: {ill: q}}"}}) == "");
  CHECK(lint({{"parameters", parameters}, {"joint", joint}}) ==
        "nothing uses the parameter 'p'\nnothing uses the parameter 'q'\n");
}

TEST_CASE("parameters are described with value and interval") {
  const auto model = model_of({{"parameters", "{a: {value: 1_000, distribution: \"normal(mean=1000, "
                                              "se=100)\", unit: USD/year, source: x, quality: A},"
                                              " b: {value: 0.7, low: 0.5, source: x}, c: {value: time, "
                                              "source: x}, p: {source: x}, q: {source: x}}"},
                               {"joint", "[{parameters: [p, q], distribution: dirichlet, counts: [30, 70]}]"},
                               {"transitions", "{well: {ill: p}}"}});
  const auto all = parameter_summaries(*model);
  REQUIRE(all.size() == 4);
  CHECK(all[0].name == "a");
  CHECK(all[0].value == 1000);
  CHECK(all[0].uncertain);
  CHECK(*all[0].low == doctest::Approx(1000 - 195.9963984540054).epsilon(1e-12));
  CHECK(*all[0].high == doctest::Approx(1000 + 195.9963984540054).epsilon(1e-12));
  CHECK(all[0].quality == "A");
  CHECK_FALSE(all[1].uncertain);
  CHECK(*all[1].low == 0.5);
  CHECK_FALSE(all[1].high);
  CHECK(all[2].value == doctest::Approx(0.3).epsilon(1e-15));
  CHECK(*all[2].low == doctest::Approx(quantile(BetaDistribution{30, 70}, 0.025)));
  CHECK(*all[2].high == doctest::Approx(quantile(BetaDistribution{30, 70}, 0.975)));
}

TEST_CASE("low and high are inflated with the value") {
  const auto model = model_of({{"setting", "{currency: USD, price_year: 2023}"},
                               {"price_index", "{source: x, 2020: 0.8, 2023: 1}"},
                               {"parameters", "{a: {value: 1_000, low: 400, high: 2_000, unit: USD "
                                              "2020/year, source: x}, b: {value: 0.7, source: x}}"}});
  const auto all = parameter_summaries(*model);
  CHECK(all[0].value == 1250);
  CHECK(*all[0].low == 500);
  CHECK(*all[0].high == 2500);
}

TEST_CASE("the methods in one line") {
  CHECK(settings_note(*model_of({})->scenario) ==
        "1-year cycles, 100 years, life-table counting, costs discounted at 3%, QALYs at 1.5%");
  CHECK(
      settings_note(
          *model_of(
               {{"time",
                 "{cycle_length: 0.5 * 1 year, cycles: 40, cycle_correction: {costs: start, effects: end}}"},
                {"effect", "life_years"}})
               ->scenario) == "cycles of 0.5 * 1 year, 40 cycles, costs: membership at the start of cycles, "
                              "effects: membership at the end of cycles, "
                              "costs discounted at 3%, QALYs at 1.5%");
}

TEST_CASE("the scenario of cea new is right") {
  Diagnostics found;
  const auto file = read_scenario_text(std::string(cli::scenario_template()), "new.yaml", {}, found);
  REQUIRE(file);
  CHECK(compile(file->base, {}, found));
  CHECK(render(found) == "");
}

namespace {

/// `well` with two exits by rates, and `ill` with one.
std::string lint_rates(const std::string& row, const std::string& parameters = "r: {value: 0.3, source: x}") {
  return lint({{"parameters", with_parameters(parameters)},
               {"states", "{well: {utility: 1, cost: a}, ill: {utility: b}, dead: {alive: false}}"},
               {"transitions", "{well: " + row + ", ill: {dead: 0.1}}"}});
}

// Alone, rates of 0.3 and 0.2 give 0.2592 and 0.1813; together, r/0.5·(1 − e^−0.5).
const std::string kOneByOne =
    "competing rates out of 'well' are converted one by one: to 'ill' 0.2592 instead "
    "of 0.2361, to 'dead' 0.1813 instead of 0.1574 (strategy 'one')\n";

} // namespace

TEST_CASE("rates that compete but are converted one by one") {
  CHECK(lint_rates("{ill: \"rate_to_prob(r, cycle_length)\", dead: \"rate_to_prob(0.2, 1 year)\"}") ==
        kOneByOne);
  CHECK(lint_rates("{ill: p, dead: q}", "r: {value: 0.3, source: x}, p: \"rate_to_prob(r, cycle_length)\", "
                                        "q: 1 - exp(-0.2 * cycle_length)") == kOneByOne);
  CHECK(lint_rates("{ill: p, dead: q}",
                   "r: {value: 0.3, distribution: \"gamma(mean=0.3, se=0.1)\", source: x}, "
                   "p: \"rate_to_prob(r, cycle_length)\", p2: \"rate_to_prob(0.2, 1 year)\", "
                   "q: p2") == kOneByOne);
}

TEST_CASE("conversions that do no harm") {
  CHECK(lint_rates("{ill: \"rate_to_prob(0.004 * r, 1 year)\", dead: \"rate_to_prob(0.001, 1 year)\"}") ==
        "");
  CHECK(lint_rates("{ill: \"rate_to_prob(r, 1 year)\", dead: 0.2}") == "");
  CHECK(lint_rates("{ill: \"0.9 * rate_to_prob(r, 1 year)\", dead: \"per_cycle(0.2, 1 year)\"}") == "");
  CHECK(lint({{"transitions", ""},
              {"mortality", ""},
              {"transition_rates", "{well: {ill: 0.3, dead: 0.2}}"},
              {"states",
               "{well: {utility: 1, cost: a}, ill: {absorbing: true, utility: b}, dead: {alive: false}}"},
              {"time", "{cycle_length: 1 year, horizon: 100 years}"}})
            .find("competing") == std::string::npos);
}

TEST_CASE("the exact probability counts moves onward and back within the cycle") {
  const std::string text = lint(
      {{"states", "{well: {utility: 1, cost: a}, ill: {utility: b}, dead: {alive: false}}"},
       {"transitions", "{well: {ill: \"rate_to_prob(0.4, 1 year)\", dead: \"rate_to_prob(0.5, 1 year)\"}, "
                       "ill: {well: \"rate_to_prob(2, 1 year)\"}}"}});
  CHECK(text ==
        "competing rates out of 'well' are converted one by one: to 'ill' 0.3297 instead of 0.112, to "
        "'dead' 0.3935 instead of 0.3577 (strategy 'one')\n");
}
