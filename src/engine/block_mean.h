#pragma once

// unit_mean over a block. Included only through block_kernel.h.

#include "engine/block_plan.h"
#include "engine/gauss_points.h"
#include "formula/node_op.h"
#include "support/lane_math.h"

namespace cea::plan {

/// Mean of a formula over the unit interval: the quadrature points of one sample are the lanes.
/// Gauss-Legendre of 7 points, checked by 5, or of 16, checked by 12, must agree to 1e-13; otherwise, or
/// where a switch (`if`, `min`, `max` of something linear in t) changes sign between the ends, the slow way
/// runs.
template <class V> struct UnitMean {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;
  using NodeOp = formula::NodeOp;

  static double number(const View& view, const Workspace& w, Operand o, int cycle, long lane) {
    switch (o.kind) {
    case Kind::reg:
      return w.registers[static_cast<long>(o.index) * w.lanes + lane];
    case Kind::table:
      return view.tables[static_cast<long>(o.index) * view.tables_stride + cycle];
    default:
      return view.constants[o.index];
    }
  }

  struct Points {
    const double* from;
    double value;
    [[gnu::always_inline]] inline V at(int i) const {
      return from ? lanes::load<V>(from + i) : lanes::broadcast<V>(value);
    }
    [[nodiscard]] double one(int i) const { return from ? from[i] : value; }
  };

  static Points points(const View& view, const Workspace& w, Operand o, int cycle, long lane) {
    if (o.kind == Kind::point) return {w.points + static_cast<long>(o.index) * kGaussPoints, 0};
    return {nullptr, number(view, w, o, cycle, lane)};
  }

  static void step(const View& view, Workspace& w, const Instruction& ins, int cycle, long lane,
                   const GaussRange& range) {
    const auto each = [&](double* out, auto f) {
      for (int i = range.begin; i < range.end; i += W)
        lanes::store<V>(out + i, f(i));
    };
    double* to = w.points + static_cast<long>(ins.target) * kGaussPoints;
    const auto op = static_cast<NodeOp>(ins.op);
    if (op == NodeOp::moment) {
      each(to, [&](int i) { return lanes::load<V>(kGaussAt + i); });
      return;
    }
    const Points a = points(view, w, ins.a, cycle, lane);
    switch (op) {
    case NodeOp::exp:
      each(to, [&](int i) { return lanes::exp<V>(a.at(i)); });
      return;
    case NodeOp::expm1:
      each(to, [&](int i) { return lanes::expm1<V>(a.at(i)); });
      return;
    case NodeOp::log:
      each(to, [&](int i) { return lanes::log<V>(a.at(i)); });
      return;
    case NodeOp::log1p:
      each(to, [&](int i) { return lanes::log1p<V>(a.at(i)); });
      return;
    case NodeOp::sqrt:
      each(to, [&](int i) { return lanes::sqrt<V>(a.at(i)); });
      return;
    case NodeOp::normal_cdf:
      each(to, [&](int i) { return lanes::normal_cdf<V>(a.at(i)); });
      return;
    case NodeOp::abs:
      each(to, [&](int i) { return lanes::abs<V>(a.at(i)); });
      return;
    default:
      break;
    }
    if (op == NodeOp::table) {
      for (int i = range.begin; i < range.end; ++i)
        to[i] = view.look_up(view.context, ins.payload, a.one(i), 0);
      return;
    }
    if (op == NodeOp::log_gamma) {
      for (int i = range.begin; i < range.end; ++i)
        to[i] = view.special(ins.op, a.one(i), 0);
      return;
    }
    const Points b = points(view, w, ins.b, cycle, lane);
    switch (op) {
    case NodeOp::gamma_log_survival:
      for (int i = range.begin; i < range.end; ++i)
        to[i] = view.special(ins.op, a.one(i), b.one(i));
      return;
    case NodeOp::add:
      each(to, [&](int i) { return a.at(i) + b.at(i); });
      return;
    case NodeOp::subtract:
      each(to, [&](int i) { return a.at(i) - b.at(i); });
      return;
    case NodeOp::multiply:
      each(to, [&](int i) { return a.at(i) * b.at(i); });
      return;
    case NodeOp::divide:
      each(to, [&](int i) { return a.at(i) / b.at(i); });
      return;
    case NodeOp::min:
      each(to, [&](int i) { return lanes::min<V>(a.at(i), b.at(i)); });
      return;
    case NodeOp::max:
      each(to, [&](int i) { return lanes::max<V>(a.at(i), b.at(i)); });
      return;
    case NodeOp::less:
    case NodeOp::less_equal:
      each(to, [&](int i) { return lanes::select<V>(a.at(i) < b.at(i), lanes::broadcast<V>(1), V{}); });
      return;
    case NodeOp::select: {
      const Points c = points(view, w, ins.c, cycle, lane);
      each(to, [&](int i) { return lanes::select<V>(a.at(i) != V{}, b.at(i), c.at(i)); });
      return;
    }
    default:
      each(to, [&](int i) { return lanes::pow<V>(a.at(i), b.at(i)); });
      return;
    }
  }

  static double at_point(const View& view, const Workspace& w, Operand o, int cycle, long lane, int point) {
    return o.kind == Kind::point ? w.points[static_cast<long>(o.index) * kGaussPoints + point]
                                 : number(view, w, o, cycle, lane);
  }

  /// Whether a switch takes both its branches within the cycle.
  static bool switches(const View& view, const Workspace& w, const Mean& mean, int cycle, long lane,
                       const GaussRange& range) {
    for (int k = mean.begin; k < mean.end; ++k) {
      const Instruction& ins = view.mean_instructions[k];
      const auto op = static_cast<NodeOp>(ins.op);
      if (op != NodeOp::min && op != NodeOp::max && op != NodeOp::less && op != NodeOp::less_equal) continue;
      const auto below = [&](int point) {
        return at_point(view, w, ins.a, cycle, lane, point) < at_point(view, w, ins.b, cycle, lane, point);
      };
      const bool before = below(range.coarse_end);
      if (before != below(range.coarse_end + 1)) return true;
      for (int point = range.begin; mean.smooth && point < range.coarse_end; ++point)
        if (below(point) != before) return true;
    }
    return false;
  }

  /// The mean where the two rules agree.
  static bool quick(const View& view, Workspace& w, const Mean& mean, int cycle, long lane,
                    const GaussRange& range, double& result) {
    for (int k = mean.begin; k < mean.end; ++k)
      step(view, w, view.mean_instructions[k], cycle, lane, range);
    if (switches(view, w, mean, cycle, lane, range)) return false;
    const double* f = w.points + static_cast<long>(mean.result.index) * kGaussPoints;
    double coarse = 0, low = f[range.begin], high = low;
    result = 0;
    for (int i = range.begin; i < range.fine_end; ++i)
      result += kGaussWeight[i] * f[i];
    for (int i = range.fine_end; i < range.coarse_end; ++i)
      coarse += kGaussWeight[i] * f[i];
    for (int i = range.begin; i < range.coarse_end; ++i) {
      low = f[i] < low ? f[i] : low;
      high = f[i] > high ? f[i] : high;
    }
    // What falls off between an end of the cycle and its first node is seen at the end.
    const double size = high > -low ? high : -low, room = 4 * (high - low) + 1e-12 * size;
    for (int i = range.coarse_end; i < range.coarse_end + 2; ++i)
      if (!(f[i] >= low - room && f[i] <= high + room)) return false;
    const double difference = result < coarse ? coarse - result : result - coarse;
    return difference <= 1e-13 * (result < 0 ? -result : result);
  }

  static void run(const View& view, Workspace& w, const Mean& mean, int index, int cycle, double* to) {
    for (long lane = 0; lane < w.lanes; ++lane) {
      double result = 0;
      const bool done = mean.quick && (quick(view, w, mean, cycle, lane, kGaussSmall, result) ||
                                       quick(view, w, mean, cycle, lane, kGaussLarge, result));
      to[lane] =
          done ? result
               : view.slow_mean(view.context, index, cycle, w.registers, w.lanes, static_cast<int>(lane));
    }
  }
};

} // namespace cea::plan
