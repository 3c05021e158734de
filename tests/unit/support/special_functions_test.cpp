// Accuracy of the gamma family against 50 digits.
#include "support/special_functions.h"

#include <boost/math/special_functions/gamma.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>

namespace mp = boost::multiprecision;
using Exact = mp::cpp_bin_float_50;

TEST_CASE("the logarithm of the gamma function") {
  for (const double a : {1e-8, 0.01, 0.3, 0.5, 1.0, 1.4, 2.0, 3.7, 9.99, 10.0, 55.5, 1e3, 1e6}) {
    CAPTURE(a);
    const double want = double(boost::math::lgamma(Exact(a)));
    CHECK(std::abs(cea::math::log_gamma(a) - want) <= 1e-14 * std::max(1.0, std::abs(want)));
  }
  CHECK(std::isnan(cea::math::log_gamma(0)));
  CHECK(std::isnan(cea::math::log_gamma(-1.5)));
}

TEST_CASE("log survival of the gamma distribution") {
  for (const double a : {0.05, 0.5, 1.0, 1.8, 7.0, 40.0, 900.0, 1e4})
    for (const double z : {-6.0, -2.0, -0.5, 0.0, 0.5, 2.0, 5.0, 20.0}) {
      const double x = a + z * std::sqrt(a);
      if (x <= 0) continue;
      CAPTURE(a);
      CAPTURE(x);
      const double want = double(mp::log(boost::math::gamma_q(Exact(a), Exact(x))));
      CHECK(std::abs(cea::math::gamma_log_survival(a, x) - want) <= 2e-13 * std::abs(want));
    }
  CHECK(cea::math::gamma_log_survival(2, 0) == 0);
  CHECK(cea::math::gamma_log_survival(2, 2000) == doctest::Approx(std::log(2001.0) - 2000).epsilon(1e-14));
  CHECK(std::isnan(cea::math::gamma_log_survival(0, 1)));
}

TEST_CASE("very large shapes join smoothly") {
  // Both sides of the change to Temme's expansion.
  for (const double z : {-3.0, -0.7, 0.0, 1.3, 4.0}) {
    const auto at = [&](double a) { return cea::math::gamma_log_survival(a, a + z * std::sqrt(a)); };
    CHECK(at(999'999) == doctest::Approx(at(1'000'001)).epsilon(1e-8));
    const double want = double(mp::log(boost::math::gamma_q(Exact(4e6), Exact(4e6 + z * std::sqrt(4e6)))));
    CHECK(at(4e6) == doctest::Approx(want).epsilon(1e-11));
  }
}
