// Decision metrics from samples made by other tools: BCEA, dampack and the spreadsheet of Briggs, Claxton &
// Sculpher 2006, example 4.7. Reads their data from a folder beside the checkout; skipped where it isn't.
#include "analysis/decide.h"
#include "analysis/psa_summary.h"
#include "reference/decide_support.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;
using Json = nlohmann::ordered_json;

namespace {

std::vector<double> wtp_of(const Json& points) {
  std::vector<double> all;
  for (const Json& point : points)
    all.push_back(point["wtp"]);
  return all;
}

PsaResult summary(const SampleInputs& table, const std::vector<double>& thresholds) {
  const DecisionSamples d = samples_from_table(table);
  return summarise(d.samples, d.effect, d.samples.strategies, thresholds, thresholds, 2);
}

/// Compares a file of curves (`wtp, p_ID…, ceaf, el_ID…, evpi`, twelve digits) point by point.
void check_curve_file(const SampleInputs& samples, const std::string& path) {
  const SampleInputs curves = read_samples(path);
  const PsaResult psa = summary(samples, curves.values[0]);
  const Tolerance digits{1e-9, 1e-9};
  for (std::size_t c = 0; c < curves.columns.size(); ++c) {
    const std::string& heading = curves.columns[c];
    CAPTURE(heading);
    for (std::size_t i = 0; i < curves.values[c].size(); ++i) {
      CAPTURE(i);
      const double want = curves.values[c][i];
      if (heading.starts_with("p_"))
        CHECK(agrees(psa.ceac[index_of(psa, heading.substr(2))][i], want, digits));
      if (heading.starts_with("el_"))
        CHECK(agrees(psa.expected_loss[index_of(psa, heading.substr(3))][i], want, digits));
      if (heading == "evpi") CHECK(agrees(psa.evpi[i], want, digits));
    }
  }
}

void check_means(const std::vector<Estimate>& got, const PsaResult& psa, const Json& want, Tolerance t) {
  CHECK(want.size() == psa.strategies.size());
  for (const auto& [id, mean] : want.items())
    CHECK(agrees(got[index_of(psa, id)].mean, mean, t));
}

} // namespace

TEST_CASE("BCEA: influenza vaccine") {
  if (!is_there("c11_bcea_vaccine_smoking")) return;
  const Json all = expected("c11_bcea_vaccine_smoking");
  const Json& want = all["vaccine"];
  const Tolerance t = tolerance_of(want);
  const SampleInputs samples = read_samples(folder("c11_bcea_vaccine_smoking") + "/vaccine_psa.csv");
  const PsaResult psa = summary(samples, wtp_of(want["at_wtp"]));
  check_means(psa.cost, psa, want["mean_cost"], t);
  check_means(psa.effect_estimate, psa, want["mean_qaly"], t);
  REQUIRE(psa.pairwise.size() == 1);
  CHECK(agrees(psa.pairwise[0].delta_cost.mean, want["delta_cost"], t));
  CHECK(agrees(psa.pairwise[0].delta_effect.mean, want["delta_qaly"], t));
  CHECK(agrees(psa.pairwise[0].icer.value(), want["icer"], t));
  CHECK(agrees(psa.pairwise[0].delta_cost.sd, want["sd_delta_cost"], t));
  CHECK(agrees(psa.pairwise[0].delta_effect.sd, want["sd_delta_qaly"], t));
  check_curve(psa, want["at_wtp"], t);

  const Json& stored = all["vaccine_evpi_bcea_stored"];
  const PsaResult at_stored = summary(samples, stored["wtp"].get<std::vector<double>>());
  for (std::size_t i = 0; i < stored["evpi"].size(); ++i)
    CHECK(agrees(at_stored.evpi[i], stored["evpi"][i], tolerance_of(stored)));
  check_curve_file(samples, folder("c11_bcea_vaccine_smoking") + "/vaccine_curves.csv");
}

TEST_CASE("BCEA: smoking cessation") {
  if (!is_there("c11_bcea_vaccine_smoking")) return;
  const Json want = expected("c11_bcea_vaccine_smoking")["smoking"];
  const Tolerance t = tolerance_of(want);
  const SampleInputs samples = read_samples(folder("c11_bcea_vaccine_smoking") + "/smoking_psa.csv");
  const PsaResult psa = summary(samples, wtp_of(want["at_wtp"]));
  CHECK(psa.effect == "effect");
  check_means(psa.cost, psa, want["mean_cost"], t);
  check_means(psa.effect_estimate, psa, want["mean_effect"], t);
  check_incremental(psa.incremental, psa.strategies, want["incremental"], t);
  check_curve(psa, want["at_wtp"], t);
  check_curve_file(samples, folder("c11_bcea_vaccine_smoking") + "/smoking_curves.csv");
}

TEST_CASE("dampack: three treatments and ten thousand samples") {
  if (!is_there("c13_three_treatments_psa_evppi")) return;
  const Json want = expected("c13_three_treatments_psa_evppi")["psa"];
  const Tolerance t = tolerance_of(want);
  const SampleInputs samples = read_samples(folder("c13_three_treatments_psa_evppi") + "/psa_samples.csv");
  const PsaResult psa = summary(samples, wtp_of(want["curve"]));
  CHECK(psa.samples == 10'000);
  check_means(psa.cost, psa, want["mean_cost"], t);
  check_means(psa.effect_estimate, psa, want["mean_qaly"], t);
  check_incremental(psa.incremental, psa.strategies, want["incremental"], t);
  check_curve(psa, want["curve"], t);
  check_curve_file(samples, folder("c13_three_treatments_psa_evppi") + "/curves.csv");
}

TEST_CASE("Briggs example 4.7: published samples of the HIV model") {
  if (!is_there("c04_hiv_chancellor")) return;
  const Json want = expected("c04_hiv_chancellor")["D_psa_briggs_ex47"];
  const Tolerance t = tolerance_of(want);
  SampleInputs samples = read_samples(folder("c04_hiv_chancellor") + "/briggs_ex47_psa_outputs.csv");
  samples.columns[0] = "effect.mono";
  samples.columns[1] = "cost.mono";
  samples.columns[2] = "effect.comb";
  samples.columns[3] = "cost.comb";
  const PsaResult psa = summary(samples, wtp_of(want["curve"]));
  CHECK(agrees(*psa.pairwise.at(0).icer, want["icer_of_means"], t));
  for (std::size_t s = 0; s < 2; ++s)
    for (const char* what : {"cost_", "ly_"}) {
      const std::string key = what + psa.strategies[s];
      const Estimate& e = what[0] == 'c' ? psa.cost[s] : psa.effect_estimate[s];
      CHECK(agrees(e.mean, want["mean"][key], t));
      CHECK(agrees(e.low, want["q025"][key], t));
      CHECK(agrees(e.high, want["q975"][key], t));
    }
  check_curve(psa, want["curve"], t);
}
