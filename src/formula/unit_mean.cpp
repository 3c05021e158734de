#include "formula/arithmetic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace cea::formula {

namespace {

/// Gauss-Legendre abscissae in (0, 1) and weights, found by Newton's method on the Legendre polynomial
/// (Abramowitz & Stegun 25.4.30); symmetric, so only computed once a size.
template <int N> struct GaussRule {
  std::array<double, N> x{}, w{};
  GaussRule() {
    for (int i = 0; i < N; ++i) {
      double z = -std::cos(3.14159265358979323846 * (i + 0.75) / (N + 0.5));
      double slope = 0;
      for (int iteration = 0; iteration < 100; ++iteration) {
        double p0 = 1;
        double p1 = z;
        for (int k = 2; k <= N; ++k)
          p0 = std::exchange(p1, ((2.0 * k - 1) * z * p1 - (k - 1.0) * p0) / k);
        slope = N * (z * p1 - p0) / (z * z - 1);
        const double step = p1 / slope;
        z -= step;
        if (std::abs(step) < 1e-16) break;
      }
      x[static_cast<std::size_t>(i)] = (1 + z) / 2;
      w[static_cast<std::size_t>(i)] = 1 / ((1 - z * z) * slope * slope);
    }
  }
};

constexpr int kFine = 16;
constexpr int kCoarse = 12;
constexpr int kMostSplits = 300;
constexpr double kPrecision = 1e-13;

const GaussRule<kFine>& fine_rule() {
  static const GaussRule<kFine> rule;
  return rule;
}
const GaussRule<kCoarse>& coarse_rule() {
  static const GaussRule<kCoarse> rule;
  return rule;
}

/// Evaluates the parts of a formula that move within the cycle; what doesn't move is computed once.
class Body {
public:
  Body(const Graph& graph, NodeId root, const Place& place)
      : graph_(graph), root_(root), fixed_(graph, place) {
    collect(root);
  }

  double operator()(double t) {
    values_.clear();
    moment_ = t;
    return value(root_);
  }
  /// Differences whose sign decides a branch, at time t.
  double difference(std::size_t index, double t) {
    values_.clear();
    moment_ = t;
    return value(switches_[index].first) - value(switches_[index].second);
  }
  [[nodiscard]] std::size_t switch_count() const { return switches_.size(); }
  /// What `floor`, `ceil` and `mod` take the whole part of.
  double quotient(std::size_t index, double t) {
    values_.clear();
    moment_ = t;
    const auto [a, b] = steps_[index];
    return b ? value(a) / value(*b) : value(a);
  }
  [[nodiscard]] std::size_t step_count() const { return steps_.size(); }

private:
  void collect(NodeId id) {
    const Node& n = graph_[id];
    if ((n.depends & kMoment) == 0 || !seen_.emplace(id, true).second) return;
    switch (n.op) {
    case NodeOp::less:
    case NodeOp::less_equal:
    case NodeOp::equal:
    case NodeOp::not_equal:
    case NodeOp::min:
    case NodeOp::max:
      switches_.emplace_back(n.a, n.b);
      break;
    case NodeOp::floor:
    case NodeOp::ceil:
      steps_.emplace_back(n.a, std::nullopt);
      break;
    case NodeOp::mod:
      steps_.emplace_back(n.a, n.b);
      break;
    default:
      break;
    }
    const Operands args = operands(n);
    for (int i = 0; i < args.count; ++i)
      collect(args.id[i]);
  }

  double value(NodeId id) {
    const Node& n = graph_[id];
    if (n.op == NodeOp::moment) return moment_;
    if ((n.depends & kMoment) == 0) return fixed_(id);
    for (const auto& [known, result] : values_)
      if (known == id) return result;
    const double result = compute(n);
    values_.emplace_back(id, result);
    return result;
  }

  double compute(const Node& n) {
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
    // Within a cycle a switch is exact: a tolerance would move it and cost the integral nine digits.
    case NodeOp::less:
      return value(n.a) < value(n.b);
    case NodeOp::less_equal:
      return value(n.a) <= value(n.b);
    case NodeOp::equal:
      return value(n.a) == value(n.b);
    case NodeOp::not_equal:
      return value(n.a) != value(n.b);
    case NodeOp::mod: {
      const double a = value(n.a), b = value(n.b);
      return a - b * std::floor(a / b);
    }
    case NodeOp::floor:
      return std::floor(value(n.a));
    case NodeOp::ceil:
      return std::ceil(value(n.a));
    default: {
      const Operands args = operands(n);
      return apply(n.op, value(args.id[0]), args.count > 1 ? value(args.id[1]) : 0);
    }
    }
  }

  const Graph& graph_;
  NodeId root_;
  Evaluator fixed_;
  double moment_ = 0;
  std::vector<std::pair<NodeId, double>> values_;
  std::vector<std::pair<NodeId, NodeId>> switches_;
  std::vector<std::pair<NodeId, std::optional<NodeId>>> steps_;
  std::unordered_map<NodeId, bool> seen_;
};

/// Smallest and largest value that a rule met.
struct Spread {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double x) {
    low = std::min(low, x);
    high = std::max(high, x);
  }
  /// Whether a value continues what was met: far outside, something happens between the nodes and it.
  [[nodiscard]] bool covers(double x, double tiny) const {
    const double room = 4 * (high - low) + tiny;
    return x >= low - room && x <= high + room;
  }
};

template <int N> double integrate(Body& f, double from, double to, const GaussRule<N>& rule, Spread& spread) {
  double sum = 0;
  for (int i = 0; i < N; ++i) {
    const auto k = static_cast<std::size_t>(i);
    const double value = f(from + (to - from) * rule.x[k]);
    spread.add(value);
    sum += rule.w[k] * value;
  }
  return sum * (to - from);
}

