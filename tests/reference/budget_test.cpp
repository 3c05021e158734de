// Budget impact: cohorts on a Markov model, a programme that converts users, and sums that must hold.
#include "analysis/budget_flow.h"
#include "analysis/budget_impact.h"
#include "reference/moved_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

BudgetResult budget_of(const BaseRun& run, std::size_t samples = 0) {
  const BudgetImpact impact(*run.model, run.overrides, one_way_bars(*run.model, run.parameters, {}), {});
  Diagnostics warnings;
  BudgetResult result = impact.run(warnings);
  PsaOptions options;
  options.samples = samples;
  if (samples > 0) impact.add_samples(result, options);
  return result;
}

void check_years(const std::vector<double>& got, const std::vector<double>& want, Tolerance t) {
  REQUIRE(got.size() == want.size());
  for (std::size_t y = 0; y < want.size(); ++y) {
    CAPTURE(y);
    CHECK(agrees(got[y], want[y], t));
  }
}

/// Costs by year, as many as the model's horizon has, must sum to the undiscounted totals.
void check_sums(const ScenarioFile& file, const std::string& variant = {}) {
  CAPTURE(file.path);
  CAPTURE(variant);
  const BaseCase base = run(file, variant).base;
  auto scenario = std::make_shared<Scenario>(*file.base);
  std::vector<SetEntry> set;
  for (const ScenarioVariant& v : file.variants)
    if (v.id == variant) {
      *scenario = *v.scenario;
      set = v.set;
    }
  Diagnostics problems;
  const auto model = compile(scenario, {.overrides = set, .years = 120}, problems);
  REQUIRE(model != nullptr);
  const SingleRun got = simulate_once(*model, model->base_values);
  for (std::size_t s = 0; s < base.strategies.size(); ++s) {
    double sum = 0, alive = 0;
    for (std::size_t o = 0; o < got.outputs.size(); ++o) {
      if (model->outputs[o].strategy != static_cast<int>(s)) continue;
      if (model->outputs[o].outcome == Outcome::cost) sum += got.outputs[o];
      if (model->outputs[o].outcome == Outcome::life_years && model->outputs[o].year == 0)
        alive += got.outputs[o];
    }
    CAPTURE(base.strategies[s].id);
    CHECK(agrees(sum, base.strategies[s].undiscounted_cost, {1e-9, 1e-12}));
    CHECK(alive == doctest::Approx(1));
  }
}

const char* const kTwo = R"yaml(
cea: 1
time: {cycle_length: 1 year, cycles: 10, cycle_correction: start}
discounting: {costs: 5%, effects: 5%}
willingness_to_pay: 50_000
parameters:
  incidence: {value: 100, distribution: "gamma(mean=100, se=10)", low: 50, high: 200, unit: count, source: made up}
  c_drug:    {value: 1_000, low: 500, high: 1_500, unit: USD/year, source: made up}
  c_care:    {value: 300, unit: USD/year, source: made up}
  p_die:     {value: 0.1, low: 0.05, high: 0.2, unit: probability, source: made up}
  share:     {value: 0.4, unit: proportion, source: made up}
states: {ill: {cost: c_care, utility: 0.5}, dead: {alive: false}}
start: {ill: 1}
transitions: {ill: {dead: p_die}}
strategies:
  care: {}
  drug: {set: {p_die: p_die / 2}, costs: {drug: {category: drug, in: ill, per_year: c_drug}, start: {category: tests, once: 50}}}
analyses:
  budget_impact:
)yaml";

BaseRun two(const std::string& budget, const std::vector<std::string>& set = {}) {
  return base_run(load_text(kTwo + budget, "two.yaml"), set);
}

std::string problem_of(const std::string& budget) {
  const BaseRun run = two(budget);
  try {
    (void)budget_of(run);
  } catch (const InputError& e) {
    return e.diagnostics().all().at(0).message;
  }
  return {};
}

} // namespace

