// Units where formulas are used: what is certainly wrong is an error, all else is silent.
#include "engine/compile.h"
#include "formula/quantity.h"
#include "input/read.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

using namespace cea;

namespace {

using Changes = std::map<std::string, std::string>;

const std::string kParameters =
    "p: {value: 0.1, unit: probability/year, source: x}, p_half: {value: 0.05, unit: probability/6 months, "
    "source: x}, q: {value: 0.1, unit: probability, source: x}, r: {value: 0.1, unit: rate/year, source: x}, "
    "r_month: {value: 0.01, unit: rate/month, source: x}, hr: {value: 0.6, unit: hazard ratio, source: x}, "
    "rr: {value: 0.6, unit: risk ratio, source: x}, oddsr: {value: 0.6, unit: odds ratio, source: x}, "
    "share: {value: 0.5, unit: proportion, source: x}, half: {value: 0.5, unit: ratio, source: x}, "
    "on_drug: {value: 1, unit: switch}, u: {value: 0.7, unit: utility, source: x}, "
    "c: {value: 100, unit: USD/year, source: x}, c_once: {value: 100, unit: USD, source: x}, "
    "c_visit: {value: 100, unit: USD/event, source: x}, c_cycle: {value: 100, unit: USD/cycle, source: x}, "
    "c_eur: {value: 100, unit: EUR/year, source: x}, fx: {value: 1.1, unit: ratio, source: x}, "
    "visits: {value: 2, unit: count, source: x}, years: {value: 2, unit: years, source: x}";

const Changes kSections = {
    {"setting", "{currency: USD}"},
    {"time", "{cycle_length: 6 months, horizon: 10 years, start_age: 50}"},
    {"tables",
     "{deaths: {quantity: rate/year, key: age, between: linear, beyond: hold, source: x, rows: {age: "
     "[0, 100], all: [0.01, 0.3]}}}"},
    {"states", "{well: {utility: 1, cost: 10}, ill: {utility: 0.5}, dead: {alive: false}}"},
    {"start", "{well: 1}"},
    {"transitions", "{well: {ill: 0.1}, ill: {dead: 0.1}}"},
    {"strategies", "{one: {}}"}};

/// Errors and warnings of units with their hints, a line each; other warnings are left out.
std::string found_in(const Changes& changes) {
  Changes sections = kSections;
  sections["parameters"] = "{" + kParameters + "}";
  for (const auto& [key, value] : changes)
    sections[key] = value;
  std::string text = "cea: 1\ndiscounting: {costs: 3%, effects: 3%}\n";
  for (const auto& [key, value] : sections)
    if (!value.empty()) text.append(key).append(": ").append(value).append("\n");
  Diagnostics diagnostics;
  const auto file = read_scenario_text(text, "test.yaml", {}, diagnostics);
  REQUIRE_MESSAGE(!diagnostics.has_errors(), render(diagnostics));
  compile(file->base, {.detail = Detail::full, .keep_trace = false, .overrides = {}, .varied = {}},
          diagnostics);
  std::string found;
  for (const Diagnostic& d : diagnostics.sorted())
    if (d.severity == Severity::error || d.message.find(" is ") != std::string::npos ||
        d.message.find("unit") != std::string::npos)
      if (d.message.find("without source") == std::string::npos)
        found.append(d.message).append(d.hint.empty() ? "" : " | ").append(d.hint).append("\n");
  return found;
}

std::string probability(const std::string& formula) {
  return found_in({{"transitions", "{well: {ill: \"" + formula + "\"}, ill: {dead: 0.1}}"}});
}
std::string rate(const std::string& formula) {
  return found_in(
      {{"transitions", ""}, {"transition_rates", "{well: {ill: \"" + formula + "\"}, ill: {dead: 0.1}}"}});
}
std::string cost(const std::string& item) {
  return found_in({{"costs", "{x: {" + item + "}}"}});
}
std::string own_parameter(const std::string& more) {
  return found_in({{"parameters", "{" + kParameters + ", " + more + "}"}});
}

} // namespace

