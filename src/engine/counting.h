#pragma once

#include "engine/discounting.h"
#include "engine/time_grid.h"

#include <optional>
#include <vector>

namespace cea {

/// A way of counting with its weights as nodes.
struct CountingRule {
  Counting counting = Counting::life_table;
  std::optional<formula::NodeId> weights; ///< of rows, for row schemes
  bool moves_weighted = false;
};

/// Reports an odd number of cycles under Simpson's rule, a horizon that isn't whole cycles under a row
/// scheme, and weights that depend on more than the cycle.
std::optional<CountingRule> resolve_counting(const CycleCorrection& correction, const TimeGrid& grid,
                                             formula::Resolver& resolver, formula::Graph& graph,
                                             Diagnostics& diagnostics);

/// One way in which a cycle's membership counts.
struct Contribution {
  bool end_of_cycle = false;
  formula::NodeId weight = 0; ///< counting weight
  formula::NodeId time = 0;   ///< what discounting sees
  int last = 0;               ///< last cycle (or row)
  bool row = false;           ///< counted as a row at its own time
};

/// Nodes of the time grid, for one model that begins at time `start` (after a decision tree).
class TimeNodes {
public:
  TimeNodes(formula::Graph& graph, const TimeGrid& grid, formula::NodeId start)
      : g_(graph), grid_(grid), start_(start) {}
  /// Model time in years at the start, middle or end of the cycle.
  formula::NodeId at(CycleDate date);
  /// Share of the cycle inside the horizon.
  formula::NodeId part();
  /// Share of the cycle that lies in [from, until) and inside the horizon, in cycles; `start` is the
  /// beginning of the cycle on the window's time scale.
  formula::NodeId overlap(formula::NodeId start, formula::NodeId from, std::optional<formula::NodeId> until);
  /// How state amounts are counted.
  std::vector<Contribution> contributions(const CountingRule& rule, const Discounting& discounting);
  /// Weight of a move of cycle k.
  formula::NodeId move_weight(const CountingRule& rule);

private:
  formula::Graph& g_;
  const TimeGrid& grid_;
  formula::NodeId start_;
};

} // namespace cea
