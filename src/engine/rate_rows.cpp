#include "engine/rate_rows.h"

#include "engine/row_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace cea {

using formula::Dependence;
using formula::Generator;
using formula::Graph;
using formula::NodeId;

namespace {

class RateRows {
public:
  RateRows(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver, Graph& graph)
      : strategy_(strategy), resolver_(resolver), g_(graph), parts_(scenario, strategy, resolver, graph),
        on_the_way_(scenario, graph), rates_(scenario.states.size()), checks_(scenario.states.size()) {}

  std::vector<SymbolicRow> build() {
    for (std::size_t s = 0; s < rates_.size(); ++s)
      if (const auto& row = strategy_.transitions.rows[s]) resolve_rates(static_cast<StateIndex>(s), *row);
    std::vector<SymbolicRow> rows;
    for (std::size_t s = 0; s < rates_.size(); ++s)
      rows.push_back(row(static_cast<StateIndex>(s)));
    return rows;
  }

private:
  void resolve_rates(StateIndex from, const TransitionRow& row) {
    const auto s = static_cast<std::size_t>(from);
    for (const TransitionEntry& entry : row.entries) {
      const auto node = resolver_.resolve(entry.probability);
      if (!node) continue;
      rates_[s].push_back({from, entry.to, *node});
      checks_[s].push_back(
          parts_.check(Check::Kind::rate, *node, *node,
                       fmt::format("the rate from '{}' to '{}'", parts_.name(from), parts_.name(entry.to)),
                       entry.probability));
    }
  }

  /// The rates of everything that can be met within a cycle, as they are for who begins it in `start`.
  std::vector<Generator::Rate> met_from(StateIndex start) {
    std::vector<Generator::Rate> all;
    std::vector<StateIndex> met{start};
    for (std::size_t i = 0; i < met.size(); ++i)
      for (const Generator::Rate& r : rates_[static_cast<std::size_t>(met[i])]) {
        const NodeId rate = on_the_way_.at(r.rate, start, r.from);
        if (g_.is_constant(rate, 0)) continue;
        all.push_back({r.from, r.to, rate});
        if (!contains(met, r.to)) met.push_back(r.to);
      }
    return all;
  }

  SymbolicRow row(StateIndex start) {
    SymbolicRow row;
    const auto [death, survival, dead] = parts_.mortality(start, row.checks);
    const std::vector<Generator::Rate> rates = met_from(start);
    const std::uint32_t generator = g_.add_generator(start, rates);
    std::set<StateIndex> reached{start};
    for (const Generator::Rate& r : rates)
      reached.insert(r.to);
    if (dead >= 0) reached.insert(dead);
    for (const StateIndex to : reached) {
      NodeId p = g_.multiply(survival, g_.generator_share(generator, to));
      if (to == dead) p = g_.add(death, p);
      if (!g_.is_constant(p, 0)) row.exits.push_back({to, p});
    }
    for (const Generator::Rate& r : rates)
      row.moves.push_back(
          {r.from, r.to, g_.multiply(survival, g_.multiply(r.rate, g_.generator_years(generator, r.from)))});
    if (dead >= 0) row.moves.push_back({start, dead, death});
    add_checks(start, rates, row.checks);
    return row;
  }

  /// The state's own rates, and those of states met that need looking at from here: in the first cycle all,
  /// later those that depend on where people began.
  void add_checks(StateIndex start, const std::vector<Generator::Rate>& rates, std::vector<Check>& checks) {
    const auto& own = checks_[static_cast<std::size_t>(start)];
    checks.insert(checks.end(), own.begin(), own.end());
    const auto& starts = strategy_.transitions.start;
    const bool first = strategy_.tree || std::any_of(starts.begin(), starts.end(),
                                                     [&](const auto& s) { return s.state == start; });
    std::set<StateIndex> met;
    for (const Generator::Rate& r : rates)
      if (r.from != start && met.insert(r.from).second)
        for (Check check : checks_[static_cast<std::size_t>(r.from)]) {
          if (!first && (g_.depends(check.node) & formula::kCounters) == 0) continue;
          check.on_the_way = true;
          check.node = check.shown = on_the_way_.at(check.node, start, r.from);
          for (auto& [name, node] : check.behind)
            node = on_the_way_.at(node, start, r.from);
          checks.push_back(std::move(check));
        }
  }

  const Strategy& strategy_;
  formula::Resolver& resolver_;
  Graph& g_;
  RowParts parts_;
  OnTheWay on_the_way_;
  std::vector<std::vector<Generator::Rate>> rates_; ///< of each state, as the file numbers states
  std::vector<std::vector<Check>> checks_;
};

} // namespace

NodeId OnTheWay::at_zero(NodeId node, Dependence counter) {
  auto& substitution = at_zero_[counter];
  if (!substitution) substitution = std::make_unique<formula::Substitution>(g_, counter, g_.constant(0));
  return (*substitution)(node);
}

NodeId OnTheWay::at(NodeId node, StateIndex began, StateIndex met) {
  if (began == met || (g_.depends(node) & formula::kCounters) == 0) return node;
  if ((g_.depends(node) & formula::kStay) != 0) node = at_zero(node, formula::kStay);
  for (std::size_t c = 0; c < scenario_.clocks.size(); ++c) {
    const Dependence bit = formula::clock_bit(static_cast<int>(c));
    const auto& inside = scenario_.clocks[c].states;
    if ((g_.depends(node) & bit) == 0 || (contains(inside, began) && contains(inside, met))) continue;
    node = at_zero(node, bit);
  }
  return node;
}

std::vector<SymbolicRow> resolve_rate_rows(const Scenario& scenario, const Strategy& strategy,
                                           formula::Resolver& resolver, Graph& graph) {
  return RateRows(scenario, strategy, resolver, graph).build();
}

} // namespace cea