TEST_CASE("units are read as the language writes them") {
  using Kind = formula::Quantity::Kind;
  const auto kind = [](const char* unit) { return formula::parse_quantity(unit, 365.25).kind; };
  CHECK(kind("hazard ratio") == Kind::hazard_ratio);
  CHECK(kind("probability") == Kind::probability);
  CHECK(kind("switch") == Kind::ratio);
  CHECK(kind("USD 2020/event") == Kind::money);
  CHECK(kind("score") == Kind::unknown);
  CHECK(kind("mg") == Kind::unknown);
  CHECK(kind("rate/1000 person-years") == Kind::unknown);
  CHECK(kind("ratio/year") == Kind::unknown);
  CHECK(kind("") == Kind::unknown);
  CHECK(formula::parse_quantity("probability/6 months", 365.25).years == 0.5);
  CHECK(formula::parse_quantity("rate/week", 365.25).years == doctest::Approx(7 / 365.25));
  CHECK(describe(formula::parse_quantity("probability/6 months", 365.25)) == "a probability per 6 months");
  CHECK(describe(formula::parse_quantity("odds ratio", 365.25)) == "an odds ratio");
  CHECK(describe(formula::parse_quantity("USD/year", 365.25)) == "an amount per year (USD/year)");
}

TEST_CASE("probabilities of another time than the cycle") {
  const std::string yearly =
      "'p' is a probability per year, but the cycle is 6 months | write per_cycle(p, 1 year)\n";
  CHECK(probability("p") == yearly);
  CHECK(probability("p * share") == "'p' is a probability per year, but the cycle is 6 months | write "
                                    "per_cycle(p * share, 1 year)\n");
  CHECK(probability("if(on_drug, apply_rr(p, rr), p)").find("per_cycle(if(on_drug") != std::string::npos);
  CHECK(probability("min(p, 1)").find("per_cycle(min(p, 1), 1 year)") != std::string::npos);
  CHECK(probability("1 - p").find("per_cycle(1 - p, 1 year)") != std::string::npos);
  CHECK(probability("per_cycle(p, 1 year)") == "");
  CHECK(probability("per_cycle(p, 6 months)") ==
        "'p' is a probability per year, not over 6 months | write per_cycle(p, 1 year)\n");
  CHECK(probability("p_half") == "");
  CHECK(probability("q") == "");
  CHECK(probability("apply_hr(p_half, hr) * share") == "");
  CHECK(probability("rate_to_prob(r, 1 year)").find("per_cycle(rate_to_prob(r, 1 year), 1 year)") !=
        std::string::npos);
  // A literal factor may well be what turns one into the other.
  CHECK(probability("p * 0.5") == "");
  CHECK(probability("p / 2") == "");
  CHECK(found_in({{"time", "{cycle_length: 52 weeks, horizon: 10 years}"},
                  {"transitions", "{well: {ill: p}, ill: {dead: 0.1}}"}}) == "");
}

TEST_CASE("rates and ratios where a probability belongs") {
  CHECK(probability("r") ==
        "'r' is a rate per year, but a transition probability per cycle belongs here | write "
        "rate_to_prob(r, cycle_length)\n");
  CHECK(probability("r * hr").find("write rate_to_prob(r * hr, cycle_length)") != std::string::npos);
  CHECK(probability("r_month").find("write rate_to_prob(r_month / 1 month, cycle_length)") !=
        std::string::npos);
  CHECK(probability("r * cycle_length") == "");
  CHECK(probability("hr") == "'hr' is a hazard ratio, but a transition probability per cycle belongs here | "
                             "it acts on one, as apply_hr(probability, hr)\n");
  CHECK(found_in({{"mortality", "deaths.all(age)"}}) ==
        "'deaths.all' is a rate per year, but `mortality` is a probability per cycle | write "
        "rate_to_prob(deaths.all(age), cycle_length)\n");
  CHECK(found_in({{"mortality", "\"rate_to_prob(deaths.all(age) * half, cycle_length)\""}}) == "");
}

