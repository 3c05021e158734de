#include "reference_quantiles.h"

#include "sampling/quantile_cells.h"
#include "sampling/quantile_table.h"
#include "sampling/tail_probability.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace cea;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestError = 5e-12;

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

/// Points in every cell of both halves down to v = 2^-53, at the cells' edges and between.
std::vector<double> probabilities(int per_cell) {
  std::vector<double> all;
  for (int octave = 2; octave <= 53; ++octave) {
    const double low = std::ldexp(1.0, -octave);
    for (int k = 0; k < 8 * per_cell; ++k) {
      const double v = low * (1 + k / (8.0 * per_cell));
      all.push_back(v);
      all.push_back(1 - v);
      if (k % per_cell == 0) all.push_back(std::nextafter(v, 0));
    }
  }
  all.push_back(0.5);
  std::erase_if(all, [](double u) { return u < 0x1p-53 || u >= 1; });
  return all;
}

/// x moved by three units in its last place.
double nearby(double x, double towards) {
  for (int step = 0; step < 3; ++step)
    x = std::nextafter(x, towards);
  return x;
}

/// How far F(x) is from u, beyond what rounding of x explains: where the density is in the millions, or x
/// close to 1, neighbouring doubles are further apart in u than the tolerance.
double error_in_u(const Distribution& d, double x, double u) {
  const double error = std::abs(cdf(d, x) - u);
  if (error <= kLargestError) return error;
  return std::max({0.0, cdf(d, nearby(x, -kInfinity)) - u, u - cdf(d, nearby(x, kInfinity))});
}

/// A number of samples that keeps slow distribution functions (large shapes) affordable.
int points_per_cell(const Distribution& d) {
  if (const auto* gamma = std::get_if<GammaDistribution>(&d)) return gamma->shape > 1e4 ? 2 : 40;
  if (const auto* beta = std::get_if<BetaDistribution>(&d)) return beta->alpha + beta->beta > 1e3 ? 4 : 24;
  return 40;
}

void check_error(const Distribution& d) {
  const QuantileTable table(d);
  double worst = 0, worst_u = 0;
  for (const double u : probabilities(points_per_cell(d))) {
    const double x = table(u);
    if (x < std::numeric_limits<double>::min() && u < 0.5) continue; // below the range of doubles
    const double error = error_in_u(d, x, u);
    if (!(error <= worst)) worst = error, worst_u = u;
  }
  CAPTURE(worst_u);
  CHECK(worst < kLargestError);
}

void check_tails(const sampling::Law& law) {
  const sampling::QuantileCells cells(law);
  double worst = 0, worst_u = 0;
  for (const double u : probabilities(2)) {
    const double y = cells(u);
    const sampling::TailProbability tail = sampling::tail_probability(law, sampling::point_at(law, y));
    const double v = std::min(u, 1 - u);
    const double error = std::abs(static_cast<double>((u < 0.5 ? tail.lower : tail.upper) - v)) / v;
    if (!(error <= worst)) worst = error, worst_u = u;
  }
  CAPTURE(worst_u);
  CHECK(worst < 1e-10);
}

} // namespace

TEST_CASE("tables give the quantiles of R") {
  for (const reference::Case& c : reference::cases()) {
    CAPTURE(c.id);
    std::vector<NamedNumber> arguments;
    for (const auto& [name, value] : c.stated)
      arguments.push_back({name, value, {}});
    Diagnostics diagnostics;
    const auto d = make_distribution(c.family, {}, arguments, diagnostics);
    REQUIRE(d.has_value());
    const QuantileTable table(*d);
    for (std::size_t k = 0; k < 5; ++k) {
      CAPTURE(reference::kLevels[k]);
      CHECK(close(table(reference::kLevels[k]), c.quantiles[k], 1e-8));
    }
  }
}

TEST_CASE("gamma tables are within 5e-12 in u") {
  for (const double shape :
       {0.01, 0.0784, 0.3, 0.5, 0.99, 1.0, 1.01, 1.5, 2.25, 10.89, 152.0, 1e3, 1e4, 1e6}) {
    CAPTURE(shape);
    check_error(GammaDistribution{shape, 3.5});
  }
}

TEST_CASE("beta tables are within 5e-12 in u") {
  const double shapes[] = {0.01, 0.1, 0.2, 0.5, 1, 1.8, 4.2, 30, 121, 1e4, 1e6};
  for (const double alpha : shapes) {
    for (const double beta : shapes) {
      if (std::max(alpha, beta) < 0.2) continue; // not tabulated
      CAPTURE(alpha);
      CAPTURE(beta);
      check_error(BetaDistribution{alpha, beta});
    }
  }
}

