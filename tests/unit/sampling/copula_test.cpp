#include "sampling/copula.h"

#include "sampling/joint_normal.h"
#include "sampling/sampler.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

using namespace cea;

namespace {

constexpr std::size_t kDraws = 100'000;

std::vector<std::vector<double>> draws_of(const CopulaSampler& sampler, std::size_t members,
                                          std::size_t n = kDraws) {
  std::vector<std::vector<double>> draws(members, std::vector<double>(n));
  const std::vector<std::span<double>> outs(draws.begin(), draws.end());
  sampler.fill(0, outs);
  return draws;
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
  const double n = static_cast<double>(x.size());
  const double mx = std::accumulate(x.begin(), x.end(), 0.0) / n;
  const double my = std::accumulate(y.begin(), y.end(), 0.0) / n;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mx) * (y[i] - my);
    xx += (x[i] - mx) * (x[i] - mx);
    yy += (y[i] - my) * (y[i] - my);
  }
  return xy / std::sqrt(xx * yy);
}

/// Spearman's correlation, which uniform numbers have as their own.
double spearman_of(double r) {
  return 6 / std::acos(-1.0) * std::asin(r / 2);
}

std::vector<double> factor_of(const std::vector<double>& matrix, std::size_t n) {
  const auto factor = cholesky_factor(matrix, n);
  REQUIRE(factor);
  return *factor;
}

} // namespace

TEST_CASE("a copula has the rank correlation of its normal scores") {
  for (const double r : {-0.95, -0.4, 0.1, 0.7, 0.99}) {
    CAPTURE(r);
    const auto draws = draws_of(CopulaSampler(factor_of({1, r, r, 1}, 2), 3, {"a", "b"}), 2);
    CHECK(std::abs(correlation(draws[0], draws[1]) - spearman_of(r)) < 0.012);
  }
}

TEST_CASE("each member of a copula stays uniform") {
  auto draws =
      draws_of(CopulaSampler(factor_of({1, 0.8, 0.3, 0.8, 1, -0.2, 0.3, -0.2, 1}, 3), 5, {"a", "b", "c"}), 3);
  CHECK(std::abs(correlation(draws[0], draws[2]) - spearman_of(0.3)) < 0.012);
  CHECK(std::abs(correlation(draws[1], draws[2]) - spearman_of(-0.2)) < 0.012);
  for (auto& member : draws) {
    std::sort(member.begin(), member.end());
    double distance = 0; // Kolmogorov's
    for (std::size_t i = 0; i < kDraws; ++i)
      distance = std::max(distance, std::abs(member[i] - (static_cast<double>(i) + 0.5) / kDraws));
    CHECK(distance < 1.95 / std::sqrt(static_cast<double>(kDraws)));
    CHECK(member.front() > 0);
    CHECK(member.back() < 1);
  }
}

TEST_CASE("the first member and those without correlations keep their own draws") {
  const auto draws =
      draws_of(CopulaSampler(factor_of({1, 0.5, 0, 0.5, 1, 0, 0, 0, 1}, 3), 9, {"a", "b", "c"}), 3, 100);
  for (std::size_t i = 0; i < 100; ++i) {
    CHECK(draws[0][i] == RandomStream(9, "a").uniform(i));
    CHECK(draws[1][i] != RandomStream(9, "b").uniform(i));
    CHECK(draws[2][i] == RandomStream(9, "c").uniform(i));
  }
}

TEST_CASE("a copula's draws don't depend on blocks") {
  const CopulaSampler sampler(factor_of({1, 0.5, 0.5, 1}, 2), 9, {"a", "b"});
  const auto whole = draws_of(sampler, 2, 200);
  for (std::size_t first = 0; first < 200; first += 7) {
    std::vector<double> a(std::min<std::size_t>(7, 200 - first)), b(a.size());
    sampler.fill(first, std::vector<std::span<double>>{a, b});
    for (std::size_t i = 0; i < a.size(); ++i) {
      CHECK(a[i] == whole[0][first + i]);
      CHECK(b[i] == whole[1][first + i]);
    }
  }
}

TEST_CASE("rows of a joint sample are drawn whole and evenly") {
  const auto a = std::make_shared<const std::vector<double>>(std::vector<double>{1, 2, 3, 4, 5});
  const auto b = std::make_shared<const std::vector<double>>(std::vector<double>{10, 20, 30, 40, 50});
  std::vector<double> x(kDraws), y(kDraws);
  RowSampler({a, b}, 2, {"a", "b"}).fill(0, std::vector<std::span<double>>{x, y});
  std::vector<double> share(5);
  for (std::size_t i = 0; i < kDraws; ++i) {
    REQUIRE(y[i] == 10 * x[i]);
    share[static_cast<std::size_t>(x[i]) - 1] += 1.0 / kDraws;
  }
  for (const double s : share)
    CHECK(std::abs(s - 0.2) < 5 * std::sqrt(0.16 / kDraws));
  std::vector<double> u(3), v(3);
  RowSampler({a, b}, 2, {"a", "b"}).fill(50, std::vector<std::span<double>>{u, v});
  CHECK(u[2] == x[52]);
}

TEST_CASE("a Latin hypercube has one draw in each stratum") {
  for (const std::size_t n : std::vector<std::size_t>{1, 2, 3, 10, 64, 1000, 4097}) {
    CAPTURE(n);
    const RandomStream stream(4, "p", {SampleDesign::Kind::latin_hypercube, n});
    std::vector<double> u(n);
    stream.fill(0, u);
    std::set<std::size_t> strata;
    for (const double x : u) {
      REQUIRE(x > 0);
      REQUIRE(x < 1);
      strata.insert(static_cast<std::size_t>(x * static_cast<double>(n)));
    }
    CHECK(strata.size() == n);
    for (std::size_t i = 0; i < n; i += 3)
      CHECK(stream.uniform(i) == u[i]);
  }
}

TEST_CASE("strata of different parameters are in independent order") {
  constexpr std::size_t n = 20'000;
  const SampleDesign design{SampleDesign::Kind::latin_hypercube, n};
  std::vector<double> a(n), b(n), c(n), index(n);
  RandomStream(1, "a", design).fill(0, a);
  RandomStream(1, "b", design).fill(0, b);
  RandomStream(2, "a", design).fill(0, c);
  std::iota(index.begin(), index.end(), 0.0);
  const double limit = 4 / std::sqrt(static_cast<double>(n));
  CHECK(std::abs(correlation(a, b)) < limit);
  CHECK(std::abs(correlation(a, c)) < limit);
  CHECK(std::abs(correlation(a, index)) < limit);
  const std::vector<double> head(a.begin(), a.end() - 1), tail(a.begin() + 1, a.end());
  CHECK(std::abs(correlation(head, tail)) < limit);
}

TEST_CASE("the means of a Latin hypercube vary far less") {
  const auto spread_of = [](SampleDesign::Kind kind) {
    constexpr std::size_t n = 200;
    double sum = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      std::vector<double> draws(n);
      Sampler(GammaDistribution{4, 1}, seed, "x", {kind, n}).fill(0, draws);
      const double mean = std::accumulate(draws.begin(), draws.end(), 0.0) / n;
      sum += (mean - 4) * (mean - 4);
    }
    return std::sqrt(sum / 200);
  };
  const double random = spread_of(SampleDesign::Kind::random);
  CHECK(random == doctest::Approx(2 / std::sqrt(200.0)).epsilon(0.15));
  CHECK(spread_of(SampleDesign::Kind::latin_hypercube) < 0.1 * random);
}