TEST_CASE("conversions of the wrong thing") {
  CHECK(probability("rate_to_prob(p, cycle_length)") ==
        "'p' is a probability per year, but rate_to_prob takes a rate | write per_cycle(p, 1 year)\n");
  CHECK(probability("rate_to_prob(r_month, cycle_length)") ==
        "'r_month' is a rate per month, but rates are per year | write rate_to_prob(r_month / 1 month, "
        "cycle_length)\n");
  CHECK(probability("rate_to_prob(r_month / 1 month, cycle_length)") == "");
  // A mere number, or one worked out, may count the months of a monthly rate.
  for (const char* right : {"rate_to_prob(r_month, 6)", "rate_to_prob(r_month, 12 * cycle_length)",
                            "rate_to_prob(plain, 1)", "rate_to_prob(prob_to_rate(plain, 1) * hr, 1)",
                            "rate_to_prob(plain, 1 year)", "rate_to_prob(prob_to_rate(p_half, 1) * hr, 1)"})
    CHECK(found_in({{"parameters", "{" + kParameters + ", plain: 0.1}"},
                    {"transitions", std::string("{well: {ill: \"") + right + "\"}, ill: {dead: 0.1}}"}}) ==
          "");
  CHECK(probability("rate_to_prob(r, 1)").find("per_cycle(rate_to_prob(r, 1), 1 year)") != std::string::npos);
  CHECK(probability("per_cycle(r, 1 year)") ==
        "'r' is a rate per year, but per_cycle takes a probability | write rate_to_prob(r, cycle_length)\n");
  CHECK(probability("rate_to_prob(prob_to_rate(p, 1 year) * hr, cycle_length)") == "");
  CHECK(probability("rate_to_prob(prob_to_rate(p, 6 months), cycle_length)") ==
        "'p' is a probability per year, not over 6 months | write prob_to_rate(p, 1 year)\n");
  CHECK(probability("per_cycle(p, cycle_length)") ==
        "'p' is a probability per year, not over cycle_length | write per_cycle(p, 1 year)\n");
  CHECK(probability("per_cycle(p_half, cycle_length)") == "");
  CHECK(probability("apply_hr(r, hr)").find("write r * hr") != std::string::npos);
  CHECK(probability("apply_rr(q, hr)") ==
        "'hr' is a hazard ratio, but apply_rr takes another ratio | write apply_hr(q, hr)\n");
  CHECK(probability("apply_hr(q, rr)") == "");
  CHECK(own_parameter("odd: {value: r * hr, unit: probability, source: x}") ==
        "'odd' is declared as a probability, but this is a rate per year | write rate_to_prob(r * hr, "
        "cycle_length)\n");
}

TEST_CASE("hazard ratios on probabilities") {
  CHECK(probability("q * hr") ==
        "a hazard ratio ('hr') is multiplied on a probability ('q') | write apply_hr(q, "
        "hr); multiplied, a hazard ratio acts on a rate\n");
  CHECK(probability("hr * p_half * share").find("write apply_hr(p_half, hr)") != std::string::npos);
  CHECK(probability("oddsr * q") == "an odds ratio ('oddsr') is multiplied on a probability ('q') | write "
                                    "apply_or(q, oddsr)\n");
  CHECK(probability("q * rr") == "");
  CHECK(probability("from_odds(odds(q) * oddsr)") == "");
  // In a parameter that nothing uses, and in a strategy's setting.
  CHECK(own_parameter("unused: q * hr").find("apply_hr(q, hr)") != std::string::npos);
  CHECK(found_in({{"strategies", "{one: {}, two: {set: {q: q * hr}}}"}}).find("apply_hr(q, hr)") !=
        std::string::npos);
  CHECK(found_in({{"strategies", "{one: {}, two: {set: {r: r * hr}}}"}}) == "");
}

TEST_CASE("rates of a process") {
  CHECK(rate("r * hr") == "");
  CHECK(rate("p") ==
        "'p' is a probability per year, but `transition_rates` are per year | write prob_to_rate(p, "
        "1 year)\n");
  CHECK(rate("r_month") ==
        "'r_month' is a rate per month, but `transition_rates` are per year | write r_month / 1 "
        "month\n");
  CHECK(rate("r_month / 1 month") == "");
  CHECK(cost("in: well, rate: p, each: c_visit").find("`rate` is per year | write prob_to_rate(p, 1 year)") !=
        std::string::npos);
  CHECK(cost("in: well, rate: visits, each: c_visit") == "");
}

