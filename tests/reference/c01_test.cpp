// Sick-Sicker, time-independent: Alarid-Escudero et al., Med Decis Making 2023;43:3-20. The numbers are the
// output of the tutorial's own code (DARTH-git/cohort-modeling-tutorial-intro, cSTM_time_indep.R); those of
// Simpson's rule over 20 years were derived by an independent script.
#include "analysis/psa_summary.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace cea;
using namespace cea::reference;

namespace {

const char* const kCase = "c01_sick_sicker_homogeneous";
constexpr Tolerance kTight{0, 1e-9};
constexpr auto kReference = DominanceStatus::reference;
constexpr auto kFrontier = DominanceStatus::non_dominated;
constexpr auto kDominated = DominanceStatus::dominated;

/// The case in two wordings: the file that users start from and one with rows written out.
std::vector<ScenarioFile> both_files() {
  return {load(shipped_scenario("sick_sicker.yaml")), load(own_scenario("c01_sick_sicker.yaml"))};
}

ScenarioFile own_file() {
  return load(own_scenario("c01_sick_sicker.yaml"));
}

/// Id in the file of a strategy's name in the reference data.
std::string id_of(const std::string& label) {
  if (label == "Standard of care") return "SoC";
  return label.substr(std::string("Strategy ").size());
}

/// Lines of a text file after the first, cut at commas.
std::vector<std::vector<std::string>> lines_of(const std::string& path) {
  std::vector<std::vector<std::string>> lines;
  std::istringstream in(text_of(path));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    lines.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');)
      lines.back().push_back(cell);
  }
  return lines;
}

/// One line of a table of sensitivity analyses: settings, then strategy, cost, QALYs.
void check_line(const Run& got, const std::string& strategy, const std::string& cost,
                const std::string& qaly) {
  CAPTURE(strategy);
  CHECK(agrees(totals(got.base, id_of(strategy)).cost, std::stod(cost), kTight));
  CHECK(agrees(effect_of(got.base, id_of(strategy)), std::stod(qaly), kTight));
}

struct Bar {
  std::string parameter, low, high;
  double inmb_low, inmb_high;
};

double inmb_of_b(const ScenarioFile& file, const std::vector<std::string>& set) {
  const BaseCase base = run(file, {}, set).base;
  return 100'000 * (effect_of(base, "B") - effect_of(base, "SoC")) -
         (totals(base, "B").cost - totals(base, "SoC").cost);
}

} // namespace

TEST_CASE("Sick-Sicker: totals and incremental table") {
  for (const ScenarioFile& file : both_files()) {
    CAPTURE(file.path);
    const BaseCase base = run(file).base;
    check_totals(base,
                 {{"SoC", 151579.86595739, 20.7113314643222},
                  {"A", 284804.513370573, 21.4986628084375},
                  {"B", 259100.410617004, 22.1844651408455},
                  {"AB", 378875.198394492, 23.1368441350026}},
                 kTight);
    check_lines(base.incremental, ids_of(base),
                {{"SoC", kReference},
                 {"B", kFrontier, 107520.544659614, 1.47313367652331, 72987.6360666535},
                 {"A", kDominated},
                 {"AB", kFrontier, 119774.787777488, 0.952378994157112, 125763.785753688}},
                kTight);
  }
}

TEST_CASE("Sick-Sicker: the table in print") {
  const BaseCase base = run(load(shipped_scenario("sick_sicker.yaml"))).base;
  const Tolerance money{0.5, 0}, qaly{0.0005, 0};
  CHECK(agrees(totals(base, "SoC").cost, 151580, money));
  CHECK(agrees(totals(base, "A").cost, 284805, money));
  CHECK(agrees(totals(base, "B").cost, 259100, money));
  CHECK(agrees(totals(base, "AB").cost, 378875, money));
  CHECK(agrees(effect_of(base, "SoC"), 20.711, qaly));
  CHECK(agrees(effect_of(base, "A"), 21.499, qaly));
  CHECK(agrees(effect_of(base, "B"), 22.184, Tolerance{0.0005, 0}));
  CHECK(agrees(effect_of(base, "AB"), 23.137, qaly));
  CHECK(agrees(base.incremental.at(1).icer.value(), 72988, money));
  CHECK(agrees(base.incremental.at(3).icer.value(), 125764, money));
}

