// Total hip replacement: Briggs, Claxton & Sculpher 2006, example 3.5 and its spreadsheet. The digits are
// those of the spreadsheet as the package heemod quotes them in its own test (tests/testthat/test_dmhee.R).
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kPrinted{0, 1e-8};  // nine or ten digits
constexpr Tolerance kShares{0.6e-8, 0}; // eight decimals

ScenarioFile hip() {
  return load(shipped_scenario("hip_replacement.yaml"));
}

} // namespace

TEST_CASE("hip replacement: costs and QALYs and ICER of the spreadsheet") {
  const Run r = run(hip());
  check_totals(r.base, {{"standard", 512.434658, 14.6531896}, {"new_one", 610.311818, 14.69770986}},
               kPrinted);
  CHECK(agrees(r.base.pairwise.at(0).icer.value(), 2198.486665, kPrinted));
}

TEST_CASE("hip replacement: the trace of the first years") {
  const Run r = run(hip());
  const std::vector<std::vector<double>> standard = {
      {0.98000000, 0.0000000, 0.0000000, 0.0200000},    {0.97265720, 0.0007768, 0.0000000, 0.02656600},
      {0.96516548, 0.00097491, 0.00075606, 0.03310354}, {0.95757109, 0.00115802, 0.00166964, 0.03960125},
      {0.93783561, 0.00132115, 0.00268314, 0.05816010}, {0.91838963, 0.00145307, 0.00379326, 0.07636404},
      {0.89924305, 0.00157339, 0.00496429, 0.09421927}, {0.88040225, 0.00168398, 0.00618146, 0.11173231}};
  const std::vector<std::vector<double>> new_one = {
      {0.98000000, 0.00000000, 0.00000000, 0.02000000}, {0.97323145, 0.00020255, 0.00000000, 0.02656600},
      {0.96645641, 0.00025438, 0.00019715, 0.03309206}, {0.95968665, 0.00030239, 0.00043553, 0.03957543},
      {0.94083683, 0.00034529, 0.00070021, 0.05811767}, {0.92232657, 0.00038012, 0.00099040, 0.07630291},
      {0.90415327, 0.00041201, 0.00129686, 0.09413786}, {0.88631355, 0.00044144, 0.00161577, 0.11162924}};
  for (std::size_t year = 1; year <= 8; ++year) {
    CAPTURE(year);
    for (const auto& [id, rows] : {std::pair("standard", &standard), std::pair("new_one", &new_one)}) {
      std::vector<double> want{0.0};
      want.insert(want.end(), (*rows)[year - 1].begin(), (*rows)[year - 1].end());
      check_row(r.trace, id, year, want, kShares);
    }
  }
}

TEST_CASE("hip replacement: younger people and men gain more") {
  const ScenarioFile file = hip();
  const auto pair = [&](const char* variant) { return run(file, variant).base.pairwise.at(0); };
  const double women_of_60 = pair("").icer.value();
  CHECK(pair("men").icer.value() < women_of_60);
  CHECK(pair("ages.2").icer.value() > women_of_60);
  // At 40 so many revisions are spared that the new prosthesis saves money.
  for (const char* variant : {"ages.1", "men_of_40"}) {
    CAPTURE(variant);
    CHECK(pair(variant).delta_cost < 0);
    CHECK(pair(variant).delta_effect > 0);
  }
}
