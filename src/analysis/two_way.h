#pragma once

#include "analysis/movable_model.h"
#include "analysis/results.h"
#include "model/sensitivity.h"

#include <vector>

namespace cea {

/// The axes of a two-way analysis: the ranges of the settings, or the parameters' own. Throws InputError for
/// a parameter that can't be varied or has no range, and where there is no threshold.
TwoWayResult two_way_plan(const CompiledModel& base, const BaseCase& base_case,
                          const std::vector<ParameterSummary>& parameters, const TwoWaySettings& settings);

/// Two-way analysis: which strategy has the highest net benefit over a grid of two parameters, and the lines
/// between.
///
/// Along every edge of the grid between points with different best strategies the change is computed to
/// rounding (`find_switches`); within a cell the crossings of two strategies are joined by a straight piece
/// (marching squares; at a saddle the cell's middle decides which), and where three meet, their common point
/// is computed and joined. Fills in a plan; invalid points have no best strategy.
TwoWayResult two_way(const MovableModel& model, TwoWayResult plan);

} // namespace cea
