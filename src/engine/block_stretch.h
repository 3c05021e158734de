#pragma once

// Small chains over stretches of cycles. Included only through block_kernel.h.

#include "engine/block_plan.h"
#include "support/lane_math.h"

namespace cea::plan {

/// A chain of few cells while its probabilities stay the same. Vectors of samples follow the cohort with row,
/// probabilities and the commonest sums in registers; where other sums are asked for they leave their rows in
/// a scratch trace, and those sums are dot products along it. The order of additions depends on the plan
/// alone.
template <class V> struct Stretch {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;

  static void follow(const View& view, Workspace& w, const SmallChain& chain, int from, int until) {
    switch (chain.cells) {
    case 1:
      return with_sums<1, true>(view, w, chain, from, until);
    case 2:
      return chain.triangular ? with_sums<2, true>(view, w, chain, from, until)
                              : with_sums<2, false>(view, w, chain, from, until);
    case 3:
      return chain.triangular ? with_sums<3, true>(view, w, chain, from, until)
                              : with_sums<3, false>(view, w, chain, from, until);
    default:
      return chain.triangular ? with_sums<4, true>(view, w, chain, from, until)
                              : with_sums<4, false>(view, w, chain, from, until);
    }
  }

private:
  template <int N, bool Triangular>
  static void with_sums(const View& view, Workspace& w, const SmallChain& chain, int from, int until) {
    const bool of_cells = chain.cell_weight >= 0, of_all = chain.all_weight >= 0;
    if (of_cells && of_all) return all_lanes<N, Triangular, true, true>(view, w, chain, from, until);
    if (of_cells) return all_lanes<N, Triangular, true, false>(view, w, chain, from, until);
    all_lanes<N, Triangular, false, false>(view, w, chain, from, until);
  }

  template <int N, bool Triangular, bool OfCells, bool OfAll>
  static void all_lanes(const View& view, Workspace& w, const SmallChain& chain, int from, int until) {
    alignas(64) double rows[kLongestStretch * N * 2 * W];
    bool keep = w.trace != nullptr;
    for (int s = chain.sum_begin; s < chain.sum_end; ++s)
      keep = keep || (view.trace_sums[s].first_row <= until && view.trace_sums[s].last_row > from);
    for (long i = 0; i < w.lanes; i += 2 * W) {
      if (keep)
        advance<N, Triangular, OfCells, OfAll, true>(view, w, chain, i, from, until, rows);
      else
        advance<N, Triangular, OfCells, OfAll, false>(view, w, chain, i, from, until, rows);
      for (int s = chain.sum_begin; keep && s < chain.sum_end; ++s)
        add_sum<N>(view, w, view.trace_sums[s], i, from, until, rows);
      if (w.trace && i == 0)
        for (int k = 0; k < until - from; ++k)
          for (int c = 0; c < N; ++c)
            w.trace[static_cast<long>(from + k + 1) * view.cells + chain.cell[c]] = rows[(k * N + c) * 2 * W];
    }
  }

  /// Two vectors of one thing for each cell, in registers.
  template <int N> struct Pairs {
    V at[N][2];
    [[gnu::always_inline]] static inline Pairs from(const double* base, const std::int32_t* index, long lanes,
                                                    long i) {
      Pairs pairs;
      for (int c = 0; c < N; ++c)
        for (int u = 0; u < 2; ++u)
          pairs.at[c][u] = index[c] < 0 ? V{} : lanes::load_aligned<V>(base + index[c] * lanes + i + u * W);
      return pairs;
    }
    [[gnu::always_inline]] inline void to(double* base, const std::int32_t* index, long lanes, long i) const {
      for (int c = 0; c < N; ++c)
        for (int u = 0; u < 2; ++u)
          lanes::store_aligned<V>(base + index[c] * lanes + i + u * W, at[c][u]);
    }
  };

  /// Rows from+1 … until of two vectors; the last is kept for the next stretch.
  template <int N, bool Triangular, bool OfCells, bool OfAll, bool Keep>
  static void advance(const View& view, Workspace& w, const SmallChain& chain, long i, int from, int until,
                      double* rows) {
    const long lanes = w.lanes;
    Pairs<N> p[N];
    for (int to = 0; to < N; ++to)
      p[to] = Pairs<N>::from(w.registers, chain.reg + to * kMostSmallCells, lanes, i);
    Pairs<N> x = Pairs<N>::from(w.cells, chain.cell, lanes, i);
    Pairs<N> sum{};
    Pairs<1> all{};
    if constexpr (OfCells) sum = Pairs<N>::from(w.accumulators, chain.cell_accumulator, lanes, i);
    if constexpr (OfAll) all = Pairs<1>::from(w.accumulators, &chain.all_accumulator, lanes, i);
    const double* cell_weight =
        view.weights + (OfCells ? static_cast<long>(chain.cell_weight) * view.tables_stride : 0);
    const double* all_weight =
        view.weights + (OfAll ? static_cast<long>(chain.all_weight) * view.tables_stride : 0);
    for (int row = from + 1; row <= until; ++row) {
      Pairs<N> next;
#pragma GCC unroll 8
      for (int to = 0; to < N; ++to)
#pragma GCC unroll 2
        for (int u = 0; u < 2; ++u) {
          V total = p[to].at[0][u] * x.at[0][u];
#pragma GCC unroll 8
          for (int c = 1; c < (Triangular ? to + 1 : N); ++c)
            total = total + p[to].at[c][u] * x.at[c][u];
          next.at[to][u] = total;
          if constexpr (Keep)
            lanes::store_aligned<V>(rows + ((row - from - 1) * N + to) * 2 * W + u * W, total);
        }
      x = next;
#pragma GCC unroll 2
      for (int u = 0; u < 2; ++u) {
        if constexpr (OfCells) {
          const V weight = lanes::broadcast<V>(cell_weight[row]);
#pragma GCC unroll 8
          for (int c = 0; c < N; ++c)
            sum.at[c][u] = sum.at[c][u] + weight * x.at[c][u];
        }
        if constexpr (OfAll) {
          V everybody = x.at[0][u];
#pragma GCC unroll 8
          for (int c = 1; c < N; ++c)
            everybody = everybody + x.at[c][u];
          all.at[0][u] = all.at[0][u] + lanes::broadcast<V>(all_weight[row]) * everybody;
        }
      }
    }
    x.to(w.cells, chain.cell, lanes, i);
    if constexpr (OfCells) sum.to(w.accumulators, chain.cell_accumulator, lanes, i);
    if constexpr (OfAll) all.to(w.accumulators, &chain.all_accumulator, lanes, i);
  }

  /// Σ weight·occupancy over the rows that `sum` counts, added to its accumulator.
  template <int N>
  static void add_sum(const View& view, Workspace& w, const TraceSum& sum, long i, int from, int until,
                      const double* rows) {
    constexpr long kCell = 2 * W, kRow = N * kCell;
    const int first = sum.first_row > from + 1 ? sum.first_row : from + 1;
    const int last = sum.last_row < until ? sum.last_row : until;
    if (first > last) return;
    const double* weight = view.weights + static_cast<long>(sum.weight) * view.tables_stride + first;
    const std::int32_t* member = view.trace_members + sum.member_begin;
    const int members = sum.member_end - sum.member_begin, count = last - first + 1;
    const double* at = rows + (first - from - 1) * kRow + member[0] * kCell;
    double* to = w.accumulators + sum.accumulator * long(w.lanes) + i;
    if (members == 1)
      return dot<kRow>(weight, count, to, at, [](const double* x) { return lanes::load_aligned<V>(x); });
    const long second = (member[1] - member[0]) * kCell;
    if (members == 2)
      return dot<kRow>(weight, count, to, at, [second](const double* x) {
        return lanes::load_aligned<V>(x) + lanes::load_aligned<V>(x + second);
      });
    const long third = (member[2] - member[0]) * kCell;
    if (members == 3)
      return dot<kRow>(weight, count, to, at, [second, third](const double* x) {
        return (lanes::load_aligned<V>(x) + lanes::load_aligned<V>(x + second)) +
               lanes::load_aligned<V>(x + third);
      });
    const long fourth = (member[3] - member[0]) * kCell;
    dot<kRow>(weight, count, to, at, [second, third, fourth](const double* x) {
      return (lanes::load_aligned<V>(x) + lanes::load_aligned<V>(x + second)) +
             (lanes::load_aligned<V>(x + third) + lanes::load_aligned<V>(x + fourth));
    });
  }

  /// Even and odd rows apart, as one sum would wait for itself.
  template <long Row, class Occupancy>
  [[gnu::always_inline]] static inline void dot(const double* weight, int count, double* to, const double* at,
                                                Occupancy occupancy) {
    V even[2], odd[2];
    for (int u = 0; u < 2; ++u) {
      even[u] = lanes::load_aligned<V>(to + u * W);
      odd[u] = V{};
    }
    const double* const end = weight + count;
    for (; end - weight > 2; weight += 2, at += 2 * Row) {
      const V now = lanes::broadcast<V>(weight[0]), next = lanes::broadcast<V>(weight[1]);
#pragma GCC unroll 2
      for (int u = 0; u < 2; ++u) {
        even[u] = even[u] + now * occupancy(at + u * W);
        odd[u] = odd[u] + next * occupancy(at + Row + u * W);
      }
    }
    if (end - weight == 2) {
      const V next = lanes::broadcast<V>(weight[1]);
#pragma GCC unroll 2
      for (int u = 0; u < 2; ++u)
        odd[u] = odd[u] + next * occupancy(at + Row + u * W);
    }
    {
      const V now = lanes::broadcast<V>(*weight);
#pragma GCC unroll 2
      for (int u = 0; u < 2; ++u)
        even[u] = even[u] + now * occupancy(at + u * W);
    }
    for (int u = 0; u < 2; ++u)
      lanes::store_aligned<V>(to + u * W, even[u] + odd[u]);
  }
};

} // namespace cea::plan
