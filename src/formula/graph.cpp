#include "formula/graph.h"

#include "formula/arithmetic.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace cea::formula {

namespace {

constexpr NodeId kNone = std::numeric_limits<NodeId>::max();
constexpr std::size_t kMostFactors = 16;

std::size_t hash_of(const Node& n) {
  std::uint64_t h = static_cast<std::uint64_t>(n.op) * 0x9E3779B97F4A7C15ULL;
  for (const std::uint64_t x : {std::uint64_t{n.a}, std::uint64_t{n.b}, std::uint64_t{n.c},
                                std::uint64_t{n.payload}, std::bit_cast<std::uint64_t>(n.value)}) {
    h ^= x + 0x9E3779B97F4A7C15ULL + (h << 12) + (h >> 4);
    h *= 0xBF58476D1CE4E5B9ULL;
  }
  return static_cast<std::size_t>(h ^ (h >> 29));
}

bool same(const Node& x, const Node& y) {
  return x.op == y.op && x.a == y.a && x.b == y.b && x.c == y.c && x.payload == y.payload &&
         std::bit_cast<std::uint64_t>(x.value) == std::bit_cast<std::uint64_t>(y.value);
}

bool is_lookup(NodeOp op) {
  return op == NodeOp::table || op == NodeOp::table_2;
}

bool commutes(NodeOp op) {
  return op == NodeOp::add || op == NodeOp::multiply || op == NodeOp::equal || op == NodeOp::not_equal ||
         op == NodeOp::min || op == NodeOp::max;
}

} // namespace

Operands operands(const Node& n) {
  switch (n.op) {
  case NodeOp::constant:
  case NodeOp::input:
  case NodeOp::cycle:
  case NodeOp::stay:
  case NodeOp::clock:
  case NodeOp::moment:
  case NodeOp::patient:
  case NodeOp::expected:
  case NodeOp::generator_share:
  case NodeOp::generator_years:
    return {{0, 0, 0}, 0};
  case NodeOp::select:
    return {{n.a, n.b, n.c}, 3};
  case NodeOp::add:
  case NodeOp::subtract:
  case NodeOp::multiply:
  case NodeOp::divide:
  case NodeOp::power:
  case NodeOp::less:
  case NodeOp::less_equal:
  case NodeOp::equal:
  case NodeOp::not_equal:
  case NodeOp::logical_and:
  case NodeOp::logical_or:
  case NodeOp::min:
  case NodeOp::max:
  case NodeOp::mod:
  case NodeOp::gamma_log_survival:
  case NodeOp::table_2:
    return {{n.a, n.b, 0}, 2};
  default:
    return {{n.a, 0, 0}, 1};
  }
}

Graph::Graph() : buckets_(1024, kNone) {}

void Graph::grow() {
  buckets_.assign(buckets_.size() * 2, kNone);
  const std::size_t mask = buckets_.size() - 1;
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    std::size_t slot = hash_of(nodes_[id]) & mask;
    while (buckets_[slot] != kNone)
      slot = (slot + 1) & mask;
    buckets_[slot] = id;
  }
}

NodeId Graph::intern(Node node) {
  if (nodes_.size() * 2 >= buckets_.size()) grow();
  const std::size_t mask = buckets_.size() - 1;
  std::size_t slot = hash_of(node) & mask;
  for (; buckets_[slot] != kNone; slot = (slot + 1) & mask)
    if (same(nodes_[buckets_[slot]], node)) return buckets_[slot];
  const auto id = static_cast<NodeId>(nodes_.size());
  buckets_[slot] = id;
  nodes_.push_back(node);
  return id;
}

NodeId Graph::constant(double value) {
  Node n;
  n.value = value == 0 ? 0.0 : value; // one zero
  return intern(n);
}

NodeId Graph::input(std::uint32_t index) {
  return intern({.op = NodeOp::input, .payload = index, .depends = kSample});
}
NodeId Graph::cycle() {
  return intern({.op = NodeOp::cycle, .depends = kCycle});
}
NodeId Graph::stay() {
  return intern({.op = NodeOp::stay, .depends = kStay});
}
NodeId Graph::moment() {
  return intern({.op = NodeOp::moment, .depends = kMoment});
}
NodeId Graph::clock(int index) {
  return intern(
      {.op = NodeOp::clock, .payload = static_cast<std::uint32_t>(index), .depends = clock_bit(index)});
}

