// The rheumatoid arthritis scenario against a separate calculation with the same evidence, which reads death
// rates of a table by single years at the birthday. `near`: within 0.2 % where the file does the same
// (scenario `rates_at_birthday`), as the file's table has every fifth age only; the comment at the top of the
// file states what else differs.
#include "analysis/frontier.h"
#include "analysis/psa_summary.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace cea;
using namespace cea::reference;

namespace {

ScenarioFile scenario() {
  return load(shipped_scenario("rheumatoid_arthritis.yaml"));
}

double life_years(const BaseCase& base, const std::string& id) {
  return amount(totals(base, id).effects, "life_years").value();
}

struct Step {
  double cost, qaly;
  [[nodiscard]] double icer() const { return cost / qaly; }
};

Step step(const BaseCase& base, const std::string& from, const std::string& to) {
  return {totals(base, to).cost - totals(base, from).cost, effect_of(base, to) - effect_of(base, from)};
}

Step drug_in(const ScenarioFile& file, const std::string& variant) {
  return step(run(file, variant).base, "usual_care", "tnf");
}

/// Of the living, those on the drug: one share a row of the trace.
std::vector<double> shares_on_drug(const Trace& trace, const std::string& strategy) {
  const auto index =
      std::find(trace.strategies.begin(), trace.strategies.end(), strategy) - trace.strategies.begin();
  std::vector<double> shares;
  for (const std::vector<double>& row : trace.rows.at(static_cast<std::size_t>(index))) {
    double on = 0, alive = 0;
    for (std::size_t s = 0; s < row.size(); ++s) {
      if (trace.states[s].starts_with("tnf.")) on += row[s];
      if (trace.states[s] != "dead") alive += row[s];
    }
    shares.push_back(on / alive);
  }
  return shares;
}

constexpr Tolerance near{0, 0.002};

} // namespace

