#pragma once

#include "support/lane_math.h"

/// What the tests run at every vector width; nothing here may share a symbol between translation units.
enum class LaneFunction { exp, expm1, log, log1p, pow, pow_int, normal_cdf, sqrt, floor, ceil, trunc, round };

/// `out[i] = f(x[i], y[i])` in lanes of four; for `pow_int` the exponent is y[0]. `n` a multiple of four.
/// Only for processors with AVX2.
void apply_in_four_lanes(LaneFunction f, const double* x, const double* y, double* out, long n);
/// The same in lanes of eight; `n` a multiple of eight. Only for processors with AVX-512.
void apply_in_eight_lanes(LaneFunction f, const double* x, const double* y, double* out, long n);

template <class V> [[gnu::always_inline]] static inline V apply_lanes(LaneFunction f, V x, V y) {
  switch (f) {
  case LaneFunction::exp:
    return cea::lanes::exp(x);
  case LaneFunction::expm1:
    return cea::lanes::expm1(x);
  case LaneFunction::log:
    return cea::lanes::log(x);
  case LaneFunction::log1p:
    return cea::lanes::log1p(x);
  case LaneFunction::pow:
    return cea::lanes::pow(x, y);
  case LaneFunction::pow_int:
    return cea::lanes::pow_int(x, int(y[0]));
  case LaneFunction::normal_cdf:
    return cea::lanes::normal_cdf(x);
  case LaneFunction::sqrt:
    return cea::lanes::sqrt(x);
  case LaneFunction::floor:
    return cea::lanes::floor(x);
  case LaneFunction::ceil:
    return cea::lanes::ceil(x);
  case LaneFunction::trunc:
    return cea::lanes::trunc(x);
  case LaneFunction::round:
    return cea::lanes::round(x);
  }
  return x;
}

template <class V>
static inline void apply_all(LaneFunction f, const double* x, const double* y, double* out, long n) {
  for (long i = 0; i < n; i += cea::lanes::LaneTraits<V>::kWidth)
    cea::lanes::store(out + i, apply_lanes(f, cea::lanes::load<V>(x + i), cea::lanes::load<V>(y + i)));
}
