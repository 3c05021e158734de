#include "formula/arithmetic.h"

#include "formula/expectation.h"
#include "support/scalar_math.h"
#include "support/special_functions.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cea::formula {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double remainder_within_tolerance(double a, double b) {
  const double r = a - b * floor_within_tolerance(a / b);
  return std::abs(r) <= kTolerance * std::max(1.0, std::abs(a)) ? 0 : r;
}

/// The last position at or below x; step look-ups change row exactly at a key.
std::size_t row_at(const std::vector<double>& positions, double x) {
  const auto above = std::upper_bound(positions.begin(), positions.end(), x, [](double value, double key) {
    return value < key && !nearly_equal(key, value);
  });
  return above == positions.begin() ? 0 : static_cast<std::size_t>(above - positions.begin() - 1);
}

/// Between which two rows x lies, and how far from the first to the second.
struct Position {
  std::size_t row = 0;
  double weight = 0;
};

Position position_at(const std::vector<double>& positions, double x) {
  if (x <= positions.front()) return {0, 0};
  if (x >= positions.back()) return {positions.size() - 1, 0};
  const auto i = static_cast<std::size_t>(std::upper_bound(positions.begin(), positions.end(), x) -
                                          positions.begin() - 1);
  return {i, (x - positions[i]) / (positions[i + 1] - positions[i])};
}

bool within(const LookupColumn::Axis& axis, double x) {
  return (x >= axis.first || nearly_equal(axis.first, x)) && (x <= axis.last || nearly_equal(axis.last, x));
}

double between_rows(const double* values, Position p) {
  const double low = values[p.row];
  return p.weight == 0 ? low : low + p.weight * (values[p.row + 1] - low);
}

} // namespace

bool nearly_equal(double x, double y) {
  return x == y || std::abs(x - y) <= kTolerance * std::max(1.0, std::abs(x));
}

double floor_within_tolerance(double x) {
  const double nearest = std::nearbyint(x);
  return nearly_equal(x, nearest) ? nearest : std::floor(x);
}

double ceil_within_tolerance(double x) {
  const double nearest = std::nearbyint(x);
  return nearly_equal(x, nearest) ? nearest : std::ceil(x);
}

double apply(NodeOp op, double a, double b, double c) {
  switch (op) {
  case NodeOp::add:
    return a + b;
  case NodeOp::subtract:
    return a - b;
  case NodeOp::multiply:
    return a * b;
  case NodeOp::divide:
    return a / b;
  case NodeOp::negate:
    return -a;
  case NodeOp::power:
    return math::pow(a, b);
  case NodeOp::less:
    return a < b && !nearly_equal(a, b);
  case NodeOp::less_equal:
    return a < b || nearly_equal(a, b);
  case NodeOp::equal:
    return nearly_equal(a, b);
  case NodeOp::not_equal:
    return !nearly_equal(a, b);
  case NodeOp::logical_and:
    return a != 0 && b != 0;
  case NodeOp::logical_or:
    return a != 0 || b != 0;
  case NodeOp::logical_not:
    return a == 0;
  case NodeOp::select:
    return a != 0 ? b : c;
  case NodeOp::exp:
    return math::exp(a);
  case NodeOp::expm1:
    return math::expm1(a);
  case NodeOp::log:
    return math::log(a);
  case NodeOp::log1p:
    return math::log1p(a);
  case NodeOp::sqrt:
    return std::sqrt(a);
  case NodeOp::abs:
    return std::abs(a);
  case NodeOp::min:
    return a < b ? a : b;
  case NodeOp::max:
    return a > b ? a : b;
  case NodeOp::floor:
    return floor_within_tolerance(a);
  case NodeOp::ceil:
    return ceil_within_tolerance(a);
  case NodeOp::mod:
    return remainder_within_tolerance(a, b);
  case NodeOp::normal_cdf:
    return math::normal_cdf(a);
  case NodeOp::log_gamma:
    return math::log_gamma(a);
  case NodeOp::gamma_log_survival:
    return math::gamma_log_survival(a, b);
  default:
    return kNaN;
  }
}

double look_up(const LookupColumn& c, double x, double y) {
  if (std::isnan(x) || std::isnan(y)) return kNaN;
  if (!c.hold && !(within(c.axis, x) && (!c.second || within(*c.second, y)))) return kNaN;
  const std::size_t width = c.second ? c.second->positions.size() : 1;
  double result = 0;
  if (c.between == Interpolation::step) {
    const std::size_t column = c.second ? row_at(c.second->positions, y) : 0;
    return c.values[row_at(c.axis.positions, x) * width + column];
  }
  const Position p = position_at(c.axis.positions, x);
  if (c.second) {
    const Position q = position_at(c.second->positions, y);
    const double low = between_rows(c.values.data() + p.row * width, q);
    const double high = p.weight == 0 ? low : between_rows(c.values.data() + (p.row + 1) * width, q);
    result = low + p.weight * (high - low);
  } else {
    result = between_rows(c.values.data(), p);
  }
  return c.between == Interpolation::loglinear ? math::exp(result) : result;
}