NodeId Graph::fold(const Node& node) {
  const Operands args = operands(node);
  bool all_constant = args.count > 0 && node.op != NodeOp::unit_mean && node.op != NodeOp::prefix_sum;
  for (int i = 0; i < args.count; ++i)
    all_constant = all_constant && is_constant(args.id[i]);
  if (all_constant) {
    const double result = is_lookup(node.op)
                              ? look_up(columns_[node.payload], value(node.a), value(node.b))
                              : apply(node.op, value(args.id[0]), args.count > 1 ? value(args.id[1]) : 0,
                                      args.count > 2 ? value(args.id[2]) : 0);
    // What isn't finite stays unfolded, so that an error can still name what was computed from what.
    if (std::isfinite(result)) return constant(result);
  }
  const NodeId id = intern(node);
  if (node.depends != 0 || all_constant || args.count == 0) return id;
  // Something infinite below may still give a finite value: 1 - exp(-inf).
  const double result = Evaluator(*this, {})(id);
  return std::isfinite(result) ? constant(result) : id;
}

bool Graph::simplify(const Node& n, NodeId& result) {
  const auto become = [&](NodeId id) {
    result = id;
    return true;
  };
  const auto negated = [&](NodeId id) {
    return nodes_[id].op == NodeOp::multiply && is_constant(nodes_[id].a, -1);
  };
  switch (n.op) {
  case NodeOp::add:
    if (is_constant(n.a, 0)) return become(n.b);
    if (is_constant(n.b, 0)) return become(n.a);
    if (negated(n.b)) return become(subtract(n.a, nodes_[n.b].b));
    if (negated(n.a)) return become(subtract(n.b, nodes_[n.a].b));
    return false;
  case NodeOp::subtract:
    if (is_constant(n.b, 0)) return become(n.a);
    if (negated(n.b)) return become(add(n.a, nodes_[n.b].b));
    return false;
  case NodeOp::divide:
    if (is_constant(n.b, 1)) return become(n.a);
    return false;
  case NodeOp::power:
    if (is_constant(n.b, 1)) return become(n.a);
    if (is_constant(n.b, 0)) return become(constant(1));
    return false;
  case NodeOp::logical_and:
    if (is_constant(n.a)) return become(value(n.a) == 0 ? constant(0) : truth(n.b));
    return false;
  case NodeOp::logical_or:
    if (is_constant(n.a)) return become(value(n.a) != 0 ? constant(1) : truth(n.b));
    return false;
  default:
    return false;
  }
}

NodeId Graph::unary(NodeOp op, NodeId a) {
  if (op == NodeOp::negate) return multiply(constant(-1), a);
  return fold({.op = op, .a = a, .depends = depends(a)});
}

NodeId Graph::binary(NodeOp op, NodeId a, NodeId b) {
  if (op == NodeOp::multiply) return multiply_grouped(a, b);
  if (commutes(op) && b < a) std::swap(a, b);
  const Node node{.op = op, .a = a, .b = b, .depends = depends(a) | depends(b)};
  NodeId result = 0;
  if (simplify(node, result)) return result;
  return fold(node);
}

/// Groups a product's factors by what they depend on, constants with the rarest: hr·rate(age)·length
/// becomes (hr·length)·rate(age), which costs one product a cycle.
NodeId Graph::multiply_grouped(NodeId a, NodeId b) {
  std::vector<NodeId> factors;
  std::vector<NodeId> open{b, a};
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (nodes_[id].op == NodeOp::multiply && factors.size() + open.size() < kMostFactors) {
      open.push_back(nodes_[id].b);
      open.push_back(nodes_[id].a);
    } else {
      factors.push_back(id);
    }
  }
  const auto rank = [&](NodeId id) {
    const Dependence d = depends(id);
    return std::pair(std::popcount(d), d);
  };
  std::stable_sort(factors.begin(), factors.end(),
                   [&](NodeId x, NodeId y) { return std::pair(rank(x), x) < std::pair(rank(y), y); });
  const auto product = [&](NodeId x, NodeId y) {
    if (is_constant(x, 0) || is_constant(y, 0)) return constant(0);
    if (is_constant(x, 1)) return y;
    if (is_constant(y, 1)) return x;
    return fold({.op = NodeOp::multiply, .a = x, .b = y, .depends = depends(x) | depends(y)});
  };
  NodeId result = kNone;
  for (std::size_t i = 0; i < factors.size();) {
    NodeId group = factors[i];
    std::size_t j = i + 1;
    for (; j < factors.size() && depends(factors[j]) == depends(factors[i]); ++j)
      group = product(group, factors[j]);
    result = result == kNone ? group : product(result, group);
    i = j;
  }
  return result;
}

NodeId Graph::select(NodeId condition, NodeId a, NodeId b) {
  if (is_constant(condition)) return value(condition) != 0 ? a : b;
  if (a == b) return a;
  return fold({.op = NodeOp::select,
               .a = condition,
               .b = a,
               .c = b,
               .depends = depends(condition) | depends(a) | depends(b)});
}

NodeId Graph::lookup(std::uint32_t column, NodeId x) {
  return fold({.op = NodeOp::table, .a = x, .payload = column, .depends = depends(x)});
}

