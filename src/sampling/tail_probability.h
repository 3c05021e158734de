#pragma once

namespace cea::sampling {

/// The three laws whose quantile functions are tabulated, in the coordinate y in which their density is
/// smooth on the whole line: normal y = z; gamma (unit scale) y = ln x; beta y = ln(x/(1 − x)).
struct Law {
  enum class Kind { normal, gamma, beta } kind = Kind::normal;
  double a = 0, b = 0; ///< gamma: shape a; beta: alpha a, beta b
};

/// A value as y, x and 1 − x, so that neither end loses digits (1 − x is used for the beta only).
struct Point {
  long double y = 0, x = 0, complement = 1;
};

Point point_at(const Law& law, long double y);

/// P(Y ≤ y), P(Y > y) and the density of Y.
struct TailProbability {
  long double lower = 0, upper = 0, density = 0;
};

/// To about 1e-17 relative, by Boost.Math in 80-bit arithmetic: slow, for building tables only.
TailProbability tail_probability(const Law& law, const Point& point);

/// The y at which both tails have probability ½ to within 1e-4.
long double approximate_median(const Law& law);

} // namespace cea::sampling
