#pragma once

// unit_mean over a block. Included only through block_kernel.h.

#include "engine/block_plan.h"
#include "engine/gauss_points.h"
#include "formula/node_op.h"
#include "support/lane_math.h"

namespace cea::plan {

/// A part of the cycle, in cycles from its start, and where its ends are looked at: a cut is seen from
/// within, because on it rounding decides the branch.
struct Piece {
  double from = 0, to = 1;
  double first = 0, last = 1;
};

/// Mean of a formula over the unit interval: the quadrature points of one sample are the lanes.
/// Gauss-Legendre of 7 points, checked by 5, or of 16, checked by 12, must agree to 1e-13. Where a switch
/// (`if`, `min`, `max` of something linear in t) changes sign, the cycle is cut there and each piece
/// integrated for itself. What then doesn't agree, or turns more often, goes the slow way.
template <class V> struct UnitMean {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;
  static constexpr int kMostCuts = 8;
  /// Cuts this near to one another or to an end of the cycle are one: what lies between counts nothing.
  static constexpr double kSame = 1e-13;
  /// A shorter piece counts with its middle: its ends can't be told from the rounding of its cuts.
  static constexpr double kShortest = 1e-9;
  static constexpr double kWithin = 4e-12;
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

  /// The moments at which a piece is looked at.
  static void place(double* to, const GaussRange& range, const Piece& piece) {
    const V from = lanes::broadcast<V>(piece.from), length = lanes::broadcast<V>(piece.to - piece.from);
    for (int i = range.begin; i < range.end; i += W)
      lanes::store<V>(to + i, from + length * lanes::load<V>(kGaussAt + i));
    to[range.coarse_end] = piece.first;
    to[range.coarse_end + 1] = piece.last;
  }

  static void step(const View& view, Workspace& w, const Instruction& ins, int cycle, long lane,
                   const GaussRange& range, const Piece& piece) {
    const auto each = [&](double* out, auto f) {
      for (int i = range.begin; i < range.end; i += W)
        lanes::store<V>(out + i, f(i));
    };
    double* to = w.points + static_cast<long>(ins.target) * kGaussPoints;
    const auto op = static_cast<NodeOp>(ins.op);
    if (op == NodeOp::moment) {
      place(to, range, piece);
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

  static bool is_switch(const Instruction& ins) {
    const auto op = static_cast<NodeOp>(ins.op);
    return op == NodeOp::min || op == NodeOp::max || op == NodeOp::less || op == NodeOp::less_equal;
  }

  /// Whether a switch takes both its branches within the piece.
  static bool switches(const View& view, const Workspace& w, const Mean& mean, int cycle, long lane,
                       const GaussRange& range) {
    for (int k = mean.begin; k < mean.end; ++k) {
      const Instruction& ins = view.mean_instructions[k];
      if (!is_switch(ins)) continue;
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

  /// The mean over a piece where the two rules agree.
  static bool quick(const View& view, Workspace& w, const Mean& mean, int cycle, long lane,
                    const GaussRange& range, const Piece& piece, double& result) {
    for (int k = mean.begin; k < mean.end; ++k)
      step(view, w, view.mean_instructions[k], cycle, lane, range, piece);
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

  /// Where switches turn, ascending, in `cuts`; how many, or -1 where they are too many. The operands of each
  /// are linear in t, and the points hold what they are over the whole cycle.
  static int find_cuts(const View& view, const Workspace& w, const Mean& mean, int cycle, long lane,
                       double* cuts) {
    int count = 0;
    for (int k = mean.begin; k < mean.end; ++k) {
      const Instruction& ins = view.mean_instructions[k];
      if (!is_switch(ins)) continue;
      const auto difference = [&](int point) {
        return at_point(view, w, ins.a, cycle, lane, point) - at_point(view, w, ins.b, cycle, lane, point);
      };
      const double first = difference(kGaussSmall.coarse_end), last = difference(kGaussSmall.coarse_end + 1);
      if ((first < 0) == (last < 0)) continue;
      if (count == kMostCuts) return -1;
      const double cut = first / (first - last);
      int i = count++;
      for (; i > 0 && cuts[i - 1] > cut; --i)
        cuts[i] = cuts[i - 1];
      cuts[i] = cut;
    }
    return count;
  }

  /// The mean over the cycle, piece by piece; after the small rule saw a switch.
  static bool cut(const View& view, Workspace& w, const Mean& mean, int cycle, long lane, double& result) {
    double cuts[kMostCuts + 1];
    const int count = mean.smooth ? 0 : find_cuts(view, w, mean, cycle, lane, cuts);
    if (count <= 0) return false;
    cuts[count] = 1;
    result = 0;
    double from = 0;
    for (int i = 0; i <= count; ++i) {
      const double to = cuts[i], length = to - from;
      if (length <= kSame) continue;
      const double middle = from + length / 2;
      const Piece piece = length < kShortest
                              ? Piece{middle, middle, middle, middle}
                              : Piece{from, to, i > 0 ? from + kWithin : from, i < count ? to - kWithin : to};
      double part = 0;
      if (!quick(view, w, mean, cycle, lane, kGaussSmall, piece, part) &&
          !quick(view, w, mean, cycle, lane, kGaussLarge, piece, part))
        return false;
      result += length * part;
      from = to;
    }
    return true;
  }

  static void run(const View& view, Workspace& w, const Mean& mean, int index, int cycle, double* to) {
    for (long lane = 0; lane < w.lanes; ++lane) {
      double result = 0;
      const bool done = mean.quick && (quick(view, w, mean, cycle, lane, kGaussSmall, Piece{}, result) ||
                                       cut(view, w, mean, cycle, lane, result) ||
                                       quick(view, w, mean, cycle, lane, kGaussLarge, Piece{}, result));
      to[lane] =
          done ? result
               : view.slow_mean(view.context, index, cycle, w.registers, w.lanes, static_cast<int>(lane));
    }
  }
};

} // namespace cea::plan
