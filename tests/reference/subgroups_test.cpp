// A population of subgroups against its subgroups run one by one, as files of their own.
#include "engine/subgroups.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kSame{1e-12, 1e-12};

/// `extra`: sections `subgroups` and those of single tests; `care`, `drug`: what the strategies say.
std::string model(const std::string& extra, const std::string& drug = "", const std::string& care = "") {
  return fmt::format(R"yaml(cea: 1
title: A drug for women and men of several ages
time: {{cycle_length: 1 year, horizon: horizon, start_age: age0}}
discounting: {{costs: 3%, effects: 3%}}
willingness_to_pay: [50_000, 100_000]
tables:
  life: {{key: age, between: loglinear, beyond: hold, rows: {{age: [20, 60, 100], rate: [0.001, 0.01, 0.4]}}}}
parameters:
  age0: 50
  horizon: 40
  share: {{value: 0.79, distribution: "beta(alpha=79, beta=21)", source: test}}
  p_sick: {{value: 0.1, distribution: "beta(mean=0.1, se=0.02)", source: test}}
  rr: {{value: 0.7, distribution: "lognormal(median=0.7, sdlog=0.1)", source: test}}
  effect: 1
  u_sick: {{value: 0.6, distribution: "beta(mean=0.6, se=0.05)", source: test}}
  c_drug: {{value: 1_000, distribution: "gamma(mean=1000, se=100)", source: test}}
states:
  well: {{cost: 100, utility: 0.9 - life.rate(age) / 10}}
  sick: {{cost: 5_000, utility: "u_sick * (1 - life.rate(age)) - 0.05 * min(time_in_state, 4)"}}
  dead: {{alive: false}}
start: {{well: 1}}
mortality: rate_to_prob(life.rate(age), cycle_length)
transitions:
  well: {{sick: p_sick * effect}}
  sick: {{well: "if(cycles_in_state < 2, 0.2, 0.05)"}}
strategies:
  care: {{label: Usual care{}}}
  drug:
    set: {{effect: rr}}
    costs: {{drug: {{category: drug, in: alive, per_year: c_drug, during: 0 to 12.5 years}}}}
{}{})yaml",
                     care, drug, extra);
}

ScenarioFile file_of(const std::string& text) {
  return load_text(text, own_scenario("subgroups.yaml"));
}

BaseCase base_of(const std::string& text, const std::string& variant = "") {
  return run(file_of(text), variant).base;
}

std::vector<SubgroupResult> groups_of(const std::string& text) {
  const ScenarioFile file = file_of(text);
  Diagnostics problems;
  const auto compiled =
      compile(file.base, {.detail = Detail::full, .keep_trace = true, .by_subgroup = true}, problems);
  INFO(render(problems));
  REQUIRE(compiled);
  return subgroup_results(*compiled, file.base->willingness_to_pay);
}

/// One weighted sum of everything that the totals hold.
void check_average(const BaseCase& whole, const std::vector<std::pair<double, BaseCase>>& parts) {
  for (std::size_t s = 0; s < whole.strategies.size(); ++s) {
    CAPTURE(whole.strategies[s].id);
    const auto average = [&](auto pick) {
      double sum = 0;
      for (const auto& [weight, part] : parts)
        sum += weight * pick(part.strategies[s]);
      return sum;
    };
    const auto check = [&](auto pick) { CHECK(agrees(pick(whole.strategies[s]), average(pick), kSame)); };
    check([](const StrategyTotals& t) { return t.cost; });
    check([](const StrategyTotals& t) { return t.undiscounted_cost; });
    for (const auto amounts :
         {&StrategyTotals::effects, &StrategyTotals::undiscounted_effects, &StrategyTotals::cost_by_category,
          &StrategyTotals::cost_by_state, &StrategyTotals::effect_by_state})
      for (std::size_t i = 0; i < (whole.strategies[s].*amounts).size(); ++i)
        check([&](const StrategyTotals& t) { return (t.*amounts).at(i).second; });
  }
}

