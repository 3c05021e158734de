#include "engine/transition_rows.h"

#include "engine/rate_rows.h"
#include "engine/row_parts.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace cea {

using formula::Graph;
using formula::NodeId;

namespace {

class RowBuilder {
public:
  RowBuilder(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver, Graph& graph,
             Diagnostics& diagnostics)
      : scenario_(scenario), strategy_(strategy), resolver_(resolver), g_(graph), diagnostics_(diagnostics),
        parts_(scenario, strategy, resolver, graph) {}

  SymbolicRow build(StateIndex state) {
    state_ = state;
    row_ = {};
    left_ = g_.constant(1);
    shares_.clear();
    const auto [death, survival, dead] = parts_.mortality(state, row_.checks);
    if (const auto& row = strategy_.transitions.rows[static_cast<std::size_t>(state)])
      entries(*row);
    else
      shares_[state] = g_.constant(1);
    for (const auto& [to, share] : shares_) {
      NodeId p = g_.multiply(survival, share);
      if (to == dead) p = g_.add(death, p);
      add_exit(to, p);
    }
    if (dead >= 0 && !shares_.contains(dead)) add_exit(dead, death);
    std::sort(row_.exits.begin(), row_.exits.end(), [](const auto& a, const auto& b) { return a.to < b.to; });
    for (const auto& exit : row_.exits)
      if (exit.to != state) row_.moves.push_back({state, exit.to, exit.probability});
    return std::move(row_);
  }

private:
  void add_exit(StateIndex to, NodeId p) {
    if (!g_.is_constant(p, 0)) row_.exits.push_back({to, p});
  }

  void entries(const TransitionRow& row) {
    const TransitionEntry* rest = nullptr;
    bool own = false;
    bool complete = true;
    for (const TransitionEntry& entry : row.entries) {
      own = own || entry.to == state_;
      if (entry.rest) {
        rest = &entry;
        continue;
      }
      const auto node = resolver_.resolve(entry.probability);
      complete = complete && node.has_value();
      if (!node) continue;
      check(Check::Kind::probability, *node, *node, what_moves(entry.to), entry.probability);
      if (const auto hazard = resolver_.hazard_behind(entry.probability))
        row_.conversions.push_back({entry.to, *node, *hazard, entry.probability.span});
      left_ = g_.subtract(left_, *node);
      add_share(entry.to, *node);
    }
    if (complete) check_sum(row, own && rest == nullptr && !row.by_pattern);
    if (const HealthState& state = scenario_.states[static_cast<std::size_t>(state_)]; state.limit)
      return stay_until_limit(state, rest);
    if (rest != nullptr || !own || row.by_pattern) add_share(rest != nullptr ? rest->to : state_, left_);
  }

  /// What is left over stays, but in the last cycle that the limit allows.
  void stay_until_limit(const HealthState& state, const TransitionEntry* rest) {
    if (rest == nullptr || rest->to == state_) {
      diagnostics_.error(
          state.span, fmt::format("the state '{}' has a `limit` but no target for who reaches it", state.id),
          "mark another state as `rest` in its row of `transitions`");
      return;
    }
    const auto limit = resolver_.resolve_constant(*state.limit, "`limit`");
    if (!limit) return;
    const double cycles = state.limit_in_cycles ? *limit : *limit / g_.cycle_length();
    const double whole = std::round(cycles);
    if (!(whole >= 1) || std::abs(cycles - whole) > 1e-9 * whole) {
      diagnostics_.error(state.limit->span, fmt::format("`limit` is {} cycles", shortest(cycles)),
                         "it must be a whole number of cycles, at least 1");
      return;
    }
    const NodeId last = g_.binary(formula::NodeOp::less_equal, g_.constant(whole - 1), g_.stay());
    const auto own = shares_.find(state_);
    const NodeId staying = own == shares_.end() ? left_ : g_.add(left_, own->second);
    add_share(rest->to, g_.multiply(last, staying));
    shares_[state_] = g_.multiply(g_.unary(formula::NodeOp::logical_not, last), staying);
  }