TEST_CASE("Sick-Sicker: cohort trace") {
  const Tolerance t{0, 1e-9};
  for (const ScenarioFile& file : both_files()) {
    const Trace trace = run(file).trace;
    for (const std::string id : {"SoC", "A"}) {
      check_row(trace, id, 0, {1, 0, 0, 0}, t);
      check_row(trace, id, 1, {0.858988280741124, 0.13901371792621, 0, 0.00199800133266692}, t);
      check_row(trace, id, 2, {0.792231299109892, 0.189449484706421, 0.0137733700637237, 0.00454584611996364},
                t);
      check_row(trace, id, 10, {0.620192141562428, 0.183148666930662, 0.158706006591437, 0.0379531849154735},
                t);
      check_row(trace, id, 75, {0.115723450555984, 0.0341785363064315, 0.317061535511313, 0.533036477626272},
                t);
    }
    for (const std::string id : {"B", "AB"}) {
      check_row(trace, id, 2,
                {0.792231299109892, 0.194785933738962, 0.00843692103118208, 0.00454584611996364}, t);
      check_row(trace, id, 10, {0.65447112503364, 0.206594458432222, 0.104501833477638, 0.0344325830565007},
                t);
      check_row(trace, id, 75, {0.20746857649484, 0.0655074126921398, 0.272872599027192, 0.454151411785829},
                t);
    }
  }
}

TEST_CASE("Sick-Sicker: rows of weight 1 and trapezoid") {
  const ScenarioFile file = own_file();
  check_totals(run(file, "rows").base,
               {{"SoC", 153541.412930632, 21.5544866105017},
                {"A", 287185.640775867, 22.3455444558897},
                {"B", 261490.974371792, 23.0326078071265},
                {"AB", 381676.095740883, 23.9889689257859}},
               kTight);
  check_totals(run(file, "trapezoid").base,
               {{"SoC", 152262.290718265, 21.038150923113},
                {"A", 285676.923019619, 21.8288364097137},
                {"B", 259991.51526985, 22.5111981427628},
                {"AB", 379955.447346878, 23.4668455895279}},
               kTight);
}

TEST_CASE("Sick-Sicker: monthly cycles") {
  const BaseCase base = run(own_file(), "monthly").base;
  check_totals(base,
               {{"SoC", 146404.668352222, 21.1183786948831},
                {"A", 270869.9692929, 21.8321457696947},
                {"B", 243171.145741055, 22.6340718304736},
                {"AB", 353139.639265415, 23.4953954539467}},
               kTight);
  check_lines(base.incremental, ids_of(base),
              {{"SoC", kReference},
               {"B", kFrontier, 96766.4773888324, 1.5156931355905, 63843.0531330033},
               {"A", kDominated},
               {"AB", kFrontier, 109968.49352436, 0.861323623473144, 127673.838877112}},
              kTight);
}

TEST_CASE("Sick-Sicker: 20 years under every correction") {
  const ScenarioFile file = own_file();
  check_totals(run(file, "h20_simpson").base,
               {{"SoC", 60371.66310237249, 12.880743093547142},
                {"A", 115894.75437996651, 13.40538244847899},
                {"B", 107655.44639834619, 13.204097589254705},
                {"AB", 158668.76513605993, 13.787275257776772}},
               kTight);
  check_totals(run(file, "h20_rows").base,
               {{"SoC", 62925.26290985433, 13.586059318044459},
                {"A", 119645.05787067158, 14.115101924082508},
                {"B", 111023.00937165091, 13.923365438514185},
                {"AB", 163053.08760618253, 14.51278104778503}},
               kTight);
  check_totals(run(file, "h20_trapezoid").base,
               {{"SoC", 60350.55772471069, 12.885648715254325},
                {"A", 115678.10551794493, 13.40685820159469},
                {"B", 107420.71594029179, 13.209095119334062},
                {"AB", 158239.66870713857, 13.788923258878091}},
               kTight);
  check_totals(run(file, "h20_weights").base,
               {{"SoC", 58612.9822236198, 12.4236139351014},
                {"A", 112816.821754106, 12.9361714730518},
                {"B", 104784.456527998, 12.7379124366267},
                {"AB", 154601.626345521, 13.3079994007081}},
               kTight);
}

