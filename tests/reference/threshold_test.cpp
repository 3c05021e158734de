// Thresholds and two-way analysis: closed forms, runs of the model at the values found, published figures.
#include "reference/moved_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

using namespace cea;
using namespace cea::reference;

namespace {

using Status = ThresholdResult::Status;

const char* const kDrug = R"yaml(
cea: 1
time: {cycle_length: 1 year, cycles: years}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: [20_000, 50_000]
parameters:
  years:    {value: 4, low: 2, high: 6, unit: years, source: made up}
  gain:     {value: 0.1, distribution: "normal(mean=0.1, se=0.03)", unit: utility, source: made up}
  c_drug:   {value: 12_000, distribution: "gamma(mean=12000, se=1000)", low: 10_000, high: 14_000, unit: USD, source: made up}
  c_saved:  {value: 0, low: 0, high: 500, unit: USD/year, source: made up}
  shape:    {value: 0.2, low: 0.1, high: 0.9, unit: ratio, source: made up}
  nothing:  {value: 3, unit: ratio, source: made up}
  zero:     {value: 0, unit: ratio, source: made up}
  u_gain: 0
  saved: 0
states:
  ill: {utility: 0.5 + u_gain + 0 * (nothing + zero), absorbing: true, cost: 1_000 - saved}
start: {ill: 1}
strategies:
  none: {}
  drug: {set: {u_gain: gain, saved: c_saved}, costs: {drug: {category: drug, once: c_drug}}}
  wave: {costs: {cost: {once: 1_000}}, effects: {effect: {once: shape * (1 - shape)}}}
)yaml";

BaseRun drug() {
  return base_run(load_text(kDrug, "drug.yaml"));
}

/// Incremental net benefit of a model compiled with the value.
double inmb_at(const BaseRun& run, const ThresholdResult& r, double x, double wtp) {
  const BaseCase there = base_case_with(run, {{r.parameter, x}});
  const auto& s = there.strategies[r.strategy];
  const auto& c = there.strategies[r.comparator];
  return wtp * (effect_of(there, s.id) - effect_of(there, c.id)) - (s.cost - c.cost);
}

void check_tips(const BaseRun& run, const ThresholdResult& r, const Tolerance& t) {
  for (const auto& target : r.targets)
    for (const double x : target.values) {
      CAPTURE(x);
      CHECK(std::abs(inmb_at(run, r, x, *target.wtp)) <= t.absolute);
    }
}

} // namespace

