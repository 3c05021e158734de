#include "engine/partitioned.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

using formula::Graph;
using formula::NodeId;
using formula::NodeOp;

namespace {

class Shares {
public:
  Shares(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver, Graph& graph,
         Diagnostics& diagnostics)
      : scenario_(scenario), given_(*scenario.partitioned), strategy_(strategy), resolver_(resolver),
        g_(graph), diagnostics_(diagnostics) {}

  SymbolicChain build(int cycles) {
    SymbolicChain chain;
    chain.rows.resize(scenario_.states.size());
    if (!resolve()) return chain;
    check();
    if (given_.clamp) {
      chain.crossing = shares_;
      hold_inner_curves();
    }
    chain.membership = shares_;
    chain.start.push_back({0, g_.constant(1)});
    chain.rows[0].exits.push_back({0, g_.constant(1)});
    chain.rows[0].checks = checks_;
    // The row at the horizon is that at the end of the last cycle.
    formula::Substitution later(g_, formula::kCycle, g_.add(g_.cycle(), g_.constant(1)));
    for (Check last : checks_) {
      last.node = later(last.node);
      last.shown = later(last.shown);
      last.first = cycles - 1;
      chain.rows[0].checks.push_back(std::move(last));
    }
    return chain;
  }

private:
  bool resolve() {
    left_ = g_.constant(1);
    bool complete = true;
    for (const auto& given : given_.shares) {
      shares_.push_back(g_.constant(0));
      if (given.rest) continue;
      const auto node = resolver_.resolve_share(given.share);
      complete = complete && node.has_value();
      if (!node) continue;
      if ((g_.depends(*node) & formula::kCounters) != 0) {
        diagnostics_.error(given.share.span, "a share can't depend on the time in a state",
                           "nobody is followed from state to state in partitioned survival");
        complete = false;
      }
      shares_.back() = *node;
      left_ = g_.subtract(left_, *node);
    }
    for (std::size_t s = 0; s < shares_.size(); ++s)
      if (given_.shares[s].rest) shares_[s] = left_;
    return complete;
  }

  void check() {
    const bool has_rest =
        std::any_of(given_.shares.begin(), given_.shares.end(), [](const auto& s) { return s.rest; });
    for (std::size_t s = 0; s < shares_.size(); ++s) {
      const auto& given = given_.shares[s];
      const HealthState& state = scenario_.states[s];
      Check below{.kind = Check::Kind::probability,
                  .node = shares_[s],
                  .shown = shares_[s],
                  .what = fmt::format("the share of '{}'", state.id),
                  .formula = given.share.text,
                  .strategy = strategy_.id,
                  .span = given.share.span,
                  .hint = state.alive
                              ? "curves cross: an inner one lies above an outer one, as "
                                "progression-free above overall survival; `crossing: clamp` holds it there"
                              : ""};
      if (!given.rest) below.behind = resolver_.names_in(given.share);
      // Where crossing curves are clamped, a living state's share may come out below 0.
      if (!(given_.clamp && state.alive)) checks_.push_back(below);
      below.node = g_.subtract(g_.constant(1), shares_[s]);
      below.hint.clear();
      checks_.push_back(std::move(below));
    }
    if (has_rest) return;
    for (const NodeId node : {left_, g_.unary(NodeOp::negate, left_)})
      checks_.push_back({.kind = Check::Kind::row_sum,
                         .node = node,
                         .shown = g_.subtract(g_.constant(1), left_),
                         .what = "the shares of the states",
                         .formula = {},
                         .strategy = strategy_.id,
                         .span = given_.span,
                         .hint = "give one state `rest`"});
  }