NodeId Graph::lookup(std::uint32_t column, NodeId x, NodeId y) {
  return fold({.op = NodeOp::table_2, .a = x, .b = y, .payload = column, .depends = depends(x) | depends(y)});
}

NodeId Graph::unit_mean(NodeId body, bool smooth) {
  if ((depends(body) & kMoment) == 0) return body;
  const NodeId id = intern(
      {.op = NodeOp::unit_mean, .a = body, .payload = smooth ? 1U : 0U, .depends = depends(body) & ~kMoment});
  if (depends(id) != 0) return id;
  const double result = Evaluator(*this, {})(id);
  return std::isfinite(result) ? constant(result) : id;
}

NodeId Graph::prefix_sum(NodeId a) {
  if ((depends(a) & kCycle) == 0) return multiply(a, cycle());
  return intern({.op = NodeOp::prefix_sum, .a = a, .depends = depends(a)});
}

std::uint32_t Graph::add_column(LookupColumn column) {
  columns_.push_back(std::move(column));
  return static_cast<std::uint32_t>(columns_.size() - 1);
}

const std::string& Graph::label(NodeId id) const {
  static const std::string none;
  const auto it = labels_.find(id);
  return it == labels_.end() ? none : it->second;
}

void Graph::set_label(NodeId id, const std::string& name) {
  if (!is_constant(id)) labels_.emplace(id, name);
}

bool always_finite(const Graph& graph, NodeId id) {
  const Node& n = graph[id];
  switch (n.op) {
  case NodeOp::constant:
  case NodeOp::input:
    return true;
  case NodeOp::add:
  case NodeOp::subtract:
  case NodeOp::multiply:
  case NodeOp::min:
  case NodeOp::max:
    return always_finite(graph, n.a) && always_finite(graph, n.b);
  default:
    return false;
  }
}

bool can_be_zero(const Graph& graph, NodeId id) {
  const Node& n = graph[id];
  if (n.op == NodeOp::select) return can_be_zero(graph, n.b) || can_be_zero(graph, n.c);
  if (n.op == NodeOp::multiply) return can_be_zero(graph, n.a) || can_be_zero(graph, n.b);
  return n.op != NodeOp::constant || n.value == 0;
}

NodeId Substitution::operator()(NodeId id) {
  const Node node = graph_[id];
  if ((node.depends & counter_) == 0) return id;
  if (const auto it = done_.find(id); it != done_.end()) return it->second;
  NodeId result = 0;
  switch (node.op) {
  case NodeOp::cycle:
  case NodeOp::stay:
  case NodeOp::clock:
  case NodeOp::moment:
    result = replacement_;
    break;
  case NodeOp::select: {
    const NodeId condition = (*this)(node.a);
    result = graph_.is_constant(condition) ? (*this)(graph_.value(condition) != 0 ? node.b : node.c)
                                           : graph_.select(condition, (*this)(node.b), (*this)(node.c));
    break;
  }
  case NodeOp::table:
    result = graph_.lookup(node.payload, (*this)(node.a));
    break;
  case NodeOp::table_2:
    result = graph_.lookup(node.payload, (*this)(node.a), (*this)(node.b));
    break;
  case NodeOp::unit_mean:
    result = graph_.unit_mean((*this)(node.a), node.payload != 0);
    break;
  case NodeOp::prefix_sum:
    result = prefix_sum(node);
    break;
  case NodeOp::expected:
    result = expected(node);
    break;
  case NodeOp::generator_share:
  case NodeOp::generator_years:
    result = result_of_generator(node);
    break;
  default:
    result = operands(node).count == 1 ? graph_.unary(node.op, (*this)(node.a))
                                       : graph_.binary(node.op, (*this)(node.a), (*this)(node.b));
  }
  if (const std::string& name = graph_.label(id); !name.empty()) graph_.set_label(result, std::string(name));
  done_.emplace(id, result);
  return result;
}

/// Sums over earlier cycles, when the cycle becomes a number (then the sum is written out) or the next one.
NodeId Substitution::prefix_sum(const Node& node) {
  if (counter_ != kCycle) return graph_.prefix_sum((*this)(node.a));
  if (replacement_ == graph_.cycle()) return graph_.prefix_sum(node.a);
  if (replacement_ == graph_.add(graph_.cycle(), graph_.constant(1)))
    return graph_.add(graph_.prefix_sum(node.a), node.a);
  assert(graph_.is_constant(replacement_));
  NodeId sum = graph_.constant(0);
  for (int k = 0; k < graph_.value(replacement_); ++k)
    sum = graph_.add(sum, Substitution(graph_, kCycle, graph_.constant(k))(node.a));
  return sum;
}

} // namespace cea::formula
