#include "analysis/boundary.h"

#include "analysis/best_strategy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace cea {

namespace {

using Pair = std::pair<std::size_t, std::size_t>; ///< strategies, the smaller first

/// Where the boundary of two strategies crosses an edge of a cell.
struct Crossing {
  Pair between;
  PlanePoint at;
};

Pair ordered(std::size_t a, std::size_t b) {
  return {std::min(a, b), std::max(a, b)};
}

class Boundary {
public:
  Boundary(std::span<const double> xs, std::span<const double> ys,
           const std::vector<std::vector<std::vector<double>>>& benefits, const PlaneBenefits& evaluate)
      : xs_(xs), ys_(ys), benefits_(benefits), evaluate_(evaluate) {}

  std::vector<TwoWayResult::Segment> run() {
    cross_edges();
    for (std::size_t i = 0; i + 1 < xs_.size(); ++i)
      for (std::size_t j = 0; j + 1 < ys_.size(); ++j)
        cell(i, j);
    return std::move(segments_);
  }

private:
  // Edges are numbered as lines: first those along x at (i, j), then those along y.
  [[nodiscard]] std::size_t along_x(std::size_t i, std::size_t j) const { return j * xs_.size() + i; }
  [[nodiscard]] std::size_t along_y(std::size_t i, std::size_t j) const {
    return xs_.size() * ys_.size() + i * ys_.size() + j;
  }
  [[nodiscard]] PlanePoint place(const LinePoint& p) const {
    const std::size_t all = xs_.size() * ys_.size();
    if (p.line < all) return {p.x, ys_[p.line / xs_.size()]};
    return {xs_[(p.line - all) / ys_.size()], p.x};
  }

  void cross_edges() {
    std::vector<LinePiece> pieces;
    const auto add = [&](std::size_t line, double from, double to, const auto& a, const auto& b) {
      if (a.empty() || b.empty() || best_strategy(a) == best_strategy(b)) return;
      pieces.push_back({line, from, to, a, b});
    };
    for (std::size_t i = 0; i < xs_.size(); ++i)
      for (std::size_t j = 0; j < ys_.size(); ++j) {
        if (i + 1 < xs_.size()) add(along_x(i, j), xs_[i], xs_[i + 1], benefits_[i][j], benefits_[i + 1][j]);
        if (j + 1 < ys_.size()) add(along_y(i, j), ys_[j], ys_[j + 1], benefits_[i][j], benefits_[i][j + 1]);
      }
    const NetBenefits along = [&](std::span<const LinePoint> points) {
      std::vector<PlanePoint> places;
      for (const LinePoint& p : points)
        places.push_back(place(p));
      return evaluate_(places);
    };
    for (const BestSwitch& s : find_switches(std::move(pieces), along))
      crossings_[s.line].push_back({ordered(s.before, s.after), place({s.line, s.x})});
  }

  void cell(std::size_t i, std::size_t j) {
    for (const auto& corner :
         {benefits_[i][j], benefits_[i + 1][j], benefits_[i + 1][j + 1], benefits_[i][j + 1]})
      if (corner.empty()) return;
    // Around the cell: below, right, above (backwards), left (backwards).
    std::vector<Crossing> around;
    append(along_x(i, j), false, around);
    append(along_y(i + 1, j), false, around);
    append(along_x(i, j + 1), true, around);
    append(along_y(i, j), true, around);
    if (around.empty()) return;
    std::map<Pair, std::vector<PlanePoint>> by_pair;
    for (const Crossing& c : around)
      by_pair[c.between].push_back(c.at);
    std::vector<Crossing> left;
    for (auto& [pair, points] : by_pair) {
      if (points.size() == 2)
        join(pair, points[0], points[1]);
      else if (points.size() == 4)
        saddle(i, j, pair, points);
      else
        for (const PlanePoint& p : points)
          left.push_back({pair, p});
    }
    if (!left.empty()) meet(i, j, left);
  }

  void append(std::size_t line, bool backwards, std::vector<Crossing>& around) const {
    const auto it = crossings_.find(line);
    if (it == crossings_.end()) return;
    if (backwards)
      around.insert(around.end(), it->second.rbegin(), it->second.rend());
    else
      around.insert(around.end(), it->second.begin(), it->second.end());
  }

