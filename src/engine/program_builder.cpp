#include "engine/program_builder.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

namespace cea {

using formula::Node;
using formula::NodeId;
using formula::NodeOp;
using plan::Instruction;
using plan::Kind;
using plan::Operand;

ProgramBuilder::Level ProgramBuilder::level(NodeId node) const {
  const auto d = graph_.depends(node);
  if (d == 0) return Level::constant;
  if (d == formula::kCycle) return Level::cycle;
  return d == formula::kSample ? Level::sample : Level::both;
}

void ProgramBuilder::need(NodeId node, int first, bool in_register) {
  const Level l = level(node);
  if (l == Level::constant || l == Level::cycle) {
    if (!in_register) return;
    const auto [it, is_new] = spread_.emplace(node, first);
    if (!is_new) it->second = std::min(it->second, first);
    return;
  }
  pinned_[node] = true;
  mark(node, first);
}

void ProgramBuilder::check(std::uint8_t code, NodeId node, int first) {
  if (level(node) != Level::sample && level(node) != Level::both) return;
  if (const Node& n = graph_[node];
      code == plan::kCheckNotNegative && n.op == NodeOp::multiply && graph_.is_constant(n.a, -1)) {
    node = n.b;
    code = plan::kCheckNotPositive;
  }
  const auto [known, is_new] = check_at_.emplace(std::pair(node, code), checks_.size());
  if (is_new) {
    checks_.push_back({node, first, code});
  } else {
    if (checks_[known->second].first <= first) return;
    checks_[known->second].first = first;
  }
  mark(node, first);
}

void ProgramBuilder::mark(NodeId node, int first) {
  std::vector<std::pair<NodeId, int>> open{{node, first}};
  while (!open.empty()) {
    auto [id, from] = open.back();
    open.pop_back();
    if ((graph_.depends(id) & formula::kSample) == 0) continue;
    if (graph_[id].op == NodeOp::prefix_sum) from = 0; // it grows from the start on
    const auto [it, is_new] = needed_.emplace(id, from);
    if (!is_new) {
      if (it->second <= from) continue;
      it->second = from;
    }
    for (const NodeId operand : operands_of(id))
      open.emplace_back(operand, from);
  }
}

/// What must be computed before a node; for a mean, the values that its formula takes from outside.
std::vector<NodeId> ProgramBuilder::operands_of(NodeId id) const {
  std::vector<NodeId> result;
  const Node& n = graph_[id];
  if (n.op == NodeOp::unit_mean) {
    frontier_of_mean(n.a, result);
    return result;
  }
  if (formula::of_generator(n.op)) {
    for (const auto& r : graph_.generator(n.payload).rates)
      result.push_back(r.rate);
    return result;
  }
  const formula::Operands args = formula::operands(n);
  result.assign(args.id, args.id + args.count);
  return result;
}

void ProgramBuilder::frontier_of_mean(NodeId node, std::vector<NodeId>& out) const {
  std::set<NodeId> seen;
  std::vector<NodeId> open{node};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    if ((graph_.depends(id) & formula::kMoment) == 0) {
      out.push_back(id);
      continue;
    }
    const formula::Operands args = formula::operands(graph_[id]);
    open.insert(open.end(), args.id, args.id + args.count);
  }
}

int ProgramBuilder::constant_slot(double value) {
  const auto [it, is_new] =
      constant_.emplace(std::bit_cast<std::uint64_t>(value), static_cast<int>(plan_.constants.size()));
  if (is_new) plan_.constants.push_back(value);
  return it->second;
}

int ProgramBuilder::table_slot(NodeId node) {
  const auto [it, is_new] = table_.emplace(node, static_cast<int>(table_nodes_.size()));
  if (is_new) {
    const std::vector<double>& values = tables_(node);
    plan_.tables.insert(plan_.tables.end(), values.begin(), values.end());
    table_nodes_.push_back(node);
  }
  return it->second;
}

