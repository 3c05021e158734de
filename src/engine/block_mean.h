#pragma once

// cycle_mean over a block. Included only through block_kernel.h.

#include "engine/block_plan.h"
#include "engine/gauss_points.h"
#include "formula/node_op.h"
#include "support/lane_math.h"

namespace cea::plan {

/// Mean of a smooth formula over the cycle: the quadrature points of one sample are the lanes. Gauss-Legendre
/// of 16 and of 12 points must agree to 1e-13, otherwise (or where a switch stands inside) the slow way runs.
template <class V> struct CycleMean {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;
  using NodeOp = formula::NodeOp;

  static double number(const View& view, const Workspace& w, Operand o, int cycle, long lane) {
    switch (o.kind) {
    case Kind::reg: return w.registers[static_cast<long>(o.index) * w.lanes + lane];
    case Kind::table: return view.tables[static_cast<long>(o.index) * view.tables_stride + cycle];
    default: return view.constants[o.index];
    }
  }

  struct Points {
    const double* from;
    double value;
    [[gnu::always_inline]] inline V at(int i) const { return from ? lanes::load<V>(from + i) : lanes::broadcast<V>(value); }
  };

  static Points points(const View& view, const Workspace& w, Operand o, int cycle, long lane) {
    if (o.kind == Kind::point) return {w.points + static_cast<long>(o.index) * kGaussPoints, 0};
    return {nullptr, number(view, w, o, cycle, lane)};
  }

  template <class F> [[gnu::always_inline]] static inline void each(double* to, F f) {
    for (int i = 0; i < kGaussPoints; i += W) lanes::store<V>(to + i, f(i));
  }

  static void step(const View& view, Workspace& w, const Instruction& ins, int cycle, long lane) {
    double* to = w.points + static_cast<long>(ins.target) * kGaussPoints;
    const auto op = static_cast<NodeOp>(ins.op);
    if (op == NodeOp::moment) {
      const V start = lanes::broadcast<V>(cycle * view.cycle_length);
      const V length = lanes::broadcast<V>(view.cycle_length);
      each(to, [&](int i) { return start + length * lanes::load<V>(kGaussAt + i); });
      return;
    }
    const Points a = points(view, w, ins.a, cycle, lane);
    switch (op) {
    case NodeOp::exp: each(to, [&](int i) { return lanes::exp<V>(a.at(i)); }); return;
    case NodeOp::expm1: each(to, [&](int i) { return lanes::expm1<V>(a.at(i)); }); return;
    case NodeOp::log: each(to, [&](int i) { return lanes::log<V>(a.at(i)); }); return;
    case NodeOp::log1p: each(to, [&](int i) { return lanes::log1p<V>(a.at(i)); }); return;
    case NodeOp::sqrt: each(to, [&](int i) { return lanes::sqrt<V>(a.at(i)); }); return;
    case NodeOp::normal_cdf: each(to, [&](int i) { return lanes::normal_cdf<V>(a.at(i)); }); return;
    default: break;
    }
    const Points b = points(view, w, ins.b, cycle, lane);
    switch (op) {
    case NodeOp::add: each(to, [&](int i) { return a.at(i) + b.at(i); }); return;
    case NodeOp::subtract: each(to, [&](int i) { return a.at(i) - b.at(i); }); return;
    case NodeOp::multiply: each(to, [&](int i) { return a.at(i) * b.at(i); }); return;
    case NodeOp::divide: each(to, [&](int i) { return a.at(i) / b.at(i); }); return;
    default: each(to, [&](int i) { return lanes::pow<V>(a.at(i), b.at(i)); }); return;
    }
  }

  static void run(const View& view, Workspace& w, const Mean& mean, int index, int cycle, double* to) {
    for (long lane = 0; lane < w.lanes; ++lane) {
      double fine = 0;
      double coarse = 0;
      if (mean.smooth) {
        for (int k = mean.begin; k < mean.end; ++k) step(view, w, view.mean_instructions[k], cycle, lane);
        const double* f = w.points + static_cast<long>(mean.result.index) * kGaussPoints;
        for (int i = 0; i < kGaussFine; ++i) fine += kGaussWeight[i] * f[i];
        for (int i = kGaussFine; i < kGaussPoints; ++i) coarse += kGaussWeight[i] * f[i];
      }
      const double difference = fine < coarse ? coarse - fine : fine - coarse;
      const double size = fine < 0 ? -fine : fine;
      const bool agree = mean.smooth && difference <= 1e-13 * size;
      to[lane] = agree ? fine : view.slow_mean(view.context, index, cycle, w.registers, w.lanes, static_cast<int>(lane));
    }
  }
};

} // namespace cea::plan
