#include "support/special_functions.h"

#include "support/scalar_math.h"

#include <cmath>
#include <limits>

namespace cea::math {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kHalfLogTwoPi = 0.91893853320467274178;
constexpr double kLargest = 1e6; ///< shape from which Temme's expansion is exact enough

/// ln Γ(a) − ((a − ½) ln a − a + ½ ln 2π) for a ≥ 10: Stirling's series, Bernoulli numbers over 2k(2k−1).
double stirling_rest(double a) {
  const double z = 1 / (a * a);
  const double series =
      1.0 / 12 -
      z * (1.0 / 360 -
           z * (1.0 / 1260 -
                z * (1.0 / 1680 -
                     z * (1.0 / 1188 - z * (691.0 / 360360 - z * (1.0 / 156 - z * 3617.0 / 122400))))));
  return series / a;
}

/// x − ln(1 + x), without cancellation for small x.
double minus_log1p(double x) {
  if (std::abs(x) > 0.1) return x - log1p(x);
  double term = x * x, sum = 0;
  for (int k = 2; k < 40; ++k) {
    const double next = sum + term / k;
    if (next == sum) break;
    sum = next;
    term *= -x;
  }
  return sum;
}

/// ln of x^a e^−x / Γ(a + 1).
double log_prefactor(double a, double x) {
  if (a < 10) return a * log(x) - x - log_gamma(a + 1);
  const double relative = (x - a) / a;
  return -a * minus_log1p(relative) - 0.5 * log(a) - kHalfLogTwoPi - stirling_rest(a);
}

/// Σ x^n / ((a + 1) … (a + n)), so that P = prefactor · sum.
double series(double a, double x) {
  double term = 1, sum = 1;
  for (double n = 1; n < 1e6; ++n) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return sum;
}

/// Lentz's evaluation of the continued fraction, so that Q = prefactor · a · fraction.
double fraction(double a, double x) {
  constexpr double kTiny = 1e-300;
  double b = x + 1 - a, c = 1 / kTiny, d = 1 / b, h = d;
  for (double i = 1; i < 1e6; ++i) {
    const double an = -i * (i - a);
    b += 2;
    d = an * d + b;
    if (std::abs(d) < kTiny) d = kTiny;
    c = b + an / c;
    if (std::abs(c) < kTiny) c = kTiny;
    d = 1 / d;
    const double step = d * c;
    h *= step;
    if (std::abs(step - 1) < 1e-16) break;
  }
  return h;
}

/// ln Φ(−z), for every z.
double normal_log_survival(double z) {
  if (z < 0) return log1p(-normal_cdf(z));
  if (z < 30) return log(normal_cdf(-z));
  const double w = 1 / (z * z);
  return -z * z / 2 - log(z) - kHalfLogTwoPi + log1p(-w * (1 - w * (3 - w * (15 - w * 105))));
}

/// Temme's expansion for large shapes: Q = Φ(−η√a) + e^{−aη²/2}/√(2πa) · (c₀(η) + c₁(η)/a).
double large_shape(double a, double x) {
  const double relative = (x - a) / a;
  const double half_square = minus_log1p(relative); // η²/2
  const double eta = relative < 0 ? -std::sqrt(2 * half_square) : std::sqrt(2 * half_square);
  const double c0 = -1.0 / 3 + eta * (1.0 / 12 + eta * (-2.0 / 135 + eta * (1.0 / 864 + eta / 2835)));
  const double c1 = -1.0 / 540 + eta * (-1.0 / 288 + eta * (1.0 / 378));
  const double z = eta * std::sqrt(a);
  const double main = normal_log_survival(z);
  const double rest = (c0 + c1 / a) * exp(-0.5 * z * z - kHalfLogTwoPi - 0.5 * log(a) - main);
  return main + log1p(rest);
}

} // namespace

double log_gamma(double a) {
  if (!(a > 0)) return kNaN;
  if (std::isinf(a)) return kInfinity;
  double product = 1;
  for (; a < 10; ++a)
    product *= a;
  return (a - 0.5) * log(a) - a + kHalfLogTwoPi + stirling_rest(a) - log(product);
}

double gamma_log_survival(double a, double x) {
  if (!(a > 0) || std::isnan(x)) return kNaN;
  if (x <= 0) return 0;
  if (std::isinf(x)) return -kInfinity;
  if (a > kLargest && std::abs(x - a) < 0.03 * a) return large_shape(a, x);
  const double prefactor = log_prefactor(a, x);
  if (x < a + 1) return log1p(-exp(prefactor + log(series(a, x))));
  return prefactor + log(a * fraction(a, x));
}

} // namespace cea::math
