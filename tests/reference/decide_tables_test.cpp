// Incremental tables in print: strict and extended dominance.
#include "analysis/frontier.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace cea;

namespace {

using Values = std::vector<double>;

/// A strategy of a published table; no ICER for the reference and the dominated.
struct Line {
  std::size_t strategy;
  DominanceStatus status;
  double icer = 0;
};

constexpr auto kReference = DominanceStatus::reference;
constexpr auto kFrontier = DominanceStatus::non_dominated;
constexpr auto kDominated = DominanceStatus::dominated;
constexpr auto kExtended = DominanceStatus::extendedly_dominated;

/// `want` in order of cost; ICERs agree to a relative 1e-9.
void check_table(const Values& costs, const Values& effects, const std::vector<Line>& want) {
  const std::vector<IncrementalRow> rows = incremental_analysis(costs, effects);
  REQUIRE(rows.size() == want.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(rows[i].strategy == want[i].strategy);
    CHECK(rows[i].status == want[i].status);
    REQUIRE(rows[i].icer.has_value() == (want[i].status == kFrontier));
    if (rows[i].icer) CHECK(std::abs(*rows[i].icer - want[i].icer) <= 1e-9 * want[i].icer);
  }
}

/// Strategies on the frontier in order of cost, counted from 1.
std::vector<int> frontier(const Values& costs, const Values& effects) {
  std::vector<int> members;
  for (const IncrementalRow& row : incremental_analysis(costs, effects))
    if (row.status == kReference || row.status == kFrontier)
      members.push_back(static_cast<int>(row.strategy) + 1);
  return members;
}

} // namespace

// Paltiel et al. 2006 (HIV screening), inputs as in dampack's vignette basic_cea.
TEST_CASE("HIV screening: one strategy dominated") {
  const Values costs{26000, 27000, 28020, 28440, 29440};
  const Values months{277.25, 277.57, 277.78, 277.83, 277.76};
  Values years;
  for (const double m : months)
    years.push_back(m / 12);
  check_table(costs, years,
              {{0, kReference},
               {1, kFrontier, 37500.0000000041},
               {2, kFrontier, 58285.71428572},
               {3, kFrontier, 100799.99999992},
               {4, kDominated}});
}

// The VA-HERC teaching example, as in dampack's test_calculate_icers.
TEST_CASE("six strategies: one dominated and one extendedly dominated") {
  const Values costs{5000, 12000, 10000, 25000, 35000, 55000}, effects{1, 1.5, 2, 3, 4, 5};
  check_table(costs, effects,
              {{0, kReference},
               {2, kFrontier, 5000},
               {1, kDominated},
               {3, kExtended},
               {4, kFrontier, 12500},
               {5, kFrontier, 20000}});
}

TEST_CASE("two strategies of equal effect: the dearer one is dominated") {
  check_table({163771, 164848.7, 163765.1}, {6.48273, 6.52861, 6.52861},
              {{2, kReference}, {0, kDominated}, {1, kDominated}});
}

// heemod, tests/testthat/test_efficiency_frontier.R.
TEST_CASE("five efficiency frontiers") {
  CHECK(frontier({14807, 26041, 49706, 64266, 40022, 57392, 91744, 54651},
                 {9.635, 10.2497, 11.1654, 11.5152, 11.582, 11.6248, 11.6296, 11.6588}) ==
        std::vector<int>{1, 5, 8});
  CHECK(frontier({26041, 14807, 49706, 64266, 40022}, {9.13, 9.635, 11.1654, 11.5152, 11.582}) ==
        std::vector<int>{2, 5});
  CHECK(frontier({25000, 35000, 50000, 54651, 64266, 91744}, {10.2497, 11.1654, 11.3, 11.6588, 11.7, 12.1}) ==
        std::vector<int>{1, 2, 4, 6});
  CHECK(frontier({26041, 49706, 64266, 57392, 91744, 54651},
                 {10.2497, 11.1654, 11.5152, 11.6248, 11.6296, 11.6296}) == std::vector<int>{1, 6});
  CHECK(frontier({26041, 42000, 54651, 60000, 76000}, {10.2497, 11.1654, 11.6296, 11.7, 11.8}) ==
        std::vector<int>{1, 2, 3, 4, 5});
}
