// Which states must remember how long people have been where.
#include "engine/cells.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

using formula::Dependence;
using formula::NodeId;

NodeId CounterValues::at(NodeId node, Dependence counter, int value) {
  if ((graph_.depends(node) & counter) == 0) return node;
  auto& substitution = done_[{counter, value}];
  if (!substitution)
    substitution = std::make_unique<formula::Substitution>(graph_, counter, graph_.constant(value));
  return (*substitution)(node);
}

NodeId CounterValues::as_cycle(NodeId node, Dependence counter) {
  if ((graph_.depends(node) & counter) == 0) return node;
  auto& substitution = done_[{counter, -1}];
  if (!substitution) substitution = std::make_unique<formula::Substitution>(graph_, counter, graph_.cycle());
  return (*substitution)(node);
}

NodeId CounterValues::at(NodeId node, const Cell& cell) {
  for (const auto& [counter, value] : cell.counters)
    node = at(node, counter, value);
  return node;
}

Memory::Memory(const Scenario& scenario, SymbolicChain& chain, RewardTerms& rewards, int cycles,
               CounterValues& values, formula::Graph& graph, Diagnostics& diagnostics)
    : scenario_(scenario), chain_(chain), rewards_(rewards), cycles_(cycles), values_(values), graph_(graph),
      diagnostics_(diagnostics), tracked_(scenario.states.size(), 0) {
  find_uses();
  report_clocks_outside();
  if (!complete_) return;
  replace_by_cycle();
  propagate_clocks();
  find_caps();
}

template <class Function> void Memory::for_each_node(StateIndex state, Function f) {
  SymbolicRow& row = chain_.rows[static_cast<std::size_t>(state)];
  for (auto& exit : row.exits)
    f(exit.probability);
  for (Check& check : row.checks) {
    f(check.node);
    f(check.shown);
    for (auto& [name, node] : check.behind)
      f(node);
    for (auto& [name, node] : check.entries)
      f(node);
  }
}

void Memory::find_uses() {
  for (std::size_t s = 0; s < tracked_.size(); ++s) {
    for (const auto& exit : chain_.rows[s].exits)
      tracked_[s] |= graph_.depends(exit.probability) & formula::kCounters;
    for (const Check& check : chain_.rows[s].checks)
      tracked_[s] |= graph_.depends(check.node) & formula::kCounters;
  }
  for (const RewardTerm& term : rewards_.terms)
    tracked_[static_cast<std::size_t>(term.state)] |= graph_.depends(term.amount) & formula::kCounters;
}

bool Memory::in_clock(int clock, StateIndex state) const {
  const auto& states = scenario_.clocks[static_cast<std::size_t>(clock)].states;
  return std::find(states.begin(), states.end(), state) != states.end();
}

/// Where a formula of a state uses a counter.
const Span& Memory::place_of_use(Dependence counter, std::size_t state) const {
  for (const Check& check : chain_.rows[state].checks)
    if ((graph_.depends(check.node) & counter) != 0) return check.span;
  for (const RewardTerm& term : rewards_.terms)
    if (static_cast<std::size_t>(term.state) == state && (graph_.depends(term.amount) & counter) != 0)
      return term.span;
  return scenario_.states[state].span;
}

void Memory::report_clocks_outside() {
  for (std::size_t c = 0; c < scenario_.clocks.size(); ++c)
    for (std::size_t s = 0; s < tracked_.size(); ++s) {
      if ((tracked_[s] & formula::clock_bit(static_cast<int>(c))) == 0 ||
          in_clock(static_cast<int>(c), static_cast<StateIndex>(s)))
        continue;
      diagnostics_.error(
          place_of_use(formula::clock_bit(static_cast<int>(c)), s),
          fmt::format("the clock '{}' is used in '{}', which isn't one of its states",
                      scenario_.clocks[c].name, scenario_.states[s].id),
          "it runs only inside its states: add the state to the clock, or use the clock only there");
      complete_ = false;
    }
}

