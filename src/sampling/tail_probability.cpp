#include "sampling/tail_probability.h"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace cea::sampling {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

using Policy = bp::policy<bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
                          bp::denorm_error<bp::ignore_error>>;
using Extended = long double;

constexpr Policy kPolicy{};

/// Below this y, e^y is so small that F(y) = e^(ay)·constant to the last digit: the next term of the series
/// is smaller by the factor e^y·(b + 1).
Extended power_law_below(const Law& law) {
  return -60 - std::log(Extended(law.b) + 1);
}

/// Where F is a pure power of x, x itself may be too small for any floating-point format.
TailProbability power_law(Extended y, Extended a, Extended log_constant) {
  const Extended lower = std::exp(a * y - log_constant);
  return {lower, 1 - lower, a * lower};
}

TailProbability normal_tails(Extended z) {
  const Extended half_root = 0.707106781186547524400844362104849039L;
  const Extended inverse_root_two_pi = 0.398942280401432677939946059934381868L;
  return {bm::erfc(-z * half_root, kPolicy) / 2, bm::erfc(z * half_root, kPolicy) / 2,
          inverse_root_two_pi * std::exp(-z * z / 2)};
}

TailProbability gamma_tails(const Law& law, const Point& point) {
  const Extended a = law.a;
  if (point.y < power_law_below(law)) return power_law(point.y, a, bm::lgamma(a + 1, kPolicy));
  return {bm::gamma_p(a, point.x, kPolicy), bm::gamma_q(a, point.x, kPolicy),
          point.x * bm::gamma_p_derivative(a, point.x, kPolicy)};
}

/// For the half of the line on which x ≤ ½.
TailProbability beta_tails_near_zero(const Law& law, const Point& point) {
  const Extended a = law.a, b = law.b;
  if (point.y < power_law_below(law)) {
    return power_law(point.y, a, std::log(a * bm::beta(a, b, kPolicy)));
  }
  return {bm::ibeta(a, b, point.x, kPolicy), bm::ibetac(a, b, point.x, kPolicy),
          point.x * point.complement * bm::ibeta_derivative(a, b, point.x, kPolicy)};
}

TailProbability beta_tails(const Law& law, const Point& point) {
  if (point.x <= point.complement) return beta_tails_near_zero(law, point);
  const TailProbability mirrored =
      beta_tails_near_zero({law.kind, law.b, law.a}, {-point.y, point.complement, point.x});
  return {mirrored.upper, mirrored.lower, mirrored.density};
}

/// A first guess: Wilson & Hilferty 1931 and Kerman 2011 for shapes that allow it.
Extended median_guess(const Law& law) {
  const Extended a = law.a, b = law.b;
  if (law.kind == Law::Kind::gamma) {
    if (a < 0.5L) return (std::log(0.5L) + bm::lgamma(a + 1, kPolicy)) / a;
    return std::log(a) + 3 * std::log1p(-1 / (9 * a));
  }
  if (a > 0.5L && b > 0.5L) return std::log((a - 1 / 3.0L) / (b - 1 / 3.0L));
  return std::log(a / b);
}

} // namespace

Point point_at(const Law& law, long double y) {
  switch (law.kind) {
  case Law::Kind::normal:
    return {y, y, 1};
  case Law::Kind::gamma:
    return {y, std::exp(y), 1};
  case Law::Kind::beta:
    return {y, 1 / (1 + std::exp(-y)), 1 / (1 + std::exp(y))};
  }
  return {};
}

TailProbability tail_probability(const Law& law, const Point& point) {
  switch (law.kind) {
  case Law::Kind::normal:
    return normal_tails(point.y);
  case Law::Kind::gamma:
    return gamma_tails(law, point);
  case Law::Kind::beta:
    return beta_tails(law, point);
  }
  return {};
}

long double approximate_median(const Law& law) {
  if (law.kind == Law::Kind::normal) return 0;
  // Newton on the logit of F, which is nearly straight in both tails.
  Extended y = median_guess(law);
  for (int step = 0; step < 200; ++step) {
    const TailProbability tail = tail_probability(law, point_at(law, y));
    if (std::abs(tail.lower - 0.5L) < 1e-4L) break;
    y -= std::log(tail.lower / tail.upper) * tail.lower * tail.upper / tail.density;
  }
  return y;
}

} // namespace cea::sampling
