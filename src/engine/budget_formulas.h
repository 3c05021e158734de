#pragma once

#include "formula/resolver.h"

#include <optional>
#include <vector>

namespace cea {

/// Nodes of a budget's formulas, for one sample: years in lists, a value that holds for all years repeated.
struct BudgetNodes {
  using Years = std::vector<formula::NodeId>;
  std::optional<formula::NodeId> members;
  formula::NodeId prevalent = 0;
  Years incident;
  std::vector<Years> uptake, prevalent_uptake, without, with, price_factors; ///< in the settings' order
  Years set_up;
  formula::NodeId per_entrant = 0;
};

/// Resolves the formulas of `analyses.budget_impact`, before strategies' `set`. Reports formulas that change
/// from cycle to cycle. Nothing where the scenario has no budget, and after an error.
std::optional<BudgetNodes> resolve_budget(const Scenario& scenario, formula::Resolver& resolver,
                                          formula::Graph& graph, Diagnostics& diagnostics);

/// Nodes of the formulas of `analyses.equity`, in the settings' order.
struct EquityNodes {
  std::vector<formula::NodeId> baseline, burden;
};
std::optional<EquityNodes> resolve_equity(const Scenario& scenario, formula::Resolver& resolver,
                                          formula::Graph& graph, Diagnostics& diagnostics);

} // namespace cea
