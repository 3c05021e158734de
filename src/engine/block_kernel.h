#pragma once

// The inner loops, as templates over the vector type: each translation unit that includes this makes its
// own copy (block_kernel_baseline.cpp, _avx2.cpp, _avx512.cpp). No shared inline functions: see lane_math.h.

#include "engine/block_operations.h"
#include "engine/block_plan.h"
#include "engine/block_stretch.h"
#include "engine/block_tunnels.h"

namespace cea::plan {

template <class V> struct BlockKernel {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;
  using Ops = Operations<V>;

  static void fill(double* to, long count, double value) {
    const V v = lanes::broadcast<V>(value);
    for (long i = 0; i < count; i += W)
      lanes::store_aligned<V>(to + i, v);
  }

  static void run(const View& view, Workspace& w) {
    const long lanes = w.lanes;
    fill(w.valid, lanes, 1);
    fill(w.noted, lanes, 0);
    fill(w.accumulators, view.accumulators * lanes, 0);
    fill(w.cells, (view.small_chain_count > 0 ? 1L : 2L) * view.cells * lanes, 0);
    if (view.zero >= 0) fill(w.registers + view.zero * lanes, lanes, 0);
    clear_late_registers(view, w);
    Ops::execute(view, w, view.sample_program, view.sample_program_size, 0, 0, view.cycles, true);
    start(view, w, w.cells);
    if (w.trace) record(view, w, w.cells, 0, 0, view.cells);
    if (view.small_chain_count > 0)
      in_stretches(view, w);
    else if (view.chain_count > 0)
      with_tunnels(view, w);
    else
      by_cycles(view, w);
    finish(view, w);
  }

  static void run_cycle_program(const View& view, Workspace& w, int t) {
    if (view.rerun[t] != kRerunNothing)
      Ops::execute(view, w, view.cycle_program, view.cycle_program_size, t,
                   view.rerun[t] == kRerunBeginning ? t : 0, t, true);
  }

  /// Chains that never change come first in the plan and are followed to the horizon at once.
  static void in_stretches(const View& view, Workspace& w) {
    for (int c = 0; c < view.small_chain_count && view.small_chains[c].constant; ++c)
      for (int t = 0; t < view.cycles; t += kLongestStretch)
        Stretch<V>::follow(view, w, view.small_chains[c], t,
                           t + kLongestStretch < view.cycles ? t + kLongestStretch : view.cycles);
    if (view.cycle_program_size == 0) return;
    for (int t = 0, until; t < view.cycles; t = until) {
      run_cycle_program(view, w, t);
      for (until = t + 1; until < view.cycles && !view.rerun[until] && until - t < kLongestStretch;)
        ++until;
      for (int c = view.small_chain_count; c-- > 0 && !view.small_chains[c].constant;)
        Stretch<V>::follow(view, w, view.small_chains[c], t, until);
    }
  }

  static void by_cycles(const View& view, Workspace& w) {
    double* now = w.cells;
    double* next = w.cells + static_cast<long>(view.cells) * w.lanes;
    for (int t = 0; t < view.cycles; ++t) {
      run_cycle_program(view, w, t);
      vary(view, w, now, t, true);
      advance(view, w, now, next, t);
      vary(view, w, next, t, false);
      double* const old = now;
      now = next;
      next = old;
      if (w.trace) record(view, w, now, t + 1, 0, view.cells);
    }
    at_horizon(view, w, now);
  }

  static void at_horizon(const View& view, Workspace& w, const double* row) {
    if (!view.rows_at_horizon) return;
    Ops::execute(view, w, view.cycle_program, view.cycle_program_size, view.cycles, 0, view.cycles, false);
    vary(view, w, row, view.cycles, true);
  }

  /// Where probabilities don't change from cycle to cycle, one chain after the other stays in the near cache.
  static void with_tunnels(const View& view, Workspace& w) {
    if (view.timeless) {
      for (int t = 0; t < view.cycles; ++t)
        run_cycle_program(view, w, t);
      for (int c = 0; c < view.chain_count; ++c)
        for (int t = 0; t < view.cycles; ++t)
          follow(view, w, view.chains[c], t);
      return;
    }
    for (int t = 0; t < view.cycles; ++t) {
      run_cycle_program(view, w, t);
      vary(view, w, w.cells, t, true);
      for (int c = 0; c < view.chain_count; ++c)
        follow(view, w, view.chains[c], t);
      vary(view, w, w.cells, t, false);
    }
    at_horizon(view, w, w.cells);
  }

  /// One cycle of a chain, in place: other cells get their next row in the second one, then tunnels move on.
  static void follow(const View& view, Workspace& w, const Chain& chain, int t) {
    const long lanes = w.lanes;
    double* const row = w.cells;
    double* const next = w.cells + static_cast<long>(view.cells) * lanes;
    int end = chain.destination_begin;
    for (; end < chain.destination_end && view.destinations[end].first <= t + 1; ++end)
      gather_any(view, w, view.destinations[end], row, next, t);
    for (int k = chain.tunnel_begin; k < chain.tunnel_end; ++k)
      if (view.tunnels[k].first <= t) Tunnels<V>::follow(view, w, view.tunnels[k], row, next, t);
    for (int d = chain.destination_begin; d < end; ++d) {
      const long cell = view.destinations[d].cell * lanes;
      for (long i = 0; i < lanes; i += W)
        lanes::store_aligned<V>(row + cell + i, lanes::load_aligned<V>(next + cell + i));
    }
    for (int k = chain.late_begin; k < chain.late_end && view.late[k].first <= t + 1; ++k)
      add_sums(view, w, row + view.late[k].cell * lanes, view.late[k].sum_begin, view.late[k].sum_end, t + 1);
    pool(view, w, row, t + 1, chain.pool_begin, chain.pool_end);
    if (w.trace) record(view, w, row, t + 1, chain.cell_begin, chain.cell_end);
  }

  /// Registers that are computed from a later cycle on: until then a gather multiplies them with an empty
  /// cell, which is nothing only where they are finite.
  static void clear_late_registers(const View& view, Workspace& w) {
    for (int k = view.cycle_program_size; k-- > 0 && view.cycle_program[k].first > 0;) {
      const Instruction& ins = view.cycle_program[k];
      if (ins.op >= kCheckNotNegative) continue;
      fill(w.registers + static_cast<long>(ins.target) * w.lanes, w.lanes, 0);
      if (static_cast<formula::NodeOp>(ins.op) != formula::NodeOp::generator_share) continue;
      const Generator& g = view.generators[ins.payload];
      for (int o = g.output_begin; o < g.output_end; ++o)
        fill(w.registers + static_cast<long>(view.generator_outputs[o].reg) * w.lanes, w.lanes, 0);
    }
  }

  static void record(const View& view, Workspace& w, const double* row, int t, int begin, int end) {
    for (int c = begin; c < end; ++c)
      w.trace[static_cast<long>(t) * view.cells + c] = row[static_cast<long>(c) * w.lanes];
  }

  static void start(const View& view, Workspace& w, double* row) {
    const long lanes = w.lanes;
    double scratch[W];
    for (int s = 0; s < view.start_count; ++s) {
      const Start& entry = view.start[s];
      double* cell = row + entry.cell * lanes;
      const auto share = Ops::input(view, w, entry.share, 0, scratch);
      for (long i = 0; i < lanes; i += W)
        lanes::store_aligned<V>(cell + i, lanes::load_aligned<V>(cell + i) + share.at(i));
    }
    for (int d = 0; d < view.destination_count; ++d) {
      const Destination& cell = view.destinations[d];
      add_sums(view, w, row + cell.cell * lanes, cell.sum_begin, cell.sum_end, 0);
    }
    for (int k = 0; k < view.late_count; ++k)
      add_sums(view, w, row + view.late[k].cell * lanes, view.late[k].sum_begin, view.late[k].sum_end, 0);
    pool(view, w, row, 0, 0, view.pool_count);
  }

  /// Adds a cell to its weighted sums.
  static void add_sums(const View& view, Workspace& w, const double* cell, int begin, int end, int row) {
    const long lanes = w.lanes;
    for (int s = begin; s < end; ++s) {
      const double weight = view.weights[static_cast<long>(view.sums[s].weight) * view.tables_stride + row];
      if (weight == 0) continue;
      const V factor = lanes::broadcast<V>(weight);
      double* sum = w.accumulators + view.sums[s].accumulator * lanes;
      for (long i = 0; i < lanes; i += W)
        lanes::store_aligned<V>(sum + i,
                                lanes::load_aligned<V>(sum + i) + factor * lanes::load_aligned<V>(cell + i));
    }
  }

  static void pool(const View& view, Workspace& w, double* row, int t, int begin, int end) {
    const long lanes = w.lanes;
    for (int p = begin; p < end; ++p) {
      const Pool& pool = view.pools[p];
      double* cell = row + pool.cell * lanes;
      fill(cell, lanes, 0);
      for (int m = pool.member_begin; m < pool.member_end && view.members[m].first <= t; ++m) {
        const double* member = row + view.members[m].source * lanes;
        for (long i = 0; i < lanes; i += W)
          lanes::store_aligned<V>(cell + i,
                                  lanes::load_aligned<V>(cell + i) + lanes::load_aligned<V>(member + i));
      }
      add_sums(view, w, cell, pool.sum_begin, pool.sum_end, t);
    }
  }

  /// One fused pass over a destination: gather N edges and add to up to two weighted sums on the way. Two
  /// vectors a step keep the arithmetic units busy; a block is always a whole number of steps.
  template <int N>
  static void gather(const View& view, Workspace& w, const Destination& d, const double* now, double* next,
                     int t) {
    const long lanes = w.lanes;
    const double* p[N];
    const double* m[N];
    for (int e = 0; e < N; ++e) {
      p[e] = w.registers + view.edges[d.edge_begin + e].reg * lanes;
      m[e] = now + view.edges[d.edge_begin + e].source * lanes;
    }
    double* to = next + d.cell * lanes;
    const int count = d.sum_end - d.sum_begin;
    if (count == 1) return gather_into<N, 1>(view, w, p, m, to, d.sum_begin, t + 1);
    if (count == 2) return gather_into<N, 2>(view, w, p, m, to, d.sum_begin, t + 1);
    gather_into<N, 0>(view, w, p, m, to, d.sum_begin, t + 1);
    add_sums(view, w, to, d.sum_begin, d.sum_end, t + 1);
  }

  template <int N, int S>
  static void gather_into(const View& view, Workspace& w, const double* const* p, const double* const* m,
                          double* to, int first_sum, int row) {
    V weight[S > 0 ? S : 1];
    double* sum[S > 0 ? S : 1];
    for (int s = 0; s < S; ++s) {
      weight[s] = lanes::broadcast<V>(
          view.weights[static_cast<long>(view.sums[first_sum + s].weight) * view.tables_stride + row]);
      sum[s] = w.accumulators + view.sums[first_sum + s].accumulator * w.lanes;
    }
    for (long i = 0; i < w.lanes; i += 2 * W) {
      const V x = add_up<N>(p, m, i);
      const V y = add_up<N>(p, m, i + W);
      lanes::store_aligned<V>(to + i, x);
      lanes::store_aligned<V>(to + i + W, y);
      for (int s = 0; s < S; ++s) {
        lanes::store_aligned<V>(sum[s] + i, lanes::load_aligned<V>(sum[s] + i) + weight[s] * x);
        lanes::store_aligned<V>(sum[s] + i + W, lanes::load_aligned<V>(sum[s] + i + W) + weight[s] * y);
      }
    }
  }

  template <int N>
  [[gnu::always_inline]] static inline V add_up(const double* const* p, const double* const* m, long i) {
    V value = lanes::load_aligned<V>(p[0] + i) * lanes::load_aligned<V>(m[0] + i);
#pragma GCC unroll 8
    for (int e = 1; e < N; ++e)
      value = value + lanes::load_aligned<V>(p[e] + i) * lanes::load_aligned<V>(m[e] + i);
    return value;
  }

  /// Any number of edges, of which those from cells not yet occupied are skipped; four vectors at a time.
  static void gather_many(const View& view, Workspace& w, const Destination& d, const double* now,
                          double* next, int t) {
    const long lanes = w.lanes;
    double* to = next + d.cell * lanes;
    int end = d.edge_begin;
    while (end < d.edge_end && view.edges[end].first <= t)
      ++end;
    for (long i = 0; i < lanes; i += W) {
      V value = V{};
      for (int e = d.edge_begin; e < end; ++e)
        value = value + lanes::load_aligned<V>(w.registers + view.edges[e].reg * lanes + i) *
                            lanes::load_aligned<V>(now + view.edges[e].source * lanes + i);
      lanes::store_aligned<V>(to + i, value);
    }
    add_sums(view, w, to, d.sum_begin, d.sum_end, t + 1);
  }

  static void gather_any(const View& view, Workspace& w, const Destination& d, const double* now,
                         double* next, int t) {
    switch (d.edge_end - d.edge_begin) {
    case 1:
      return gather<1>(view, w, d, now, next, t);
    case 2:
      return gather<2>(view, w, d, now, next, t);
    case 3:
      return gather<3>(view, w, d, now, next, t);
    case 4:
      return gather<4>(view, w, d, now, next, t);
    case 5:
      return gather<5>(view, w, d, now, next, t);
    case 6:
      return gather<6>(view, w, d, now, next, t);
    default:
      return gather_many(view, w, d, now, next, t);
    }
  }

  static void advance(const View& view, Workspace& w, const double* now, double* next, int t) {
    for (int k = 0; k < view.destination_count && view.destinations[k].first <= t + 1; ++k)
      gather_any(view, w, view.destinations[k], now, next, t);
    pool(view, w, next, t + 1, 0, view.pool_count);
  }

  static void vary(const View& view, Workspace& w, const double* row, int t, bool at_start) {
    const long lanes = w.lanes;
    double scratch[W];
    for (int k = 0; k < view.varying_count; ++k) {
      const VaryingReward& v = view.varying[k];
      const int index = at_start ? v.start_weight : v.end_weight;
      if (index < 0) continue;
      const double weight = view.weights[static_cast<long>(index) * view.tables_stride + t];
      if (weight == 0) continue;
      const auto amount = Ops::input(view, w, v.amount, t, scratch);
      const V factor = lanes::broadcast<V>(weight);
      const double* cell = row + v.cell * lanes;
      double* sum = w.accumulators + (v.accumulator + v.by_cycle * t) * lanes;
      for (long i = 0; i < lanes; i += W)
        lanes::store_aligned<V>(sum + i, lanes::load_aligned<V>(sum + i) +
                                             factor * amount.at(i) * lanes::load_aligned<V>(cell + i));
    }
  }

  static void finish(const View& view, Workspace& w) {
    const long lanes = w.lanes;
    const FinalTerm* term = view.final_terms;
    const FinalTerm* const last = term + view.final_count;
    for (int o = 0; o < view.outputs; ++o) {
      const FinalTerm* end = term;
      while (end < last && end->output == o)
        ++end;
      for (long i = 0; i < lanes; i += 2 * W) {
        V total[2] = {V{}, V{}};
        for (const FinalTerm* f = term; f < end; ++f) {
          const bool varies = f->factor.kind == Kind::reg, sums = f->accumulator >= 0;
          const double* sum = w.accumulators + (sums ? f->accumulator * lanes + i : 0);
          const double* factor = w.registers + (varies ? f->factor.index * lanes + i : 0);
          for (int u = 0; u < 2; ++u) {
            const V value = varies ? lanes::load_aligned<V>(factor + u * W)
                                   : lanes::broadcast<V>(view.constants[f->factor.index]);
            total[u] = total[u] + (sums ? value * lanes::load_aligned<V>(sum + u * W) : value);
          }
        }
        for (int u = 0; u < 2; ++u) {
          const long at = i + u * W;
          lanes::store_aligned<V>(w.outputs + o * lanes + at, total[u]);
          lanes::store_aligned<V>(w.valid + at, lanes::select<V>(lanes::is_finite(total[u]),
                                                                 lanes::load_aligned<V>(w.valid + at), V{}));
        }
      }
      term = end;
    }
  }
};

} // namespace cea::plan
