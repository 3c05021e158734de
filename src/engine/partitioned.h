#pragma once

#include "engine/reward_terms.h"
#include "engine/transition_rows.h"

namespace cea {

/// Partitioned survival: the share of each state at row k is a formula of the curves (Woods et al. 2020, NICE
/// DSU TSD 19). The chain has one cell in which everybody always is; its `membership` holds the shares, and
/// rewards become amounts per person of the cohort. Each share must lie in [0, 1] and all must sum to 1 in
/// every row 0 … T; where curves cross, a share below 0 is an error, or, clamped, an inner curve (the sum of
/// the first living states) is held at the outer ones.
SymbolicChain partitioned_chain(const Scenario& scenario, const Strategy& strategy, int cycles,
                                formula::Resolver& resolver, formula::Graph& graph, Diagnostics& diagnostics);

/// The cohort begins where the leaves of a tree say. In front of partitioned survival that is a dead state,
/// or the state in which all begin: its share follows the curves. Reports other states.
void begin_by_tree(SymbolicChain& chain, const std::vector<SymbolicChain::Start>& start,
                   const Scenario& scenario, formula::Graph& graph, Diagnostics& diagnostics);

/// The shares as they are up to row `cycles`, and as in that row from there to row `last`.
std::vector<formula::NodeId> shares_until(std::vector<formula::NodeId> shares, int cycles, int last,
                                          formula::Graph& graph);

/// Rewards of states as rewards of everybody: amount times the state's share. Reports amounts that use the
/// time in a state, which partitioned survival doesn't know.
void spread_over_cohort(const SymbolicChain& chain, RewardTerms& rewards, formula::Graph& graph,
                        Diagnostics& diagnostics);

} // namespace cea
