#include "analysis/quantiles.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

using namespace cea;
using Values = std::vector<double>;

namespace {

/// Values spread like an exponential distribution, in the order of a multiplicative sequence.
Values spread(std::size_t n, double repeats) {
  Values values;
  std::uint64_t state = 12345;
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const double u = (static_cast<double>(state >> 12) + 0.5) * 0x1p-52;
    values.push_back(std::floor(-std::log(u) * repeats) / repeats);
  }
  return values;
}

double sorted_quantile(Values values, double p) {
  std::sort(values.begin(), values.end());
  const double position = static_cast<double>(values.size() - 1) * p;
  const auto below = static_cast<std::size_t>(position);
  const double weight = position - std::floor(position);
  if (below + 1 == values.size()) return values.back();
  return (1 - weight) * values[below] + weight * values[below + 1];
}

} // namespace

TEST_CASE("quantiles of type 7 as R gives them") {
  const auto q = [](Values values, double p) { return quantile(values, p); };
  CHECK(q({10, 2, 4, 3, 1}, 0.025) == doctest::Approx(1.1).epsilon(1e-15));
  CHECK(q({10, 2, 4, 3, 1}, 0.975) == doctest::Approx(9.4).epsilon(1e-15));
  CHECK(q({10, 2, 4, 3, 1}, 0.5) == 3);
  CHECK(q({10, 2, 4, 3, 1}, 0) == 1);
  CHECK(q({10, 2, 4, 3, 1}, 1) == 10);
  CHECK(q({7}, 0.025) == 7);
}

TEST_CASE("quantiles of many values equal those of sorted values") {
  for (const double repeats : {1e15, 20.0, 1.0}) {
    const Values values = spread(100'000, repeats);
    for (const double p : {0.0, 0.025, 0.1, 0.3, 0.975, 1.0}) {
      Values scratch = values;
      CHECK(quantile(scratch, p) == sorted_quantile(values, p));
    }
  }
}

TEST_CASE("quantiles are right where a thin sample of the values misleads") {
  Values values(65'536, 5.0);
  for (std::size_t i = 1; i < values.size(); ++i)
    if (i % 64 != 0) values[i] = -static_cast<double>(i);
  Values scratch = values;
  CHECK(quantile(scratch, 0.025) == sorted_quantile(values, 0.025));
  for (double& x : values)
    x = -x;
  scratch = values;
  CHECK(quantile(scratch, 0.975) == sorted_quantile(values, 0.975));
}

TEST_CASE("estimate: mean and sd with n - 1") {
  Values values{2, 4, 4, 4, 5, 5, 7, 9};
  const Estimate e = estimate(values);
  CHECK(e.mean == 5);
  CHECK(e.sd == doctest::Approx(std::sqrt(32.0 / 7)).epsilon(1e-15));
  CHECK(e.mcse == doctest::Approx(std::sqrt(32.0 / 7 / 8)).epsilon(1e-15));
  CHECK(e.low == doctest::Approx(2.35).epsilon(1e-15));
  CHECK(e.high == doctest::Approx(8.65).epsilon(1e-15));
}

TEST_CASE("estimate keeps a small spread on a large mean") {
  Values values;
  for (int i = 0; i < 9001; ++i)
    values.push_back(1e9 + (i % 3 - 1) * 1e-3);
  const Estimate e = estimate(values);
  CHECK(std::abs(e.mean - 1e9) < 1e-6);
  CHECK(e.sd == doctest::Approx(1e-3 * std::sqrt(2.0 / 3)).epsilon(1e-3));
}

TEST_CASE("the mean of many values is exact to the last digits") {
  Values values(1'000'000, 0.1);
  CHECK(std::abs(estimate(values).mean - 0.1) < 1e-16);
}

TEST_CASE("a single value has no spread") {
  Values values{3.5};
  const Estimate e = estimate(values);
  CHECK(e.mean == 3.5);
  CHECK(e.low == 3.5);
  CHECK(e.high == 3.5);
  CHECK(std::isnan(e.sd));
  CHECK(std::isnan(e.mcse));
}
