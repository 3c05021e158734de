#pragma once

#include "engine/compile.h"

#include <span>
#include <vector>

namespace cea {

/// A strategy as people of a subgroup meet it: its `set` preceded by the subgroup's and followed by what
/// holds for both.
Strategy strategy_in(const Scenario& scenario, std::size_t strategy, std::size_t subgroup);

/// Resolves the weights of the subgroups into nodes that sum to 1, and adds what must hold of them to
/// `checks`: none is negative, and not all are 0. A single 1 where there are no subgroups; nothing after an
/// error that has been reported.
std::vector<formula::NodeId> resolve_weights(const Scenario& scenario, formula::Resolver& resolver,
                                             formula::Graph& graph, std::vector<Check>& checks,
                                             Diagnostics& diagnostics);

/// Writes the subgroup into the checks of a chain, for their messages.
void name_subgroup(SymbolicChain& chain, const std::string& id);

/// The cycles of a subgroup whose settings move the horizon. Nothing after an error: subgroups share their
/// cycles' length.
std::optional<TimeGrid> grid_of(const Scenario& scenario, const Subgroup& subgroup, const TimeGrid& common,
                                formula::Resolver& resolver, Diagnostics& diagnostics);

/// Nobody moves from cycle `cycles` on: a subgroup whose horizon comes before that of the others stays as it
/// is, so that nothing is asked of its formulas any more.
void stop_after(CellChain& chain, int cycles, formula::Graph& graph);

/// Amounts of such a subgroup aren't asked for any more, either, once they no longer count.
void stop_amounts(RewardTerms& rewards, formula::Graph& graph);

/// Turns the outputs of subgroups into those of the whole population: the weight of a subgroup is one more
/// factor at the end of each of its sums. With `keep` the subgroups' own outputs follow those.
void average_subgroups(RewardPlan& plan, std::vector<OutputChannel>& outputs,
                       const std::vector<formula::NodeId>& weights, formula::Graph& graph, bool keep);

/// The weights for one sample's inputs; they sum to 1.
std::vector<double> subgroup_weights(const CompiledModel& model, std::span<const double> inputs);

} // namespace cea