Operand ProgramBuilder::operand(NodeId node) {
  switch (level(node)) {
  case Level::constant:
    // The graph folds finite values alone; ln 0 is one that a curve's formula may go through.
    return {constant_slot(graph_.is_constant(node) ? graph_.value(node) : tables_(node).front()),
            Kind::constant};
  case Level::cycle:
    return {table_slot(node), Kind::table};
  default:
    return {register_.at(node), Kind::reg};
  }
}

int ProgramBuilder::spread_or_value(NodeId node) const {
  const auto it = spread_register_.find(node);
  return it != spread_register_.end() ? it->second : register_.at(node);
}

Instruction ProgramBuilder::instruction(NodeId id) {
  const Node& n = graph_[id];
  Instruction i{.op = static_cast<std::uint8_t>(n.op),
                .first = needed_.at(id),
                .payload = static_cast<std::int32_t>(n.payload)};
  if (n.op == NodeOp::unit_mean) {
    i.payload = build_mean(n.a, n.payload != 0);
    return i;
  }
  if (n.op == NodeOp::prefix_sum) i.payload = plan_.registers++;
  if (formula::of_generator(n.op)) return build_generator(id);
  const formula::Operands args = formula::operands(n);
  Operand* slots[3] = {&i.a, &i.b, &i.c};
  for (int k = 0; k < args.count; ++k)
    *slots[k] = operand(args.id[k]);
  return i;
}

/// Whether a node is linear in `t`: then its sign changes at most once, and shows at the ends of the cycle.
bool ProgramBuilder::linear_in_time(NodeId id) const {
  const Node& n = graph_[id];
  if ((n.depends & formula::kMoment) == 0 || n.op == NodeOp::moment) return true;
  switch (n.op) {
  case NodeOp::add:
  case NodeOp::subtract:
    return linear_in_time(n.a) && linear_in_time(n.b);
  case NodeOp::multiply: {
    const bool one_moves =
        (graph_.depends(n.a) & formula::kMoment) == 0 || (graph_.depends(n.b) & formula::kMoment) == 0;
    return one_moves && linear_in_time(n.a) && linear_in_time(n.b);
  }
  case NodeOp::divide:
    return (graph_.depends(n.b) & formula::kMoment) == 0 && linear_in_time(n.a);
  default:
    return false;
  }
}

/// Whether the kernel can integrate an operation over points; all else goes the slow way.
bool ProgramBuilder::quick_in_mean(const Node& n, bool smooth) const {
  switch (n.op) {
  case NodeOp::moment:
  case NodeOp::add:
  case NodeOp::subtract:
  case NodeOp::multiply:
  case NodeOp::divide:
  case NodeOp::power:
  case NodeOp::exp:
  case NodeOp::expm1:
  case NodeOp::log:
  case NodeOp::log1p:
  case NodeOp::sqrt:
  case NodeOp::normal_cdf:
    return true;
  case NodeOp::select:
    return graph_[n.a].op == NodeOp::less || graph_[n.a].op == NodeOp::less_equal;
  case NodeOp::min:
  case NodeOp::max:
  case NodeOp::less:
  case NodeOp::less_equal:
    return smooth || (linear_in_time(n.a) && linear_in_time(n.b));
  case NodeOp::table:
  case NodeOp::log_gamma:
  case NodeOp::gamma_log_survival:
    return smooth;
  default:
    return false;
  }
}

