#pragma once

#include "oracle/count.h"

#include <map>

namespace cea::oracle {

/// What everybody who meets the tree is expected to cost and gain, and where they begin.
struct TreeRun {
  Totals totals;
  std::map<StateIndex, double> start;
};

/// Follows every path from the root to a leaf. `values` must be in the tree (Values::enter_tree).
/// Throws ModelError for probabilities outside [0, 1] and branches that don't sum to 1, by 1e-12.
TreeRun run_tree(const Scenario& scenario, const DecisionTree& tree, Values& values);

} // namespace cea::oracle
