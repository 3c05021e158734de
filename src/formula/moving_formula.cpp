#include "formula/moving_formula.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace cea::formula {

namespace {

constexpr std::array<double, 1> kZero{0};

/// What integrates by itself: corners within are its own business.
bool is_integral(NodeOp op) {
  return op == NodeOp::unit_mean || op == NodeOp::expected;
}

} // namespace

MovingFormula::MovingFormula(const Graph& graph, NodeId root, const Place& place, Dependence moving)
    : graph_(graph), root_(root), place_(place), moving_(moving), fixed_(graph, place) {
  collect(root);
}

void MovingFormula::collect(NodeId id) {
  const Node& n = graph_[id];
  if ((n.depends & moving_) == 0 || is_integral(n.op) || !seen_.insert(id).second) return;
  const Operands args = operands(n);
  for (int i = 0; i < args.count; ++i)
    collect(args.id[i]);
  add_crossings(n);
}

void MovingFormula::add_crossings(const Node& n) {
  using Of = Crossing::Of;
  const Levels zero{.keys = kZero}, whole{.whole = true};
  switch (n.op) {
  case NodeOp::less:
  case NodeOp::less_equal:
  case NodeOp::equal:
  case NodeOp::not_equal:
  case NodeOp::min:
  case NodeOp::max:
    return cross(Of::difference, n.a, n.b, zero);
  case NodeOp::abs:
    return cross(Of::a, n.a, n.a, zero);
  case NodeOp::floor:
  case NodeOp::ceil:
    return cross(Of::a, n.a, n.a, whole);
  case NodeOp::mod:
    return cross(Of::quotient, n.a, n.b, whole);
  case NodeOp::table_2:
    cross(Of::a, n.b, n.b, {.keys = graph_.column(n.payload).second->positions});
    [[fallthrough]];
  case NodeOp::table:
    return cross(Of::a, n.a, n.a, {.keys = graph_.column(n.payload).axis.positions});
  default:
    return;
  }
}

void MovingFormula::cross(Crossing::Of of, NodeId a, NodeId b, const Levels& levels) {
  const Dependence depends = (graph_.depends(a) | graph_.depends(b)) & moving_;
  const auto same = [&](const Crossing& c) {
    return c.of == of && c.a == a && c.b == b && c.levels.whole == levels.whole &&
           c.levels.keys.data() == levels.keys.data();
  };
  if (depends != 0 && std::none_of(crossings_.begin(), crossings_.end(), same))
    crossings_.push_back({of, a, b, levels, depends});
}

double MovingFormula::quantity(const Crossing& c) {
  switch (c.of) {
  case Crossing::Of::difference:
    return value(c.a) - value(c.b);
  case Crossing::Of::quotient:
    return value(c.a) / value(c.b);
  default:
    return value(c.a);
  }
}

bool MovingFormula::constant_between_crossings(Dependence moving) const {
  std::unordered_map<NodeId, bool> known;
  return only_steps(root_, moving, known);
}

bool MovingFormula::only_steps(NodeId id, Dependence moving, std::unordered_map<NodeId, bool>& known) const {
  const Node& n = graph_[id];
  if ((n.depends & moving) == 0) return true;
  if (const auto it = known.find(id); it != known.end()) return it->second;
  bool result = true;
  switch (n.op) {
  case NodeOp::less:
  case NodeOp::less_equal:
  case NodeOp::equal:
  case NodeOp::not_equal:
  case NodeOp::floor:
  case NodeOp::ceil:
    break;
  case NodeOp::table:
  case NodeOp::table_2:
    result = graph_.column(n.payload).between == Interpolation::step;
    break;
  default: {
    const Operands args = operands(n);
    result = args.count > 0 && !is_integral(n.op);
    for (int i = 0; i < args.count; ++i)
      result = result && only_steps(args.id[i], moving, known);
  }
  }
  known.emplace(id, result);
  return result;
}

double MovingFormula::value(NodeId id) {
  const Node& n = graph_[id];
  if (n.op == NodeOp::constant) return n.value;
  if ((n.depends & moving_) == 0) return fixed_(id);
  if (n.op == NodeOp::moment) return place_.moment;
  if (n.op == NodeOp::patient) return place_.patients[n.payload];
  for (const auto& [known, result] : values_)
    if (known == id) return result;
  const double result = compute(id, n);
  values_.emplace_back(id, result);
  return result;
}

double MovingFormula::compute(NodeId id, const Node& n) {
  const bool exact = (n.depends & moving_ & ~tolerant_) != 0;
  switch (n.op) {
  case NodeOp::select:
    return value(n.a) != 0 ? value(n.b) : value(n.c);
  case NodeOp::logical_and:
    return value(n.a) == 0 ? 0 : apply(n.op, 1, value(n.b));
  case NodeOp::logical_or:
    return value(n.a) != 0 ? 1 : apply(n.op, 0, value(n.b));
  case NodeOp::table:
    return look_up(graph_.column(n.payload), value(n.a));
  case NodeOp::table_2:
    return look_up(graph_.column(n.payload), value(n.a), value(n.b));
  case NodeOp::unit_mean:
  case NodeOp::expected:
  case NodeOp::prefix_sum:
  case NodeOp::generator_share:
  case NodeOp::generator_years:
    return Evaluator(graph_, place_)(id);
  case NodeOp::less:
    if (exact) return value(n.a) < value(n.b);
    break;
  case NodeOp::less_equal:
    if (exact) return value(n.a) <= value(n.b);
    break;
  case NodeOp::equal:
    if (exact) return value(n.a) == value(n.b);
    break;
  case NodeOp::not_equal:
    if (exact) return value(n.a) != value(n.b);
    break;
  case NodeOp::mod:
    if (exact) {
      const double a = value(n.a), b = value(n.b);
      return a - b * std::floor(a / b);
    }
    break;
  case NodeOp::floor:
    if (exact) return std::floor(value(n.a));
    break;
  case NodeOp::ceil:
    if (exact) return std::ceil(value(n.a));
    break;
  default:
    break;
  }
  const Operands args = operands(n);
  return apply(n.op, value(args.id[0]), args.count > 1 ? value(args.id[1]) : 0);
}

} // namespace cea::formula