TEST_CASE("amounts and the time they are of") {
  CHECK(cost("once: c") ==
        "'c' is an amount per year (USD/year), but `once` takes an amount | write c * 1 year for a "
        "year's worth, or use `per_year:` with `in:`\n");
  CHECK(cost("entering: ill, each: c + c").find("`each` takes an amount | write (c + c) * 1 year") !=
        std::string::npos);
  CHECK(cost("entering: ill, each: c * on_drug * (1 - share)").find("`each` takes an amount") !=
        std::string::npos);
  CHECK(cost("once: c * years") == "");
  CHECK(cost("once: c * 0.5") == "");
  CHECK(cost("once: c_once + c_once") == "");
  CHECK(cost("in: well, per_year: c") == "");
  CHECK(cost("in: well, per_year: c_visit").find("write c_visit * (events a year)") != std::string::npos);
  CHECK(cost("in: well, per_year: c_visit * visits") == "");
  CHECK(cost("in: well, per_year: 26 * c_visit") == "");
  CHECK(cost("in: well, per_year: c_cycle").find("write c_cycle / cycle_length") != std::string::npos);
  CHECK(cost("in: well, per_year: c_once") ==
        "'c_once' is an amount (USD), but `per_year` is per year | `unit: "
        "USD/year` where that is what it is\n");
  CHECK(cost("in: well, per_cycle: c").find("write c * cycle_length") != std::string::npos);
  CHECK(cost("in: well, per_cycle: c_visit") == "");
  CHECK(cost("in: well, per_cycle: c * cycle_length") == "");
  // A proportion may be the part of a year, or how many have a visit in one.
  CHECK(cost("entering: ill, each: c * share") == "");
  CHECK(cost("entering: ill, each: c / half") == "");
  CHECK(cost("in: well, per_year: c_visit * share") == "");
}

TEST_CASE("amounts that recur") {
  CHECK(cost("once: c, at: 0, then_every: 1 year") == "");
  CHECK(cost("once: c, at: 0, then_every: 365 days") == "");
  CHECK(cost("once: c, at: 0, then_every: years") == "");
  CHECK(cost("once: c, at: [1 year, 2 years]") == "");
  CHECK(cost("once: c, at: 0, then_every: 3 months") ==
        "'c' is an amount per year (USD/year), but `once` takes an amount, here every 3 months | write c * 3 "
        "months\n");
  CHECK(cost("once: c_cycle, at: 0, then_every: 3 weeks") == "");
  CHECK(cost("once: c_cycle")
            .starts_with("'c_cycle' is an amount per cycle (USD/cycle), but `once` takes an "
                         "amount | use `per_cycle:` with `in:`"));
}

TEST_CASE("where a year is the cycle both are the same") {
  const auto yearly = [](const std::string& item) {
    return found_in({{"time", "{cycle_length: 1 year, horizon: 10 years, start_age: 50}"},
                     {"costs", "{x: {" + item + "}}"}});
  };
  CHECK(yearly("in: well, per_cycle: c") == "");
  CHECK(yearly("in: well, per_year: c_cycle") == "");
  CHECK(yearly("in: well, per_year: c_visit") != "");
}

TEST_CASE("what a subgroup sets is checked too") {
  const auto with = [](const std::string& set) {
    return found_in({{"transitions", "{well: {ill: q}, ill: {dead: 0.1}}"},
                     {"subgroups", "{men: {weight: 1}, women: {weight: 1, set: {q: " + set + "}}}"}});
  };
  CHECK(with("q * hr").find("apply_hr(q, hr)") != std::string::npos);
  CHECK(with("q * rr") == "");
  CHECK(with("0.2") == "");
  CHECK(with("{value: 0.2, unit: probability/year}").find("per_cycle(q, 1 year)") != std::string::npos);
}

TEST_CASE("amounts of a tree") {
  const auto tree = [](const std::string& duration) {
    return found_in({{"tree", "{" + duration +
                                  "branches: {first: {probability: p, cost: c, to: well}, "
                                  "second: {probability: rest, to: ill}}}"},
                     {"start", ""}});
  };
  CHECK(tree("duration: 1 year, ") == "");
  CHECK(tree("").find("error") == std::string::npos);
  CHECK(tree("").find("but a branch takes an amount") != std::string::npos);
}

