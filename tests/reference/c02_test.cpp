// Sick-Sicker with mortality by age: Alarid-Escudero et al., Med Decis Making 2023;43:21-41. The numbers are
// the output of the tutorial's own code (DARTH-git/cohort-modeling-tutorial-timedep,
// cSTM_time_dep_simulation.R). Its life table isn't part of the project: these tests read it beside the
// checkout, or are skipped.
#include "analysis/frontier.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

const char* const kCase = "c02_sick_sicker_age_dependent";
constexpr Tolerance kTight{0, 1e-9};
constexpr auto kReference = DominanceStatus::reference;
constexpr auto kFrontier = DominanceStatus::non_dominated;
constexpr auto kDominated = DominanceStatus::dominated;

ScenarioFile own_file() {
  return load_text(text_of(own_scenario("c02_sick_sicker_by_age.yaml")), folder(kCase) + "/scenario.yaml");
}

} // namespace

TEST_CASE("Sick-Sicker by age: totals and incremental table") {
  if (!is_there(kCase)) return;
  const BaseCase base = run(own_file()).base;
  check_totals(base,
               {{"SoC", 116374.448011954, 18.879195307013},
                {"A", 218789.35922806, 19.6355559872538},
                {"B", 202536.459939298, 20.1989255189221},
                {"AB", 296300.325943376, 21.0965265577841}},
               kTight);
  check_lines(base.incremental, ids_of(base),
              {{"SoC", kReference},
               {"B", kFrontier, 86162.011927344, 1.31973021190909, 65287.5952598707},
               {"A", kDominated},
               {"AB", kFrontier, 93763.8660040775, 0.897601038862025, 104460.514131034}},
              kTight);
}

TEST_CASE("Sick-Sicker by age: cohort trace") {
  if (!is_there(kCase)) return;
  const Trace trace = run(own_file()).trace;
  for (const std::string id : {"SoC", "A"}) {
    check_row(trace, id, 1, {0.859835660875689, 0.13915085304859, 0, 0.00101348607572105}, kTight);
    check_row(trace, id, 10, {0.626897480767686, 0.185289536691141, 0.164653800803108, 0.0231591817380653},
              kTight);
    check_row(trace, id, 75,
              {0.00127505116786501, 0.00027609470057802, 1.66244753799997e-05, 0.998432229656177}, kTight);
    check_trace_file(trace, id, folder(kCase) + "/trace_soc_A.csv", kTight);
  }
  for (const std::string id : {"B", "AB"}) {
    check_row(trace, id, 2, {0.793916203022547, 0.195324710065615, 0.00847064312317211, 0.0022884437886661},
              kTight);
    check_row(trace, id, 75,
              {0.0020818639673643, 0.0004645522204165, 1.71419150671568e-05, 0.997436441897152}, kTight);
    check_trace_file(trace, id, folder(kCase) + "/trace_B_AB.csv", kTight);
  }
}

TEST_CASE("Sick-Sicker by age: life years are the rows' living members") {
  if (!is_there(kCase)) return;
  const BaseCase base = run(own_file(), "life_years").base;
  CHECK(agrees(amount(totals(base, "SoC").undiscounted_effects, "life_years").value(), 40.7004391924187,
               kTight));
}

TEST_CASE("Sick-Sicker by age: variants") {
  if (!is_there(kCase)) return;
  const ScenarioFile file = own_file();
  check_totals(run(file, "no_moves").base,
               {{"SoC", 113790.274139953, 18.8984750841726},
                {"A", 216205.185356059, 19.6548357644135},
                {"B", 199797.073429747, 20.2202173275698},
                {"AB", 293560.939433825, 21.1178183664318}},
               kTight);
  check_totals(run(file, "differential").base,
               {{"SoC", 158935.774325743, 12.5540327533276},
                {"A", 298236.724895623, 13.0590362986695},
                {"B", 277351.335463398, 13.1277379014683},
                {"AB", 405508.538499627, 13.7070716640714}},
               kTight);
  const BaseCase monthly = run(file, "monthly").base;
  check_totals(monthly,
               {{"SoC", 113375.934585609, 19.3200558181278},
                {"A", 208646.266590552, 20.0030659951988},
                {"B", 190860.578916073, 20.6812212737829},
                {"AB", 276604.504827587, 21.4895722217102}},
               kTight);
  check_lines(monthly.incremental, ids_of(monthly),
              {{"SoC", kReference},
               {"B", kFrontier, 77484.6443304647, 1.36116545565505, 56925.2209630724},
               {"A", kDominated},
               {"AB", kFrontier, 85743.9259115134, 0.808350947927387, 106072.648434892}},
              kTight);
}

TEST_CASE("Sick-Sicker by age: 1000 samples replayed") {
  if (!is_there(kCase)) return;
  const auto want = expected(kCase)["psa"];
  const Tolerance t = tolerance_of(want);
  const PsaSamples samples = replay(own_file(), folder(kCase) + "/psa_inputs.csv");
  CHECK(samples.costs.at(0).size() == 1000);
  CHECK(samples.dropped == 0);
  check_samples(samples, folder(kCase) + "/psa_outputs.csv", "cost.", "qaly.", t);
  check_psa(samples, want, folder(kCase) + "/ceac_elc_evpi.csv", t);
}

// The file that users get carries every fifth age of the table: near the tutorial's figures, which it states.
TEST_CASE("Sick-Sicker by age: the shipped file gives what its comment says") {
  const BaseCase base = run(load(shipped_scenario("sick_sicker_by_age.yaml"))).base;
  CHECK(agrees(totals(base, "SoC").cost, 116490, {0.5, 0}));
  CHECK(agrees(effect_of(base, "SoC"), 18.885, {0.0005, 0}));
  check_lines(base.incremental, ids_of(base),
              {{"SoC", kReference},
               {"B", kFrontier, 86162.011927344, 1.31973021190909, 65287.5952598707},
               {"A", kDominated},
               {"AB", kFrontier, 93763.8660040775, 0.897601038862025, 104460.514131034}},
              {0, 0.002});
  CHECK(agrees(base.incremental.at(1).icer.value(), 65330, {0.5, 0}));
  CHECK(agrees(base.incremental.at(3).icer.value(), 104523, {0.5, 0}));
}

// With the death rates by single years in its table, the shipped file gives the tutorial's figures.
TEST_CASE("Sick-Sicker by age: the shipped file with the whole life table") {
  if (!is_there(kCase)) return;
  std::string text = text_of(shipped_scenario("sick_sicker_by_age.yaml"));
  const std::size_t from = text.find("    quantity: rate/year"), to = text.find("\nparameters:");
  REQUIRE(from < to);
  text.replace(from, to - from,
               "    {file: life_table_usa_2015_mx.csv, key: Age, between: step, quantity: rate/year, source: "
               "US life tables 2015}\n");
  const std::size_t use = text.find("life_table.total(mid_age)");
  REQUIRE(use != std::string::npos);
  text.replace(use, std::string("life_table.total(mid_age)").size(), "life_table.Total(age)");
  const ScenarioFile file = load_text(text, folder(kCase) + "/shipped.yaml");
  check_totals(run(file).base,
               {{"SoC", 116374.448011954, 18.879195307013},
                {"A", 218789.35922806, 19.6355559872538},
                {"B", 202536.459939298, 20.1989255189221},
                {"AB", 296300.325943376, 21.0965265577841}},
               kTight);
  CHECK(agrees(totals(run(file, "no_transition_amounts").base, "B").cost, 199797.073429747, kTight));
  CHECK(agrees(effect_of(run(file, "differential_discounting").base, "AB"), 13.7070716640714, kTight));
}
