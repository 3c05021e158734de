// One-way analysis: against runs of the model with the parameter set, closed forms, and published tables.
#include "reference/moved_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

using namespace cea;
using namespace cea::reference;

namespace {

/// Two strategies over one year: the drug costs `c_drug` and gains `gain` QALYs for those who respond.
const char* const kDrug = R"yaml(
cea: 1
time: {cycle_length: 1 year, cycles: years}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: [20_000, 50_000]
parameters:
  years:      {value: 1, low: 1, high: 3, unit: years, source: made up}
  p_response: {value: 0.5, distribution: "beta(mean=0.5, se=0.05)", low: 0.2, high: 0.8, unit: probability, source: made up}
  gain:       {value: 0.3, low: 0.1, high: 0.5, unit: utility, source: made up}
  c_drug:     {value: 2_000, low: 1_000, high: 5_000, unit: USD, source: made up}
  c_care:     {value: 2 * c_drug, low: 100, high: 200, unit: USD, source: made up}
  nothing:    {value: 1, low: 0, high: 2, unit: ratio, source: made up}
  wanted:     {value: 1, low: 0, high: 1, unit: switch}
  u_gain:     0
states:
  ill: {utility: 0.5 + u_gain + 0 * nothing, absorbing: true, cost: 0 * c_care}
start: {ill: 1}
strategies:
  none: {}
  drug: {set: {u_gain: p_response * gain * wanted}, costs: {drug: {category: drug, once: c_drug}}}
)yaml";

BaseRun drug(const std::vector<std::string>& set = {}) {
  return base_run(load_text(kDrug, "drug.yaml"), set);
}

/// The settings that put a bar's end into a run of its own, with the others of a joint distribution.
std::vector<std::pair<std::string, double>> values_at(const BaseRun& run, const OneWayBar& b, double x) {
  std::vector<std::pair<std::string, double>> values{{b.id, x}};
  double own = 0, others = 0;
  std::map<std::string, double> base;
  for (const ParameterSummary& p : run.parameters)
    base[p.name] = p.value;
  own = base.at(b.id);
  for (const std::string& name : b.moved_with)
    others += base.at(name);
  for (const std::string& name : b.moved_with)
    values.emplace_back(name, base.at(name) * (others + own - x) / others);
  return values;
}

/// Every end of every bar against a model compiled with these values.
void check_ends(const BaseRun& run, const OneWayResult& result) {
  for (const OneWayBar& b : result.bars)
    for (const bool low : {true, false}) {
      CAPTURE(b.id);
      CAPTURE(low);
      const BaseCase want =
          base_case_with(run, values_at(run, b, low ? b.members[0].low : b.members[0].high));
      const ComparedOutcome& got = low ? b.low : b.high;
      for (std::size_t s = 0; s < want.strategies.size(); ++s) {
        CHECK(agrees(got.costs[s], want.strategies[s].cost, {1e-9, 1e-12}));
        CHECK(agrees(got.effects[s], effect_of(want, want.strategies[s].id), {1e-12, 1e-12}));
      }
    }
}

/// At each change the two strategies have equal net benefit, in a model compiled with the value.
void check_changes(const BaseRun& run, const OneWayResult& result) {
  const double wtp = result.comparison.thresholds.front();
  for (const OneWayBar& b : result.bars)
    for (const DecisionChange& c : b.changes) {
      CAPTURE(b.id);
      const BaseCase there = base_case_with(run, values_at(run, b, c.values.at(0)));
      const auto benefit = [&](std::size_t s) {
        return wtp * effect_of(there, there.strategies[s].id) - there.strategies[s].cost;
      };
      CHECK(agrees(benefit(c.from), benefit(c.to), {1e-6, 1e-11}));
    }
}

} // namespace

TEST_CASE("one-way: closed form of a drug") {
  const BaseRun run = drug();
  const OneWayResult r = one_way_of(run);
  CHECK(r.strategies[r.comparison.strategy] == "drug");
  CHECK(r.strategies[r.comparison.comparator] == "none");
  CHECK(r.base.icer.value() == doctest::Approx(2000 / 0.15));
  // In order of swing at 20,000: c_drug 4,000; gain 0.5·0.4·20,000 = 4,000 too (first in the file first);
  // years 0.15·20,000·2 = 6,000; p_response 0.6·0.3·20,000 = 3,600; two move nothing; the switch isn't
  // asked.
  std::vector<std::string> order;
  for (const OneWayBar& b : r.bars)
    order.push_back(b.id);
  CHECK(order == std::vector<std::string>{"years", "gain", "c_drug", "p_response", "c_care", "nothing"});
  CHECK(bar(r, "c_drug").low.icer.value() == doctest::Approx(1000 / 0.15));
  CHECK(bar(r, "c_drug").high.inmb.at(1) == doctest::Approx(0.15 * 50'000 - 5'000));
  CHECK(bar(r, "gain").swing == doctest::Approx(4000));
  CHECK(bar(r, "nothing").swing == 0);
  CHECK(bar(r, "nothing").reaches.empty());
}

