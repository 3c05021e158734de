#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace cea {

/// The strategy with the highest net benefit, the first of those equal to it (`same_amount`).
std::size_t best_strategy(std::span<const double> net_benefits);

/// A point on one of several lines through the space of parameters.
struct LinePoint {
  std::size_t line = 0;
  double x = 0;
};

/// Net benefit of every strategy at each point; an empty list where the model has no valid result.
using NetBenefits = std::function<std::vector<std::vector<double>>(std::span<const LinePoint>)>;

/// A piece of a line between two points whose net benefits are known.
struct LinePiece {
  std::size_t line = 0;
  double from = 0, to = 0;
  std::vector<double> benefits_from, benefits_to;
};

/// Where the best strategy changes along a line.
struct BestSwitch {
  std::size_t line = 0;
  double x = 0;
  std::size_t before = 0, after = 0; ///< best strategy on the side of `from`, and of `to`
};

/// All places on the pieces at which the best strategy changes, to rounding: the root of the difference in
/// net benefit between the strategies best at the two ends; where a third one is better there, the piece is
/// split. A strategy that is best only between two points between which nothing changes isn't seen. All
/// pieces are searched together, so that each step is one call of `evaluate`. In order of line and place.
std::vector<BestSwitch> find_switches(std::vector<LinePiece> pieces, const NetBenefits& evaluate);

} // namespace cea
