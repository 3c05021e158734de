#pragma once

#include "support/lane_math_exp_log.h"

/// The standard normal distribution in lanes.
namespace cea::lanes {

/// `Φ(-t) e^(t²/2)` for 0 <= t <= 40, which is half the scaled complementary error function of t/√2.
///
/// (t + 4) times it is 2 + (1 + u) S(u) with u = (t - 4) / (t + 4) and a polynomial S, fitted over t in
/// [0, 39] within 2^-54 (the mapping is that of Shepherd & Laframboise 1981, Math. Comp. 36:249-253; the
/// form makes t = 0 give exactly 1/2).
template <class V> [[gnu::always_inline]] static inline V scaled_normal_tail(V t) {
  const V reciprocal = 1.0 / (t + 4.0);
  const V u = (t - 4.0) * reciprocal;
  const V u2 = u * u;
  const V even =
      horner(u2, -0x1.3ea5a239b5919p+0, -0x1.ff58a94ec3950p-3, -0x1.6a128ff1eeb89p-9, 0x1.544a307fb3dc7p-10,
             -0x1.a21cca6e0f018p-13, 0x1.f436be60a0b0bp-16, -0x1.358e10644e723p-18, 0x1.6b81840dbe9c3p-21,
             -0x1.3269217d059dep-24, -0x1.e489b77b645ebp-29, 0x1.24d212eef6ee1p-28, -0x1.de40724a908d6p-31);
  const V odd =
      horner(u2, 0x1.460d09ea2efa8p-1, 0x1.02b2fa9eb6b10p-4, -0x1.391e190b79056p-8, 0x1.5ce0bcf317ec2p-12,
             -0x1.0a1d65d894b44p-15, 0x1.65a888ad7dec3p-18, -0x1.5ede35b3040dap-20, 0x1.70e298afaba7bp-22,
             -0x1.6087624e10061p-24, 0x1.04ad7fd952c79p-26, -0x1.7483611952465p-30, -0x1.005d4641a100ep-33);
  const V one_plus_u = 2.0 * t * reciprocal;
  return (one_plus_u * (even + u * odd) + 2.0) * reciprocal;
}

/// Φ(x), the standard normal distribution function: relative error at most 1e-14 down to x = -37, gradual
/// underflow to 0 at x = -38.5. Φ(0) = 1/2, Φ(-inf) = 0, Φ(inf) = 1, NaN in, NaN out.
template <class V> [[gnu::always_inline]] static inline V normal_cdf(V x) {
  const V t = min(broadcast<V>(38.6), abs(x));
  const V t_head = head(t);
  const V square = -0.5 * t_head * t_head; // exact; the rest of -t²/2 follows
  const V rest = -0.5 * (t - t_head) * (t + t_head);
  const auto [mantissa, n] = exp_parts(square, rest);
  const V tail = scale<V>(mantissa * scaled_normal_tail(t), n, all(t <= 37.0));
  return select<V>(x > 0.0, 1.0 - tail, tail);
}

} // namespace cea::lanes
