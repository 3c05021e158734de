// Zidovudine and lamivudine in HIV: Chancellor 1997; Briggs, Claxton & Sculpher 2006, exercises 2.5 and 4.7.
// The numbers: Excel solution of the book as quoted by heemod's tests, and the output of rdecision and
// heemod.
#include "analysis/frontier.h"
#include "analysis/psa_summary.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

const char* const kCase = "c04_hiv_chancellor";

ScenarioFile own_file() {
  return load(own_scenario("c04_hiv.yaml"));
}

double pairwise_icer(const BaseCase& base) {
  return base.pairwise.at(0).icer.value();
}

struct OneWay {
  std::string set;
  double inc_cost, inc_ly, icer;
};

} // namespace

TEST_CASE("HIV: the book's solution") {
  const Tolerance t{1e-6, 0};
  for (const ScenarioFile& file : {own_file(), load(shipped_scenario("hiv_lamivudine.yaml"))}) {
    CAPTURE(file.path);
    const BaseCase base = run(file).base;
    CHECK(base.effect == "life_years");
    check_totals(base, {{"mono", 44663.4535637, 7.9912066}, {"comb", 50601.6513312, 8.9373889}}, t);
    // The book prints the ratio to four decimals.
    CHECK(agrees(pairwise_icer(base), 6275.9556, {0.00005, 0}));
  }
}

TEST_CASE("HIV: undiscounted costs of care and drugs") {
  const Tolerance t{0.005, 0};
  const BaseCase base = run(own_file(), "undiscounted").base;
  const NamedAmounts& mono = totals(base, "mono").cost_by_category;
  const NamedAmounts& comb = totals(base, "comb").cost_by_category;
  CHECK(agrees(amount(mono, "state").value(), 45541.24, t));
  CHECK(agrees(amount(comb, "state").value(), 48082.83, t));
  CHECK(agrees(amount(mono, "drug").value(), 18203.97, t));
  CHECK(agrees(amount(comb, "drug").value(), 24492.28, t));
  const BaseCase discounted = run(own_file()).base;
  CHECK(agrees(totals(discounted, "comb").undiscounted_cost, totals(base, "comb").cost, {0, 1e-14}));
}

TEST_CASE("HIV: rdecision's version") {
  const Tolerance t{0, 1e-9};
  const Run got = run(own_file(), "rdecision");
  check_totals(got.base,
               {{"mono", 44663.4535636967, 7.99120664584088}, {"comb", 50607.1489178803, 8.94007186032844}},
               t);
  CHECK(agrees(pairwise_icer(got.base), 6264.00384736797, t));
  check_row(got.trace, "mono", 1,
            {0.721453287197232, 0.201845444059977, 0.0668973471741638, 0.00980392156862745}, t);
  check_row(got.trace, "mono", 10,
            {0.038201653890815, 0.0486202126626499, 0.234016426600984, 0.679161706845551}, t);
  check_row(got.trace, "mono", 20,
            {0.00145936635999362, 0.00207076752307291, 0.0282334223646387, 0.968236443752294}, t);
  check_row(got.trace, "comb", 2,
            {0.737042431115513, 0.169035174485166, 0.0797311742820307, 0.0141912201172899}, t);
  check_row(got.trace, "comb", 3,
            {0.531741684732126, 0.246991798730125, 0.177912470594454, 0.0433540459432947}, t);
  check_row(got.trace, "comb", 20,
            {0.00206652369170359, 0.00292069728794952, 0.0362438697392962, 0.958768909281051}, t);
}

TEST_CASE("HIV: half-cycle correction of life years alone") {
  const Tolerance t{0, 1e-9};
  const BaseCase base = run(own_file(), "rdecision_half_cycle").base;
  check_totals(
      base, {{"mono", 44663.4535636967, 8.47532486771703}, {"comb", 50607.1489178803, 9.41945631496896}}, t);
  CHECK(agrees(pairwise_icer(base), 6295.41084716952, t));
}

TEST_CASE("HIV: lamivudine for 20 years and its one-way analysis") {
  const Tolerance t{0, 1e-9};
  const ScenarioFile file = load(own_scenario("c04_hiv_lifelong.yaml"));
  const BaseCase base = run(file).base;
  check_totals(
      base, {{"mono", 48417.0311474035, 8.46338726871347}, {"comb", 85148.0601895648, 14.1986505878817}}, t);
  CHECK(agrees(pairwise_icer(base), 6404.41894261423, t));
  for (const OneWay& line :
       std::vector<OneWay>{{"cost_lami=1500", 31176.0043369724, 5.7352633191682, 5435.84533124696},
                           {"cost_lami=3000", 45395.3508519612, 5.7352633191682, 7915.12931938843},
                           {"cost_zido=1500", 34409.7511267975, 5.7352633191682, 5999.68113265078},
                           {"cost_zido=3000", 38885.2226859822, 5.7352633191682, 6780.02395391706},
                           {"dr=0.04", 44242.3769543365, 5.7352633191682, 7714.09689359356},
                           {"dr=8%", 30907.606221006, 5.7352633191682, 5389.04745972303},
                           {"rr=0.4", 41156.2437255418, 7.38880240661963, 5570.0831421165},
                           {"rr=0.6", 32383.6429159297, 4.41858290822126, 7328.96577671461}}) {
    CAPTURE(line.set);
    const PairwiseRow row = run(file, {}, {line.set}).base.pairwise.at(0);
    CHECK(agrees(row.delta_cost, line.inc_cost, t));
    CHECK(agrees(row.delta_effect, line.inc_ly, t));
    CHECK(agrees(row.icer.value(), line.icer, t));
  }
}

TEST_CASE("HIV: trace row by row") {
  if (!is_there(kCase)) return;
  check_trace_file(run(own_file()).trace, "mono", folder(kCase) + "/trace_mono.csv", {0, 1e-9});
}

// Dirichlet members, the ratio and the costs are columns of the file.
TEST_CASE("HIV: 200 samples replayed") {
  if (!is_there(kCase)) return;
  const auto want = expected(kCase)["E_psa_replay"];
  const Tolerance t = tolerance_of(want);
  const PsaSamples samples =
      replay(load(shipped_scenario("hiv_lamivudine.yaml")), folder(kCase) + "/psa_inputs.csv");
  CHECK(samples.costs.at(0).size() == 200);
  CHECK(samples.dropped == 0);
  check_samples(samples, folder(kCase) + "/psa_outputs.csv", "cost_", "ly_", t);

  std::vector<double> wtp;
  for (const auto& point : want["curve"])
    wtp.push_back(point["wtp"]);
  const PsaResult psa = summarise(samples, "life_years", samples.strategies, wtp, wtp, 1);
  for (std::size_t s = 0; s < psa.strategies.size(); ++s) {
    CHECK(agrees(psa.cost[s].mean, want["mean_cost"][psa.strategies[s]], t));
    CHECK(agrees(psa.effect_estimate[s].mean, want["mean_effect"][psa.strategies[s]], t));
  }
  for (std::size_t w = 0; w < wtp.size(); ++w) {
    CAPTURE(wtp[w]);
    const auto& point = want["curve"][w];
    for (std::size_t s = 0; s < psa.strategies.size(); ++s)
      CHECK(agrees(psa.ceac[s].at(w), point["prob"][psa.strategies[s]], t));
    CHECK(psa.strategies[psa.frontier.at(w)] == point["ceaf"]);
    CHECK(agrees(psa.evpi.at(w), point["evpi"], t));
  }
}