TEST_CASE("budget: incident cohorts on the Sick-Sicker model") {
  // Derived: sums over cohorts of the trace's rows times annual costs.
  const BaseRun run = base_run(load(own_scenario("c14_uptake.yaml")));
  const BudgetFlow f = budget_of(run).base;
  const Tolerance t{1e-6, 1e-9};
  check_years(f.without, {2000000, 4274031.433186, 6822892.5211855, 9638508.0218015, 12709651.855884}, t);
  check_years(f.with, {2000000, 4454749.2664898, 7442647.80505875, 10990104.507129, 15102348.6753479}, t);
  check_years(f.net, {0, 180717.8333038, 619755.283873254, 1351596.48532749, 2392696.81946385}, t);
  CHECK(agrees(f.cumulative.back(), 4544766.42196839, t));
  CHECK(agrees(f.pmpm.back(), 2392696.81946385 / 1e6 / 12, t));
}

TEST_CASE("budget: people who change their contraceptive") {
  // A published calculation's rules: the share converted is of each year's users, remaining and converted
  // users are truncated to whole people, each separately. Whoever is lost in truncation costs nothing.
  const auto run = [](double im, const std::vector<double>& net, const std::vector<double>& share_im,
                      const std::vector<double>& share_net) {
    std::string text = R"(
cea: 1
time: {cycle_length: 1 year, cycles: 1}
discounting: {costs: 0%, effects: 0%}
parameters:
)";
    std::string users = "[", im_with = "[", net_with = "[", sc_with = "[", lost = "[", im_without = "[",
                net_without = "[";
    for (std::size_t y = 0; y < 4; ++y) {
      text += fmt::format("  im{0}: {1}\n  net{0}: {2}\n  ci{0}: {3}\n  cn{0}: {4}\n", y, im, net[y],
                          share_im[y], share_net[y]);
      const std::string end = y == 3 ? "]" : ", ";
      const std::string all = fmt::format("(im{0} + net{0})", y);
      const std::string im_stay = fmt::format("floor(im{0} * (1 - ci{0}))", y),
                        net_stay = fmt::format("floor(net{0} * (1 - cn{0}))", y);
      const std::string moved = fmt::format("floor(im{0} * ci{0} + net{0} * cn{0})", y);
      users += all + end;
      im_with += "\"" + im_stay + " / " + all + "\"" + end;
      net_with += "\"" + net_stay + " / " + all + "\"" + end;
      sc_with += "\"" + moved + " / " + all + "\"" + end;
      lost += "\"1 - (" + im_stay + " + " + net_stay + " + " + moved + ") / " + all + "\"" + end;
      im_without += fmt::format("\"im{0} / {1}\"", y, all) + end;
      net_without += fmt::format("\"net{0} / {1}\"", y, all) + end;
    }
    text += R"(
states: {user: {absorbing: true}}
start: {user: 1}
strategies:
  im: {costs: {im: {once: 1316 + 63.40}}}
  net_en: {costs: {net: {once: 1974 + 143.52}}}
  sc: {costs: {sc: {once: 658 + 116}}}
  lost: {}
analyses:
  budget_impact:
    years: 4
)";
    text += "    eligible: {incident_per_year: " + users + "}\n";
    text += "    without: {im: " + im_without + ", net_en: " + net_without + "}\n";
    text += "    with: {im: " + im_with + ", net_en: " + net_with + ", sc: " + sc_with + ", lost: " + lost +
            "}\n";
    return budget_of(base_run(load_text(text, "converted.yaml"))).base;
  };
  const Tolerance t{0.01, 1e-12};
  const std::vector<double> none(4, 0.0), net{552108, 557630, 563206, 568838};
  BudgetFlow f = run(1701061, none, {0.158417599, 0.35, 0.50, 0.65}, none);
  check_years(f.without, {2346443543.4, 2346443543.4, 2346443543.4, 2346443543.4}, t);
  check_years(f.with, {2183300788.2, 1986004560.6, 1831531302, 1677058043.4}, t);
  CHECK(agrees(f.cumulative.back(), -1707879479.4, t));
  CHECK(f.entrants_with[2][1] == doctest::Approx(595371));
  f = run(1701061, net, {0.10, 0.15, 0.20, 0.25}, {0.10, 0.15, 0.20, 0.25});
  check_years(f.without, {3515543275.56, 3527236221, 3539043512.52, 3550969385.16}, t);
  check_years(f.net, {-177161408.52, -266854142.4, -357303278.04, -448519563.6}, t);
  f = run(1701061, net, {0.10, 0.15, 0.20, 0.25}, {0.25, 0.35, 0.50, 0.65});
  check_years(f.net, {-288425586.84, -416691553.92, -584304986.76, -754217386.8}, t);
  CHECK(agrees(f.cumulative.back(), -2043639514.32, t));
}

