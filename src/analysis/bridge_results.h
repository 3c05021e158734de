#pragma once

#include "analysis/quadrant.h"
#include "support/source.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cea {

/// Increments of one strategy against another, and its net benefit at each threshold.
struct BridgePoint {
  double delta_cost = 0, delta_effect = 0;
  Quadrant quadrant = Quadrant::origin;
  std::optional<double> icer; ///< in north_east and south_west only
  std::vector<double> inmb;
};

struct BridgeStep {
  std::vector<std::size_t> changes; ///< made in this step
  BridgePoint after;
  std::optional<BridgePoint> alone; ///< these changes in the first scenario; nothing where that can't be run
};

/// From one scenario's result to another's.
struct Bridge {
  BridgePoint first, second;
  std::vector<BridgeStep> steps;
};

/// A difference between two files, as reports show it.
struct FileDifference {
  std::string kind; ///< added, removed or changed
  std::string path, before, after;
  Span place_before, place_after;
  bool counts = true;
};

/// Two scenario files compared.
struct CompareResult {
  std::string first, second, first_hash, second_hash;
  std::string strategy, comparator, strategy_label, comparator_label;
  std::vector<double> thresholds;
  std::vector<FileDifference> differences;
  Bridge bridge; ///< steps name differences by index
};

} // namespace cea
