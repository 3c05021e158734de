#include "analysis/explain.h"

#include "engine/simulate.h"
#include "engine/subgroups.h"
#include "formula/arithmetic.h"

#include <algorithm>
#include <map>

namespace cea {

namespace {

/// The formula behind a move, as the file has it.
std::string formula_of(const Scenario& s, const Strategy& strategy, StateIndex from, StateIndex to) {
  const auto state = static_cast<std::size_t>(from);
  const auto& mortality = strategy.transitions.mortality[state];
  const bool dead = !s.states[static_cast<std::size_t>(to)].alive;
  std::string text;
  const auto& row = strategy.transitions.rows[state];
  if (row)
    for (const TransitionEntry& entry : row->entries)
      if (entry.to == to) text = entry.rest ? "rest" : entry.probability.text;
  if (dead && mortality) return text.empty() ? mortality->text : mortality->text + ", then " + text;
  if (!text.empty())
    return from == to && text != "rest" && row->by_pattern ? text + ", and what is left over" : text;
  return from == to ? "what is left over" : "";
}

/// Flow and members of each pair of states in one cycle.
class Flows {
public:
  Flows(const CompiledModel& model, int cycle)
      : model_(model), run_(simulate_once(model, model.base_values, true)),
        value_(model.graph, {.inputs = model.base_values, .cycle = static_cast<double>(cycle)}),
        occupied_(run_.cells[static_cast<std::size_t>(cycle)]) {}

  void add(std::size_t chain, double weight) {
    const auto first = static_cast<std::size_t>(model_.plan.first_cell[chain]);
    const CellChain& cells = model_.chains[chain];
    for (std::size_t c = 0; c < cells.cells.size(); ++c)
      members_[cells.cells[c].state] += weight * occupied_[first + c];
    for (const CellEdge& edge : cells.edges) {
      const auto from = static_cast<std::size_t>(edge.from);
      const double here = weight * occupied_[first + from];
      if (here == 0) {
        flow_[{cells.cells[from].state, cells.cells[static_cast<std::size_t>(edge.to)].state}] += 0;
        continue;
      }
      flow_[{cells.cells[from].state, cells.cells[static_cast<std::size_t>(edge.to)].state}] +=
          here * value_(edge.probability);
    }
  }

  void report(const Scenario& s, const Strategy& strategy, std::vector<Explanation::Move>& moves) const {
    for (const auto& [pair, flow] : flow_) {
      const auto [from, to] = pair;
      if (from == to && !s.states[static_cast<std::size_t>(from)].alive) continue;
      const auto members = members_.find(from);
      const bool anybody = members != members_.end() && members->second > 0;
      moves.push_back({.strategy = strategy.id,
                       .from = s.states[static_cast<std::size_t>(from)].id,
                       .to = s.states[static_cast<std::size_t>(to)].id,
                       .formula = formula_of(s, strategy, from, to),
                       .probability = anybody ? std::optional(flow / members->second) : std::nullopt});
    }
  }

private:
  const CompiledModel& model_;
  SingleRun run_;
  formula::Evaluator value_;
  const std::vector<double>& occupied_;
  std::map<StateIndex, double> members_;
  std::map<std::pair<StateIndex, StateIndex>, double> flow_;
};

Explanation::Parameter parameter_of(const CompiledModel& model, const Parameter& p, int cycle) {
  Explanation::Parameter out{.name = p.name,
                             .formula = p.value ? p.value->text : "mean of the joint distribution",
                             .distribution = p.distribution ? p.distribution->text : "",
                             .unit = p.unit.text,
                             .source = p.provenance.source,
                             .quality = p.provenance.quality,
                             .value = {},
                             .confidential = p.confidential};
  const auto resolved = std::find_if(model.parameters.begin(), model.parameters.end(),
                                     [&](const auto& r) { return r.name == p.name; });
  if (resolved == model.parameters.end() || (model.graph.depends(resolved->node) & formula::kCounters) != 0)
    return out;
  out.value = formula::Evaluator(
      model.graph, {.inputs = model.base_values, .cycle = static_cast<double>(cycle)})(resolved->node);
  return out;
}

} // namespace

Explanation explain(const CompiledModel& model, int cycle) {
  const Scenario& s = *model.scenario;
  Explanation result;
  result.cycle = cycle;
  for (const Parameter& p : s.parameters)
    result.parameters.push_back(parameter_of(model, p, cycle));
  const std::vector<double> weights = subgroup_weights(model, model.base_values);
  for (std::size_t i = 0; i < s.strategies.size(); ++i) {
    for (const SetEntry& entry : s.strategies[i].set)
      result.settings.push_back({s.strategies[i].id, entry.name, entry.value.text});
    if (s.partitioned || s.trees_alone()) continue;
    Flows flows(model, cycle);
    for (std::size_t group = 0; group < weights.size(); ++group)
      flows.add(model.chain_of(i, group), weights[group]);
    flows.report(s, s.strategies[i], result.moves);
  }
  return result;
}

} // namespace cea