const std::string kGroups = R"(
subgroups:
  women: {label: Women, weight: share, set: {p_sick: p_sick * 0.8}}
  men: {weight: 1 - share, set: {age0: 60, u_sick: 0.5}}
)";
/// The drug works less in men.
const std::string kMen = "    subgroups: {men: {set: {effect: effect * 1.2}}}\n";
/// The same as settings of strategies, without subgroups.
const std::string kAsWomen = ", set: {p_sick: p_sick * 0.8}";
const std::string kAsMen = ", set: {age0: 60, u_sick: 0.5}";

std::string women() {
  std::string text = model("", "", kAsWomen);
  const std::string set = "    set: {effect: rr}\n";
  return text.replace(text.find(set), set.size(), "    set: {p_sick: p_sick * 0.8, effect: rr}\n");
}

std::string men() {
  std::string text = model("", "", kAsMen);
  const std::string set = "    set: {effect: rr}\n";
  return text.replace(text.find(set), set.size(), "    set: {age0: 60, u_sick: 0.5, effect: rr * 1.2}\n");
}

} // namespace

TEST_CASE("subgroups: the whole is the average of the groups run one by one") {
  const BaseCase whole = base_of(model(kGroups, kMen));
  check_average(whole, {{0.79, base_of(women())}, {0.21, base_of(men())}});
}

TEST_CASE("subgroups: each group's own result is that of its own file") {
  const auto groups = groups_of(model(kGroups, kMen));
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "women");
  CHECK(groups[0].label == "Women");
  CHECK(groups[0].weight == doctest::Approx(0.79).epsilon(1e-15));
  check_average(groups[0].base_case, {{1, base_of(women())}});
  check_average(groups[1].base_case, {{1, base_of(men())}});
}

TEST_CASE("subgroups: ICERs are ratios of averages and not averages of ICERs") {
  const auto groups = groups_of(model(kGroups, kMen));
  const BaseCase whole = base_of(model(kGroups, kMen));
  const PairwiseRow& row = whole.pairwise.at(0);
  double cost = 0, effect = 0, of_icers = 0;
  for (const SubgroupResult& g : groups) {
    cost += g.weight * g.base_case.pairwise.at(0).delta_cost;
    effect += g.weight * g.base_case.pairwise.at(0).delta_effect;
    of_icers += g.weight * g.base_case.pairwise.at(0).icer.value();
  }
  CHECK(agrees(row.icer.value(), cost / effect, {1e-9, 1e-9}));
  CHECK(std::abs(row.icer.value() - of_icers) > 0.05 * of_icers);
}

TEST_CASE("subgroups: weights count by their ratio only") {
  const auto with = [](const char* a, const char* b) {
    return base_of(
        model(fmt::format("subgroups: {{a: {{weight: {}}}, b: {{weight: {}, set: {{age0: 70}}}}}}\n", a, b)));
  };
  check_average(with("0.25", "0.75"), {{1, with("13", "39")}});
  check_average(with("1", "0"), {{1, base_of(model(""))}});
}

TEST_CASE("subgroups: in a PSA the average is taken in every sample with its own weights") {
  const std::string whole = model(kGroups, kMen);
  constexpr std::size_t kSamples = 70;
  const auto sampled = [&](const std::string& text) {
    Diagnostics problems;
    const auto compiled = compile(file_of(text).base, {}, problems);
    REQUIRE(compiled);
    return probabilistic(*compiled, {.samples = kSamples, .seed = 5, .keep_values = true});
  };
  const PsaSamples all = sampled(whole), a = sampled(women()), b = sampled(men());
  std::vector<double> share;
  for (std::size_t p = 0; p < all.parameters.size(); ++p)
    if (all.parameters[p] == "share") share = all.values[p];
  REQUIRE(share.size() == kSamples);
  CHECK(share[0] != share[1]);
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t i = 0; i < kSamples; ++i) {
      CHECK(agrees(all.costs[s][i], share[i] * a.costs[s][i] + (1 - share[i]) * b.costs[s][i], kSame));
      CHECK(agrees(all.effects[s][i], share[i] * a.effects[s][i] + (1 - share[i]) * b.effects[s][i], kSame));
    }
}

TEST_CASE("subgroups: threads and blocks change nothing") {
  Diagnostics problems;
  const auto compiled = compile(file_of(model(kGroups, kMen)).base, {}, problems);
  REQUIRE(compiled);
  const auto with = [&](int threads, int lanes) {
    return probabilistic(*compiled, {.samples = 300, .simulation = {.threads = threads, .lanes = lanes}});
  };
  const PsaSamples one = with(1, 1), other = with(2, 48);
  CHECK(one.costs == other.costs);
  CHECK(one.effects == other.effects);
}

