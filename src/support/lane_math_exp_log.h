#pragma once

#include "support/lane_math_base.h"

/// Exponential and logarithm in lanes, each within 2 ulp over the whole range with gradual underflow.
///
/// Method: reduction by multiples of log 2 split in two parts, then polynomials fitted to minimise the
/// largest error (Muller 2016, Elementary Functions, ch. 3 and 11). NaN in, NaN out, payload unspecified.
namespace cea::lanes {

constexpr double kLog2E = 0x1.71547652b82fep+0;
constexpr double kLn2High = 0x1.62e42fefa3800p-1; ///< 42 bits: exact times any binary exponent
constexpr double kLn2Low = 0x1.ef35793c76730p-45;

// ------------------------------------------------------------------------------------ exponential

/// `(e^r - 1 - r) / r²` for |r| <= 0.3467; relative error of r² times it 2^-60 of r.
template <class V> [[gnu::always_inline]] static inline V exp_tail(V r) {
  const V r2 = r * r;
  const V r4 = r2 * r2;
  const V c0 = (r * 0x1.5555555555557p-3 + 0.5) + r2 * (r * 0x1.11111111100d3p-7 + 0x1.5555555555556p-5);
  const V c4 = (r * 0x1.a01a01abeccc3p-13 + 0x1.6c16c16c162cfp-10) +
               r2 * (r * 0x1.71de02225a2f3p-19 + 0x1.a01a01a6db488p-16);
  const V c8 = (r * 0x1.af4e092e1705bp-26 + 0x1.27e4db5bb725ap-22) + r2 * 0x1.1f7315649f2d7p-29;
  return c0 + r4 * (c4 + r4 * c8);
}

/// `mantissa * 2^n`, rounded once, for a mantissa in [0.005, 2) and integral n in [-1080, 1030].
///
/// `ordinary` promises |n| <= 1000 in every lane, which allows a shorter way to the same bits.
template <class V> [[gnu::always_inline]] static inline V scale(V mantissa, V n, bool ordinary) {
  if (ordinary) return from_bits<V>(as_bits(mantissa) + (as_bits(n + kRoundMagic) << 52));
  // Two factors, as 2^n alone may overflow or be subnormal; the first product is exact.
  const V first = round_small(n * 0.5);
  const V second = n - first;
  const V power1 = from_bits<V>(as_bits(first + (kRoundMagic + 1023)) << 52);
  const V power2 = from_bits<V>(as_bits(second + (kRoundMagic + 1023)) << 52);
  return (mantissa * power1) * power2;
}

/// e^(high + low) as `mantissa * 2^n`.
template <class V> struct ExpParts {
  V mantissa;
  V n;
};

/// For |high| <= 750 with high - n log 2 exact (n the nearest integer), and |low| < 2^-15.
template <class V> [[gnu::always_inline]] static inline ExpParts<V> exp_parts(V high, V low) {
  const V n = round_small(high * kLog2E);
  const V exact = high - n * kLn2High;
  const V rest = low - n * kLn2Low;
  const V r = exact + rest;
  const V lost = (exact - r) + rest;
  return {(r + (r * r * exp_tail(r) + lost)) + 1.0, n};
}

/// e^x. exp(-inf) = 0, exp(inf) = inf.
template <class V> [[gnu::always_inline]] static inline V exp(V x) {
  const bool ordinary = all(abs(x) <= 690.0);
  const auto [mantissa, n] = exp_parts<V>(ordinary ? x : clamp(x, -746.0, 710.0), V{});
  return scale(mantissa, n, ordinary);
}

/// e^x - 1, without cancellation near 0. expm1(-inf) = -1; tiny x, -0 included, is its own answer.
template <class V> [[gnu::always_inline]] static inline V expm1(V x) {
  const V within = clamp(x, -50.0, 710.0);
  const V n = round_small(within * kLog2E);
  const V exact = within - n * kLn2High;
  const V rest = n * -kLn2Low;
  const V r = exact + rest;
  const V lost = (exact - r) + rest;
  const V curve = r * r * exp_tail(r) + lost;
  // Half of 2^n - 1 + 2^n (r + curve), so that 2^1024 isn't needed; the leading sum keeps its error.
  const V half_power = from_bits<V>(as_bits(n + (kRoundMagic + 1022)) << 52);
  const V base = half_power - 0.5;
  const V linear = half_power * r;
  const V sum = base + linear;
  const V error = (base - sum) + linear;
  const V result = 2.0 * (sum + (half_power * curve + error));
  return select<V>(abs(x) < 0x1p-54, x, result);
}

// -------------------------------------------------------------------------------------- logarithm

/// A positive normal number as `m * 2^k` with m in [√½, √2).
template <class V> struct BinaryParts {
  V m;
  V k;
};

template <class V> [[gnu::always_inline]] static inline BinaryParts<V> binary_parts(V x) {
  constexpr unsigned long kRootHalf = 0x3fe6a09e667f3bcd;
  constexpr unsigned long kBias = 1024; // keeps the shifted exponent positive
  constexpr unsigned long kTwo52 = 0x4330000000000000;
  const BitsOf<V> shifted = as_bits(x) - kRootHalf + (kBias << 52);
  const V m = from_bits<V>((shifted & 0x000fffffffffffff) + kRootHalf);
  const V k = from_bits<V>((shifted >> 52) | kTwo52) - (0x1p52 + double(kBias));
  return {m, k};
}

/// k log 2 + log(1 + f) + correction, for 1 + f in [√½, √2) and a correction far below f or k log 2.
///
/// With s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - f²/2 + s (f²/2 + R(s²)), R(z) = 2z/3 + 2z²/5 + ...
template <class V> [[gnu::always_inline]] static inline V log_sum(V k, V f, V correction) {
  const V s = f / (f + 2.0);
  const V z = s * s;
  const V z2 = z * z;
  const V even =
      horner(z2, 0x1.5555555555558p-1, 0x1.2492492df281ap-2, 0x1.7462b51cb66b1p-3, 0x1.2b5900de53b32p-3);
  const V odd = horner(z2, 0x1.99999999952d7p-2, 0x1.c71c62e3f11e6p-3, 0x1.39fe51a7c18f9p-3);
  const V series = z * (even + z * odd);
  const V half_square = 0.5 * f * f;
  const V small = s * (half_square + series) + (k * kLn2Low + correction);
  return k * kLn2High - ((half_square - small) - f);
}

/// Natural logarithm. log(0) = -inf, log(inf) = inf, NaN below 0.
template <class V> [[gnu::always_inline]] static inline V log(V x) {
  const bool special = any(~((x >= kMinNormal) & (x <= kMaxDouble)));
  V normal = x;
  V shift{};
  if (special) {
    const MaskOf<V> subnormal = x < kMinNormal;
    normal = select<V>(subnormal, x * 0x1p54, x);
    shift = select<V>(subnormal, -54.0, shift);
  }
  const auto [m, k] = binary_parts(normal);
  V result = log_sum<V>(k + shift, m - 1.0, V{});
  if (special) {
    result = select<V>(x <= kMaxDouble, result, x);
    result = select<V>(x < 0.0, kNaN, result);
    result = select<V>(x == 0.0, -kInfinity, result);
  }
  return result;
}

/// log(1 + x), without cancellation near 0. log1p(-1) = -inf, NaN below -1; tiny x is its own answer.
template <class V> [[gnu::always_inline]] static inline V log1p(V x) {
  const V u = x + 1.0;
  const V rounded = u - 1.0;
  const V lost = (1.0 - (u - rounded)) + (x - rounded); // exactly 1 + x - u
  const auto [m, k] = binary_parts(u);
  const MaskOf<V> near = k == 0.0;
  V result = log_sum<V>(k, select<V>(near, x, m - 1.0), select<V>(near, V{}, lost / u));
  result = select<V>(abs(x) < 0x1p-54, x, result);
  if (any(~((x > -1.0) & (x <= kMaxDouble)))) {
    result = select<V>(x <= kMaxDouble, result, x);
    result = select<V>(x < -1.0, kNaN, result);
    result = select<V>(x == -1.0, -kInfinity, result);
  }
  return result;
}

} // namespace cea::lanes