  /// The first i living states together are no more than the first i + 1, and so on outwards.
  void hold_inner_curves() {
    std::vector<std::size_t> living;
    std::vector<NodeId> together;
    NodeId sum = g_.constant(0);
    for (std::size_t s = 0; s < shares_.size(); ++s)
      if (scenario_.states[s].alive) {
        living.push_back(s);
        sum = g_.add(sum, shares_[s]);
        together.push_back(sum);
      }
    for (std::size_t i = together.size(); i-- > 1;)
      together[i - 1] = g_.binary(NodeOp::min, together[i - 1], together[i]);
    for (std::size_t i = 0; i < living.size(); ++i)
      shares_[living[i]] = i == 0 ? together[0] : g_.subtract(together[i], together[i - 1]);
  }

  const Scenario& scenario_;
  const PartitionedSurvival& given_;
  const Strategy& strategy_;
  formula::Resolver& resolver_;
  Graph& g_;
  Diagnostics& diagnostics_;
  std::vector<NodeId> shares_;
  NodeId left_ = 0;
  std::vector<Check> checks_;
};

} // namespace

SymbolicChain partitioned_chain(const Scenario& scenario, const Strategy& strategy, int cycles,
                                formula::Resolver& resolver, Graph& graph, Diagnostics& diagnostics) {
  return Shares(scenario, strategy, resolver, graph, diagnostics).build(cycles);
}

void begin_by_tree(SymbolicChain& chain, const std::vector<SymbolicChain::Start>& start,
                   const Scenario& scenario, Graph& graph, Diagnostics& diagnostics) {
  if (chain.membership.empty()) {
    chain.start = start;
    return;
  }
  formula::Substitution at_start(graph, formula::kCycle, graph.constant(0));
  NodeId entering = graph.constant(0);
  std::vector<NodeId> dead(chain.membership.size(), graph.constant(0));
  for (const auto& [state, share] : start) {
    const auto s = static_cast<std::size_t>(state);
    if (!scenario.states[s].alive)
      dead[s] = share;
    else if (graph.is_constant(at_start(chain.membership[s]), 1))
      entering = graph.add(entering, share);
    else if (graph.is_constant(at_start(chain.membership[s]), 0))
      diagnostics.error(scenario.partitioned->span,
                        fmt::format("a leaf of the tree leads to '{}', which is empty when the curves begin",
                                    scenario.states[s].id),
                        "leaves lead to a dead state, or to the state that has everybody at time 0");
    else
      diagnostics.error(scenario.partitioned->span,
                        fmt::format("a leaf of the tree leads to '{}', which doesn't have everybody when the "
                                    "cohort begins",
                                    scenario.states[s].id),
                        "behind a tree with a `duration`, `time` begins at that duration: a curve's name "
                        "alone, as `pfs` in place of pfs.survival(time), begins with the cohort");
  }
  chain.entering = entering;
  for (std::size_t s = 0; s < dead.size(); ++s)
    chain.membership[s] = graph.add(dead[s], graph.multiply(entering, chain.membership[s]));
}

std::vector<NodeId> shares_until(std::vector<NodeId> shares, int cycles, int last, Graph& graph) {
  if (cycles == last) return shares;
  const NodeId inside = graph.binary(NodeOp::less_equal, graph.cycle(), graph.constant(cycles));
  formula::Substitution at_end(graph, formula::kCycle, graph.constant(cycles));
  for (NodeId& share : shares)
    share = graph.select(inside, share, at_end(share));
  return shares;
}

void spread_over_cohort(const SymbolicChain& chain, RewardTerms& rewards, Graph& graph,
                        Diagnostics& diagnostics) {
  formula::Substitution later(graph, formula::kCycle, graph.add(graph.cycle(), graph.constant(1)));
  for (RewardTerm& term : rewards.terms) {
    if ((graph.depends(term.amount) & formula::kCounters) != 0) {
      diagnostics.error(term.span, "partitioned survival doesn't know the time in a state",
                        "use `time`, or a model of transitions");
      return;
    }
    if (!term.of_cohort) {
      const NodeId share = chain.membership[static_cast<std::size_t>(term.state)];
      term.amount = graph.multiply(term.end_of_cycle ? later(share) : share, term.amount);
    }
    term.end_of_cycle = false;
    term.state = 0;
  }
}

} // namespace cea
