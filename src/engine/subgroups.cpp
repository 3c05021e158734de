#include "engine/subgroups.h"

#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <map>
#include <tuple>

namespace cea {

using formula::NodeId;
using formula::NodeOp;

Strategy strategy_in(const Scenario& scenario, std::size_t strategy, std::size_t subgroup) {
  Strategy result = scenario.strategies[strategy];
  if (scenario.subgroups.empty()) return result;
  const Subgroup& group = scenario.subgroups[subgroup];
  result.set.insert(result.set.begin(), group.set.begin(), group.set.end());
  for (const SubgroupSettings& both : result.subgroups)
    if (both.id == group.id) result.set.insert(result.set.end(), both.set.begin(), both.set.end());
  return result;
}

std::vector<NodeId> resolve_weights(const Scenario& scenario, formula::Resolver& resolver,
                                    formula::Graph& graph, std::vector<Check>& checks,
                                    Diagnostics& diagnostics) {
  if (scenario.subgroups.empty()) return {graph.constant(1)};
  std::vector<NodeId> weights;
  NodeId total = graph.constant(0);
  for (const Subgroup& group : scenario.subgroups) {
    const auto weight = resolver.resolve(group.weight);
    if (!weight) continue;
    if ((graph.depends(*weight) & ~formula::kSample) != 0) {
      diagnostics.error(group.weight.span, "a subgroup's weight can't depend on time");
      continue;
    }
    checks.push_back({.kind = Check::Kind::weight,
                      .node = *weight,
                      .shown = *weight,
                      .what = fmt::format("the weight of the subgroup '{}'", group.id),
                      .formula = group.weight.text,
                      .strategy = {},
                      .span = group.weight.span,
                      .hint = {},
                      .behind = resolver.names_in(group.weight)});
    weights.push_back(*weight);
    total = graph.add(total, *weight);
  }
  if (weights.size() < scenario.subgroups.size()) return {};
  // A weight is never below 0, so only a sum of 0 is caught here.
  const NodeId some = graph.select(total, graph.constant(0), graph.constant(-1));
  checks.push_back({.kind = Check::Kind::weight,
                    .node = some,
                    .shown = total,
                    .what = "the weights of the subgroups",
                    .formula = {},
                    .strategy = {},
                    .span = scenario.subgroups.front().weight.span,
                    .hint = "at least one must be above 0"});
  for (NodeId& weight : weights)
    weight = graph.divide(weight, total);
  return weights;
}

void name_subgroup(SymbolicChain& chain, const std::string& id) {
  for (Check& c : chain.checks)
    c.subgroup = id;
  for (SymbolicRow& row : chain.rows)
    for (Check& c : row.checks)
      c.subgroup = id;
}

std::optional<TimeGrid> grid_of(const Scenario& scenario, const Subgroup& subgroup, const TimeGrid& common,
                                formula::Resolver& resolver, Diagnostics& diagnostics) {
  const auto length = resolve_cycle_length(scenario, resolver, diagnostics);
  if (!length) return std::nullopt;
  if (*length != common.cycle_length) {
    diagnostics.error(subgroup.span,
                      fmt::format("the subgroup '{}' changes the cycle length from {:.6g} to {:.6g} years",
                                  subgroup.id, common.cycle_length, *length),
                      "all subgroups share their cycles");
    return std::nullopt;
  }
  return make_time_grid(scenario, *length, resolver, diagnostics);
}

void stop_after(CellChain& chain, int cycles, formula::Graph& graph) {
  const NodeId moving = graph.binary(NodeOp::less, graph.cycle(), graph.constant(cycles));
  const NodeId staying = graph.unary(NodeOp::logical_not, moving);
  std::vector<bool> stays(chain.cells.size(), false);
  for (CellEdge& edge : chain.edges) {
    const bool own = edge.from == edge.to;
    if (own) stays[static_cast<std::size_t>(edge.from)] = true;
    edge.probability = graph.select(moving, edge.probability, graph.constant(own ? 1 : 0));
  }
  for (std::size_t i = 0; i < stays.size(); ++i)
    if (!stays[i]) chain.edges.push_back({static_cast<int>(i), static_cast<int>(i), staying});
}

void stop_amounts(RewardTerms& rewards, formula::Graph& graph) {
  for (RewardTerm& term : rewards.terms) {
    const NodeId counts = graph.binary(NodeOp::less_equal, graph.cycle(), graph.constant(term.last));
    term.amount = graph.select(counts, term.amount, graph.constant(0));
  }
}

void average_subgroups(RewardPlan& plan, std::vector<OutputChannel>& outputs,
                       const std::vector<NodeId>& weights, formula::Graph& graph, bool keep) {
  const std::vector<OutputChannel> own = std::move(outputs);
  outputs.clear();
  std::map<std::tuple<int, Outcome, bool, int, StateIndex, int>, int> index;
  std::vector<int> whole_of;
  for (const OutputChannel& channel : own) {
    const auto key = std::tuple(channel.strategy, channel.outcome, channel.discounted, channel.category,
                                channel.state, channel.year);
    const auto [it, is_new] = index.emplace(key, static_cast<int>(outputs.size()));
    if (is_new) outputs.push_back(channel);
    if (is_new) outputs.back().subgroup = -1;
    whole_of.push_back(it->second);
  }
  const int first_own = static_cast<int>(outputs.size());
  if (keep) outputs.insert(outputs.end(), own.begin(), own.end());
  std::vector<RewardPlan::Final> finals;
  for (const RewardPlan::Final& f : plan.finals) {
    const auto channel = static_cast<std::size_t>(f.output);
    const NodeId weight = weights[static_cast<std::size_t>(own[channel].subgroup)];
    if (!graph.is_constant(weight, 0))
      finals.push_back({whole_of[channel], f.accumulator, graph.multiply(f.factor, weight)});
    if (keep) finals.push_back({first_own + f.output, f.accumulator, f.factor});
  }
  plan.finals = std::move(finals);
}

std::vector<double> subgroup_weights(const CompiledModel& model, std::span<const double> inputs) {
  std::vector<double> weights;
  for (const NodeId weight : model.weights)
    weights.push_back(formula::Evaluator(model.graph, {.inputs = inputs})(weight));
  return weights;
}

} // namespace cea
