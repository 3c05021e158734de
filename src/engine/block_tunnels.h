#pragma once

// Tunnels. Included only through block_kernel.h.

#include "engine/block_plan.h"
#include "support/lane_math.h"

namespace cea::plan {

/// One pass over a tunnel from its end, in place: everybody moves on by a cell, exits and the sum of its
/// occupants stay in registers.
template <class V> struct Tunnels {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;

  static void follow(const View& view, const Workspace& w, const Tunnel& tunnel, double* row, double* next,
                     int t) {
    constexpr int kUsual = 16; // lanes of a block of a large model
    if (w.lanes == kUsual) return with_exits<kUsual>(view, w, tunnel, row, next, t);
    with_exits<0>(view, w, tunnel, row, next, t);
  }

private:
  template <int Lanes>
  static void with_exits(const View& view, const Workspace& w, const Tunnel& tunnel, double* row,
                         double* next, int t) {
    if (!tunnel.passes) return pass<kMostTunnelExits, false, Lanes>(view, w, tunnel, row, next, t);
    switch (tunnel.exits) {
    case 0:
      return pass<0, true, Lanes>(view, w, tunnel, row, next, t);
    case 1:
      return pass<1, true, Lanes>(view, w, tunnel, row, next, t);
    case 2:
      return pass<2, true, Lanes>(view, w, tunnel, row, next, t);
    case 3:
      return pass<3, true, Lanes>(view, w, tunnel, row, next, t);
    default:
      return pass<kMostTunnelExits, true, Lanes>(view, w, tunnel, row, next, t);
    }
  }

  template <int Exits, bool Passes, int Lanes>
  static void pass(const View& view, const Workspace& w, const Tunnel& tunnel, double* row, double* next,
                   int t) {
    constexpr int kStep = 2 + Exits;
    const long lanes = Lanes > 0 ? Lanes : w.lanes;
    const int farthest = t - tunnel.first < tunnel.cells - 1 ? t - tunnel.first : tunnel.cells - 1;
    const std::int32_t* const begin = view.tunnel_steps + tunnel.steps;
    const std::int32_t* const exits = view.tunnel_exits + tunnel.exit_begin;
    for (long i = 0; i < lanes; i += 2 * W) {
      V out[Exits > 0 ? Exits : 1][2] = {}, total[2] = {};
      for (const std::int32_t* at = begin + farthest * kStep; at >= begin; at -= kStep) {
        const double* const here = row + at[0] * lanes + i;
        const V x[2] = {lanes::load_aligned<V>(here), lanes::load_aligned<V>(here + W)};
#pragma GCC unroll 4
        for (int e = 0; e < Exits; ++e) {
          const double* const p = w.registers + at[2 + e] * lanes + i;
          for (int u = 0; u < 2; ++u)
            out[e][u] = out[e][u] + lanes::load_aligned<V>(p + u * W) * x[u];
        }
        if constexpr (Passes) {
          const double* const p = w.registers + at[1] * lanes + i;
          double* const there = row + at[kStep] * lanes + i;
          for (int u = 0; u < 2; ++u) {
            const V moved = lanes::load_aligned<V>(p + u * W) * x[u];
            lanes::store_aligned<V>(there + u * W, moved);
            total[u] = total[u] + moved;
          }
        }
      }
      for (int u = 0; u < 2; ++u) {
        for (int e = 0; e < Exits; ++e) {
          double* const to = next + exits[e] * lanes + i + u * W;
          lanes::store_aligned<V>(to, lanes::load_aligned<V>(to) + out[e][u]);
        }
        if (Passes && tunnel.total >= 0)
          lanes::store_aligned<V>(row + tunnel.total * lanes + i + u * W, total[u]);
      }
    }
  }
};

} // namespace cea::plan