TEST_CASE("one-way: where the decision changes") {
  const OneWayResult r = one_way_of(drug());
  const OneWayBar& price = bar(r, "c_drug");
  REQUIRE(price.changes.size() == 1);
  CHECK(price.changes[0].values.at(0) == doctest::Approx(3000).epsilon(1e-13));
  CHECK(r.strategies[price.changes[0].from] == "drug");
  CHECK(price.reaches == std::vector<std::size_t>{0});
  CHECK(bar(r, "gain").changes.at(0).values.at(0) == doctest::Approx(0.2).epsilon(1e-13));
  CHECK(bar(r, "p_response").changes.at(0).values.at(0) == doctest::Approx(1.0 / 3).epsilon(1e-13));
  CHECK(bar(r, "years").changes.empty()); // longer is only better
}

TEST_CASE("one-way: ends are what a run with the value set gives") {
  const BaseRun run = drug();
  check_ends(run, one_way_of(run));
  const BaseRun sick = base_run(load(shipped_scenario("sick_sicker.yaml")));
  const OneWayResult r = one_way_of(sick);
  CHECK(r.bars.size() == 16);
  check_ends(sick, r);
  check_changes(sick, r);
  const BaseRun hiv = base_run(load(shipped_scenario("hiv_lamivudine.yaml")));
  check_ends(hiv, one_way_of(hiv));
}

TEST_CASE("one-way: every parameter of the flagship") {
  const BaseRun run = base_run(load(shipped_scenario("rheumatoid_arthritis.yaml")));
  const OneWayResult r = one_way_of(run);
  CHECK(r.strategies[r.comparison.strategy] == "tnf");
  CHECK(r.strategies[r.comparison.comparator] == "usual_care");
  CHECK(r.bars.size() > 40);
  CHECK(bar(r, "age_at_start").members[0].low == 45);
  CHECK(bar(r, "p_tnf.remission").moved_with.size() == 4);
  check_ends(run, r);
  check_changes(run, r);
  const Comparison by_default = choose_comparison(*run.file.base, run.base, {}, {}, "`owsa`");
  CHECK(r.strategies[by_default.strategy] == "cbt");
  CHECK(r.strategies[by_default.comparator] == "usual_care");
}

TEST_CASE("one-way: what is computed from a moved parameter follows but for what moves itself") {
  const BaseRun run = base_run(load_text(R"yaml(
cea: 1
time: {cycle_length: 1 year, cycles: 1}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: 1
parameters:
  a: {value: 10, low: 5, high: 20, source: made up}
  b: {value: 2 * a, distribution: "gamma(mean=20, se=2)", source: made up}
  c: {value: b + 1, low: 0, high: 100, source: made up}
  d: c * 3
states: {ill: {absorbing: true, utility: 1}}
start: {ill: 1}
strategies:
  none: {}
  drug: {set: {a: a + 1000}, costs: {all: {once: a + 10_000 * b + 1_000_000 * d}}}
)yaml",
                                         "follow.yaml"));
  const OneWayResult r = one_way_of(run);
  const auto cost = [](double a, double b, double d) { return a + 10'000 * b + 1e6 * d; };
  // The strategy's own `set` comes after: a + 1000 there, and what isn't moved is computed from that.
  CHECK(run.base.strategies[1].cost == doctest::Approx(cost(1010, 2020, 6063)).epsilon(1e-14));
  CHECK(bar(r, "b").low.delta_cost ==
        doctest::Approx(cost(1010, bar(r, "b").members[0].low, 3 * (bar(r, "b").members[0].low + 1))));
  CHECK(bar(r, "c").high.delta_cost == doctest::Approx(cost(1010, 2020, 300)));
  CHECK(bar(r, "a").high.delta_cost == doctest::Approx(cost(1020, 2040, 6123)));
}

