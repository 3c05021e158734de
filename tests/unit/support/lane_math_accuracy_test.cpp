// Accuracy against 50 decimal digits, and the rules for zero, infinity and NaN.
#include "support/scalar_math.h"

#include <algorithm>
#include <bit>
#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <random>
#include <vector>

namespace {

namespace mp = boost::multiprecision;
using Exact = mp::cpp_bin_float_50;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();

/// Distance from the exact value in units of the last place a double has there.
double ulps(double got, const Exact& exact) {
  const int exponent = exact == 0 ? -1022 : std::max(int(mp::ilogb(exact)), -1022);
  return double(mp::abs(Exact(got) - exact) / mp::ldexp(Exact(1), exponent - 52));
}

std::vector<double> uniform(double low, double high, int count) {
  std::mt19937_64 random(std::bit_cast<std::uint64_t>(low) ^ std::bit_cast<std::uint64_t>(high));
  std::uniform_real_distribution<double> within(low, high);
  std::vector<double> values = {low, high};
  for (int i = 0; i < count; ++i)
    values.push_back(within(random));
  return values;
}

/// ±2^e times a mantissa, e uniform between the bounds.
std::vector<double> any_size(int lowest, int highest, bool both_signs, int count) {
  std::mt19937_64 random(17);
  std::uniform_int_distribution<int> exponent(lowest, highest);
  std::uniform_real_distribution<double> mantissa(1.0, 2.0);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    const double size = std::ldexp(mantissa(random), exponent(random));
    values.push_back(both_signs && i % 2 == 0 ? -size : size);
  }
  return values;
}

template <class Got, class Reference>
double worst(Got got, Reference exact, const std::vector<double>& arguments) {
  double largest = 0.0;
  for (const double x : arguments)
    largest = std::max(largest, ulps(got(x), exact(Exact(x))));
  return largest;
}

Exact exact_expm1(const Exact& x) {
  if (mp::abs(x) > 1e-3) return mp::exp(x) - 1;
  Exact sum = 0;
  for (int k = 15; k >= 1; --k)
    sum = (sum + 1) * x / k;
  return sum;
}

Exact exact_log1p(const Exact& x) {
  if (mp::abs(x) > 1e-3) return mp::log(1 + x);
  Exact sum = 0;
  for (int k = 16; k >= 1; --k)
    sum = Exact(1) / k - x * sum;
  return x * sum;
}

} // namespace

TEST_CASE("exp is within 1 ulp everywhere") {
  const auto exact = [](const Exact& x) -> Exact { return mp::exp(x); };
  CHECK(worst(cea::math::exp, exact, uniform(-1.0, 1.0, 20000)) < 1.0);
  CHECK(worst(cea::math::exp, exact, uniform(-708.0, 709.78, 20000)) < 1.0);
  CHECK(worst(cea::math::exp, exact, uniform(-745.13, -708.0, 5000)) < 1.0);
  CHECK(worst(cea::math::exp, exact, any_size(-1074, -1, true, 2000)) < 1.0);
}

TEST_CASE("expm1 is within 1 ulp everywhere") {
  CHECK(worst(cea::math::expm1, exact_expm1, uniform(-2.0, 2.0, 20000)) < 1.0);
  CHECK(worst(cea::math::expm1, exact_expm1, uniform(-60.0, 709.78, 10000)) < 1.0);
  CHECK(worst(cea::math::expm1, exact_expm1, any_size(-1074, -1, true, 10000)) < 1.0);
}

TEST_CASE("log is within 1 ulp everywhere") {
  const auto exact = [](const Exact& x) -> Exact { return mp::log(x); };
  CHECK(worst(cea::math::log, exact, uniform(0.5, 2.0, 10000)) < 1.0);
  CHECK(worst(cea::math::log, exact, uniform(0.999, 1.001, 5000)) < 1.0);
  CHECK(worst(cea::math::log, exact, any_size(-1074, 1023, false, 10000)) < 1.0);
}

TEST_CASE("log1p is within 1 ulp everywhere") {
  CHECK(worst(cea::math::log1p, exact_log1p, uniform(-0.999, 2.0, 10000)) < 1.0);
  CHECK(worst(cea::math::log1p, exact_log1p, uniform(-0.3, 0.45, 10000)) < 1.0);
  CHECK(worst(cea::math::log1p, exact_log1p, any_size(-1074, -1, true, 10000)) < 1.0);
  CHECK(worst(cea::math::log1p, exact_log1p, any_size(0, 1023, false, 5000)) < 1.0);
}