TEST_CASE("other tables and closed forms are within 5e-12 in u") {
  check_error(NormalDistribution{-3, 2});
  check_error(LognormalDistribution{-1, 0.4});
  check_error(LognormalDistribution{2, 3});
  check_error(UniformDistribution{-1, 4});
  check_error(TriangularDistribution{1, 1, 3});
  check_error(TriangularDistribution{1, 1.5, 3});
  check_error(TriangularDistribution{1, 3, 3});
  check_error(PertDistribution{-100, 20, 150});
  check_error(PertDistribution{0, 0, 1});
  check_error(ExponentialDistribution{0.2});
  check_error(WeibullDistribution{0.4, 3});
  check_error(WeibullDistribution{5, 3});
  check_error(TruncatedNormalDistribution{1, 1, 0, 3});
  check_error(TruncatedNormalDistribution{0, 1, -kInfinity, -0.5});
  check_error(TruncatedNormalDistribution{0, 1, 0.5, kInfinity});
  check_error(TruncatedNormalDistribution{0, 1, 1.5, 2});
}

TEST_CASE("tails keep their relative accuracy") {
  using Kind = sampling::Law::Kind;
  for (const double shape : {1e-4, 0.05, 0.7})
    check_tails({Kind::gamma, shape});
  for (const auto& [a, b] : {std::pair{1e-4, 0.3}, {0.2, 0.05}, {0.7, 40.0}, {300.0, 0.9}, {0.5, 1e6}}) {
    check_tails({Kind::beta, a, b});
  }
  check_tails({Kind::normal});
  for (const double shape : {1.0, 20.0, 1e5}) {
    const QuantileTable table(GammaDistribution{shape, 1});
    for (const double u : probabilities(1)) {
      if (u < 0.5) CHECK(close(cdf(GammaDistribution{shape, 1}, table(u)), u, 1e-10));
    }
  }
}

TEST_CASE("a far tail beyond the normal's table is exact") {
  const Distribution d = TruncatedNormalDistribution{0, 1, -kInfinity, -5.5}; // 2e-8 of the normal
  const QuantileTable table(d);
  for (const double u : {1e-14, 1e-12, 1e-9, 1e-3, 0.5, 0.999})
    CHECK(close(table(u), quantile(d, u), 1e-9));
}

TEST_CASE("quantiles rise with u") {
  const Distribution all[] = {GammaDistribution{0.3, 2}, GammaDistribution{20, 2},
                              BetaDistribution{0.4, 3},  BetaDistribution{14, 3},
                              NormalDistribution{0, 1},  LognormalDistribution{0, 1}};
  for (const Distribution& d : all) {
    const QuantileTable table(d);
    std::vector<double> u = probabilities(4);
    std::ranges::sort(u);
    const auto close_by = [](double a, double b) { return b - a < 1e-9 * std::min(a, 1 - a); };
    u.erase(std::unique(u.begin(), u.end(), close_by), u.end());
    table.apply(u);
    CHECK(std::ranges::adjacent_find(u, std::ranges::greater_equal{}) == u.end());
  }
}

TEST_CASE("counts are exact at and just above every step") {
  const Distribution all[] = {PoissonDistribution{0.1},       PoissonDistribution{7.3},
                              PoissonDistribution{20'000},    BinomialDistribution{1, 0.3},
                              BinomialDistribution{50, 0.02}, BinomialDistribution{1e6, 0.4}};
  for (const Distribution& d : all) {
    const QuantileTable table(d);
    const double m = std::floor(mean(d)), s = std::ceil(standard_deviation(d));
    for (double x = std::max(0.0, m - 3 * s); x < m + 3 * s; x += std::max(1.0, std::floor(s / 50))) {
      const double at = cdf(d, x);
      if (at >= 1 - 1e-12 || at < 1e-12) continue;
      CHECK(table(at) == x);
      CHECK(table(std::nextafter(at, 1)) == x + 1);
    }
  }
  const QuantileTable coin(BernoulliDistribution{0.25});
  CHECK(coin(0.75) == 0);
  CHECK(coin(std::nextafter(0.75, 1)) == 1);
}

TEST_CASE("distributions without a table agree with the exact quantile") {
  for (const Distribution& d :
       {Distribution(BetaDistribution{0.05, 0.1}), Distribution(PoissonDistribution{1e9})}) {
    const QuantileTable table(d);
    for (const double u : {1e-6, 0.01, 0.2, 0.5, 0.77, 0.999})
      CHECK(close(table(u), quantile(d, u), 1e-11));
  }
}

TEST_CASE("a value doesn't depend on its neighbours") {
  const Distribution all[] = {GammaDistribution{0.3, 2},
                              GammaDistribution{20, 2},
                              BetaDistribution{0.4, 3},
                              LognormalDistribution{0, 1},
                              WeibullDistribution{1.5, 2},
                              ExponentialDistribution{3},
                              TruncatedNormalDistribution{0, 1, -1, 2},
                              PoissonDistribution{4}};
  for (const Distribution& d : all) {
    const QuantileTable table(d);
    std::vector<double> x = probabilities(1);
    const std::vector<double> u = x;
    table.apply(x);
    for (std::size_t i = 0; i < u.size(); ++i)
      CHECK(table(u[i]) == x[i]);
  }
}
