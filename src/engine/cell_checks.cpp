#include "engine/cell_checks.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace cea {

using formula::NodeId;

void add_checks(SymbolicChain chain, const CellChain& cells, int cycles, CounterValues& values,
                CompiledModel& model) {
  auto store = std::make_unique<std::vector<Check>>(std::move(chain.checks));
  std::vector<std::pair<std::size_t, std::size_t>> of_state;
  for (SymbolicRow& row : chain.rows) {
    const std::size_t begin = store->size();
    std::move(row.checks.begin(), row.checks.end(), std::back_inserter(*store));
    of_state.emplace_back(begin, store->size());
  }
  auto& g = model.graph;
  // A subgroup whose horizon comes before that of the others isn't asked for afterwards.
  const NodeId running = g.binary(formula::NodeOp::less, g.cycle(), g.constant(cycles));
  const auto until_end = [&](NodeId node) {
    return cycles < model.grid.cycles ? g.select(running, node, g.constant(0)) : node;
  };
  const auto add = [&](const Check& c, NodeId node, NodeId shown, int first, int last, int stay) {
    if (!(g.is_constant(node) && g.value(node) >= -kProbabilityTolerance && g.value(node) <= kLargestRate))
      model.checks.push_back({&c, node, shown, first, last, stay});
  };
  const std::size_t of_start = of_state.empty() ? store->size() : of_state.front().first;
  for (std::size_t i = 0; i < of_start; ++i)
    add((*store)[i], (*store)[i].node, (*store)[i].shown, 0, 0, -1);
  for (const Cell& cell : cells.cells) {
    if (cell.first >= cycles) continue;
    const auto [begin, end] = of_state[static_cast<std::size_t>(cell.state)];
    const int stay = cell.counters.empty() ? -1 : cell.counters.front().second;
    for (std::size_t i = begin; i < end; ++i)
      add((*store)[i], until_end(values.at((*store)[i].node, cell)), values.at((*store)[i].shown, cell),
          std::max(cell.first, (*store)[i].first), cycles - 1, (*store)[i].on_the_way ? -1 : stay);
  }
  model.check_store.push_back(std::move(store));
}

void note_conversions(int strategy, int subgroup, const SymbolicChain& chain, CounterValues& values,
                      CompiledModel& model) {
  const auto since_start = [&](NodeId node) {
    for (formula::Dependence left = model.graph.depends(node) & formula::kCounters; left != 0;
         left &= left - 1)
      node = values.as_cycle(node, left & ~(left - 1));
    return node;
  };
  for (std::size_t s = 0; s < chain.rows.size(); ++s)
    for (const auto& c : chain.rows[s].conversions)
      model.conversions.push_back({strategy, subgroup, static_cast<StateIndex>(s), c.to,
                                   since_start(c.probability), since_start(c.hazard), c.span});
}

} // namespace cea