TEST_CASE("pow is within 1 ulp where the result is normal") {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> power(-1021.9, 1023.9);
  double largest = 0.0;
  std::vector<double> bases = any_size(-1074, 1023, false, 4000);
  for (const double base : uniform(0.6, 1.6, 6000))
    bases.push_back(base);
  for (const double base : uniform(0.999999, 1.000001, 1000))
    bases.push_back(base);
  for (const double x : bases)
    for (const double log2_result : {power(random), power(random) / 300.0, x > 1.0 ? 1023.9 : -1021.9}) {
      const double y = log2_result / std::log2(x);
      if (x != 1.0) largest = std::max(largest, ulps(cea::math::pow(x, y), mp::pow(Exact(x), Exact(y))));
    }
  CHECK(largest < 1.0);
}

TEST_CASE("pow underflows gradually") {
  double largest = 0.0;
  for (const double y : uniform(-1074.0, -1022.0, 2000))
    largest = std::max(largest, ulps(cea::math::pow(2.0, y), mp::pow(Exact(2), Exact(y))));
  CHECK(largest < 1.0);
  CHECK(cea::math::pow(2.0, -1074.0) == kTiny);
  CHECK(cea::math::pow(2.0, -1076.0) == 0.0);
}

TEST_CASE("normal_cdf is within 1e-14 relative down to -37") {
  double largest = 0.0;
  std::vector<double> arguments = uniform(-37.0, 0.0, 1500);
  for (const double x : uniform(-3.0, 8.5, 1500))
    arguments.push_back(x);
  for (const double x : arguments) {
    const Exact exact = boost::math::erfc(-Exact(x) / mp::sqrt(Exact(2))) / 2;
    largest = std::max(largest, double(mp::abs(Exact(cea::math::normal_cdf(x)) / exact - 1)));
  }
  CHECK(largest < 1e-14);
}

TEST_CASE("normal_cdf underflows gradually and is exact where it must be") {
  for (const double x : uniform(-38.5, -37.5, 200)) {
    const Exact exact = boost::math::erfc(-Exact(x) / mp::sqrt(Exact(2))) / 2;
    CHECK(mp::abs(Exact(cea::math::normal_cdf(x)) - exact) <= exact * Exact(1e-14) + Exact(kTiny));
  }
  CHECK(cea::math::normal_cdf(0.0) == 0.5);
  CHECK(cea::math::normal_cdf(-0.0) == 0.5);
  CHECK(cea::math::normal_cdf(-40.0) == 0.0);
  CHECK(cea::math::normal_cdf(-kInf) == 0.0);
  CHECK(cea::math::normal_cdf(kInf) == 1.0);
  CHECK(cea::math::normal_cdf(9.0) == 1.0);
  CHECK(std::isnan(cea::math::normal_cdf(kNan)));
  for (const double x : uniform(0.0, 9.0, 500))
    CHECK(cea::math::normal_cdf(x) == 1.0 - cea::math::normal_cdf(-x));
}

TEST_CASE("exp and expm1 at the ends") {
  CHECK(cea::math::exp(0.0) == 1.0);
  CHECK(cea::math::exp(-0.0) == 1.0);
  CHECK(cea::math::exp(-kInf) == 0.0);
  CHECK(cea::math::exp(kInf) == kInf);
  CHECK(std::isnan(cea::math::exp(kNan)));
  CHECK(cea::math::exp(709.782712893384) < kInf);
  CHECK(cea::math::exp(709.7827128933841) == kInf);
  CHECK(cea::math::exp(-745.1332191019411) == kTiny);
  CHECK(cea::math::exp(-745.1332191019412) == 0.0);
  CHECK(cea::math::exp(-1e300) == 0.0);
  CHECK(cea::math::expm1(-kInf) == -1.0);
  CHECK(cea::math::expm1(kInf) == kInf);
  CHECK(cea::math::expm1(1e5) == kInf);
  CHECK(cea::math::expm1(709.782712893384) < kInf);
  CHECK(std::isnan(cea::math::expm1(kNan)));
  for (const double x : {1e-17, -1e-17, kTiny, -kTiny, 1e-310})
    CHECK(cea::math::expm1(x) == x);
  CHECK(std::signbit(cea::math::expm1(-0.0)));
}