TEST_CASE("budget: costs by year sum to the undiscounted totals") {
  const ScenarioFile sick = load(own_scenario("c01_sick_sicker.yaml"));
  for (const char* const variant : {"", "rows", "trapezoid", "monthly", "h20_simpson"})
    check_sums(sick, variant);
  check_sums(load(shipped_scenario("sick_sicker_by_age.yaml")));
  check_sums(load(own_scenario("c04_hiv.yaml")));
  check_sums(load(own_scenario("course_and_drug.yaml")));
  const ScenarioFile flagship = load(shipped_scenario("rheumatoid_arthritis.yaml"));
  for (const char* const variant : {"", "boosters", "commercial_horizon"})
    check_sums(flagship, variant);
}

TEST_CASE("budget: cycles that lie in two years are split in proportion") {
  const ScenarioFile file = load_text(R"(
cea: 1
time: {cycle_length: 8 months, cycles: 3}
discounting: {costs: 0%, effects: 0%}
states: {ill: {absorbing: true, cost: 120}}
start: {ill: 1}
strategies:
  care: {}
  visits: {costs: {visits: {category: visits, once: 7, at: [0, 1 year, 16 months, 23 months]}}}
)",
                                      "cycles.yaml");
  Diagnostics problems;
  const auto model = compile(file.base, {.years = 3}, problems);
  REQUIRE(model != nullptr);
  const SingleRun run = simulate_once(*model, model->base_values);
  std::vector<double> state(3), visits(3);
  for (std::size_t o = 0; o < run.outputs.size(); ++o) {
    const OutputChannel& c = model->outputs[o];
    if (c.strategy != 1 || c.outcome != Outcome::cost) continue;
    (c.category == 0 ? state : visits)[static_cast<std::size_t>(c.year)] = run.outputs[o];
  }
  CHECK(state[0] == doctest::Approx(120));
  CHECK(state[1] == doctest::Approx(120));
  CHECK(state[2] == 0);
  CHECK(visits[0] == doctest::Approx(7));
  CHECK(visits[1] == doctest::Approx(21));
}