  /// What is left over may not be negative; where a row is `closed`, with an entry for the state itself and
  /// no rest, it must be 0.
  void check_sum(const TransitionRow& row, bool closed) {
    Check sum{.kind = Check::Kind::row_sum,
              .node = left_,
              .shown = g_.subtract(g_.constant(1), left_),
              .what = fmt::format("transitions from '{}'", name(state_)),
              .formula = {},
              .strategy = strategy_.id,
              .span = row.span};
    const TransitionEntry* only = nullptr;
    for (const TransitionEntry& entry : row.entries) {
      if (entry.rest) continue;
      only = sum.entries.empty() ? &entry : nullptr;
      sum.entries.emplace_back(name(entry.to), *resolver_.resolve(entry.probability));
      for (const auto& value : resolver_.names_in(entry.probability))
        if (std::find(sum.behind.begin(), sum.behind.end(), value) == sum.behind.end())
          sum.behind.push_back(value);
    }
    sum.hint = row_.conversions.size() < 2
                   ? "leave one target as 'rest', or lower one of the entries"
                   : "give rates that compete as `transition_rates:`, or lower one of "
                     "the entries";
    if (only != nullptr)
      check(Check::Kind::probability, left_, sum.entries.front().second, what_moves(only->to),
            only->probability);
    else
      row_.checks.push_back(sum);
    if (!closed) return;
    sum.node = g_.unary(formula::NodeOp::negate, left_);
    sum.hint = fmt::format("mark one target as `rest`, for example `{}: rest`", name(state_));
    row_.checks.push_back(sum);
  }

  void add_share(StateIndex to, NodeId share) {
    const auto [it, is_new] = shares_.emplace(to, share);
    if (!is_new) it->second = g_.add(it->second, share);
  }

  void check(Check::Kind kind, NodeId node, NodeId shown, const std::string& what,
             const FormulaText& formula) {
    row_.checks.push_back(parts_.check(kind, node, shown, what, formula));
  }

  [[nodiscard]] std::string what_moves(StateIndex to) const {
    return fmt::format("the probability from '{}' to '{}'", name(state_), name(to));
  }
  [[nodiscard]] const std::string& name(StateIndex state) const { return parts_.name(state); }

  const Scenario& scenario_;
  const Strategy& strategy_;
  formula::Resolver& resolver_;
  Graph& g_;
  Diagnostics& diagnostics_;
  RowParts parts_;
  StateIndex state_ = 0;
  SymbolicRow row_;
  NodeId left_ = 0;
  std::map<StateIndex, NodeId> shares_;
};

void resolve_start(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver, Graph& g,
                   Diagnostics& diagnostics, SymbolicChain& chain) {
  NodeId left = g.constant(1);
  bool complete = true;
  const Transitions::Start* rest = nullptr;
  const Span span = strategy.transitions.start_span;
  for (const auto& start : strategy.transitions.start) {
    if (start.rest) {
      rest = &start;
      continue;
    }
    const auto share = resolver.resolve(start.share);
    const bool timeless = share && (g.depends(*share) & ~formula::kSample) == 0;
    complete = complete && timeless;
    if (share && !timeless)
      diagnostics.error(start.share.span, "a share of the starting cohort can't depend on time");
    if (!timeless) continue;
    left = g.subtract(left, *share);
    const std::string& id = scenario.states[static_cast<std::size_t>(start.state)].id;
    chain.checks.push_back({.kind = Check::Kind::probability,
                            .node = *share,
                            .shown = *share,
                            .what = fmt::format("the starting share of '{}'", id),
                            .formula = start.share.text,
                            .strategy = strategy.id,
                            .span = start.share.span,
                            .hint = {},
                            .behind = resolver.names_in(start.share)});
    if (!g.is_constant(*share, 0)) chain.start.push_back({start.state, *share});
  }
  if (!complete) return;
  Check sum{.kind = Check::Kind::start_sum,
            .node = left,
            .shown = g.subtract(g.constant(1), left),
            .what = "the starting cohort",
            .formula = {},
            .strategy = strategy.id,
            .span = span,
            .hint = "`start` must sum to 1; one state may be `rest`"};
  chain.checks.push_back(sum);
  if (rest != nullptr) {
    if (!g.is_constant(left, 0)) chain.start.push_back({rest->state, left});
  } else {
    sum.node = g.unary(formula::NodeOp::negate, left);
    chain.checks.push_back(sum);
  }
}

} // namespace

SymbolicChain resolve_chain(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver,
                            Graph& graph, Diagnostics& diagnostics) {
  SymbolicChain chain;
  if (strategy.transitions.by_rates) {
    chain.rows = resolve_rate_rows(scenario, strategy, resolver, graph);
  } else {
    RowBuilder builder(scenario, strategy, resolver, graph, diagnostics);
    for (std::size_t s = 0; s < scenario.states.size(); ++s)
      chain.rows.push_back(builder.build(static_cast<StateIndex>(s)));
  }
  if (!strategy.tree) resolve_start(scenario, strategy, resolver, graph, diagnostics, chain);
  return chain;
}

} // namespace cea