TEST_CASE("log and log1p at the ends") {
  CHECK(cea::math::log(1.0) == 0.0);
  CHECK(cea::math::log(0.0) == -kInf);
  CHECK(cea::math::log(-0.0) == -kInf);
  CHECK(cea::math::log(kInf) == kInf);
  for (const double x : {-1.0, -kTiny, -kInf, kNan})
    CHECK(std::isnan(cea::math::log(x)));
  CHECK(cea::math::log1p(-1.0) == -kInf);
  CHECK(cea::math::log1p(kInf) == kInf);
  for (const double x : {-1.0000000000000002, -kInf, kNan})
    CHECK(std::isnan(cea::math::log1p(x)));
  for (const double x : {1e-17, -1e-17, kTiny, -kTiny, 1e-310})
    CHECK(cea::math::log1p(x) == x);
  CHECK(std::signbit(cea::math::log1p(-0.0)));
}

TEST_CASE("pow follows the rules of C for special arguments") {
  const std::vector<double> values = {0.0,
                                      -0.0,
                                      1.0,
                                      -1.0,
                                      0.5,
                                      -0.5,
                                      2.0,
                                      -2.0,
                                      3.0,
                                      -3.0,
                                      2.5,
                                      -2.5,
                                      kInf,
                                      -kInf,
                                      kNan,
                                      1e300,
                                      -1e300,
                                      1e-300,
                                      kTiny,
                                      -kTiny,
                                      1e17,
                                      -1e17,
                                      9007199254740991.0,
                                      -9007199254740991.0};
  for (const double x : values)
    for (const double y : values) {
      const double expected = std::pow(x, y);
      const double got = cea::math::pow(x, y);
      CAPTURE(x);
      CAPTURE(y);
      CHECK(std::isnan(got) == std::isnan(expected));
      CHECK((std::isnan(got) || std::signbit(got) == std::signbit(expected)));
      if (!std::isnan(expected))
        CHECK((got == expected || std::abs(got - expected) <= 4e-16 * std::abs(got)));
    }
}

TEST_CASE("pow_int multiplies out and keeps signs") {
  using cea::math::pow_int;
  CHECK(pow_int(-2.0, 3) == -8.0);
  CHECK(pow_int(-2.0, 10) == 1024.0);
  CHECK(pow_int(10.0, -2) == 0.01);
  CHECK(pow_int(kNan, 0) == 1.0);
  CHECK(pow_int(0.0, 0) == 1.0);
  CHECK(pow_int(0.0, -1) == kInf);
  CHECK(pow_int(-0.0, -1) == -kInf);
  CHECK(pow_int(-0.0, -2) == kInf);
  CHECK(pow_int(-kInf, -3) == 0.0);
  CHECK(std::signbit(pow_int(-kInf, -3)));
  CHECK(pow_int(2.0, -1074) == kTiny);
  CHECK(pow_int(2.0, 1024) == kInf);
  CHECK(pow_int(-1.0, std::numeric_limits<int>::min()) == 1.0);
  CHECK(pow_int(2.0, std::numeric_limits<int>::min()) == 0.0);
  for (const int n : {1, 2, 3, 40, 101, -1, -40, -101})
    for (const double x : uniform(0.5, 1.5, 100)) {
      const Exact exact = mp::pow(Exact(x), n);
      CHECK(double(mp::abs(Exact(pow_int(x, n)) / exact - 1)) <= std::abs(n) * 0x1p-53);
    }
}

TEST_CASE("bits are those of every other machine and compiler") {
  CHECK(cea::math::exp(1.25) == 0x1.bec38edb0fafp+1);
  CHECK(cea::math::expm1(-0.035) == -0x1.19c2ab8aaa45ep-5);
  CHECK(cea::math::log(10.0) == 0x1.26bb1bbb55516p+1);
  CHECK(cea::math::log1p(0.035) == 0x1.19d10555f94f4p-5);
  CHECK(cea::math::pow(1.035, 12.5) == 0x1.898b817a76b33p+0);
  CHECK(cea::math::pow_int(1.035, -40) == 0x1.02a25b6b10218p-2);
  CHECK(cea::math::normal_cdf(-1.96) == 0x1.9990c58859314p-6);
}
