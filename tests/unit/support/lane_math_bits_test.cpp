// Every vector width must give the bits of the scalar functions, whatever the neighbouring lanes hold.
#include "lane_math_apply.h"
#include "support/processor.h"
#include "support/scalar_math.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <limits>
#include <random>
#include <vector>

namespace {

using cea::lanes::V2;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const std::vector<double> kSpecial = {0.0,
                                      -0.0,
                                      1.0,
                                      -1.0,
                                      0.5,
                                      -0.5,
                                      2.0,
                                      -2.0,
                                      3.0,
                                      -3.0,
                                      kInf,
                                      -kInf,
                                      kNan,
                                      5e-324,
                                      -5e-324,
                                      1e-310,
                                      2.3e-308,
                                      1e-20,
                                      -1e-20,
                                      709.9,
                                      710.5,
                                      -745.0,
                                      -746.5,
                                      -720.0,
                                      37.5,
                                      -37.5,
                                      -38.4,
                                      1e17,
                                      -1e17,
                                      1.7e308,
                                      -1.7e308,
                                      4503599627370497.5,
                                      0.49999999999999994,
                                      2.5};

double scalar(LaneFunction f, double x, double y) {
  switch (f) {
  case LaneFunction::exp:
    return cea::math::exp(x);
  case LaneFunction::expm1:
    return cea::math::expm1(x);
  case LaneFunction::log:
    return cea::math::log(x);
  case LaneFunction::log1p:
    return cea::math::log1p(x);
  case LaneFunction::pow:
    return cea::math::pow(x, y);
  case LaneFunction::pow_int:
    return cea::math::pow_int(x, int(y));
  case LaneFunction::normal_cdf:
    return cea::math::normal_cdf(x);
  case LaneFunction::sqrt:
    return std::sqrt(x);
  case LaneFunction::floor:
    return std::floor(x);
  case LaneFunction::ceil:
    return std::ceil(x);
  case LaneFunction::trunc:
    return std::trunc(x);
  case LaneFunction::round:
    return std::round(x);
  }
  return x;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
         (std::isnan(a) && std::isnan(b));
}

struct Arguments {
  std::vector<double> x;
  std::vector<double> y;
};

/// Pairs of special values, then ordinary and special values mixed, then any bit pattern.
Arguments arguments() {
  Arguments all;
  std::mt19937_64 random(20240229);
  std::uniform_real_distribution<double> ordinary(-40.0, 40.0);
  const auto add = [&](double x, double y) {
    all.x.push_back(x);
    all.y.push_back(y);
  };
  for (const double x : kSpecial)
    for (const double y : kSpecial)
      add(x, y);
  for (int i = 0; i < 20000; ++i)
    add(ordinary(random), ordinary(random));
  for (int i = 0; i < 20000; ++i)
    add(i % 7 == 0 ? kSpecial[random() % kSpecial.size()] : std::abs(ordinary(random)), ordinary(random));
  for (int i = 0; i < 20000; ++i)
    add(std::bit_cast<double>(random()), std::bit_cast<double>(random()));
  all.x.resize(all.x.size() / 8 * 8);
  all.y.resize(all.x.size());
  return all;
}

using Apply = void (*)(LaneFunction, const double*, const double*, double*, long);

void check_same_bits(LaneFunction f, const Arguments& given, Apply apply) {
  std::vector<double> out(given.x.size());
  apply(f, given.x.data(), given.y.data(), out.data(), long(out.size()));
  std::size_t different = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double expected = scalar(f, given.x[i], given.y[i]);
    if (!same_bits(out[i], expected) && different++ < 5)
      MESSAGE("function " << int(f) << " of " << given.x[i] << " and " << given.y[i] << ": " << out[i]
                          << " rather than " << expected);
  }
  CHECK(different == 0);
}

void check_every_function(Apply apply) {
  Arguments given = arguments();
  for (int f = 0; f <= int(LaneFunction::round); ++f)
    if (LaneFunction(f) != LaneFunction::pow_int) check_same_bits(LaneFunction(f), given, apply);
  for (const double exponent : {0.0, 1.0, 2.0, 7.0, 40.0, -1.0, -3.0, -40.0, 2147483647.0, -2147483648.0}) {
    given.y.assign(given.x.size(), exponent);
    check_same_bits(LaneFunction::pow_int, given, apply);
  }
}

} // namespace

TEST_CASE("two lanes give the bits of the scalar functions") {
  check_every_function(apply_all<V2>);
}

TEST_CASE("four lanes give the bits of the scalar functions") {
  if (!cea::has_avx2()) {
    MESSAGE("skipped: this processor lacks AVX2");
    return;
  }
  check_every_function(apply_in_four_lanes);
}

TEST_CASE("eight lanes give the bits of the scalar functions") {
  if (!cea::has_avx512()) {
    MESSAGE("skipped: this processor lacks AVX-512");
    return;
  }
  check_every_function(apply_in_eight_lanes);
}

TEST_CASE("array forms give the bits of the scalar functions") {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 7U}) {
    std::vector<double> exps(kSpecial.begin(), kSpecial.begin() + long(size));
    std::vector<double> logs = exps;
    cea::math::exp_array(exps);
    cea::math::log_array(logs);
    for (std::size_t i = 0; i < size; ++i) {
      CHECK(same_bits(exps[i], cea::math::exp(kSpecial[i])));
      CHECK(same_bits(logs[i], cea::math::log(kSpecial[i])));
    }
  }
}

TEST_CASE("lane operations follow their documented rules") {
  using namespace cea::lanes;
  const V2 a = {1.0, kNan};
  const V2 b = {-0.0, 2.0};
  CHECK(cea::lanes::min(a, b)[0] == 0.0);
  CHECK(cea::lanes::min(a, b)[1] == 2.0);
  CHECK(cea::lanes::max(a, b)[0] == 1.0);
  CHECK(std::isnan(cea::lanes::max(b, a)[1]));
  CHECK(same_bits(broadcast<V2>(-0.0)[1], -0.0));
  CHECK(same_bits(cea::lanes::abs(b)[0], 0.0));
  CHECK(same_bits(cea::lanes::copysign(a, b)[0], -1.0));
  CHECK(select<V2>(a == a, a, b)[1] == 2.0);
  CHECK(any(a == a));
  CHECK_FALSE(all(a == a));
  CHECK_FALSE(any(a > 5.0));
  CHECK(std::isnan(clamp(a, -1.0, 0.5)[1]));
  CHECK(clamp(a, -1.0, 0.5)[0] == 0.5);
  const V2 whole = {-123456789012345.0, 7.0};
  CHECK(std::int64_t(to_int(whole)[0]) == -123456789012345);
  CHECK(from_int<V2>(to_int(whole))[0] == -123456789012345.0);
  const V2 odd = {kInf, 3.5};
  CHECK(is_finite(odd)[0] == 0);
  CHECK(is_finite(odd)[1] == -1);
  CHECK(is_nan(a)[1] == -1);
  alignas(16) double stored[3] = {};
  store_aligned(stored, odd);
  store(stored + 1, odd);
  CHECK(load_aligned<V2>(stored)[1] == kInf);
  CHECK(load<V2>(stored + 1)[1] == 3.5);
}