TEST_CASE("threshold: the price of a drug") {
  const BaseRun run = drug();
  const ThresholdResult r = threshold_of(run, threshold("c_drug", "drug", "none"));
  REQUIRE(r.targets.size() == 2);
  CHECK(r.money);
  CHECK(r.searched.from == 0);
  CHECK(r.searched.to == 140'000);
  CHECK(r.targets[0].status == Status::found);
  CHECK(r.targets[0].values.at(0) == doctest::Approx(8'000).epsilon(1e-13));
  CHECK(r.targets[1].values.at(0) == doctest::Approx(20'000).epsilon(1e-13));
  REQUIRE(r.targets[0].favourable.size() == 1);
  CHECK(r.targets[0].favourable[0].from == 0);
  CHECK(r.targets[0].favourable[0].to == r.targets[0].values[0]);
}

TEST_CASE("threshold: a target ICER equal costs equal effects") {
  const BaseRun run = drug();
  ThresholdSettings settings = threshold("c_drug", "drug", "none", {35'000});
  settings.icer = true;
  ThresholdResult r = threshold_of(run, settings);
  CHECK(r.target == "icer");
  CHECK(r.targets.at(0).values.at(0) == doctest::Approx(14'000).epsilon(1e-13));
  settings = threshold("c_saved", "drug", "none");
  settings.outcome = ThresholdSettings::Outcome::cost;
  r = threshold_of(run, settings);
  CHECK(r.targets.at(0).values.at(0) == doctest::Approx(3'000).epsilon(1e-13));
  CHECK(r.targets[0].favourable.at(0).from == r.targets[0].values[0]);
  settings = threshold("gain", "drug", "none");
  settings.outcome = ThresholdSettings::Outcome::effect;
  settings.range = MoveRange{-0.5, 0.5};
  CHECK(std::abs(threshold_of(run, settings).targets.at(0).values.at(0)) < 1e-14);
}

TEST_CASE("threshold: an effect and a duration") {
  const BaseRun run = drug();
  ThresholdResult r = threshold_of(run, threshold("gain", "drug", "none"));
  CHECK(r.searched.to == 1);
  CHECK(r.targets.at(0).values.at(0) == doctest::Approx(0.15).epsilon(1e-13));
  // `years` is the horizon in cycles: the model's size changes, and only whole numbers can be run.
  ThresholdSettings settings = threshold("years", "drug", "none");
  settings.range = MoveRange{1, 25};
  r = threshold_of(run, settings);
  CHECK(r.targets.at(0).status == Status::found);
  CHECK(r.targets.at(0).values.at(0) == 6);
}

TEST_CASE("threshold: several values none and a parameter that moves nothing") {
  const BaseRun run = drug();
  // shape·(1 − shape)·20,000 = 1,000 at (1 ± √0.8)/2.
  ThresholdSettings settings = threshold("shape", "wave", "none");
  settings.range = MoveRange{0, 1};
  ThresholdResult r = threshold_of(run, settings);
  CHECK(r.targets.at(0).status == Status::several);
  CHECK(r.targets.at(0).values.at(0) == doctest::Approx((1 - std::sqrt(0.8)) / 2).epsilon(1e-12));
  CHECK(r.targets.at(0).values.at(1) == doctest::Approx((1 + std::sqrt(0.8)) / 2).epsilon(1e-12));
  REQUIRE(r.targets.at(0).favourable.size() == 1);
  CHECK(r.targets.at(0).favourable[0].from == r.targets.at(0).values[0]);
  CHECK(r.targets.at(0).favourable[0].to == r.targets.at(0).values[1]);
  settings.wtp = {3'000, 1e9};
  settings.range = MoveRange{0.1, 0.9};
  r = threshold_of(run, settings);
  CHECK(r.targets.at(0).status == Status::never);
  CHECK(r.targets.at(0).favourable.empty());
  CHECK(r.targets.at(1).status == Status::always);
  CHECK(r.targets.at(1).favourable.size() == 1);
  CHECK(threshold_of(run, threshold("nothing", "drug", "none")).targets.at(0).status == Status::no_effect);
  CHECK_THROWS_AS(threshold_of(run, threshold("zero", "drug", "none")), InputError);
}

TEST_CASE("threshold: values beyond which the model has no result are passed over") {
  const BaseRun run = base_run(load_text(R"(
cea: 1
time: {cycle_length: 1 year, cycles: 2}
discounting: {costs: 0%, effects: 0%}
willingness_to_pay: 1_000
parameters:
  p: {value: 0.2, low: 0.1, high: 0.3, unit: probability, source: made up}
  q: 0
states: {well: {utility: 1}, ill: {utility: 0.5}, dead: {alive: false}}
start: {well: 1}
mortality: 0.1
transitions:
  well: {ill: 0.4 + q}
  ill: {well: 0.1}
strategies:
  none: {}
  drug: {set: {q: p}, costs: {drug: {once: -120}}}
)",
                                         "valid.yaml"));
  ThresholdResult r = threshold_of(run, threshold("p", "drug", "none"));
  REQUIRE(r.targets.at(0).status == Status::found);
  CHECK(r.targets.at(0).values[0] < 0.6);
  check_tips(run, r, {1e-8, 0});
  REQUIRE(r.without_result.size() == 1);
  CHECK(r.without_result[0].from == doctest::Approx(0.6).epsilon(0.01));
  CHECK(r.without_result[0].to == 1);
}

TEST_CASE("threshold: the mean over samples tips at an exact price") {
  const BaseRun run = drug();
  ThresholdResult r = drawn_threshold_of(run, threshold("c_drug", "drug", "none"), 400);
  const auto samples = [&](const std::string& set) {
    PsaOptions options;
    options.samples = 400;
    return probabilistic(*compile_variant(run.file, {}, Detail::totals, {set}), options);
  };
  for (const auto& target : r.targets) {
    REQUIRE(target.probabilistic.has_value());
    REQUIRE(target.probabilistic->value.has_value());
    const double price = *target.probabilistic->value;
    const PsaSamples at = samples(fmt::format("c_drug={}", price));
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 400; ++i) {
      const double inmb =
          *target.wtp * (at.effects[1][i] - at.effects[0][i]) - (at.costs[1][i] - at.costs[0][i]);
      sum += inmb;
      squares += inmb * inmb;
    }
    CHECK(std::abs(sum / 400) < 1e-7);
    // The net benefit falls by 1 for each unit of price.
    CHECK(target.probabilistic->mcse == doctest::Approx(std::sqrt(squares / 399 / 400)).epsilon(1e-9));
    CHECK(target.probabilistic->samples == 400);
    // Linear in the gain: its mean decides, so the deterministic price lies within errors.
    CHECK(std::abs(price - target.values.at(0)) < 4 * target.probabilistic->mcse);
  }
}

TEST_CASE("threshold: the mean over samples where it isn't linear") {
  const BaseRun run = base_run(load(shipped_scenario("sick_sicker.yaml")));
  ThresholdSettings settings = threshold("hr_S1S2_trtB", "B", "SoC", {100'000});
  settings.range = MoveRange{0.2, 1.2};
  const ThresholdResult r = drawn_threshold_of(run, settings, 200);
  REQUIRE(r.targets.at(0).probabilistic->value.has_value());
  const double x = *r.targets[0].probabilistic->value;
  CHECK(x == doctest::Approx(r.targets[0].values.at(0)).epsilon(0.05));
  PsaOptions options;
  options.samples = 200;
  const PsaSamples at = probabilistic(
      *compile_variant(run.file, {}, Detail::totals, {fmt::format("hr_S1S2_trtB={}", x)}), options);
  double sum = 0;
  for (std::size_t i = 0; i < 200; ++i)
    sum += 100'000 * (at.effects[2][i] - at.effects[0][i]) - (at.costs[2][i] - at.costs[0][i]);
  CHECK(std::abs(sum / 200) < 1e-3);
  CHECK(r.targets[0].probabilistic->mcse > 0);
}

TEST_CASE("threshold: dressings for catheters where infections are rare") {
  // rdecision's vignette: the saving is 0 (its own bisection stops at 0.53125 and 7840.7).
  ScenarioFile file = load(own_scenario("c09_tegaderm.yaml"));
  const BaseRun run = base_run(file, {"r_crbsi=0.3"});
  const Tolerance t{0, 1e-12};
  CHECK(agrees(run.base.strategies[0].cost, 34.4726050420168, t));
  CHECK(agrees(run.base.strategies[1].cost, 30.7882850420168, t));
  for (const auto& [name, want] :
       {std::pair("hr_crbsi", 0.526051178451178), std::pair("c_crbsi", 7846.3099219621)}) {
    ThresholdSettings settings = threshold(name, "tegaderm", "standard");
    settings.outcome = ThresholdSettings::Outcome::cost;
    CHECK(agrees(threshold_of(run, settings).targets.at(0).values.at(0), want, t));
  }
}

TEST_CASE("threshold: values of the Sick-Sicker model") {
  const BaseRun run = base_run(load(shipped_scenario("sick_sicker.yaml")));
  for (const char* const name : {"c_trtB", "hr_S1S2_trtB", "r_S1S2", "u_S2", "hr_S2"}) {
    CAPTURE(name);
    const ThresholdResult r = threshold_of(run, threshold(name, "B", "SoC"));
    CHECK(r.targets.size() == 3);
    check_tips(run, r, {1e-6, 0});
  }
}

TEST_CASE("two-way: the Sick-Sicker tutorial's table") {
  const std::string path = "c01_sick_sicker_homogeneous";
  if (!is_there(path)) return;
  const BaseRun run = base_run(load(own_scenario("c01_sick_sicker.yaml")));
  TwoWaySettings settings;
  settings.x = {{"hr_S1S2_trtB", {}}, MoveRange{0.3, 0.9}, 5};
  settings.y = {{"c_trtB", {}}, MoveRange{6500, 19500}, 5};
  const TwoWayResult r = two_way_of(run, settings);
  const std::vector<std::string> names = {"Standard of care", "Strategy A", "Strategy B", "Strategy AB"};
  std::istringstream lines(text_of(folder(path) + "/dsa_twoway.csv"));
  std::string line;
  std::getline(lines, line);
  std::vector<std::vector<double>> want(25);
  for (std::size_t n = 0; std::getline(lines, line); ++n) {
    std::istringstream cells(line);
    std::string hr, price, strategy, cost, qaly, nmb;
    for (std::string* const cell : {&hr, &price, &strategy, &cost, &qaly, &nmb})
      std::getline(cells, *cell, ',');
    const auto i = static_cast<std::size_t>(std::lround((std::stod(hr) - 0.3) / 0.15));
    const auto j = static_cast<std::size_t>(std::lround((std::stod(price) - 6500) / 3250));
    REQUIRE(names[n % 4] == strategy);
    CHECK(agrees(r.nmb[n % 4][i][j], std::stod(nmb), {0, 1e-10}));
    want[5 * i + j].push_back(std::stod(nmb));
  }
  for (std::size_t c = 0; c < 25; ++c) {
    REQUIRE(want[c].size() == 4);
    CHECK(r.best[c / 5][c % 5] ==
          static_cast<std::size_t>(std::max_element(want[c].begin(), want[c].end()) - want[c].begin()));
  }
  // Lines between strategies: equal net benefit at both ends of every piece, and none better there.
  REQUIRE_FALSE(r.boundary.empty());
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& g : r.boundary) {
    pairs.insert({g.a, g.b});
    for (const auto& [x, y] : {std::pair(g.x1, g.y1), std::pair(g.x2, g.y2)}) {
      const BaseCase there = base_case_with(run, {{"hr_S1S2_trtB", x}, {"c_trtB", y}});
      const auto benefit = [&](std::size_t s) { return there.nmb[s].front(); };
      CHECK(agrees(benefit(g.a), benefit(g.b), {1e-4, 0}));
      for (std::size_t s = 0; s < 4; ++s)
        CHECK(benefit(s) <= benefit(g.a) + 1e-4);
    }
  }
  CHECK(pairs.size() >= 2);
}

TEST_CASE("two-way: closed form") {
  const BaseRun run = drug();
  TwoWaySettings settings;
  settings.x = {{"gain", {}}, MoveRange{0.01, 0.3}, 9};
  settings.y = {{"c_drug", {}}, MoveRange{1'000, 30'000}, 7};
  const TwoWayResult r = two_way_of(run, settings);
  CHECK(r.wtp == 20'000);
  // The drug against none: 4·gain·20,000 = c_drug; `wave` gains 0.16·20,000 − 1,000 = 2,200 everywhere.
  for (const auto& g : r.boundary) {
    CHECK(g.a == 1);
    CHECK(g.b == 2);
    CHECK(std::abs(80'000 * g.x1 - g.y1 - 2'200) < 1e-6);
    CHECK(std::abs(80'000 * g.x2 - g.y2 - 2'200) < 1e-6);
  }
  CHECK(r.boundary.size() >= 8);
  CHECK(r.best[0][6] == 2);
  CHECK(r.best[8][0] == 1);
}

TEST_CASE("two-way: parameters that change the model's size") {
  const BaseRun run = drug();
  TwoWaySettings settings;
  settings.x = {{"years", {}}, MoveRange{2, 6}, 5};
  settings.y = {{"c_drug", {}}, MoveRange{2'000, 14'000}, 4};
  const TwoWayResult r = two_way_of(run, settings);
  for (std::size_t i = 0; i < 5; ++i)
    for (std::size_t j = 0; j < 4; ++j) {
      const BaseCase want = base_case_with(run, {{"years", r.x.values[i]}, {"c_drug", r.y.values[j]}});
      for (std::size_t s = 0; s < 3; ++s)
        CHECK(r.nmb[s][i][j] == doctest::Approx(want.nmb[s].front()).epsilon(1e-12));
    }
}