TEST_CASE("Sick-Sicker: tornado of strategy B") {
  const ScenarioFile file = load(shipped_scenario("sick_sicker.yaml"));
  const Tolerance t{0, 1e-8};
  CHECK(agrees(inmb_of_b(file, {}), 39792.822992716, t));
  for (const Bar& bar : std::vector<Bar>{{"hr_S1S2_trtB", "0.3", "0.9", 237589.99287, -104644.20483},
                                         {"c_trtB", "6500", "19500", 104670.83304, -25085.1870500001},
                                         {"hr_S2", "5", "15", 14335.8132099998, 58873.0432500001},
                                         {"r_S1S2", "0.05", "0.15", 11412.1403100002, 39200.9452899999},
                                         {"u_S1", "0.65", "0.85", 31540.4404899999, 48045.2055000002},
                                         {"r_HS1", "0.1", "0.2", 44596.39304, 31377.2759700001}}) {
    CAPTURE(bar.parameter);
    CHECK(agrees(inmb_of_b(file, {bar.parameter + "=" + bar.low}), bar.inmb_low, t));
    CHECK(agrees(inmb_of_b(file, {bar.parameter + "=" + bar.high}), bar.inmb_high, t));
  }
  CHECK(inmb_of_b(file, {"c_trtA=6000"}) == inmb_of_b(file, {"c_trtA=18000"}));
  CHECK(inmb_of_b(file, {"u_trtA=0.9"}) == inmb_of_b(file, {"u_trtA=1"}));
}

TEST_CASE("Sick-Sicker: one-way and two-way tables") {
  if (!is_there(kCase)) return;
  const ScenarioFile file = load(shipped_scenario("sick_sicker.yaml"));
  const auto one_way = lines_of(folder(kCase) + "/dsa_oneway.csv");
  CHECK(one_way.size() == 64);
  for (std::size_t i = 0; i < one_way.size(); i += 4) {
    const std::string set = one_way[i][0] + "=" + one_way[i][2];
    CAPTURE(set);
    const Run got = run(file, {}, {set});
    for (std::size_t s = i; s < i + 4; ++s)
      check_line(got, one_way[s].at(3), one_way[s].at(4), one_way[s].at(5));
  }
  const auto two_way = lines_of(folder(kCase) + "/dsa_twoway.csv");
  CHECK(two_way.size() == 100);
  for (const auto& line : two_way) {
    const std::string first = "hr_S1S2_trtB=" + line[0], second = "c_trtB=" + line[1];
    CAPTURE(first);
    CAPTURE(second);
    check_line(run(file, {}, {first, second}), line.at(2), line.at(3), line.at(4));
  }
}

TEST_CASE("Sick-Sicker: traces row by row") {
  if (!is_there(kCase)) return;
  const Trace trace = run(load(shipped_scenario("sick_sicker.yaml"))).trace;
  for (const std::string id : {"SoC", "A"})
    check_trace_file(trace, id, folder(kCase) + "/trace_soc_A.csv", kTight);
  for (const std::string id : {"B", "AB"})
    check_trace_file(trace, id, folder(kCase) + "/trace_B_AB.csv", kTight);
}

TEST_CASE("Sick-Sicker: 1000 samples replayed") {
  if (!is_there(kCase)) return;
  const auto want = expected(kCase)["psa"];
  const Tolerance t = tolerance_of(want);
  for (const ScenarioFile& file : both_files()) {
    CAPTURE(file.path);
    const PsaSamples samples = replay(file, folder(kCase) + "/psa_inputs.csv");
    CHECK(samples.costs.at(0).size() == 1000);
    CHECK(samples.dropped == 0);
    check_samples(samples, folder(kCase) + "/psa_outputs.csv", "cost.", "qaly.", t);
    check_psa(samples, want, folder(kCase) + "/ceac_elc_evpi.csv", t);
  }
}
