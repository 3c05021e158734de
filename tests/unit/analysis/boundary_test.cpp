#include "analysis/boundary.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace cea;

namespace {

using Plane = std::function<std::vector<double>(double, double)>;

struct Drawn {
  std::vector<double> xs, ys;
  std::vector<TwoWayResult::Segment> pieces;
};

Drawn draw(const Plane& plane, std::size_t columns, std::size_t rows, double from = 0, double to = 1) {
  Drawn d;
  for (std::size_t i = 0; i < columns; ++i)
    d.xs.push_back(from + (to - from) * static_cast<double>(i) / static_cast<double>(columns - 1));
  for (std::size_t j = 0; j < rows; ++j)
    d.ys.push_back(from + (to - from) * static_cast<double>(j) / static_cast<double>(rows - 1));
  std::vector<std::vector<std::vector<double>>> benefits;
  for (const double x : d.xs) {
    auto& column = benefits.emplace_back();
    for (const double y : d.ys)
      column.push_back(plane(x, y));
  }
  d.pieces = plane_boundary(d.xs, d.ys, benefits, [&](std::span<const PlanePoint> points) {
    std::vector<std::vector<double>> all;
    for (const PlanePoint& p : points)
      all.push_back(plane(p.x, p.y));
    return all;
  });
  return d;
}

double length(const Drawn& d) {
  double sum = 0;
  for (const auto& g : d.pieces)
    sum += std::hypot(g.x2 - g.x1, g.y2 - g.y1);
  return sum;
}

} // namespace

TEST_CASE("a straight line between two strategies is exact on any grid") {
  for (const std::size_t n : {2U, 3U, 10U}) {
    const Drawn d = draw([](double x, double y) { return std::vector{0.0, 3 * x + y - 1.3}; }, n, n);
    CHECK(length(d) == doctest::Approx(std::hypot(1.3 / 3 - 0.1, 1)).epsilon(1e-12));
    for (const auto& g : d.pieces) {
      CHECK(std::abs(3 * g.x1 + g.y1 - 1.3) < 1e-13);
      CHECK(std::abs(3 * g.x2 + g.y2 - 1.3) < 1e-13);
    }
  }
}

TEST_CASE("the ends of pieces lie on a curve and not only near it") {
  const Drawn d = draw([](double x, double y) { return std::vector{x * x + y * y, 0.5}; }, 21, 21, -1, 1);
  CHECK(d.pieces.size() > 20);
  for (const auto& g : d.pieces) {
    CHECK(std::abs(g.x1 * g.x1 + g.y1 * g.y1 - 0.5) < 1e-12);
    CHECK(std::abs(g.x2 * g.x2 + g.y2 * g.y2 - 0.5) < 1e-12);
  }
  CHECK(length(d) == doctest::Approx(2 * std::acos(-1.0) * std::sqrt(0.5)).epsilon(0.01));
}

TEST_CASE("three regions meet in their common point") {
  // Best: 0 where both others are below 0; 1 where x − 0.4 leads, 2 where y − 0.55 leads.
  const Drawn d = draw([](double x, double y) { return std::vector{0.0, x - 0.4, y - 0.55}; }, 4, 4);
  int ends = 0;
  for (const auto& g : d.pieces)
    for (const auto& [x, y] : {std::pair(g.x1, g.y1), std::pair(g.x2, g.y2)})
      if (std::abs(x - 0.4) < 1e-10 && std::abs(y - 0.55) < 1e-10) ++ends;
  CHECK(ends == 3);
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (const auto& g : d.pieces)
    pairs.insert({g.a, g.b});
  CHECK(pairs.size() == 3);
  CHECK(length(d) == doctest::Approx(0.55 + 0.4 + std::hypot(0.45, 0.45)).epsilon(1e-9));
}

TEST_CASE("a saddle is joined on the side that its middle belongs to") {
  for (const double bend : {-0.1, 0.1}) {
    const Drawn d = draw(
        [&](double x, double y) {
          return std::vector{(x - 0.5) * (y - 0.5) + bend, 0.0};
        },
        2, 2);
    REQUIRE(d.pieces.size() == 2);
    for (const auto& g : d.pieces) {
      // The first strategy is best in the middle where bend > 0: then no piece passes between the two
      // corners that it holds.
      const double mx = (g.x1 + g.x2) / 2 - 0.5, my = (g.y1 + g.y2) / 2 - 0.5;
      CHECK((mx * my > 0) == (bend < 0));
    }
  }
}

TEST_CASE("where nothing changes there is no line and corners without a result have none") {
  CHECK(draw([](double, double) { return std::vector{1.0, 0.0}; }, 5, 5).pieces.empty());
  const Drawn d = draw(
      [](double x, double y) {
        return x > 0.5 ? std::vector<double>{} : std::vector{0.0, y - 0.3};
      },
      5, 5);
  REQUIRE_FALSE(d.pieces.empty());
  for (const auto& g : d.pieces)
    CHECK(std::max(g.x1, g.x2) <= 0.5);
}