double Evaluator::operator()(NodeId id) {
  const Node& n = graph_[id];
  if (n.op == NodeOp::constant) return n.value;
  if (const auto it = done_.find(id); it != done_.end()) return it->second;
  const double result = compute(id);
  done_.emplace(id, result);
  return result;
}

double Evaluator::compute(NodeId id) {
  const Node n = graph_[id];
  switch (n.op) {
  case NodeOp::constant:
    return n.value;
  case NodeOp::input:
    return n.payload < place_.inputs.size() ? place_.inputs[n.payload] : kNaN;
  case NodeOp::cycle:
    return place_.cycle;
  case NodeOp::moment:
    return place_.moment;
  case NodeOp::patient:
    return n.payload < place_.patients.size() ? place_.patients[n.payload] : kNaN;
  case NodeOp::expected:
    return expectation(graph_, graph_.expectation(n.payload), place_);
  case NodeOp::stay:
  case NodeOp::clock:
    return kNaN;
  case NodeOp::select:
    return (*this)(n.a) != 0 ? (*this)(n.b) : (*this)(n.c);
  case NodeOp::logical_and:
    return (*this)(n.a) == 0 ? 0 : apply(n.op, 1, (*this)(n.b));
  case NodeOp::logical_or:
    return (*this)(n.a) != 0 ? 1 : apply(n.op, 0, (*this)(n.b));
  case NodeOp::table:
    return look_up(graph_.column(n.payload), (*this)(n.a));
  case NodeOp::table_2:
    return look_up(graph_.column(n.payload), (*this)(n.a), (*this)(n.b));
  case NodeOp::unit_mean:
    return unit_mean(graph_, n.a, place_);
  case NodeOp::prefix_sum: {
    const auto cycle = static_cast<std::size_t>(place_.cycle);
    if (place_.sums != nullptr) return (*place_.sums)(id)[cycle];
    return CycleTable(graph_, static_cast<int>(cycle), place_.inputs)(id)[cycle];
  }
  case NodeOp::generator_share:
  case NodeOp::generator_years:
    return result_of_generator(n);
  default: {
    const Operands args = operands(n);
    return apply(n.op, (*this)(args.id[0]), args.count > 1 ? (*this)(args.id[1]) : 0);
  }
  }
}

const std::vector<double>& CycleTable::operator()(NodeId id) {
  if (const auto it = done_.find(id); it != done_.end()) return it->second;
  const Node n = graph_[id];
  if (formula::of_generator(n.op)) return of_generator(n);
  const auto size = static_cast<std::size_t>(last_ + 1);
  std::vector<double> out(size);
  const Operands args = operands(n);
  const std::vector<double>* operand[3] = {};
  if (n.op != NodeOp::unit_mean)
    for (int i = 0; i < args.count; ++i)
      operand[i] = &(*this)(args.id[i]);
  for (std::size_t t = 0; t < size; ++t) {
    const auto cycle = static_cast<double>(t);
    switch (n.op) {
    case NodeOp::constant:
      out[t] = n.value;
      break;
    case NodeOp::input:
      out[t] = n.payload < inputs_.size() ? inputs_[n.payload] : kNaN;
      break;
    case NodeOp::cycle:
      out[t] = cycle;
      break;
    case NodeOp::table:
      out[t] = look_up(graph_.column(n.payload), (*operand[0])[t]);
      break;
    case NodeOp::table_2:
      out[t] = look_up(graph_.column(n.payload), (*operand[0])[t], (*operand[1])[t]);
      break;
    case NodeOp::expected:
      out[t] = expectation(graph_, graph_.expectation(n.payload),
                           {.inputs = inputs_, .cycle = cycle, .sums = this});
      break;
    case NodeOp::unit_mean:
      out[t] = unit_mean(graph_, n.a, {.inputs = inputs_, .cycle = cycle, .sums = this});
      break;
    case NodeOp::prefix_sum:
      out[t] = t == 0 ? 0 : out[t - 1] + (*operand[0])[t - 1];
      break;
    default:
      out[t] = apply(n.op, (*operand[0])[t], args.count > 1 ? (*operand[1])[t] : 0,
                     args.count > 2 ? (*operand[2])[t] : 0);
    }
  }
  return done_.emplace(id, std::move(out)).first->second;
}

} // namespace cea::formula