TEST_CASE("rheumatoid arthritis: totals near the separate calculation") {
  const BaseCase base = run(scenario(), "rates_at_birthday").base;
  check_totals(base,
               {{"usual_care", 99'380, 9.678},
                {"cbt", 100'514, 9.707},
                {"tnf", 168'449, 10.020},
                {"cbt_tnf", 169'583, 10.050}},
               near);
  for (const std::string id : {"usual_care", "cbt", "tnf", "cbt_tnf"})
    CHECK(agrees(life_years(base, id), 16.69, near));
}

TEST_CASE("rheumatoid arthritis: the base case is what the file says") {
  const BaseCase base = run(scenario()).base;
  CHECK(agrees(totals(base, "usual_care").cost, 100'512, {0.5, 0}));
  CHECK(agrees(effect_of(base, "usual_care"), 9.786, {0.0005, 0}));
  CHECK(agrees(life_years(base, "usual_care"), 16.88, {0.005, 0}));
  const Step cbt = step(base, "usual_care", "cbt"), drug = step(base, "usual_care", "tnf"),
             on_drug = step(base, "tnf", "cbt_tnf");
  CHECK(agrees(cbt.cost, 1'134, {0.5, 0}));
  CHECK(agrees(cbt.qaly, 0.0296, {0.00005, 0}));
  CHECK(agrees(cbt.icer(), 38'354, {0.5, 0}));
  CHECK(agrees(drug.cost, 69'198, {0.5, 0}));
  CHECK(agrees(drug.qaly, 0.343, {0.0005, 0}));
  CHECK(agrees(drug.icer(), 201'679, {0.5, 0}));
  CHECK(agrees(on_drug.cost, cbt.cost, {0, 1e-9}));
  CHECK(agrees(on_drug.qaly, cbt.qaly, {0, 1e-9}));
}

TEST_CASE("rheumatoid arthritis: increments near the separate calculation") {
  const BaseCase base = run(scenario()).base;
  CHECK(agrees(step(base, "usual_care", "cbt").cost, 1'134, near));
  CHECK(agrees(step(base, "usual_care", "cbt").qaly, 0.0296, near));
  CHECK(agrees(step(base, "usual_care", "tnf").cost, 69'069, near));
  CHECK(agrees(step(base, "usual_care", "tnf").icer(), 202'000, near));
  // Given as "about 38,000 per QALY"
  CHECK(agrees(step(base, "usual_care", "cbt").icer(), 38'000, {500, 0}));
  CHECK(agrees(step(base, "tnf", "cbt_tnf").icer(), 38'000, {500, 0}));
}

TEST_CASE("rheumatoid arthritis: the drug's price") {
  const ScenarioFile file = scenario();
  // Given in thousands per QALY
  CHECK(agrees(drug_in(file, "price_cash").icer(), 54'000, {500, 0}));
  CHECK(agrees(drug_in(file, "price_biosimilar").icer(), 101'000, {500, 0}));
  CHECK(agrees(drug_in(file, "price_50000").icer(), 411'000, {1'000, 0}));
  // Costs are linear in the price: the price at which the ratio is a threshold, given in hundreds
  const Step cheap = drug_in(file, "price_cash"), dear = drug_in(file, "price_50000");
  struct Price {
    double wtp, price;
  };
  for (const Price p : {Price{50'000, 6'900}, Price{100'000, 12'900}, Price{150'000, 18'800}}) {
    CAPTURE(p.wtp);
    const double slope = (dear.cost - cheap.cost) / (50'000 - 7'397);
    const double found = 7'397 + (p.wtp * cheap.qaly - cheap.cost) / slope;
    CAPTURE(found);
    CHECK(agrees(found, p.price, {50, 0}));
  }
}

TEST_CASE("rheumatoid arthritis: half-life of CBT") {
  const ScenarioFile file = scenario();
  CHECK(agrees(step(run(file, "half_lives.1").base, "usual_care", "cbt").qaly, 0.019, {0.0005, 0}));
  CHECK(agrees(step(run(file, "half_lives.2").base, "usual_care", "cbt").qaly, 0.049, {0.0005, 0}));
}

// As the separate calculation has it: death rates at the birthday; then all-cause costs besides.
TEST_CASE("rheumatoid arthritis: non-responders keep the activity they reached") {
  const ScenarioFile file = scenario();
  const std::string keep = "failed_to_moderate=p_tnf.failed_moderate / p_no_response";
  const BaseCase base = run(file, "rates_at_birthday", {keep}).base;
  CHECK(agrees(step(base, "usual_care", "tnf").qaly, 0.450, {0.0005, 0}));
  CHECK(agrees(drug_in(file, "keep_activity").qaly, 0.450, {0, 0.01}));
  const BaseCase all_cause = run(file, "all_cause_costs", {keep}).base;
  const double icer = step(all_cause, "usual_care", "tnf").icer();
  CAPTURE(icer);
  CHECK(agrees(icer, 130'000, {500, 0}));
}

// Free of charge and without effect: CBT beside usual care changes nothing.
TEST_CASE("rheumatoid arthritis: CBT without price and effect is usual care") {
  const BaseCase base = run(scenario(), {}, {"u_cbt=0", "c_course=0"}).base;
  CHECK(step(base, "usual_care", "cbt").cost == 0);
  CHECK(step(base, "usual_care", "cbt").qaly == 0);
  CHECK(step(base, "tnf", "cbt_tnf").qaly == 0);
}

TEST_CASE("rheumatoid arthritis: persistence without a stopping rule") {
  const Trace trace = run(scenario(), "no_stopping_rule").trace;
  // On the drug at 7, 17, 28.5, 42 and 58 months in CORRONA; the Weibull fit comes within 0.03.
  const std::vector<double> on_drug = shares_on_drug(trace, "tnf");
  struct Seen {
    double months, share;
  };
  for (const Seen seen :
       {Seen{7, 0.788}, Seen{17, 0.595}, Seen{28.5, 0.468}, Seen{42, 0.379}, Seen{58, 0.299}}) {
    CAPTURE(seen.months);
    const auto row = static_cast<std::size_t>(seen.months / 6);
    const double part = seen.months / 6 - static_cast<double>(row);
    const double got = on_drug[row] * (1 - part) + on_drug[row + 1] * part;
    CAPTURE(got);
    CHECK(agrees(got, seen.share, {0.03, 0}));
  }
}

TEST_CASE("rheumatoid arthritis: uncertainty about CBT near the separate calculation") {
  const ScenarioFile file = scenario();
  const auto model = compile_variant(file, {}, Detail::totals);
  PsaOptions options;
  options.samples = 20'000;
  PsaSamples samples = probabilistic(*model, options);
  CHECK(samples.dropped == 0);
  // CBT against usual care alone, on which the figures are
  samples.strategies.resize(2);
  samples.costs.resize(2);
  samples.effects.resize(2);
  samples.comparators.resize(2);
  const std::vector<double> wtp{50'000, 100'000, 150'000};
  const PsaResult psa = summarise(samples, "qaly", samples.strategies, wtp, wtp, 2);
  // Given to two digits; both calculations are of samples
  const std::vector<double> best{0.59, 0.73, 0.76};
  for (std::size_t w = 0; w < wtp.size(); ++w) {
    CAPTURE(wtp[w]);
    CAPTURE(psa.ceac[1][w]);
    CHECK(agrees(psa.ceac[1][w], best[w], {0.02, 0}));
  }
  CAPTURE(psa.evpi[1]);
  CHECK(agrees(psa.evpi[1], 480, {0, 0.1}));
}

TEST_CASE("rheumatoid arthritis: every scenario runs") {
  const ScenarioFile file = scenario();
  CHECK(file.variants.size() >= 29);
  for (const ScenarioVariant& variant : file.variants) {
    CAPTURE(variant.id);
    const BaseCase base = run(file, variant.id).base;
    for (const StrategyTotals& s : base.strategies)
      CHECK((std::isfinite(s.cost) && s.cost > 0 && std::isfinite(effect_of(base, s.id))));
    // A gain in utility costs no lives under any of them.
    CHECK(agrees(life_years(base, "cbt"), life_years(base, "usual_care"), {0, 1e-12}));
  }
}
