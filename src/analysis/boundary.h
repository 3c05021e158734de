#pragma once

#include "analysis/sensitivity_results.h"

#include <functional>
#include <span>
#include <vector>

namespace cea {

struct PlanePoint {
  double x = 0, y = 0;
};

/// Net benefit of every strategy at each point; an empty list where the model has no valid result.
using PlaneBenefits = std::function<std::vector<std::vector<double>>(std::span<const PlanePoint>)>;

/// The lines between the regions in which different strategies are best, as straight pieces within the cells
/// of a grid (see `two_way`). `xs`, `ys`: ascending; `benefits`: [x][y][strategy], empty where there is no
/// result: cells with such a corner have no pieces.
std::vector<TwoWayResult::Segment>
plane_boundary(std::span<const double> xs, std::span<const double> ys,
               const std::vector<std::vector<std::vector<double>>>& benefits, const PlaneBenefits& evaluate);

} // namespace cea
