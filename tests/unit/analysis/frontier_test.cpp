#include "analysis/frontier.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>

using namespace cea;

namespace {

using Values = std::vector<double>;

char letter(DominanceStatus status) {
  switch (status) {
  case DominanceStatus::reference:
    return 'R';
  case DominanceStatus::non_dominated:
    return 'N';
  case DominanceStatus::dominated:
    return 'D';
  case DominanceStatus::extendedly_dominated:
    return 'E';
  }
  return '?';
}

/// Rows as `2R 0N 1D`: index in file order and status.
std::string outline(const Values& costs, const Values& effects) {
  std::string text;
  for (const IncrementalRow& row : incremental_analysis(costs, effects)) {
    if (!text.empty()) text += ' ';
    text += std::to_string(row.strategy);
    text += letter(row.status);
  }
  return text;
}

/// Whole numbers from 0 to 9 by a linear congruential generator: many ties and collinear points.
class Digits {
public:
  double next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>((state_ >> 33) % 10);
  }

private:
  std::uint64_t state_ = 7;
};

bool dominates(const Values& c, const Values& e, std::size_t a, std::size_t b) {
  if (c[a] == c[b] && e[a] == e[b]) return a < b;
  return c[a] <= c[b] && e[a] >= e[b];
}

/// Whether some mix of two others has the same effect at no higher cost.
bool beaten_by_mix(const Values& c, const Values& e, std::size_t s) {
  for (std::size_t a = 0; a < c.size(); ++a)
    for (std::size_t b = 0; b < c.size(); ++b)
      if (e[a] < e[s] && e[s] < e[b] && (c[s] - c[a]) * (e[b] - e[a]) >= (c[b] - c[a]) * (e[s] - e[a]))
        return true;
  return false;
}

} // namespace

TEST_CASE("no strategy and a single one") {
  CHECK(outline({}, {}).empty());
  CHECK(outline({5}, {1}) == "0R");
}

TEST_CASE("ICERs are taken against the next non-dominated strategy") {
  const Values costs{300, 100, 200, 250}, effects{3, 1, 2.5, 1.5};
  const std::vector<IncrementalRow> rows = incremental_analysis(costs, effects);
  REQUIRE(outline(costs, effects) == "1R 2N 3D 0N");
  CHECK(!rows[0].icer);
  CHECK(!rows[0].comparator);
  CHECK(rows[1].comparator == 1);
  CHECK(*rows[1].icer == doctest::Approx(100 / 1.5).epsilon(1e-15));
  CHECK(!rows[2].delta_cost);
  CHECK(!rows[2].delta_effect);
  CHECK(rows[3].comparator == 2);
  CHECK(*rows[3].delta_cost == 100);
  CHECK(*rows[3].delta_effect == 0.5);
  CHECK(*rows[3].icer == 200);
}

TEST_CASE("of equal pairs the first stands") {
  CHECK(outline({10, 10, 5}, {2, 2, 1}) == "2R 0N 1D");
  CHECK(outline({10, 10 + 5e-9, 5}, {2 + 1e-9, 2, 1}) == "2R 0N 1D");
  CHECK(outline({10 + 5e-9, 10, 5}, {2, 2 + 1e-9, 1}) == "2R 0N 1D");
}

TEST_CASE("equal costs or equal effects mean strict dominance") {
  CHECK(outline({10, 10}, {1, 2}) == "0D 1R");
  CHECK(outline({10, 12}, {2, 2}) == "0R 1D");
  CHECK(outline({10, 12}, {2, 2 + 1.9e-9}) == "0R 1D");
  CHECK(outline({10, 12}, {2, 2 + 2.1e-9}) == "0R 1N");
  CHECK(outline({0, 0}, {0, 0.9e-9}) == "0R 1D");
}

TEST_CASE("the tolerance is relative to large amounts") {
  CHECK(outline({1e6, 1e6 + 0.9e-3}, {1, 1}) == "0R 1D");
  CHECK(outline({1e6, 1e6 + 0.9e-3}, {1, 2}) == "0D 1R");
  CHECK(outline({1e6, 1e6 + 1.1e-3}, {1, 2}) == "0R 1N");
}

TEST_CASE("extended dominance goes on until ICERs rise") {
  CHECK(outline({0, 10, 12, 13}, {0, 1, 2, 4}) == "0R 1E 2E 3N");
  CHECK(outline({0, 10, 15, 30}, {0, 1, 2, 3}) == "0R 1E 2N 3N");
}

TEST_CASE("collinear strategies are extendedly dominated") {
  CHECK(outline({0, 100, 200}, {0, 1, 2}) == "0R 1E 2N");
  CHECK(outline({0, 100, 200}, {0.1, 0.2, 0.3}) == "0R 1E 2N");
  CHECK(outline({0, 100, 200, 300, 400}, {0.1, 0.2, 0.3, 0.4, 0.5}) == "0R 1E 2E 3E 4N");
}