/// Halves what isn't exact yet. `floor`: error a year that is none, as rounding within the formula makes it;
/// `splits` bounds the work where rounding is worse than that.
double integrate_adaptively(Body& f, double from, double to, double floor, int& splits) {
  Spread met;
  const double fine = integrate(f, from, to, fine_rule(), met);
  const double coarse = integrate(f, from, to, coarse_rule(), met);
  const double middle = from + (to - from) / 2;
  const bool agreed = std::abs(fine - coarse) <= std::max(kPrecision * std::abs(fine), floor * (to - from));
  // Just inside the ends, where a switch may stand. What falls off before the first node is seen there.
  const double inside = 1e-6 * (to - from), tiny = 1e3 * floor;
  if (!std::isfinite(fine) || middle <= from || middle >= to || splits == 0 ||
      (agreed && met.covers(f(from + inside), tiny) && met.covers(f(to - inside), tiny)))
    return fine;
  --splits;
  return integrate_adaptively(f, from, middle, floor, splits) +
         integrate_adaptively(f, middle, to, floor, splits);
}

double largest(Body& f, double from, double to) {
  constexpr int kProbes = 8;
  double size = 0;
  for (int i = 0; i <= kProbes; ++i)
    if (const double x = std::abs(f(from + (to - from) * i / kProbes)); std::isfinite(x))
      size = std::max(size, x);
  return size;
}

double root_between(Body& f, std::size_t index, double lo, double hi) {
  const bool negative = f.difference(index, lo) < 0;
  for (int i = 0; i < 60; ++i) {
    const double middle = lo + (hi - lo) / 2;
    ((f.difference(index, middle) < 0) == negative ? lo : hi) = middle;
  }
  return lo + (hi - lo) / 2;
}

/// Where a difference comes lowest, counted from its sign at both places; a change of sign there is a window
/// that the probes stepped over.
double lowest_between(Body& f, std::size_t index, double lo, double hi) {
  const double sign = f.difference(index, lo) < 0 ? -1 : 1;
  for (int i = 0; i < 80; ++i) {
    const double third = (hi - lo) / 3;
    if (sign * f.difference(index, lo + third) < sign * f.difference(index, hi - third))
      hi -= third;
    else
      lo += third;
  }
  return lo + (hi - lo) / 2;
}

void add_switches(Body& f, double from, double to, int probes, std::vector<double>& points) {
  for (std::size_t s = 0; s < f.switch_count(); ++s) {
    std::vector<double> t, d;
    for (int i = 0; i < probes; ++i) {
      t.push_back(from + (to - from) * (i + (i == 0 ? 1e-9 : i + 1 == probes ? -1e-9 : 0)) / (probes - 1));
      d.push_back(f.difference(s, t.back()));
    }
    const auto at = [&](int i) { return static_cast<std::size_t>(i); };
    for (int i = 1; i < probes; ++i)
      if ((d[at(i - 1)] < 0) != (d[at(i)] < 0)) points.push_back(root_between(f, s, t[at(i - 1)], t[at(i)]));
    for (int i = 1; i + 1 < probes; ++i) {
      const double x = d[at(i)], before = d[at(i - 1)], after = d[at(i + 1)];
      const bool same_sign = (x < 0) == (before < 0) && (x < 0) == (after < 0);
      if (!same_sign || std::abs(x) > std::abs(before) || std::abs(x) > std::abs(after)) continue;
      const double low = lowest_between(f, s, t[at(i - 1)], t[at(i + 1)]);
      if ((f.difference(s, low) < 0) == (x < 0)) continue;
      points.push_back(root_between(f, s, t[at(i - 1)], low));
      points.push_back(root_between(f, s, low, t[at(i + 1)]));
    }
  }
}

/// Where `floor`, `ceil` and `mod` jump: their quotient, taken to rise or fall throughout, meets an integer.
void add_steps(Body& f, double from, double to, std::vector<double>& points) {
  constexpr double kMostSteps = 2000;
  for (std::size_t s = 0; s < f.step_count(); ++s) {
    const double a = f.quotient(s, from), b = f.quotient(s, to);
    if (!(std::abs(b - a) <= kMostSteps)) continue;
    for (double k = std::floor(std::min(a, b)) + 1; k < std::max(a, b); ++k) {
      double lo = from, hi = to;
      for (int i = 0; i < 60; ++i) {
        const double middle = lo + (hi - lo) / 2;
        ((f.quotient(s, middle) < k) == (a < k) ? lo : hi) = middle;
      }
      points.push_back(lo + (hi - lo) / 2);
    }
  }
}

std::vector<double> breakpoints(Body& f, double from, double to) {
  constexpr int kProbes = 33, kFewProbes = 5;
  std::vector<double> steps{from, to};
  add_steps(f, from, to, steps);
  std::sort(steps.begin(), steps.end());
  std::vector<double> points = steps;
  for (std::size_t i = 0; i + 1 < steps.size(); ++i)
    if (steps[i + 1] > steps[i])
      add_switches(f, steps[i], steps[i + 1], steps.size() > 2 ? kFewProbes : kProbes, points);
  std::sort(points.begin(), points.end());
  return points;
}

} // namespace

double unit_mean(const Graph& graph, NodeId body, const Place& place) {
  Body f(graph, body, place);
  const std::vector<double> points = breakpoints(f, 0, 1);
  const double floor = largest(f, 0, 1) * 1e-15;
  double sum = 0;
  int splits = kMostSplits + 4 * static_cast<int>(points.size());
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    if (points[i + 1] > points[i]) sum += integrate_adaptively(f, points[i], points[i + 1], floor, splits);
  return sum;
}

} // namespace cea::formula