TEST_CASE("what is no money and no utility") {
  CHECK(cost("once: u") == "'u' is a utility, but `once` takes an amount of money | check that it is the "
                           "parameter that was meant, and its `unit`\n");
  CHECK(cost("in: well, per_year: r") == "'r' is a rate per year, but `per_year` takes an amount of money | "
                                         "check that it is the parameter that was meant, and its `unit`\n");
  CHECK(found_in({{"states", "{well: {utility: c}, ill: {utility: 0.5}, dead: {alive: false}}"}}) ==
        "'c' is an amount per year (USD/year), but a utility or QALYs belong here | check that it is the "
        "parameter that was meant, and its `unit`\n");
  CHECK(cost("in: well, rate: 1, utility_loss: hr, for: 4 weeks") ==
        "'hr' is a hazard ratio, but a utility or QALYs belong here | check that it is the parameter that "
        "was meant, and its `unit`\n");
}

TEST_CASE("currencies") {
  CHECK(cost("in: well, per_year: c_eur") ==
        "'c_eur' is an amount per year (EUR/year), but the setting's currency "
        "is USD | multiply it by an exchange rate, a parameter with its "
        "source\n");
  CHECK(cost("in: well, per_year: c_eur * fx") == "");
  const auto without_setting = [](const std::string& second) {
    return found_in(
        {{"setting", "{country: US}"},
         {"costs", "{x: {in: well, per_year: c_eur}, y1: {in: well, per_year: " + second + "}}"}});
  };
  CHECK(without_setting("c_eur") == "");
  CHECK(without_setting("c * fx") == "");
  CHECK(without_setting("c") ==
        "'c' is an amount per year (USD/year), but other amounts are in EUR | multiply "
        "it by an exchange rate, a parameter with its source\n");
}

TEST_CASE("price years") {
  const std::string index = "{source: x, 2016: 0.8, 2023: 1}";
  const auto with = [&](const std::string& more,
                        const std::string& setting = "{currency: USD, price_year: 2023}") {
    return found_in({{"setting", setting},
                     {"price_index", index},
                     {"parameters", "{" + kParameters +
                                        ", old: {value: 5, unit: USD 2016/year, source: x}, " + more + "}"}});
  };
  CHECK(with("all: {value: old + c, unit: USD 2016/year, source: x}") ==
        "'all' would be inflated twice: it is computed from 'old', which is already in 2023 prices | leave "
        "the year "
        "out: `unit: USD/year`\n");
  CHECK(with("all: {value: old + c, unit: USD/year, source: x}") == "");
  CHECK(with("all: {value: 2 * visits, unit: USD 2016/year, source: x}") == "");
  CHECK(
      with("kept: {value: 5, unit: USD 2016/year, index: none, source: x}, all: {value: 2 * kept, unit: USD "
           "2016/year, source: x}") == "");
  // Through a formula without a unit, and not where an amount has no year, or prices cancel.
  CHECK(with("between: 2 * old, all: {value: between, unit: USD 2016/year, source: x}")
            .find("computed from 'between'") != std::string::npos);
  CHECK(with("all: {value: 2 * c, unit: USD 2016/year, source: x}") == "");
  CHECK(with("all: {value: 100 * old / (old + c), unit: USD 2016/year, source: x}") == "");
  CHECK(with("all: {value: old, unit: USD 2016/year, index: none, source: x}") == "");
  CHECK(
      with("other: {value: 5, unit: USD 2019/year, source: x}", "{currency: USD}") ==
      "'other' is in 2019 prices and 'old' in 2016 prices, and nothing is inflated | give the year that all "
      "amounts shall be in as `setting: {price_year: …}`, with a `price_index`\n");
  CHECK(with("same: {value: 5, unit: USD 2016/year, source: x}", "{currency: USD}") == "");
}

TEST_CASE("misspelt units") {
  const auto warned = [](const std::string& unit) {
    return own_parameter("a: {value: 1, unit: " + unit + ", source: x}");
  };
  CHECK(warned("hazard-ratio") ==
        "the unit 'hazard-ratio' isn't one that is known, so it isn't checked | did "
        "you mean 'hazard ratio'?\n");
  CHECK(warned("probabilty/year").find("did you mean 'probability'?") != std::string::npos);
  CHECK(warned("Utility").find("did you mean 'utility'?") != std::string::npos);
  CHECK(warned("rates/year").find("did you mean 'rate'?") != std::string::npos);
  for (const char* own : {"kg", "date", "rate ratio", "disutility", "log hazard ratio", "days", "scores"})
    CHECK(warned(own) == "");
}