bool Memory::entered_later(StateIndex state, Dependence counter) const {
  const auto enters = [&](StateIndex from, StateIndex to) {
    if (counter == formula::kStay) return to == state && from != state;
    for (std::size_t c = 0; c < scenario_.clocks.size(); ++c)
      if (counter == formula::clock_bit(static_cast<int>(c)))
        return in_clock(static_cast<int>(c), to) && !in_clock(static_cast<int>(c), from);
    return false;
  };
  for (std::size_t from = 0; from < chain_.rows.size(); ++from)
    for (const auto& exit : chain_.rows[from].exits)
      if (enters(static_cast<StateIndex>(from), exit.to)) return true;
  return false;
}

void Memory::replace_by_cycle() {
  for (std::size_t s = 0; s < tracked_.size(); ++s) {
    const auto state = static_cast<StateIndex>(s);
    for (Dependence left = tracked_[s]; left != 0; left &= left - 1) {
      const Dependence counter = left & ~(left - 1);
      if (entered_later(state, counter)) continue;
      const auto replace = [&](NodeId& node) { node = values_.as_cycle(node, counter); };
      for_each_node(state, replace);
      for (RewardTerm& term : rewards_.terms)
        if (term.state == state) {
          // What is counted at a cycle's end has been there one cycle longer.
          if (term.end_of_cycle && (graph_.depends(term.amount) & counter) != 0) {
            formula::Substitution later(graph_, counter, graph_.add(graph_.cycle(), graph_.constant(1)));
            term.amount = later(term.amount);
          } else {
            replace(term.amount);
          }
        }
      tracked_[s] &= ~counter;
    }
  }
}

void Memory::propagate_clocks() {
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t from = 0; from < chain_.rows.size(); ++from)
      for (const auto& exit : chain_.rows[from].exits)
        for (std::size_t c = 0; c < scenario_.clocks.size(); ++c) {
          const Dependence bit = formula::clock_bit(static_cast<int>(c));
          if ((tracked_[static_cast<std::size_t>(exit.to)] & bit) == 0 || (tracked_[from] & bit) != 0 ||
              !in_clock(static_cast<int>(c), static_cast<StateIndex>(from)))
            continue;
          tracked_[from] |= bit;
          changed = true;
        }
  }
}

void Memory::find_caps() {
  std::map<std::pair<StateIndex, Dependence>, std::vector<NodeId>> roots;
  for (std::size_t s = 0; s < tracked_.size(); ++s)
    for (Dependence left = tracked_[s]; left != 0; left &= left - 1) {
      const Dependence counter = left & ~(left - 1);
      auto& nodes = roots[{counter == formula::kStay ? static_cast<StateIndex>(s) : -1, counter}];
      const auto add = [&](NodeId node) {
        if ((graph_.depends(node) & counter) != 0) nodes.push_back(node);
      };
      for (const auto& exit : chain_.rows[s].exits)
        add(exit.probability);
      for (const Check& check : chain_.rows[s].checks)
        add(check.node);
      for (const RewardTerm& term : rewards_.terms)
        if (term.state == static_cast<StateIndex>(s)) add(term.amount);
    }
  for (auto& [key, uses] : roots) {
    std::vector<NodeId>& nodes = uses;
    const Dependence counter = key.second;
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    int cap = cycles_;
    const auto same_as_last = [&](int value) {
      return std::all_of(nodes.begin(), nodes.end(), [&](NodeId n) {
        return values_.at(n, counter, value) == values_.at(n, counter, cycles_);
      });
    };
    while (cap > 0 && same_as_last(cap - 1))
      --cap;
    caps_[key] = cap;
  }
}

int Memory::cap(StateIndex state, Dependence counter) const {
  const auto it = caps_.find({counter == formula::kStay ? state : -1, counter});
  return it == caps_.end() ? 0 : it->second;
}

} // namespace cea
