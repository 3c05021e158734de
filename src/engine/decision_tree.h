#pragma once

#include "engine/reward_terms.h"
#include "engine/transition_rows.h"

#include <vector>

namespace cea {

/// A strategy's decision tree rolled forward: what each branch is expected to cost and give at time 0 (path
/// probability times amount), and the shares of the leaves by the state in which their people begin. Nodes
/// depend on the sample alone. (Hunink et al. 2014, Decision Making in Health and Medicine, ch. 2.)
struct ResolvedTree {
  std::vector<ExpectedAmount> amounts;
  std::vector<SymbolicChain::Start> start;
  std::vector<Check> checks; ///< probabilities within [0, 1], branches that sum to 1
};

/// `resolver` must give formulas their meaning in a tree (TimeScope::beginning or none). In a file without
/// states the items of scenario and strategy count too, once for everybody.
ResolvedTree resolve_tree(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver,
                          formula::Graph& graph);

/// Years until the cohort model begins, at least 0 in every sample; 0 where the tree doesn't say.
formula::NodeId resolve_duration(const Strategy& strategy, formula::Resolver& resolver, formula::Graph& graph,
                                 std::vector<Check>& checks, Diagnostics& diagnostics);

} // namespace cea
