#include "sampling/discrete.h"

#include "sampling/sampler.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

using namespace cea;

namespace {

std::optional<Distribution> discrete(const std::vector<double>& values, const std::vector<double>& weights,
                                     Diagnostics& diagnostics) {
  std::vector<NamedNumber> arguments;
  for (const double v : values)
    arguments.push_back({"values", v, {}});
  for (const double w : weights)
    arguments.push_back({"weights", w, {}});
  return make_distribution("discrete", {}, arguments, diagnostics);
}

Distribution made(const std::vector<double>& values, const std::vector<double>& weights) {
  Diagnostics diagnostics;
  const auto d = discrete(values, weights, diagnostics);
  REQUIRE(d);
  REQUIRE_FALSE(diagnostics.has_errors());
  return *d;
}

std::string refused(const std::vector<double>& values, const std::vector<double>& weights) {
  Diagnostics diagnostics;
  CHECK_FALSE(discrete(values, weights, diagnostics));
  REQUIRE(diagnostics.all().size() == 1);
  return diagnostics.all()[0].message;
}

} // namespace

TEST_CASE("a discrete distribution has the moments of its points") {
  const Distribution d = made({3, 1, 2, 1}, {0.5, 0.1, 0.3, 0.1}); // in any order; a value may come twice
  CHECK(mean(d) == doctest::Approx(2.3));
  CHECK(standard_deviation(d) == doctest::Approx(std::sqrt(0.5 * 9 + 0.2 * 1 + 0.3 * 4 - 2.3 * 2.3)));
  CHECK(mode(d).value() == 3);
  CHECK_FALSE(mode(made({1, 2}, {1, 1})).has_value());
  CHECK(cdf(d, 0.9) == 0);
  CHECK(cdf(d, 1) == doctest::Approx(0.2));
  CHECK(cdf(d, 2.5) == doctest::Approx(0.5));
  CHECK(cdf(d, 3) == 1);
  CHECK(quantile(d, 0.1) == 1);
  CHECK(quantile(d, 0.21) == 2);
  CHECK(quantile(d, 0.97) == 3);
}

TEST_CASE("weights count by their ratio and a weight of 0 leaves a value out") {
  const Distribution a = made({1, 2, 9}, {2, 6, 0}), b = made({1, 2}, {0.25, 0.75});
  CHECK(mean(a) == mean(b));
  CHECK(quantile(a, 0.999999) == 2);
}

TEST_CASE("draws of a discrete distribution have its frequencies") {
  const Distribution d = made({-1.5, 0, 10}, {0.2, 0.5, 0.3});
  constexpr std::size_t n = 200'000;
  std::vector<double> draws(n);
  Sampler(d, 7, "x").fill(0, draws);
  std::map<double, double> share;
  for (const double x : draws)
    share[x] += 1.0 / n;
  REQUIRE(share.size() == 3);
  const auto near = [](double got, double p) { return std::abs(got - p) < 5 * std::sqrt(p * (1 - p) / n); };
  CHECK(near(share[-1.5], 0.2));
  CHECK(near(share[0], 0.5));
  CHECK(near(share[10], 0.3));
  // Each draw is the quantile at the stream's uniform number.
  const RandomStream stream(7, "x");
  for (std::size_t i = 0; i < 100; ++i)
    CHECK(draws[i] == quantile(d, stream.uniform(i)));
}

TEST_CASE("an empirical distribution is its sample") {
  std::vector<double> sample;
  for (int i = 0; i < 1000; ++i)
    sample.push_back((i * 7919) % 1000 / 10.0); // 0 to 99.9, shuffled
  const Distribution d = empirical_distribution(sample);
  CHECK(mean(d) == doctest::Approx(49.95));
  CHECK(cdf(d, 49.95) == doctest::Approx(0.5));
  CHECK(quantile(d, 0.25) == 24.9);
  // For intervals, as R's quantile() has it (type 7).
  CHECK(interval_end(d, 0.025) == doctest::Approx(0.025 * 999 / 10));
  CHECK(interval_end(d, 0.975) == doctest::Approx(0.975 * 999 / 10));
  CHECK(interval_end(NormalDistribution{0, 1}, 0.975) == quantile(NormalDistribution{0, 1}, 0.975));
  // R: quantile(c(1, 1, 1, 2, 5), c(.025, .5, .6, .9, .975), type = 7)
  const std::vector<double> tied{1, 5, 1, 2, 1};
  const Distribution ties = empirical_distribution(tied);
  CHECK(interval_end(ties, 0.025) == 1);
  CHECK(interval_end(ties, 0.5) == 1);
  CHECK(interval_end(ties, 0.6) == doctest::Approx(1.4));
  CHECK(interval_end(ties, 0.9) == doctest::Approx(3.8));
  CHECK(interval_end(ties, 0.975) == doctest::Approx(4.7));
  std::vector<double> draws(64);
  Sampler(d, 1, "y").fill(1000, draws);
  for (const double x : draws)
    CHECK(std::find(sample.begin(), sample.end(), x) != sample.end());
}

TEST_CASE("discrete distributions that can't be") {
  CHECK(refused({1, 2}, {1}) == "discrete: 2 values with 1 weights");
  CHECK(refused({}, {}) == "discrete: 0 values with 0 weights");
  CHECK(refused({1, 2}, {1, -1}) == "discrete: a weight can't be -1");
  CHECK(refused({1, 2}, {0, 0}) == "discrete: the weights sum to 0");
  CHECK(refused({1, 2}, {1, 0}) == "discrete: all weight lies on a single value");
  Diagnostics diagnostics;
  CHECK_FALSE(make_distribution("discrete", {}, {{"value", 1, {}}}, diagnostics));
  CHECK(diagnostics.all()[0].message == "discrete: unknown argument 'value'");
}