TEST_CASE("one-way: groups move together") {
  std::string text = kDrug;
  text += "analyses: {owsa: {groups: {effect: [p_response, gain]}, parameters: [c_drug]}}\n";
  const BaseRun run = base_run(load_text(text, "drug.yaml"));
  const OneWayResult r = one_way_of(run);
  REQUIRE(r.bars.size() == 2);
  const OneWayBar& both = bar(r, "effect");
  CHECK(both.low.delta_effect == doctest::Approx(0.2 * 0.1));
  CHECK(both.high.delta_effect == doctest::Approx(0.8 * 0.5));
  REQUIRE(both.changes.size() == 1);
  // On the way from (0.5, 0.3) to (0.2, 0.1) the product reaches 0.1.
  const double p = both.changes[0].values.at(0), g = both.changes[0].values.at(1);
  CHECK(p * g == doctest::Approx(0.1).epsilon(1e-12));
  CHECK((0.5 - p) / 0.3 == doctest::Approx((0.3 - g) / 0.2).epsilon(1e-12));
}

TEST_CASE("one-way: settings of the command line stand below the range") {
  const OneWayResult r = one_way_of(drug({"gain=gain * 2", "p_response=0.4"}));
  CHECK(r.base.delta_effect == doctest::Approx(0.4 * 0.6));
  CHECK(bar(r, "c_drug").low.delta_effect == doctest::Approx(0.4 * 0.6));
  // The value is moved after the setting, to the file's range.
  CHECK(bar(r, "gain").low.delta_effect == doctest::Approx(0.4 * 0.1));
}

TEST_CASE("one-way: the Sick-Sicker tutorial's tornado") {
  // Derived from the tutorial's functions: INMB of strategy B against standard of care at 100,000.
  const BaseRun run = base_run(load(own_scenario("c01_sick_sicker.yaml")));
  struct Want {
    const char* parameter;
    double low, high, inmb_low, inmb_high;
  };
  const std::vector<Want> want = {{"hr_S1S2_trtB", 0.3, 0.9, 237589.99287, -104644.20483},
                                  {"c_trtB", 6500, 19500, 104670.83304, -25085.1870500001},
                                  {"hr_S2", 5, 15, 14335.8132099998, 58873.0432500001},
                                  {"r_S1S2", 0.05, 0.15, 11412.1403100002, 39200.9452899999},
                                  {"u_S1", 0.65, 0.85, 31540.4404899999, 48045.2055000002},
                                  {"r_HS1", 0.1, 0.2, 44596.39304, 31377.2759700001},
                                  {"c_trtA", 6000, 18000, 39792.823, 39792.823},
                                  {"u_trtA", 0.9, 1, 39792.823, 39792.823}};
  std::vector<OneWayBar> bars;
  for (auto w = want.rbegin(); w != want.rend(); ++w)
    bars.push_back(bar_of(run, w->parameter, w->low, w->high));
  const OneWayResult r = one_way_of(run, "B", "SoC", std::move(bars));
  const Tolerance t{1e-4, 1e-8};
  CHECK(agrees(r.base.inmb.at(0), 39792.822992716, t));
  REQUIRE(r.bars.size() == want.size());
  for (std::size_t i = 0; i < want.size(); ++i) {
    CAPTURE(want[i].parameter);
    CHECK(agrees(bar(r, want[i].parameter).low.inmb.at(0), want[i].inmb_low, t));
    CHECK(agrees(bar(r, want[i].parameter).high.inmb.at(0), want[i].inmb_high, t));
    if (i < 6) CHECK(r.bars[i].id == want[i].parameter);
    if (i >= 6) CHECK(bar(r, want[i].parameter).swing == 0);
  }
  check_changes(run, r);
}

TEST_CASE("one-way: the Sick-Sicker tutorial's whole table") {
  const std::string path = "c01_sick_sicker_homogeneous";
  if (!is_there(path)) return;
  const BaseRun run = base_run(load(own_scenario("c01_sick_sicker.yaml")));
  const std::map<std::string, std::size_t> strategies = {
      {"Standard of care", 0}, {"Strategy A", 1}, {"Strategy B", 2}, {"Strategy AB", 3}};
  std::istringstream lines(text_of(folder(path) + "/dsa_oneway.csv"));
  std::string line;
  std::getline(lines, line);
  int compared_lines = 0;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string name, end, value, strategy, cost, qaly, nmb;
    for (std::string* const cell : {&name, &end, &value, &strategy, &cost, &qaly, &nmb})
      std::getline(cells, *cell, ',');
    const double x = std::stod(value);
    const OneWayResult r = one_way_of(run, "B", "SoC", {bar_of(run, name, std::min(x, 0.0), x)});
    const ComparedOutcome& got = r.bars[0].high;
    const std::size_t s = strategies.at(strategy);
    CAPTURE(line);
    CHECK(agrees(got.costs[s], std::stod(cost), {0, 1e-10}));
    CHECK(agrees(got.effects[s], std::stod(qaly), {0, 1e-10}));
    ++compared_lines;
  }
  CHECK(compared_lines == 64);
}

