#include "engine/decision_tree.h"

#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace cea {

using formula::Graph;
using formula::NodeId;

namespace {

class TreeWalk {
public:
  TreeWalk(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver, Graph& graph)
      : scenario_(scenario), strategy_(strategy), resolver_(resolver), g_(graph) {}

  ResolvedTree run() {
    visit(strategy_.tree->root, g_.constant(1));
    for (const auto& [state, share] : start_)
      if (!g_.is_constant(share, 0)) result_.start.push_back({state, share});
    return std::move(result_);
  }

private:
  using Taken = std::vector<std::pair<const TreeBranch*, NodeId>>;

  void visit(const TreeBranch& branch, NodeId path) {
    for (const TreeBranch::Amount& cost : branch.costs)
      amount(cost, Outcome::cost, branch, path);
    for (const TreeBranch::Amount& effect : branch.effects)
      amount(effect, outcome_of(scenario_, effect.name), branch, path);
    if (branch.to) arrive(*branch.to, path);
    if (!branch.branches.empty()) split(branch, path);
  }

  void amount(const TreeBranch::Amount& of, Outcome outcome, const TreeBranch& branch, NodeId path) {
    const auto node = resolver_.resolve(of.formula);
    if (!node) return;
    result_.amounts.push_back(
        {times(path, *node), outcome, outcome == Outcome::cost ? of.name : "", branch.path, of.formula.span});
  }

  void arrive(StateIndex state, NodeId path) {
    const auto [it, is_new] = start_.emplace(state, path);
    if (!is_new) it->second = g_.add(it->second, path);
  }

  /// Everybody takes one of the branches.
  void split(const TreeBranch& parent, NodeId path) {
    NodeId left = g_.constant(1);
    bool complete = true;
    const TreeBranch* rest = nullptr;
    Taken taken;
    for (const TreeBranch& branch : parent.branches) {
      if (branch.rest) {
        rest = &branch;
        continue;
      }
      const auto p = resolver_.resolve(branch.probability);
      complete = complete && p.has_value();
      // What is wrong further on shows even where the probability can't be computed.
      taken.emplace_back(&branch, p.value_or(g_.constant(0)));
      if (!p) continue;
      check(branch, *p, *p, path);
      left = g_.subtract(left, *p);
    }
    if (complete) check_sum(parent, taken, left, rest != nullptr, path);
    for (const auto& [branch, p] : taken)
      visit(*branch, times(path, p));
    if (rest != nullptr) visit(*rest, times(path, left));
  }

  void check_sum(const TreeBranch& parent, const Taken& taken, NodeId left, bool rest, NodeId path) {
    if (rest && taken.size() == 1) return check(*taken.front().first, left, taken.front().second, path);
    Check sum{.kind = Check::Kind::branch_sum,
              .node = reached(path, left),
              .shown = g_.subtract(g_.constant(1), left),
              .what = parent.path.empty() ? "the branches of the tree"
                                          : fmt::format("the branches of '{}'", parent.path),
              .formula = {},
              .strategy = strategy_.id,
              .span = parent.branches.front().span,
              .hint = rest ? "lower one of them" : "they must sum to 1; one branch may be `rest`"};
    for (const auto& [branch, p] : taken) {
      sum.entries.emplace_back(branch->id, p);
      for (const auto& value : resolver_.names_in(branch->probability))
        if (std::find(sum.behind.begin(), sum.behind.end(), value) == sum.behind.end())
          sum.behind.push_back(value);
    }
    result_.checks.push_back(sum);
    if (rest) return;
    sum.node = reached(path, g_.unary(formula::NodeOp::negate, left));
    result_.checks.push_back(sum);
  }

  void check(const TreeBranch& branch, NodeId node, NodeId shown, NodeId path) {
    result_.checks.push_back({.kind = Check::Kind::branch,
                              .node = reached(path, node),
                              .shown = shown,
                              .what = fmt::format("the probability of '{}'", branch.path),
                              .formula = branch.probability.text,
                              .strategy = strategy_.id,
                              .span = branch.probability.span,
                              .hint = {},
                              .behind = resolver_.names_in(branch.probability)});
  }

  /// What needn't have a value where nobody comes (0/0 of a predictive value): there it is 0.
  NodeId reached(NodeId path, NodeId value) {
    if (g_.is_constant(path, 0)) return g_.constant(0);
    if (g_.is_constant(path) || formula::always_finite(g_, value)) return value;
    return g_.select(g_.truth(path), value, g_.constant(0));
  }
  NodeId times(NodeId path, NodeId value) { return g_.multiply(path, reached(path, value)); }

  const Scenario& scenario_;
  const Strategy& strategy_;
  formula::Resolver& resolver_;
  Graph& g_;
  ResolvedTree result_;
  std::map<StateIndex, NodeId> start_;
};

/// `once:` items of a file without states.
void add_items(const Scenario& scenario, const std::vector<Item>& items, Outcome outcome,
               formula::Resolver& resolver, Graph& g, ResolvedTree& tree) {
  for (const Item& item : items) {
    if (!item.once) continue;
    const auto node = resolver.resolve(*item.once);
    const auto when = item.when ? resolver.resolve(*item.when) : std::optional(g.constant(1));
    if (!node || !when || !counts_in(scenario.setting, item)) continue;
    tree.amounts.push_back({g.select(g.truth(*when), *node, g.constant(0)),
                            outcome,
                            outcome == Outcome::cost ? item.category : "",
                            {},
                            item.once->span});
  }
}

} // namespace

ResolvedTree resolve_tree(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver,
                          Graph& graph) {
  ResolvedTree tree;
  if (strategy.tree) tree = TreeWalk(scenario, strategy, resolver, graph).run();
  if (!scenario.trees_alone()) return tree;
  for (const auto* items : {&scenario.costs, &strategy.costs})
    add_items(scenario, *items, Outcome::cost, resolver, graph, tree);
  for (const auto* items : {&scenario.effects, &strategy.effects})
    add_items(scenario, *items, Outcome::qaly, resolver, graph, tree);
  for (std::size_t i = 0; i < scenario.outcomes.size(); ++i)
    if (const auto& item = scenario.outcomes[i].item)
      add_items(scenario, {*item}, further_outcome(i), resolver, graph, tree);
  return tree;
}

NodeId resolve_duration(const Strategy& strategy, formula::Resolver& resolver, Graph& g,
                        std::vector<Check>& checks, Diagnostics& diagnostics) {
  if (!strategy.tree || !strategy.tree->duration) return g.constant(0);
  const FormulaText& formula = *strategy.tree->duration;
  const auto node = resolver.resolve(formula);
  if (!node) return g.constant(0);
  if (g.is_constant(*node) && g.value(*node) < 0) {
    diagnostics.error(formula.span, "the `duration` of a tree can't be negative");
    return g.constant(0);
  }
  if (!g.is_constant(*node))
    checks.push_back({.kind = Check::Kind::bound,
                      .node = *node,
                      .shown = *node,
                      .what = "the `duration` of the tree",
                      .formula = "[0, …)",
                      .strategy = strategy.id,
                      .span = formula.span});
  return *node;
}

} // namespace cea
