#pragma once

// The inner loops of sampling, as templates over the vector type: each translation unit that includes this
// makes its own copy (lane_draws_baseline.cpp, _avx2.cpp, _avx512.cpp). No shared inline functions: see
// lane_math.h. All widths give the same bits.

#include "sampling/draw_functions.h"
#include "support/lane_math.h"

namespace cea::sampling {

template <class V> struct LaneDraws {
  static constexpr int W = lanes::LaneTraits<V>::kWidth;
  using Bits = lanes::BitsOf<V>;

  /// Ten rounds of Philox4x32 on W blocks at once; a word is the low half of its lane.
  struct Block {
    Bits word[4];
    [[gnu::always_inline]] inline void encrypt(unsigned key0, unsigned key1) {
      constexpr unsigned long kLow = 0xffffffff;
      for (int round = 0; round < 10; ++round, key0 += 0x9E3779B9U, key1 += 0xBB67AE85U) {
        const Bits p = lanes::multiply_low_words(word[0], Bits{} + 0xD2511F53UL);
        const Bits q = lanes::multiply_low_words(word[2], Bits{} + 0xCD9E8D57UL);
        word[0] = (q >> 32) ^ word[1] ^ (Bits{} + key0);
        word[1] = q;
        word[2] = (p >> 32) ^ word[3] ^ (Bits{} + key1);
        word[3] = p;
      }
      for (Bits& w : word)
        w &= kLow;
    }
    /// (n + ½)·2⁻⁵² for the top 52 bits n of two words.
    [[nodiscard, gnu::always_inline]] inline V uniform(int half) const {
      const Bits n = (word[2 * half + 1] << 20) | (word[2 * half] >> 12);
      return lanes::from_bits<V>(n | 0x3ff0000000000000UL) - (1 - 0x1p-53);
    }
  };

  static void uniforms(const StreamKey& key, unsigned long first_group, double* out, long groups) {
    constexpr unsigned long kLow = 0xffffffff;
    Bits lane{};
    for (int i = 0; i < W; ++i)
      lane[i] = static_cast<unsigned long>(i);
    for (long g = 0; g < groups; ++g, out += kGroup)
      for (int b = 0; b < kGroup / 2; b += W) {
        const Bits index = lane + ((first_group + static_cast<unsigned long>(g)) * (kGroup / 2) +
                                   static_cast<unsigned long>(b));
        Block block{{index & kLow, index >> 32, Bits{} + (key.seed & kLow), Bits{} + (key.seed >> 32)}};
        block.encrypt(static_cast<unsigned>(key.name & kLow), static_cast<unsigned>(key.name >> 32));
        lanes::store<V>(out + b, block.uniform(0));
        lanes::store<V>(out + kGroup / 2 + b, block.uniform(1));
      }
  }

  // Two neighbouring vectors' lanes, or pairs of lanes, in turn.
  [[gnu::always_inline]] static inline V even(V x, V y) {
    if constexpr (W == 2) return __builtin_shufflevector(x, y, 0, 2);
    if constexpr (W == 4) return __builtin_shufflevector(x, y, 0, 4, 2, 6);
    if constexpr (W == 8) return __builtin_shufflevector(x, y, 0, 8, 2, 10, 4, 12, 6, 14);
  }
  [[gnu::always_inline]] static inline V odd(V x, V y) {
    if constexpr (W == 2) return __builtin_shufflevector(x, y, 1, 3);
    if constexpr (W == 4) return __builtin_shufflevector(x, y, 1, 5, 3, 7);
    if constexpr (W == 8) return __builtin_shufflevector(x, y, 1, 9, 3, 11, 5, 13, 7, 15);
  }
  [[gnu::always_inline]] static inline V even_pairs(V x, V y) {
    if constexpr (W == 4) return __builtin_shufflevector(x, y, 0, 1, 4, 5);
    if constexpr (W == 8) return __builtin_shufflevector(x, y, 0, 1, 4, 5, 8, 9, 12, 13);
  }
  [[gnu::always_inline]] static inline V odd_pairs(V x, V y) {
    if constexpr (W == 4) return __builtin_shufflevector(x, y, 2, 3, 6, 7);
    if constexpr (W == 8) return __builtin_shufflevector(x, y, 2, 3, 6, 7, 10, 11, 14, 15);
  }

  /// c[k] = coefficient k of the cell of each lane.
  [[gnu::always_inline]] static inline void transpose(const double* const* cell, V* c) {
    if constexpr (W == 2) {
      for (int k = 0; k < 8; k += 2) {
        const V a = lanes::load<V>(cell[0] + k), b = lanes::load<V>(cell[1] + k);
        c[k] = even(a, b);
        c[k + 1] = odd(a, b);
      }
    } else if constexpr (W == 4) {
      for (int k = 0; k < 8; k += 4) {
        const V r0 = lanes::load<V>(cell[0] + k), r1 = lanes::load<V>(cell[1] + k);
        const V r2 = lanes::load<V>(cell[2] + k), r3 = lanes::load<V>(cell[3] + k);
        const V even01 = even(r0, r1), even23 = even(r2, r3), odd01 = odd(r0, r1), odd23 = odd(r2, r3);
        c[k] = even_pairs(even01, even23);
        c[k + 1] = even_pairs(odd01, odd23);
        c[k + 2] = odd_pairs(even01, even23);
        c[k + 3] = odd_pairs(odd01, odd23);
      }
    } else {
      V row[8];
      for (int j = 0; j < 8; ++j)
        row[j] = lanes::load<V>(cell[j]);
      for (int parity = 0; parity < 2; ++parity) {
        V t[4]; // coefficients parity, +2, +4, +6 of two rows
        for (int j = 0; j < 4; ++j)
          t[j] = parity == 0 ? even(row[2 * j], row[2 * j + 1]) : odd(row[2 * j], row[2 * j + 1]);
        const V a = even_pairs(t[0], t[1]), b = even_pairs(t[2], t[3]);
        const V d = odd_pairs(t[0], t[1]), e = odd_pairs(t[2], t[3]);
        c[parity] = even_pairs(a, b);
        c[parity + 2] = even_pairs(d, e);
        c[parity + 4] = odd_pairs(a, b);
        c[parity + 6] = odd_pairs(d, e);
      }
    }
  }

  static V quantile(const QuantileGrid& grid, V u) {
    const V v = lanes::min<V>(lanes::broadcast<V>(grid.largest),
                              lanes::max<V>(lanes::broadcast<V>(grid.smallest), lanes::min<V>(u, 1 - u)));
    const Bits bits = lanes::as_bits(v);
    const V s = 2 * lanes::from_bits<V>((bits << 15 >> 12) | 0x3ff0000000000000UL) - 3;
    const Bits upper = static_cast<Bits>(u > 0.5) & (Bits{} + grid.half);
    const Bits index = (bits >> 49) - grid.first + upper;
    const double* cell[W];
    for (int j = 0; j < W; ++j)
      cell[j] = grid.coefficients + 8 * index[j];
    V c[8];
    transpose(cell, c);
    const V s2 = s * s;
    const V low = (c[0] + c[1] * s) + (c[2] + c[3] * s) * s2;
    const V high = (c[4] + c[5] * s) + (c[6] + c[7] * s) * s2;
    return low + high * (s2 * s2);
  }

  static void quantiles(const QuantileGrid& grid, double* values, long n) {
    long i = 0;
    for (; i + W <= n; i += W)
      lanes::store<V>(values + i, quantile(grid, lanes::load<V>(values + i)));
    if (i == n) return;
    V rest = lanes::broadcast<V>(0.5);
    for (long j = i; j < n; ++j)
      rest[j - i] = values[j];
    rest = quantile(grid, rest);
    for (long j = i; j < n; ++j)
      values[j] = rest[j - i];
  }

  static void lognormals(const QuantileGrid& grid, double meanlog, double sdlog, double* values, long n) {
    quantiles(grid, values, n);
    long i = 0;
    for (; i + W <= n; i += W)
      lanes::store<V>(values + i, lanes::exp<V>(meanlog + sdlog * lanes::load<V>(values + i)));
    for (; i < n; ++i)
      values[i] = lanes::exp<V>(lanes::broadcast<V>(meanlog + sdlog * values[i]))[0];
  }

  static constexpr DrawFunctions functions() { return {uniforms, quantiles, lognormals}; }
};

} // namespace cea::sampling