TEST_CASE("a strategy that is cheaper and less effective is the reference") {
  CHECK(outline({100, 50}, {2, 1}) == "1R 0N");
}

TEST_CASE("rows of equal cost stand in file order") {
  CHECK(outline({7, 5 + 4e-9, 5, 5 - 1e-15}, {3, 1, 2, 1}) == "1D 2R 3D 0N");
}

TEST_CASE("dominance in a circle within the tolerance still leaves a reference") {
  const double step = 0.9e-9;
  const Values costs{0, 2 * step, step}, effects{0, 0, 0};
  const std::vector<IncrementalRow> rows = incremental_analysis(costs, effects);
  CHECK(std::count_if(rows.begin(), rows.end(), [](const IncrementalRow& row) {
          return row.status == DominanceStatus::reference;
        }) == 1);
}

TEST_CASE("random small cases agree with the definitions") {
  Digits digits;
  for (int repeat = 0; repeat < 3000; ++repeat) {
    Values costs, effects;
    for (int s = 0; s < 6; ++s) {
      costs.push_back(digits.next());
      effects.push_back(digits.next());
    }
    for (const IncrementalRow& row : incremental_analysis(costs, effects)) {
      const std::size_t s = row.strategy;
      bool dominated = false;
      for (std::size_t other = 0; other < costs.size(); ++other)
        dominated = dominated || (other != s && dominates(costs, effects, other, s));
      CHECK((row.status == DominanceStatus::dominated) == dominated);
      if (!dominated)
        CHECK((row.status == DominanceStatus::extendedly_dominated) == beaten_by_mix(costs, effects, s));
    }
  }
}

TEST_CASE("quadrants of the cost-effectiveness plane") {
  CHECK(quadrant_of(10, 1, 10, 1) == Quadrant::origin);
  CHECK(quadrant_of(10, 1, 11, 1) == Quadrant::north);
  CHECK(quadrant_of(10, 1, 11, 2) == Quadrant::north_east);
  CHECK(quadrant_of(10, 1, 10, 2) == Quadrant::east);
  CHECK(quadrant_of(10, 1, 9, 2) == Quadrant::south_east);
  CHECK(quadrant_of(10, 1, 9, 1) == Quadrant::south);
  CHECK(quadrant_of(10, 1, 9, 0) == Quadrant::south_west);
  CHECK(quadrant_of(10, 1, 10, 0) == Quadrant::west);
  CHECK(quadrant_of(10, 1, 11, 0) == Quadrant::north_west);
  CHECK(quadrant_of(1e6, 20, 1e6 + 1e-4, 20 + 1e-9) == Quadrant::origin);
}

TEST_CASE("pairwise comparison skips a strategy's own comparison and prices two quadrants only") {
  const Values costs{100, 150, 80, 90, 130}, effects{1, 2, 0.5, 1.5, 1};
  const std::vector<std::size_t> comparators{0, 0, 0, 2, 1};
  const Values thresholds{50, 100};
  const std::vector<PairwiseRow> rows = pairwise_analysis(costs, effects, comparators, thresholds);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].quadrant == Quadrant::north_east);
  CHECK(*rows[0].icer == 50);
  CHECK(rows[0].inmb == Values{0, 50});
  CHECK(rows[1].quadrant == Quadrant::south_west);
  CHECK(*rows[1].icer == 40);
  CHECK(rows[1].inmb == Values{-5, -30});
  CHECK(rows[2].comparator == 2);
  CHECK(*rows[2].icer == 10);
  CHECK(rows[3].comparator == 1);
  CHECK(rows[3].quadrant == Quadrant::south_west);
}

TEST_CASE("no ICER where the effects are equal to rounding") {
  const Values costs{100, 150}, effects{1, 1 + 1e-12};
  const std::vector<std::size_t> comparators{0, 0};
  const std::vector<PairwiseRow> rows = pairwise_analysis(costs, effects, comparators, {});
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].quadrant == Quadrant::north);
  CHECK(!rows[0].icer);
}

TEST_CASE("fill_decision uses the named outcome") {
  BaseCase b;
  b.effect = "life_years";
  b.thresholds = {1000};
  b.strategies.resize(2);
  b.strategies[0].cost = 10;
  b.strategies[0].effects = {{"qaly", 1}, {"life_years", 2}};
  b.strategies[1].cost = 40;
  b.strategies[1].effects = {{"qaly", 9}, {"life_years", 5}};
  const std::vector<std::size_t> comparators{0, 0};
  fill_decision(b, comparators);
  CHECK(b.nmb[0][0] == 1990);
  CHECK(b.nmb[1][0] == 4960);
  CHECK(*b.pairwise.at(0).icer == 10);
  CHECK(b.incremental.at(1).status == DominanceStatus::non_dominated);
  b.effect = "evly";
  CHECK_THROWS_AS(fill_decision(b, comparators), std::logic_error);
}
