#include "engine/cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace cea {

using formula::Dependence;
using formula::NodeId;

namespace {

struct KeyHash {
  std::size_t operator()(const std::vector<int>& key) const {
    std::size_t h = 0x9E3779B97F4A7C15ULL;
    for (const int x : key)
      h = (h ^ static_cast<std::size_t>(x)) * 0xBF58476D1CE4E5B9ULL + (h >> 31);
    return h;
  }
};

class Expansion {
public:
  Expansion(const Scenario& scenario, const SymbolicChain& chain, const Memory& memory, int cycles,
            CounterValues& values, formula::Graph& graph)
      : scenario_(scenario), chain_(chain), memory_(memory), cycles_(cycles), values_(values), graph_(graph) {
  }

  bool run() {
    for (const auto& start : chain_.start)
      result_.start.emplace_back(cell(entered(start.state, nullptr), 0), start.share);
    // Cells are appended in order of the cycle in which they can first be occupied.
    for (std::size_t i = 0; i < result_.cells.size(); ++i) {
      if (result_.cells[i].first < cycles_) leave(static_cast<int>(i));
      if (result_.cells.size() > kMostCells) return false;
    }
    return true;
  }
  CellChain take() { return std::move(result_); }

private:
  void leave(int index) {
    const Cell from = result_.cells[static_cast<std::size_t>(index)];
    for (const auto& exit : chain_.rows[static_cast<std::size_t>(from.state)].exits) {
      const NodeId probability = values_.at(exit.probability, from);
      if (graph_.is_constant(probability, 0)) continue;
      result_.edges.push_back({index, cell(entered(exit.to, &from), from.first + 1), probability});
    }
  }

  /// What people remember who come into a state, from another, or at the start.
  Cell entered(StateIndex state, const Cell* from) {
    Cell cell{.state = state};
    for (Dependence left = memory_.tracked(state); left != 0; left &= left - 1) {
      const Dependence counter = left & ~(left - 1);
      int value = 0;
      if (from != nullptr && runs_on(counter, from->state, state))
        for (const auto& [known, cycles] : from->counters)
          if (known == counter) value = std::min(cycles + 1, memory_.cap(state, counter));
      cell.counters.emplace_back(counter, value);
    }
    return cell;
  }

  [[nodiscard]] bool runs_on(Dependence counter, StateIndex from, StateIndex to) const {
    if (counter == formula::kStay) return from == to;
    for (std::size_t c = 0; c < scenario_.clocks.size(); ++c)
      if (counter == formula::clock_bit(static_cast<int>(c))) {
        const auto& states = scenario_.clocks[c].states;
        return std::find(states.begin(), states.end(), from) != states.end();
      }
    return false;
  }

  int cell(Cell cell, int first) {
    std::vector<int> key{cell.state};
    for (const auto& [counter, value] : cell.counters)
      key.push_back(value);
    const auto [it, is_new] = index_.emplace(std::move(key), static_cast<int>(result_.cells.size()));
    if (is_new) {
      cell.first = first;
      result_.cells.push_back(std::move(cell));
    }
    return it->second;
  }

  const Scenario& scenario_;
  const SymbolicChain& chain_;
  const Memory& memory_;
  int cycles_;
  CounterValues& values_;
  formula::Graph& graph_;
  CellChain result_;
  std::unordered_map<std::vector<int>, int, KeyHash> index_;
};

} // namespace

CellChain expand(const Scenario& scenario, const SymbolicChain& chain, const Memory& memory, int cycles,
                 CounterValues& values, formula::Graph& graph, Diagnostics& diagnostics) {
  Expansion expansion(scenario, chain, memory, cycles, values, graph);
  if (!expansion.run())
    diagnostics.error(
        scenario.time.span,
        fmt::format("the model has to tell apart more than {} kinds of people (state and time in it)",
                    kMostCells),
        "use longer cycles, or cap the memory: min(cycles_in_state, 24)");
  return expansion.take();
}

} // namespace cea
