#include "analysis/best_strategy.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace cea;

namespace {

using Lines = std::vector<std::pair<double, double>>; ///< level and slope of each strategy's net benefit

NetBenefits benefits_of(const Lines& lines) {
  return [lines](std::span<const LinePoint> points) {
    std::vector<std::vector<double>> all;
    for (const LinePoint& p : points) {
      auto& here = all.emplace_back();
      for (const auto& [level, slope] : lines)
        here.push_back(level + slope * p.x);
    }
    return all;
  };
}

std::vector<BestSwitch> switches(const Lines& lines, double from, double to) {
  const NetBenefits f = benefits_of(lines);
  const LinePoint ends[] = {{0, from}, {0, to}};
  const auto at = f(ends);
  return find_switches({{0, from, to, at[0], at[1]}}, f);
}

} // namespace

TEST_CASE("the best strategy is the first of equal ones") {
  CHECK(best_strategy(std::vector<double>{1, 3, 3, 2}) == 1);
  CHECK(best_strategy(std::vector<double>{3, 3 + 1e-10, 2}) == 0);
  CHECK(best_strategy(std::vector<double>{-5}) == 0);
}

TEST_CASE("nothing changes where one strategy is best all along") {
  CHECK(switches({{0, 0}, {-10, 1}}, 0, 5).empty());
}

TEST_CASE("two strategies change places where their net benefits cross") {
  const auto found = switches({{0, 0}, {-10, 4}}, 0, 5);
  REQUIRE(found.size() == 1);
  CHECK(found[0].x == doctest::Approx(2.5).epsilon(1e-14));
  CHECK(found[0].before == 0);
  CHECK(found[0].after == 1);
}

TEST_CASE("a third strategy between two is found") {
  // Best: 0 below 1, then 1 up to 3, then 2.
  const auto found = switches({{0, 0}, {-1, 1}, {-7, 3}}, 0, 10);
  REQUIRE(found.size() == 2);
  CHECK(found[0].x == doctest::Approx(1).epsilon(1e-14));
  CHECK(found[0].after == 1);
  CHECK(found[1].x == doctest::Approx(3).epsilon(1e-14));
  CHECK(found[1].before == 1);
  CHECK(found[1].after == 2);
}

TEST_CASE("a tie at an end is a change there") {
  // Equal but for rounding at 0: the first is best there, the second everywhere else.
  const auto found = switches({{0, 0}, {1e-12, 1}}, 0, 1);
  REQUIRE(found.size() == 1);
  CHECK(found[0].x == 0);
}

TEST_CASE("pieces without a result are left out") {
  CHECK(find_switches({{0, 0, 1, {}, {1, 2}}, {1, 0, 1, {1, 2}, {}}}, benefits_of({{0, 0}, {0, 1}})).empty());
}

TEST_CASE("many lines are searched together") {
  std::vector<LinePiece> pieces;
  for (std::size_t i = 0; i < 50; ++i) {
    const double to = 1 + static_cast<double>(i);
    pieces.push_back({i, 0, to, {0, -0.5}, {0, to - 0.5}});
  }
  int calls = 0;
  const auto f = benefits_of({{0, 0}, {-0.5, 1}});
  const auto found = find_switches(pieces, [&](std::span<const LinePoint> points) {
    ++calls;
    return f(points);
  });
  CHECK(found.size() == 50);
  for (const BestSwitch& s : found)
    CHECK(s.x == doctest::Approx(0.5).epsilon(1e-13));
  CHECK(calls < 10);
}