TEST_CASE("one-way: lamivudine for twenty years") {
  // heemod's vignette on sensitivity analysis, with more digits.
  const BaseRun run = base_run(load(own_scenario("c04_hiv_lifelong.yaml")));
  struct Want {
    const char* parameter;
    double low, high;
    double cost_low, effect_low, icer_low, cost_high, effect_high, icer_high;
  };
  const std::vector<Want> want = {{"cost_lami", 1500, 3000, 31176.0043369724, 5.7352633191682,
                                   5435.84533124696, 45395.3508519612, 5.7352633191682, 7915.12931938843},
                                  {"cost_zido", 1500, 3000, 34409.7511267975, 5.7352633191682,
                                   5999.68113265078, 38885.2226859822, 5.7352633191682, 6780.02395391706},
                                  {"dr", 0.04, 0.08, 44242.3769543365, 5.7352633191682, 7714.09689359356,
                                   30907.606221006, 5.7352633191682, 5389.04745972303},
                                  {"rr", 0.4, 0.6, 41156.2437255418, 7.38880240661963, 5570.0831421165,
                                   32383.6429159297, 4.41858290822126, 7328.96577671461}};
  std::vector<OneWayBar> bars;
  for (const Want& w : want)
    bars.push_back(bar_of(run, w.parameter, w.low, w.high));
  const OneWayResult r = one_way_of(run, "comb", "mono", std::move(bars));
  const Tolerance t{0, 1e-9};
  CHECK(agrees(r.base.icer.value(), 6404.41894261423, t));
  for (const Want& w : want) {
    CAPTURE(w.parameter);
    const OneWayBar& b = bar(r, w.parameter);
    CHECK(agrees(b.low.delta_cost, w.cost_low, t));
    CHECK(agrees(b.low.delta_effect, w.effect_low, t));
    CHECK(agrees(b.low.icer.value(), w.icer_low, t));
    CHECK(agrees(b.high.delta_cost, w.cost_high, t));
    CHECK(agrees(b.high.delta_effect, w.effect_high, t));
    CHECK(agrees(b.high.icer.value(), w.icer_high, t));
  }
}

TEST_CASE("one-way: dressings for catheters at the ends of 95 % intervals") {
  // Jenks 2016 as computed by rdecision: saving at the 2.5 % and 97.5 % quantiles, by swing.
  const BaseRun run = base_run(load(own_scenario("c09_tegaderm.yaml")), {}, {0});
  const OneWayResult r = one_way_of(run);
  struct Want {
    const char* parameter;
    double low, high, saving_low, saving_high;
  };
  const std::vector<Want> want = {
      {"days", 2.72466343406581, 21.9181826743558, 9.7360285265575, 178.068336127057},
      {"c_crbsi", 4921.74871589331, 16588.5994862967, 29.4831648351422, 132.73946089352},
      {"hr_crbsi", 0.163776516422329, 0.83107256749447, 108.4471848138, 10.6749674107103},
      {"dressings", 0.432923066140878, 7.99902626846598, 85.6592831278151, 49.9472760128406},
      {"r_crbsi", 1.25415097880642, 1.72427137297826, 60.1719662472974, 88.004033823059},
      {"r_lsi", 3.9235526552274e-21, 1.46634734706234, 73.45896, 74.3358357135433},
      {"c_lsi", 50.1241002203994, 166.81073518917, 73.5009238967045, 73.5986139475004},
      {"hr_lsi", 0.163776516422329, 0.83107256749447, 73.5760312877009, 73.4826098405508},
      {"rr_dermatitis", 0.354367422402568, 2.25754386386902, 73.5508182257681, 73.526828606758},
      {"c_dermatitis", 1.63479806043949, 13.1509096046135, 73.54268, 73.54268},
      {"p_dermatitis", 5.32992279336566e-05, 0.00773598406186393, 73.54268, 73.54268}};
  REQUIRE(r.bars.size() == want.size());
  const Tolerance t{1e-9, 1e-9};
  for (std::size_t i = 0; i < want.size(); ++i) {
    CAPTURE(want[i].parameter);
    const OneWayBar& b = bar(r, want[i].parameter);
    if (i < 9) CHECK(r.bars[i].id == want[i].parameter);
    CHECK(agrees(b.members[0].low, want[i].low, {1e-30, 1e-9}));
    CHECK(agrees(b.members[0].high, want[i].high, t));
    CHECK(agrees(-b.low.delta_cost, want[i].saving_low, t));
    CHECK(agrees(-b.high.delta_cost, want[i].saving_high, t));
  }
}

