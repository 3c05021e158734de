#include "engine/branch_guards.h"

#include <utility>

namespace cea {

using formula::Node;
using formula::NodeId;
using formula::NodeOp;

BranchGuards::BranchGuards(const formula::Graph& graph, formula::CycleTable& tables, int last,
                           OperandsOf operands)
    : graph_(graph), tables_(tables), cycles_(static_cast<std::size_t>(last) + 1),
      operands_(std::move(operands)), every_(cycles_, 1) {
  number_of(every_);
}

void BranchGuards::find(const std::vector<NodeId>& needed, const std::function<bool(NodeId)>& always) {
  // What uses a node has a larger number.
  for (auto it = needed.rbegin(); it != needed.rend(); ++it) {
    const Node& n = graph_[*it];
    CycleSet cycles = always(*it) ? every_ : std::exchange(used_[*it], {});
    used_.erase(*it);
    if (cycles.empty()) cycles = every_;
    guard_[*it] = number_of(cycles);
    if (n.op != NodeOp::select || graph_.depends(n.a) != formula::kCycle) {
      for (const NodeId operand : operands_(*it))
        add(operand, cycles);
      continue;
    }
    const std::vector<double>& condition = tables_(n.a);
    CycleSet otherwise = cycles;
    for (std::size_t t = 0; t < cycles_; ++t)
      (condition[t] != 0 ? otherwise : cycles)[t] = 0;
    add(n.b, cycles);
    add(n.c, otherwise);
  }
}

int BranchGuards::guard(NodeId node) const {
  const auto it = guard_.find(node);
  return it == guard_.end() ? 0 : it->second;
}

void BranchGuards::add(NodeId node, const CycleSet& cycles) {
  CycleSet& all = used_[node];
  if (all.empty()) {
    all = cycles;
    return;
  }
  for (std::size_t t = 0; t < cycles_; ++t)
    all[t] |= cycles[t];
}

int BranchGuards::number_of(const CycleSet& cycles) {
  const auto [it, is_new] = number_.emplace(cycles, static_cast<int>(number_.size()));
  if (is_new)
    for (const int needed : cycles)
      sets_.push_back(needed != 0);
  return it->second;
}

} // namespace cea