int ProgramBuilder::build_mean(NodeId body, bool smooth) {
  std::set<NodeId> moving;
  std::vector<NodeId> open{body};
  bool quick = true;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if ((graph_.depends(id) & formula::kMoment) == 0 || !moving.insert(id).second) continue;
    const formula::Operands args = formula::operands(graph_[id]);
    open.insert(open.end(), args.id, args.id + args.count);
    quick = quick && quick_in_mean(graph_[id], smooth);
  }
  plan::Mean mean{
      .begin = static_cast<std::int32_t>(plan_.mean_instructions.size()), .quick = quick, .smooth = smooth};
  std::map<NodeId, int> slot;
  for (const NodeId id : moving)
    slot.emplace(id, static_cast<int>(slot.size()));
  if (quick)
    for (const NodeId id : moving)
      add_mean_instruction(id, slot);
  mean.end = static_cast<std::int32_t>(plan_.mean_instructions.size());
  mean.slots = static_cast<std::int32_t>(slot.size());
  mean.result = {slot.at(body), Kind::point};
  plan_.means.push_back(mean);
  plan_.mean_bodies.push_back(body);
  return static_cast<int>(plan_.means.size() - 1);
}

void ProgramBuilder::add_mean_instruction(NodeId id, const std::map<NodeId, int>& slot) {
  const Node& n = graph_[id];
  Instruction i{.op = static_cast<std::uint8_t>(n.op),
                .target = slot.at(id),
                .payload = static_cast<std::int32_t>(n.payload)};
  const formula::Operands args = formula::operands(n);
  Operand* slots[3] = {&i.a, &i.b, &i.c};
  for (int k = 0; k < args.count; ++k)
    *slots[k] = slot.contains(args.id[k]) ? Operand{slot.at(args.id[k]), Kind::point} : operand(args.id[k]);
  if (n.op == NodeOp::power && graph_.is_constant(n.a) && graph_.value(n.a) > 0) {
    // base^x = exp(x·ln base): a fifth of the time, and exact enough for a mean to 1e-12.
    plan_.mean_instructions.push_back(
        {.op = static_cast<std::uint8_t>(NodeOp::multiply),
         .a = i.b,
         .b = {constant_slot(formula::apply(NodeOp::log, graph_.value(n.a))), Kind::constant},
         .target = i.target});
    i = {.op = static_cast<std::uint8_t>(NodeOp::exp), .a = {i.target, Kind::point}, .target = i.target};
  }
  plan_.mean_instructions.push_back(i);
}

/// What one level computes, in an order that respects operands and `first`.
std::vector<ProgramBuilder::Pending> ProgramBuilder::order_of(Level wanted) const {
  std::vector<Pending> order;
  const bool sample = wanted == Level::sample;
  for (const auto& [node, first] : spread_)
    if ((level(node) == Level::constant) == sample) order.push_back({node, first, plan::kBroadcast});
  for (const auto& [node, first] : needed_)
    if (level(node) == wanted && graph_[node].op != NodeOp::input) order.push_back({node, first, 0});
  for (const Pending& c : checks_)
    if (level(c.node) == wanted) order.push_back(c);
  std::stable_sort(order.begin(), order.end(), [](const Pending& x, const Pending& y) {
    return std::tuple(x.first, x.node, x.code != 0) < std::tuple(y.first, y.node, y.code != 0);
  });
  return order;
}