TEST_CASE("subgroups: settings of scenario and group and strategy and both follow each other") {
  const std::string text = model(R"(
subgroups:
  a: {weight: 1, set: {effect: effect + 0.1}}
  b: {weight: 1}
scenarios:
  low: {set: {effect: 0.5}}
  heavy: {subgroups: {a: {weight: 3}}}
)",
                                 "    subgroups: {a: {set: {effect: effect * 0.9}}}\n");
  // drug sets `effect: rr` after the group, so that only `effect * 0.9` builds on it.
  const auto alone = [](const std::string& care, const std::string& drug) {
    std::string one = model("", "", ", set: {effect: " + care + "}");
    const std::string set = "{effect: rr}";
    return base_of(one.replace(one.find(set), set.size(), "{effect: " + drug + "}"));
  };
  check_average(base_of(text), {{0.5, alone("1.1", "rr * 0.9")}, {0.5, alone("1", "rr")}});
  check_average(base_of(text, "low"), {{0.5, alone("0.6", "rr * 0.9")}, {0.5, alone("0.5", "rr")}});
  check_average(base_of(text, "heavy"), {{0.75, alone("1.1", "rr * 0.9")}, {0.25, alone("1", "rr")}});
}

TEST_CASE("subgroups: the trace is the average of the groups' traces") {
  const Trace whole = run(file_of(model(kGroups, kMen))).trace;
  const Trace a = run(file_of(women())).trace, b = run(file_of(men())).trace;
  for (std::size_t s = 0; s < 2; ++s) {
    REQUIRE(whole.rows[s].size() == 41);
    for (std::size_t row = 0; row < 41; ++row)
      for (std::size_t state = 0; state < 3; ++state)
        CHECK(agrees(whole.rows[s][row][state], 0.79 * a.rows[s][row][state] + 0.21 * b.rows[s][row][state],
                     kSame));
  }
}

TEST_CASE("subgroups: a setting may move the horizon of its group") {
  // The table has no row beyond 100, where the older group's horizon ends.
  const auto with = [](const std::string& extra, const std::string& care = "") {
    std::string text = model(extra, "", care);
    const std::string hold = "beyond: hold, ", horizon = "horizon: 40";
    text.erase(text.find(hold), hold.size());
    return text.replace(text.find(horizon), horizon.size(), "horizon: 100.25 - age0");
  };
  const auto alone = [&](int age) {
    std::string text = with("");
    const std::string start = "age0: 50";
    return text.replace(text.find(start), start.size(), fmt::format("age0: {}", age));
  };
  const std::string text =
      with("subgroups: {a: {weight: 1, set: {age0: 60}}, b: {weight: 1, set: {age0: 72}}}\n");
  check_average(base_of(text), {{0.5, base_of(alone(60))}, {0.5, base_of(alone(72))}});
  const auto groups = groups_of(text);
  check_average(groups[1].base_case, {{1, base_of(alone(72))}});
  const Trace trace = run(file_of(text)).trace;
  const Trace older = run(file_of(alone(72))).trace, younger = run(file_of(alone(60))).trace;
  REQUIRE(trace.rows[0].size() == younger.rows[0].size());
  // After its horizon the older group stays as it was.
  CHECK(agrees(trace.rows[0].back()[2], 0.5 * younger.rows[0].back()[2] + 0.5 * older.rows[0].back()[2],
               kSame));
  Diagnostics problems;
  const auto compiled = compile(file_of(text).base, {}, problems);
  REQUIRE(compiled);
  const PsaSamples samples = probabilistic(*compiled, {.samples = 20});
  for (const double cost : samples.costs[0])
    CHECK(std::isfinite(cost));
}