  void join(const Pair& pair, const PlanePoint& p, const PlanePoint& q) {
    if (p.x == q.x && p.y == q.y) return;
    segments_.push_back({pair.first, pair.second, p.x, p.y, q.x, q.y});
  }

  /// Opposite corners agree: the middle says which of the two regions goes through.
  void saddle(std::size_t i, std::size_t j, const Pair& pair, const std::vector<PlanePoint>& p) {
    const PlanePoint middle{(xs_[i] + xs_[i + 1]) / 2, (ys_[j] + ys_[j + 1]) / 2};
    const auto there = evaluate_(std::span(&middle, 1)).front();
    const bool with_first = !there.empty() && best_strategy(there) == best_strategy(benefits_[i][j]);
    // p[0] lies after corner 0, p[1] after corner 1, and so on.
    join(pair, p[0], p[with_first ? 1 : 3]);
    join(pair, p[2], p[with_first ? 3 : 1]);
  }

  /// Three regions meet in one point; where more do, pieces lead to the middle of their crossings.
  void meet(std::size_t i, std::size_t j, const std::vector<Crossing>& left) {
    PlanePoint centre;
    for (const Crossing& c : left) {
      centre.x += c.at.x / static_cast<double>(left.size());
      centre.y += c.at.y / static_cast<double>(left.size());
    }
    std::vector<std::size_t> strategies;
    for (const Crossing& c : left)
      for (const std::size_t s : {c.between.first, c.between.second})
        if (std::find(strategies.begin(), strategies.end(), s) == strategies.end()) strategies.push_back(s);
    if (left.size() == 3 && strategies.size() == 3)
      centre = common_point(i, j, strategies, centre).value_or(centre);
    for (const Crossing& c : left)
      join(c.between, c.at, centre);
  }

  /// Newton's method on the differences in net benefit of three strategies; nothing where it leaves the cell.
  [[nodiscard]] std::optional<PlanePoint>
  common_point(std::size_t i, std::size_t j, const std::vector<std::size_t>& s, PlanePoint p) const {
    const double width = xs_[i + 1] - xs_[i], height = ys_[j + 1] - ys_[j];
    constexpr double kStep = 1e-5; // of the cell
    for (int round = 0; round < 50; ++round) {
      const std::array points{p, PlanePoint{p.x + kStep * width, p.y}, PlanePoint{p.x, p.y + kStep * height}};
      const auto b = evaluate_(points);
      if (b[0].empty() || b[1].empty() || b[2].empty()) return std::nullopt;
      const auto f = [&](std::size_t at, std::size_t other) { return b[at][s[0]] - b[at][s[other]]; };
      const double f1 = f(0, 1), f2 = f(0, 2);
      const double a = (f(1, 1) - f1) / kStep, c = (f(2, 1) - f1) / kStep;
      const double d = (f(1, 2) - f2) / kStep, e = (f(2, 2) - f2) / kStep;
      const double determinant = a * e - c * d;
      const double u = (f1 * e - c * f2) / determinant, v = (a * f2 - f1 * d) / determinant; // in cells
      if (!std::isfinite(u) || !std::isfinite(v)) return std::nullopt;
      p = {p.x - u * width, p.y - v * height};
      if (p.x < xs_[i] || p.x > xs_[i + 1] || p.y < ys_[j] || p.y > ys_[j + 1]) return std::nullopt;
      if (std::abs(u) + std::abs(v) < 1e-12) return p;
    }
    return p;
  }

  std::span<const double> xs_, ys_;
  const std::vector<std::vector<std::vector<double>>>& benefits_;
  const PlaneBenefits& evaluate_;
  std::map<std::size_t, std::vector<Crossing>> crossings_; ///< by edge, in its direction
  std::vector<TwoWayResult::Segment> segments_;
};

} // namespace

std::vector<TwoWayResult::Segment>
plane_boundary(std::span<const double> xs, std::span<const double> ys,
               const std::vector<std::vector<std::vector<double>>>& benefits, const PlaneBenefits& evaluate) {
  return Boundary(xs, ys, benefits, evaluate).run();
}

} // namespace cea