/// Emits one level's values, with registers reused once nothing reads them any more.
void ProgramBuilder::emit_level(Level wanted, std::vector<Instruction>& program) {
  const std::vector<Pending> order = order_of(wanted);
  const bool sample = wanted == Level::sample;
  std::unordered_map<NodeId, std::size_t> last_use;
  for (std::size_t i = 0; i < order.size(); ++i) {
    last_use[order[i].node] = i;
    if (order[i].code == 0)
      for (const NodeId o : operands_of(order[i].node))
        last_use[o] = i;
  }
  // A value that the other level reads lives on.
  if (sample)
    for (const auto& [node, first] : needed_)
      if (level(node) == Level::both)
        for (const NodeId o : operands_of(node))
          pinned_[o] = true;
  std::vector<int> free_registers;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const auto [node, first, code] = order[i];
    const bool known = code == 0 && register_.contains(node); // computed with another of its generator
    Instruction ins;
    if (code != 0) {
      ins = {.op = code, .a = operand(node), .first = first};
    } else {
      if (!known) ins = instruction(node);
      if (!sample) ins.guard = guards_.guard(node);
      for (const NodeId o : operands_of(node))
        if (const auto it = register_.find(o); it != register_.end() && last_use[o] == i &&
                                               level(o) == wanted && !pinned_[o] &&
                                               graph_[o].op != NodeOp::input) {
          free_registers.push_back(it->second);
          last_use[o] = order.size(); // freed once
        }
    }
    if (known) continue;
    if (code == plan::kBroadcast || (code == 0 && !formula::of_generator(graph_[node].op))) {
      // What is read before it is computed (times an empty cell) must hold nothing but zero until then.
      const bool late = !sample && first > 0 && pinned_[node];
      if (free_registers.empty() || code != 0 || late) {
        ins.target = plan_.registers++;
      } else {
        ins.target = free_registers.back();
        free_registers.pop_back();
      }
      (code == 0 ? register_ : spread_register_)[node] = ins.target;
    }
    // A value is checked where it is computed, if both are first needed in the same cycle.
    if (ins.op >= plan::kCheckNotNegative && !program.empty() && program.back().target == ins.a.index &&
        ins.a.kind == Kind::reg && program.back().first == first && program.back().check == 0 &&
        program.back().op < plan::kCheckNotNegative) {
      program.back().check = ins.op;
      continue;
    }
    program.push_back(ins);
  }
}

void ProgramBuilder::build() {
  plan_.registers = plan_.inputs;
  for (const auto& [node, first] : needed_) {
    const Node& n = graph_[node];
    if (n.op == NodeOp::input) register_[node] = static_cast<int>(n.payload);
    if (formula::of_generator(n.op)) results_of_[n.payload].push_back(node);
  }
  find_guards();
  emit_level(Level::sample, plan_.sample_program);
  emit_level(Level::both, plan_.cycle_program);
  plan_.guards = guards_.sets();
  find_reruns();
}

void ProgramBuilder::find_guards() {
  std::vector<NodeId> by_cycle;
  for (const auto& [node, first] : needed_)
    if (level(node) == Level::both) by_cycle.push_back(node);
  std::set<NodeId> checked;
  for (const Pending& c : checks_)
    checked.insert(c.node);
  // A sum over cycles grows in every one; a generator's results are computed together.
  guards_.find(by_cycle, [&](NodeId node) {
    return pinned_.contains(node) || checked.contains(node) || graph_[node].op == NodeOp::prefix_sum ||
           formula::of_generator(graph_[node].op);
  });
}

/// The cycle program repeats its results while none of its cycle-only inputs changes; what is needed only
/// from some cycle on runs first in that cycle.
void ProgramBuilder::find_reruns() {
  const auto stride = static_cast<std::size_t>(plan_.cycles + 1);
  plan_.rerun.assign(stride, plan::kRerunNothing);
  plan_.rerun[0] = plan::kRerunAll;
  for (const Instruction& i : plan_.cycle_program) {
    auto& rerun = plan_.rerun[static_cast<std::size_t>(i.first)];
    if (rerun == plan::kRerunNothing) rerun = plan::kRerunBeginning;
    if (i.op == static_cast<std::uint8_t>(NodeOp::prefix_sum) ||
        i.op == static_cast<std::uint8_t>(NodeOp::expected))
      plan_.rerun.assign(stride, plan::kRerunAll);
  }
  for (std::size_t slot = 0; slot < table_nodes_.size(); ++slot)
    for (std::size_t t = 1; t < stride; ++t) {
      const double* row = plan_.tables.data() + slot * stride;
      if (std::bit_cast<std::uint64_t>(row[t]) != std::bit_cast<std::uint64_t>(row[t - 1]))
        plan_.rerun[t] = plan::kRerunAll;
    }
}

} // namespace cea
