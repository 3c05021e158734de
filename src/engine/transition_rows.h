#pragma once

#include "engine/checks.h"
#include "formula/resolver.h"
#include "model/scenario.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace cea {

/// Whether a list names a state.
inline bool contains(const std::vector<StateIndex>& states, StateIndex state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

/// The exits of a state with final probabilities: mortality applied, what is left over assigned.
struct SymbolicRow {
  struct Exit {
    StateIndex to = 0;
    formula::NodeId probability = 0;
  };
  /// Expected number of moves of a kind during the cycle, of one who begins it in this state. Of
  /// probabilities it is the exits; of rates it also counts moves between states met on the way.
  struct Move {
    StateIndex from = 0, to = 0;
    formula::NodeId expected = 0;
  };
  std::vector<Exit> exits; ///< in ascending order of the target, the state itself included; none is 0
  std::vector<Move> moves;
  std::vector<Check> checks;
  /// Entries that turn a rate into a probability of the cycle: e = 1 − exp(−hazard).
  struct Conversion {
    StateIndex to = 0;
    formula::NodeId probability = 0, hazard = 0;
    Span span;
  };
  std::vector<Conversion> conversions;
};

/// The chain of one strategy, counters (stay, clocks) still symbolic.
struct SymbolicChain {
  std::vector<SymbolicRow> rows; ///< one a state
  struct Start {
    StateIndex state = 0;
    formula::NodeId share = 0;
  };
  std::vector<Start> start;
  std::vector<Check> checks; ///< of the start
  /// Partitioned survival alone: the share of each state at row `cycle`, and before crossing curves are
  /// clamped.
  std::vector<formula::NodeId> membership{}, crossing{};
  std::optional<formula::NodeId> entering{}; ///< share that a tree in front sends into the curves; else all
};

/// Resolves the rows of a strategy, and its start unless that comes from a decision tree. `mortality` is
/// applied first and the other entries are conditional on survival: p(dead) = m + (1−m)·e(dead), p(j) =
/// (1−m)·e(j); what is left over stays or goes to the entry marked `rest`. Reports what can't be resolved.
SymbolicChain resolve_chain(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver,
                            formula::Graph& graph, Diagnostics& diagnostics);

} // namespace cea
