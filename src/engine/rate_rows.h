#pragma once

#include "engine/transition_rows.h"

#include <map>
#include <memory>
#include <vector>

namespace cea {

/// Formulas as they stand for people who met a state within the cycle: they have been in it for no time; a
/// clock that ran in the state where they began still shows what it showed, and any other shows 0.
class OnTheWay {
public:
  OnTheWay(const Scenario& scenario, formula::Graph& graph) : scenario_(scenario), g_(graph) {}
  formula::NodeId at(formula::NodeId node, StateIndex began, StateIndex met);

private:
  formula::NodeId at_zero(formula::NodeId node, formula::Dependence counter);

  const Scenario& scenario_;
  formula::Graph& g_;
  std::map<formula::Dependence, std::unique_ptr<formula::Substitution>> at_zero_;
};

/// Rows of a strategy whose entries are yearly rates: p = (1 − m)·exp(Q·Δ) with mortality m of the state at
/// the cycle's start, rates Q as they are at the cycle's start (for states met later as `OnTheWay` says), and
/// for each pair of states with a rate q the expected number of moves (1 − m)·q·∫ exp(Q·u) du
/// (Van Loan 1978). Who comes back within the cycle can't be told from who stayed.
std::vector<SymbolicRow> resolve_rate_rows(const Scenario& scenario, const Strategy& strategy,
                                           formula::Resolver& resolver, formula::Graph& graph);

} // namespace cea
