#pragma once

#include "engine/reward_terms.h"

#include <map>
#include <memory>
#include <vector>

namespace cea {

/// A state together with what is remembered about the people in it: completed cycles of the stay and of
/// the clocks, where the model uses them. A state without memory is one cell.
struct Cell {
  StateIndex state = 0;
  int first = 0;                                               ///< first cycle in which it can be occupied
  std::vector<std::pair<formula::Dependence, int>> counters{}; ///< value of each tracked counter
};

struct CellEdge {
  int from = 0, to = 0;
  formula::NodeId probability = 0;
};

/// The cohort's chain as a sparse graph of cells: only what can be reached within the horizon exists, and
/// cells that behave alike from some stay on are one (a stay in `min(cycles_in_state, 9)` needs ten).
struct CellChain {
  std::vector<Cell> cells; ///< in order of `first`
  std::vector<CellEdge> edges;
  std::vector<std::pair<int, formula::NodeId>> start;
};

constexpr std::size_t kMostCells = 4'000'000;

/// Replaces counters by numbers, remembering what was rewritten.
class CounterValues {
public:
  explicit CounterValues(formula::Graph& graph) : graph_(graph) {}
  formula::NodeId at(formula::NodeId node, const Cell& cell);
  formula::NodeId at(formula::NodeId node, formula::Dependence counter, int value);
  formula::NodeId as_cycle(formula::NodeId node, formula::Dependence counter);

private:
  formula::Graph& graph_;
  std::map<std::pair<formula::Dependence, int>, std::unique_ptr<formula::Substitution>> done_;
};

/// What one state of a strategy uses: every node that is evaluated for people in it.
using StateRoots = std::vector<std::vector<formula::NodeId>>;

/// Decides which states must remember which counters, and how long. A counter that always equals the
/// model's cycle (nobody enters after the start) is replaced by it in `chain` and `rewards`.
class Memory {
public:
  Memory(const Scenario& scenario, SymbolicChain& chain, RewardTerms& rewards, int cycles,
         CounterValues& values, formula::Graph& graph, Diagnostics& diagnostics);

  [[nodiscard]] formula::Dependence tracked(StateIndex state) const {
    return tracked_[static_cast<std::size_t>(state)];
  }
  /// The largest value that must be told apart; longer stays behave like it.
  [[nodiscard]] int cap(StateIndex state, formula::Dependence counter) const;
  [[nodiscard]] bool complete() const { return complete_; }

private:
  void find_uses();
  void report_clocks_outside();
  [[nodiscard]] const Span& place_of_use(formula::Dependence counter, std::size_t state) const;
  void replace_by_cycle();
  void propagate_clocks();
  void find_caps();
  template <class Function> void for_each_node(StateIndex state, Function f);
  [[nodiscard]] bool in_clock(int clock, StateIndex state) const;
  [[nodiscard]] bool entered_later(StateIndex state, formula::Dependence counter) const;

  const Scenario& scenario_;
  SymbolicChain& chain_;
  RewardTerms& rewards_;
  int cycles_;
  CounterValues& values_;
  formula::Graph& graph_;
  Diagnostics& diagnostics_;
  std::vector<formula::Dependence> tracked_;
  std::map<std::pair<StateIndex, formula::Dependence>, int> caps_; ///< key: state for the stay, −1 for clocks
  bool complete_ = true;
};

/// Walks from the start through everything that can be reached in `cycles` cycles.
CellChain expand(const Scenario& scenario, const SymbolicChain& chain, const Memory& memory, int cycles,
                 CounterValues& values, formula::Graph& graph, Diagnostics& diagnostics);

} // namespace cea
