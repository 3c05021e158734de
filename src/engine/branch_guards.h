#pragma once

#include "formula/arithmetic.h"

#include <cstdint>
#include <functional>
#include <map>
#include <unordered_map>
#include <vector>

namespace cea {

/// Finds the cycles in which values are needed at all: a value that only the branches of `if` use, the
/// conditions of which change by cycle alone, is needed in the cycles that take its branch (a hazard between
/// the beginning and the end of waning, say). In all others the block programs leave it out.
class BranchGuards {
public:
  /// Cycles 0 … `last`; `operands`: the values that a node needs at the time it is computed.
  using OperandsOf = std::function<std::vector<formula::NodeId>(formula::NodeId)>;
  BranchGuards(const formula::Graph& graph, formula::CycleTable& tables, int last, OperandsOf operands);

  /// `needed`: every value computed in cycles, in order of nodes; `always`: whether something else than
  /// these needs one.
  void find(const std::vector<formula::NodeId>& needed, const std::function<bool(formula::NodeId)>& always);

  /// Number of the cycle set of a node, an index into `sets()`; 0: every cycle.
  [[nodiscard]] int guard(formula::NodeId node) const;
  /// One flag a cycle, set by set.
  [[nodiscard]] const std::vector<std::uint8_t>& sets() const { return sets_; }

private:
  using CycleSet = std::vector<int>; ///< one flag a cycle
  void add(formula::NodeId node, const CycleSet& cycles);
  int number_of(const CycleSet& cycles);

  const formula::Graph& graph_;
  formula::CycleTable& tables_;
  std::size_t cycles_;
  OperandsOf operands_;
  CycleSet every_;
  std::unordered_map<formula::NodeId, CycleSet> used_; ///< of nodes not looked at yet
  std::unordered_map<formula::NodeId, int> guard_;
  std::map<CycleSet, int> number_;
  std::vector<std::uint8_t> sets_;
};

} // namespace cea