TEST_CASE("subgroups: weights drawn as a Dirichlet") {
  const std::string text = model(R"(
joint: [{parameters: [w_a, w_b, w_c], distribution: dirichlet, counts: [50, 30, 20]}]
subgroups:
  a: {weight: w_a}
  b: {weight: w_b, set: {age0: 60}}
  c: {weight: w_c, set: {age0: 70}}
)");
  std::string declared = text;
  const std::string at = "  age0: 50\n";
  declared.replace(declared.find(at), at.size(),
                   at + "  w_a: {source: x}\n  w_b: {source: x}\n  w_c: {source: x}\n");
  const auto groups = groups_of(declared);
  CHECK(groups[0].weight == doctest::Approx(0.5));
  CHECK(groups[2].weight == doctest::Approx(0.2));
  check_average(base_of(declared),
                {{0.5, groups[0].base_case}, {0.3, groups[1].base_case}, {0.2, groups[2].base_case}});
}

TEST_CASE("subgroups: a sample with a negative weight isn't valid") {
  const std::string text = model(R"(
subgroups:
  a: {weight: share}
  b: {weight: 0.85 - share, set: {age0: 60}}
)");
  Diagnostics problems;
  const auto compiled = compile(file_of(text).base, {}, problems);
  REQUIRE(compiled);
  CHECK_THROWS_WITH_AS(probabilistic(*compiled, {.samples = 1000}),
                       doctest::Contains("the weight of the subgroup 'b' is -"), InputError);
  const PsaSamples kept = probabilistic(*compiled, {.samples = 1000, .drop_invalid = true});
  CHECK(kept.dropped > 20);
  CHECK(kept.dropped < 200);
}

TEST_CASE("subgroups: the flagship for three ages that end at a hundred years") {
  const std::string path = shipped_scenario("rheumatoid_arthritis.yaml");
  const ScenarioFile one = load(path);
  const ScenarioFile groups =
      load_text("extends: rheumatoid_arthritis.yaml\n"
                "subgroups: {a: {weight: 2, set: {age_at_start: 50}}, b: {weight: 1}, "
                "c: {weight: 1, set: {age_at_start: 68}}}\n",
                path + ".groups");
  check_average(run(groups).base, {{0.5, run(one, "", {"age_at_start=50"}).base},
                                   {0.25, run(one).base},
                                   {0.25, run(one, "", {"age_at_start=68"}).base}});
  const auto compiled = compile_variant(groups, "", Detail::totals);
  CHECK(probabilistic(*compiled, {.samples = 40}).dropped == 0);
}

TEST_CASE("subgroups: rates and partitioned survival with ends of their own") {
  const std::string head = R"yaml(cea: 1
time: {cycle_length: 1 year, horizon: 100 - age0, start_age: age0}
discounting: {costs: 3%, effects: 3%}
tables: {life: {key: age, between: loglinear, rows: {age: [20, 60, 100], rate: [0.001, 0.01, 0.4]}}}
parameters: {age0: 60, r: 0.2}
strategies: {care: {}, drug: {set: {r: r / 2}}}
)yaml";
  const std::string rates = R"yaml(states:
  well: {cost: 100, utility: 0.9 - life.rate(age) / 10}
  sick: {cost: 5_000, utility: 0.6}
  dead: {alive: false}
start: {well: 1}
mortality: "rate_to_prob(life.rate(age), cycle_length)"
transition_rates: {well: {sick: r * (1 + life.rate(age))}, sick: {well: 0.1}}
)yaml";
  const std::string partitioned = R"yaml(states:
  well: {cost: 100, utility: 0.9 - life.rate(age) / 10}
  sick: {cost: 5_000, utility: 0.6}
  dead: {alive: false}
curves:
  pfs: {distribution: "exponential(rate=r)", background: {rate: life.rate(age), combine: add}}
  os: {distribution: "exponential(rate=r/3)", background: {rate: life.rate(age), combine: add}}
partitioned_survival: {states: {well: pfs, sick: rest, dead: 1 - os}}
)yaml";
  const std::string two = "subgroups: {a: {weight: 2, set: {age0: 75.5}}, b: {weight: 1, set: {r: 0.3}}}\n";
  for (const std::string& kind : {rates, partitioned}) {
    CAPTURE(kind);
    const ScenarioFile one = file_of(head + kind);
    check_average(base_of(head + kind + two),
                  {{2.0 / 3, run(one, "", {"age0=75.5"}).base}, {1.0 / 3, run(one, "", {"r=0.3"}).base}});
  }
}