TEST_CASE("budget: by hand") {
  const BaseRun run = two(R"(
    members: 10_000
    eligible: {prevalent: 1_000, incident_per_year: incidence}
    years: 3
    uptake: {drug: [share, 50%, 60%]}
    uptake_of_prevalent: {drug: [10%, 20%, 0%]}
    price_factors: {c_drug: [1, 0.8, 0.5]}
    programme: {set_up: [5_000, 1_000, 1_000], per_entrant: 20}
)");
  const BudgetFlow f = budget_of(run).base;
  // Years since the start: care 300·0.9^k; drug (300 + price)·0.95^k and 50 for the tests.
  const auto care = [](int k) { return 300 * std::pow(0.9, k); };
  const double price[] = {1000, 800, 500};
  const auto drug = [&](int y, int k) { return (300 + price[y]) * std::pow(0.95, k) + (k == 0 ? 50 : 0); };
  const double without[] = {1100 * care(0), 100 * care(0) + 1100 * care(1),
                            100 * care(0) + 100 * care(1) + 1100 * care(2)};
  const double switched = 1000 * 0.2 * 0.9; // of the 200 who would start in year 2, 90 % are alive
  const double with[] = {(60 + 900) * care(0) + (40 + 100) * drug(0, 0) + 5000 + 20 * 140,
                         50 * care(0) + 60 * care(1) + 700 * care(1) + (50 + switched) * drug(1, 0) +
                             140 * drug(1, 1) + 1000 + 20 * (50 + switched),
                         40 * care(0) + 50 * care(1) + 60 * care(2) + 700 * care(2) + 60 * drug(2, 0) +
                             (50 + switched) * drug(2, 1) + 140 * drug(2, 2) + 1000 + 20 * 60};
  for (std::size_t y = 0; y < 3; ++y) {
    CAPTURE(y);
    CHECK(f.without[y] == doctest::Approx(without[y]).epsilon(1e-12));
    CHECK(f.with[y] == doctest::Approx(with[y]).epsilon(1e-12));
    CHECK(f.pmpm[y] == doctest::Approx((with[y] - without[y]) / 120'000).epsilon(1e-12));
    double categories = 0, strategies = f.programme[y];
    for (const auto& c : f.net_by_category)
      categories += c[y];
    for (const auto& s : f.net_by_strategy)
      strategies += s[y];
    CHECK(categories == doctest::Approx(f.net[y]).epsilon(1e-12));
    CHECK(strategies == doctest::Approx(f.net[y]).epsilon(1e-12));
  }
  CHECK(f.entrants_with[0][0] == doctest::Approx(960));
  CHECK(f.entrants_with[1][1] == doctest::Approx(50 + switched));
}

TEST_CASE("budget: its formulas may name its members") {
  const auto flow = [](const std::string& incident) {
    return budget_of(two(fmt::format("    members: 10_000\n    eligible: {{incident_per_year: {}}}\n"
                                     "    years: 3\n    uptake: {{drug: 50%}}\n",
                                     incident)))
        .base;
  };
  check_years(flow("members * 0.0001 * incidence").net, flow("incidence").net, {0, 1e-12});
}

TEST_CASE("budget: categories that count settings scenarios of shares") {
  const char* const budget = R"(
    eligible: {incident_per_year: 100}
    years: 1
    uptake: {drug: 100%}
    categories: [drug]
)";
  CHECK(budget_of(two(budget)).base.net.at(0) == doctest::Approx(100'000));
  CHECK(budget_of(two(budget, {"c_drug=2_000"})).base.net.at(0) == doctest::Approx(200'000));
  CHECK(budget_of(two(budget)).base.pmpm.empty());
}

TEST_CASE("budget: ranges and samples reach the formulas") {
  const BaseRun run = two(R"(
    eligible: {incident_per_year: incidence}
    years: 2
    uptake: {drug: 50%}
    price_factors: {c_drug: [1, 0.5]}
)");
  const BudgetResult r = budget_of(run, 2'000);
  const auto range = [&](const std::string& id) {
    return *std::find_if(r.ranges.begin(), r.ranges.end(), [&](const BudgetRange& x) { return x.id == id; });
  };
  CHECK(range("incidence").net_low == doctest::Approx(r.base.cumulative.back() / 2));
  CHECK(range("incidence").net_high == doctest::Approx(r.base.cumulative.back() * 2));
  // 50 a year: (c + 50) and, in year 2, half the price for 50 + 47.5 people.
  CHECK(range("c_drug").net_high - range("c_drug").net_low ==
        doctest::Approx(1000 * (50 + 0.5 * (50 + 47.5))));
  CHECK(range("p_die").net_low > range("p_die").net_high); // who dies costs nothing
  // Linear in the incidence, whose draws have mean 100 and standard error 10.
  CHECK(r.samples == 2'000);
  CHECK(r.cumulative.mean == doctest::Approx(r.base.cumulative.back()).epsilon(0.01));
  CHECK(r.cumulative.sd == doctest::Approx(r.base.cumulative.back() / 10).epsilon(0.05));
  CHECK(r.net.at(0).mean + r.net.at(1).mean == doctest::Approx(r.cumulative.mean));
}

TEST_CASE("budget: what can't be is said") {
  CHECK(
      problem_of("    eligible: {incident_per_year: 100}\n    years: 2\n    uptake: {drug: [50%, 110%]}\n") ==
      "uptake in year 2 sums to 1.1, more than everybody");
  CHECK(problem_of(
            "    eligible: {incident_per_year: 0 - incidence}\n    years: 1\n    uptake: {drug: 10%}\n") ==
        "the number of incident people in year 1 can't be -100");
  CHECK(problem_of("    eligible: {incident_per_year: 1}\n    years: 1\n    without: {care: 100%}\n    with: "
                   "{care: 50%, drug: "
                   "40%}\n") == "the shares `with` in year 1 sum to 0.9, not 1");
  CHECK(problem_of(
            "    eligible: {incident_per_year: 1}\n    years: 3\n    uptake: {drug: 10%}\n    price_factors: "
            "{p_die: [1, 0.5, 0.2]}\n") ==
        "a price factor changes who is alive, so it acts on more than prices");
  CHECK(problem_of("    eligible: {incident_per_year: 1}\n    years: 1\n    uptake: {drug: 10%}\n    "
                   "categories: [drgu]\n") == "no cost has the category 'drgu'");
  CHECK(
      problem_of(
          "    members: 0\n    eligible: {incident_per_year: 1}\n    years: 1\n    uptake: {drug: 10%}\n") ==
      "the number of members can't be 0");
}
