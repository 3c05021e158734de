#pragma once

#include "support/lane_math_exp_log.h"

/// Powers in lanes: pow within 2 ulp for results in the normal range.
///
/// Method: the logarithm in two parts (about 2^-64 relative), times y in two parts, then the exponential of
/// the two parts. Products of heads of 26 bits are exact, which replaces a fused multiply-add (Dekker 1971).
namespace cea::lanes {

/// An unevaluated sum, |low| far below |high|.
template <class V> struct TwoParts {
  V high;
  V low;
};

/// `z²(1/5 + z/7 + z²/9 + ...)` for 0 <= z <= 0.0295, within 2^-66.
template <class V> [[gnu::always_inline]] static inline V atanh_tail(V z) {
  const V z2 = z * z;
  const V even =
      horner(z2, 0x1.999999999999ap-3, 0x1.c71c71c6eaa10p-4, 0x1.3b1395d2190c1p-4, 0x1.df7cc8e5fa539p-5);
  const V odd =
      horner(z2, 0x1.2492492492521p-3, 0x1.745d177a96056p-4, 0x1.1118c7e4b0917p-4, 0x1.e02e6fff27908p-5);
  return z2 * (even + z * odd);
}

/// s = (m - 1) / (m + 1) for m in [√½, √2); `high` has 26 bits.
template <class V> [[gnu::always_inline]] static inline TwoParts<V> atanh_argument(V m) {
  const V f = m - 1.0;
  const V d = m + 1.0;
  const V reciprocal = 1.0 / d;
  const V s = head(f * reciprocal);
  const V d_high = head(d);
  const V d_low = m - (d_high - 1.0);
  return {s, ((f - s * d_high) - s * d_low) * reciprocal};
}

/// atanh(s) / s - 1 = s²/3 + s⁴/5 + ...; `high` has 26 bits.
template <class V> [[gnu::always_inline]] static inline TwoParts<V> atanh_excess(TwoParts<V> s) {
  constexpr double kThird = 0x1.5555555555555p-2;
  constexpr double kThirdHigh = 0x1.555555p-2;
  constexpr double kThirdLow = 0x1.5555555555555p-28;
  const V square = s.high * s.high; // exact
  const V square_low = s.low * (s.high + s.high + s.low);
  const V square_head = head(square);
  const V square_rest = (square - square_head) + square_low;
  const V first = square_head * kThirdHigh; // exact
  const V rest = (square_rest * kThird + square_head * kThirdLow) + atanh_tail<V>(square + square_low);
  const V high = head(first + rest);
  return {high, (first - high) + rest};
}

/// log(x 2^shift) in two parts, for positive normal x.
template <class V> [[gnu::always_inline]] static inline TwoParts<V> log_two_parts(V x, V shift) {
  const auto [m, exponent] = binary_parts(x);
  const TwoParts<V> s = atanh_argument(m);
  const TwoParts<V> w = atanh_excess(s);
  const V product = s.high * w.high; // exact
  const V rest = s.low + (s.high * w.low + s.low * (w.high + w.low));
  const V sum = s.high + product;
  const V low = ((s.high - sum) + product) + rest;
  const V k = exponent + shift;
  const V base = k * kLn2High; // exact
  const V high = base + 2.0 * sum;
  return {high, ((base - high) + 2.0 * sum) + (2.0 * low + k * kLn2Low)};
}

/// e^(y * logarithm); any y but NaN, a logarithm other than 0 where y is infinite.
template <class V> [[gnu::always_inline]] static inline V exp_of_product(V y, TwoParts<V> logarithm) {
  const V log_high = head(logarithm.high + logarithm.low);
  const V log_low = (logarithm.high - log_high) + logarithm.low;
  const V y_high = head(y);
  const V product = y_high * log_high; // exact
  const V rest = y * log_low + (y - y_high) * log_high;
  const bool ordinary = all(abs(product) <= 690.0);
  if (ordinary) {
    const auto [mantissa, n] = exp_parts(product, rest);
    return scale(mantissa, n, true);
  }
  // Beyond 750 the result is 0 or infinite whatever the rest, which may be NaN there.
  const V within = clamp(product, -750.0, 750.0);
  const auto [mantissa, n] = exp_parts<V>(within, select<V>(within == product, rest, V{}));
  return scale(mantissa, n, false);
}

/// C's rules for the arguments pow's main path can't take: x zero, negative, infinite, NaN or 1; y zero,
/// infinite or NaN. `size` is |x|^y as the main path has it.
template <class V> [[gnu::always_inline]] static inline V pow_special(V x, V y, V size) {
  const V base = abs(x);
  const V half_y = 0.5 * y;
  const MaskOf<V> whole = trunc(y) == y;
  const MaskOf<V> odd = whole & ~(trunc(half_y) == half_y);
  const MaskOf<V> grows = (base > 1.0) == (y > 0.0); // for base 0 or infinite, or y infinite
  const MaskOf<V> extreme = (base == 0.0) | (base == kInfinity) | (abs(y) == kInfinity);
  V result = select<V>(extreme, select<V>(grows, kInfinity, V{}), size);
  result = select<V>(base == 1.0, 1.0, result);
  const V negated = from_bits<V>(as_bits(result) | kSignBit);
  result = select<V>(odd & (as_bits(x) >= kSignBit), negated, result);
  result = select<V>((x < 0.0) & (base <= kMaxDouble) & ~whole, kNaN, result);
  result = select<V>((x != x) | (y != y), kNaN, result);
  return select<V>((y == 0.0) | (x == 1.0), 1.0, result);
}

/// x^y with C's conventions: pow(x, 0) = pow(1, y) = 1, NaN included; NaN for negative x and y not integral.
template <class V> [[gnu::always_inline]] static inline V pow(V x, V y) {
  const bool special = any(~((x >= kMinNormal) & (x <= kMaxDouble) & (abs(y) <= kMaxDouble)));
  V normal = x;
  V shift{};
  if (special) {
    normal = abs(x);
    const MaskOf<V> subnormal = normal < kMinNormal;
    normal = select<V>(subnormal, normal * 0x1p54, normal);
    shift = select<V>(subnormal, -54.0, shift);
  }
  const V result = exp_of_product(y, log_two_parts(normal, shift));
  return special ? pow_special(x, y, result) : result;
}

/// x^n by repeated squaring, n not negative.
template <class V> [[gnu::always_inline]] static inline V pow_unsigned(V x, unsigned n) {
  V result = broadcast<V>(1.0);
  for (V square = x; n != 0; square = square * square, n >>= 1)
    if ((n & 1U) != 0) result = result * square;
  return result;
}

/// x^n for one integer n, by repeated squaring: relative error at most |n| 2^-53, exact where every product
/// is.
///
/// Signs are C's: pow_int(-0, -1) = -inf. x^0 = 1 for every x, NaN included. A negative n gives 1 / x^|n|,
/// or (1/x)^|n| (twice the error) where x^|n| leaves the normal range.
template <class V> [[gnu::always_inline]] static inline V pow_int(V x, int n) {
  if (n >= 0) return pow_unsigned(x, unsigned(n));
  const unsigned size = 0U - unsigned(n);
  const V power = pow_unsigned(x, size);
  const MaskOf<V> normal = (abs(power) >= kMinNormal) & (abs(power) <= kMaxDouble);
  const V result = 1.0 / power;
  return any(~(normal)) ? select<V>(normal, result, pow_unsigned<V>(1.0 / x, size)) : result;
}

} // namespace cea::lanes