TEST_CASE("one-way: samples given a value are those of a model with the value set") {
  const BaseRun run = base_run(load(shipped_scenario("sick_sicker.yaml")));
  OneWayResult r = one_way_of(run);
  std::erase_if(r.bars, [](const OneWayBar& b) { return b.id != "hr_S1S2_trtB" && b.id != "c_S2"; });
  const MovableModel model(*run.model, {}, moved_names(r.bars), {});
  PsaOptions options;
  options.samples = 500;
  add_conditional_means(r, model, *run.model, {0.025, 0.5, 0.9}, options);
  REQUIRE(r.conditional.size() == 2);
  for (const ConditionalMeans& means : r.conditional)
    for (const ConditionalMeans::Point& p : means.points) {
      CAPTURE(means.id);
      CAPTURE(p.quantile);
      const auto fixed =
          compile_variant(run.file, {}, Detail::totals, {fmt::format("{}={}", means.id, p.value)});
      const PsaSamples samples = probabilistic(*fixed, options);
      double cost = 0, effect = 0;
      for (std::size_t i = 0; i < options.samples; ++i) {
        cost += samples.costs[r.comparison.strategy][i] - samples.costs[r.comparison.comparator][i];
        effect += samples.effects[r.comparison.strategy][i] - samples.effects[r.comparison.comparator][i];
      }
      CHECK(p.delta_cost == doctest::Approx(cost / 500).epsilon(1e-10));
      CHECK(p.delta_effect == doctest::Approx(effect / 500).epsilon(1e-10));
    }
}

TEST_CASE("one-way: given one share the others of a Dirichlet keep their proportions") {
  const BaseRun run = base_run(load_text(R"(
cea: 1
time: {cycle_length: 1 year, cycles: 1}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: 0
parameters: {a: {source: s}, b: {source: s}, c: {source: s}}
joint: [{parameters: [a, b, c], distribution: dirichlet, counts: [20, 30, 50]}]
states: {ill: {absorbing: true, utility: 1}}
start: {ill: 1}
strategies:
  none: {}
  drug: {costs: {b: {once: 1000 * b}, sum: {once: 1e6 * (a + b + c - 1)}}}
)",
                                         "dirichlet.yaml"));
  OneWayResult r = one_way_of(run, "drug", "none", {bar_of(run, "a", 0.1, 0.4)});
  CHECK(r.bars[0].low.delta_cost == doctest::Approx(1000 * 0.9 * 0.3 / 0.8));
  CHECK(r.bars[0].moved_with == std::vector<std::string>{"b", "c"});
  const MovableModel model(*run.model, {}, {"a"}, {});
  PsaOptions options;
  options.samples = 20'000;
  const PsaSamples samples = model.samples({{0, 0.4}}, options);
  // Given a = 0.4, b is 0.6 of a Beta(30, 50).
  double sum = 0, squares = 0;
  for (const double cost : samples.costs[1]) {
    sum += cost;
    squares += cost * cost;
  }
  const double mean = sum / 20'000, sd = std::sqrt(squares / 20'000 - mean * mean);
  CHECK(mean == doctest::Approx(600 * 0.375).epsilon(0.003));
  CHECK(sd == doctest::Approx(600 * std::sqrt(30.0 * 50 / (80.0 * 80 * 81))).epsilon(0.02));
}

TEST_CASE("one-way: problems are said") {
  const auto problem = [](const std::string& analyses, const std::vector<std::string>& set = {}) {
    std::string text = kDrug;
    text += "analyses: {owsa: " + analyses + "}\n";
    const BaseRun run = base_run(load_text(text, "drug.yaml"), set);
    try {
      (void)one_way_of(run);
    } catch (const InputError& e) {
      return e.diagnostics().all().at(0).message;
    }
    return std::string();
  };
  CHECK(problem("{parameters: [u_gain]}") == "'u_gain' has no range");
  CHECK(problem("{comparator: drug}") == "");
  CHECK(problem("{}", {"p_response=1.5"}).empty()); // not used as a probability
}
