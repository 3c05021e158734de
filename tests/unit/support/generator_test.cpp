#include "support/generator.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <numeric>
#include <random>

namespace {

using cea::lanes::GeneratorMove;
using cea::lanes::GeneratorShape;
using cea::math::GeneratorResult;
using cea::math::solve_generator;

struct Chain {
  std::vector<GeneratorMove> moves;
  std::vector<double> rates;
  int states = 0, depth = 1;
};

GeneratorResult solve(const Chain& given, double length) {
  Chain c = given;
  std::vector<std::size_t> order(c.moves.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return given.moves[a].to < given.moves[b].to; });
  for (std::size_t i = 0; i < order.size(); ++i) {
    c.moves[i] = given.moves[order[i]];
    c.rates[i] = given.rates[order[i]];
  }
  return solve_generator({c.states, static_cast<int>(c.moves.size()), c.moves.data(), c.depth}, length,
                         c.rates);
}

double relative(double got, double want) {
  return std::abs(got - want) / std::abs(want);
}

/// exp(Qh)·e and the integral by a Taylor series in long double over 2^-halvings of the cycle: another way
/// to the same numbers. Row of state 0.
GeneratorResult by_taylor(const Chain& c, double length) {
  const auto n = static_cast<std::size_t>(c.states);
  using Matrix = std::vector<std::vector<long double>>;
  const auto product = [](const Matrix& a, const Matrix& b) {
    Matrix p(a.size(), std::vector<long double>(b[0].size(), 0));
    for (std::size_t i = 0; i < a.size(); ++i)
      for (std::size_t k = 0; k < b.size(); ++k)
        for (std::size_t j = 0; j < b[0].size(); ++j)
          p[i][j] += a[i][k] * b[k][j];
    return p;
  };
  // [Q I; 0 0], Van Loan 1978.
  Matrix q(2 * n, std::vector<long double>(2 * n, 0));
  for (std::size_t m = 0; m < c.moves.size(); ++m) {
    const auto from = static_cast<std::size_t>(c.moves[m].from), to = static_cast<std::size_t>(c.moves[m].to);
    q[from][to] += c.rates[m];
    q[from][from] -= c.rates[m];
  }
  for (std::size_t i = 0; i < n; ++i)
    q[i][n + i] = 1;
  int halvings = 0;
  long double size = 0;
  for (const auto& row : q)
    for (const long double x : row)
      size = std::max(size, std::abs(x));
  long double h = length;
  for (; size * h > 1e-2L; ++halvings)
    h /= 2;
  Matrix sum(2 * n, std::vector<long double>(2 * n, 0)), term = sum;
  for (std::size_t i = 0; i < 2 * n; ++i)
    sum[i][i] = term[i][i] = 1;
  for (int k = 1; k < 16; ++k) {
    term = product(term, q);
    for (auto& row : term)
      for (long double& x : row)
        x *= h / static_cast<long double>(k);
    for (std::size_t i = 0; i < 2 * n; ++i)
      for (std::size_t j = 0; j < 2 * n; ++j)
        sum[i][j] += term[i][j];
  }
  for (; halvings > 0; --halvings)
    sum = product(sum, sum);
  GeneratorResult result;
  for (std::size_t j = 0; j < n; ++j) {
    result.shares.push_back(static_cast<double>(sum[0][j]));
    result.years.push_back(static_cast<double>(sum[0][n + j]));
  }
  return result;
}

Chain random_chain(std::mt19937_64& random, double largest) {
  std::uniform_real_distribution<double> uniform(0, 1);
  Chain c;
  c.states = 2 + static_cast<int>(random() % 6);
  c.depth = c.states - 1;
  for (int i = 0; i < c.states; ++i)
    for (int j = 0; j < c.states; ++j)
      if (i != j && (j == i + 1 || uniform(random) < 0.4)) {
        c.moves.push_back({i, j});
        c.rates.push_back(largest * std::pow(10, -4 * uniform(random)));
      }
  return c;
}

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double x : values)
    total += x;
  return total;
}

} // namespace

TEST_CASE("one exit is rate_to_prob") {
  for (const double rate : {0.0, 1e-300, 1e-12, 0.03, 1.0, 7.9, 8.1, 40.0, 700.0}) {
    const GeneratorResult r = solve({{{0, 1}}, {rate}, 2}, 1);
    const double moved = -std::expm1(-rate);
    CHECK(std::abs(r.shares[0] - std::exp(-rate)) <= 1e-13 * std::exp(-rate) + 1e-300);
    CHECK(std::abs(r.shares[1] - moved) <= 1e-15 * moved);
    const double years = rate > 0 ? moved / rate : 1;
    CHECK(relative(r.years[0], years) < 1e-14);
    CHECK(std::abs(r.years[1] - (1 - years)) < 1e-15);
  }
}

TEST_CASE("competing exits share the exits of their sum") {
  const double a = 0.8, b = 0.3, h = 0.5;
  const GeneratorResult r = solve({{{0, 1}, {0, 2}}, {a, b}, 3}, h);
  CHECK(relative(r.shares[1], a / (a + b) * -std::expm1(-(a + b) * h)) < 1e-15);
  CHECK(relative(r.shares[2], b / (a + b) * -std::expm1(-(a + b) * h)) < 1e-15);
}

TEST_CASE("two states and the way back") {
  const double a = 2, b = 0.7, h = 1.5, fast = std::exp(-(a + b) * h);
  const GeneratorResult r = solve({{{0, 1}, {1, 0}}, {a, b}, 2}, h);
  CHECK(relative(r.shares[0], (b + a * fast) / (a + b)) < 1e-15);
  CHECK(relative(r.shares[1], a / (a + b) * (1 - fast)) < 1e-15);
  CHECK(relative(r.years[0], b * h / (a + b) + a * (1 - fast) / ((a + b) * (a + b))) < 1e-14);
}

TEST_CASE("three states in a row") {
  const double a = 0.9, b = 0.2, h = 2;
  const GeneratorResult r = solve({{{0, 1}, {1, 2}}, {a, b}, 3, 2}, h);
  const double second = a / (a - b) * (std::exp(-b * h) - std::exp(-a * h));
  CHECK(relative(r.shares[1], second) < 1e-15);
  CHECK(relative(r.shares[2], 1 - std::exp(-a * h) - second) < 1e-14);
}

TEST_CASE("unlikely ways keep their digits") {
  // Four moves of 1e-5 a year in a row: h^4·r^4/24 to the first order.
  const double rate = 1e-5;
  const GeneratorResult r = solve({{{0, 1}, {1, 2}, {2, 3}, {3, 4}}, {rate, rate, rate, rate}, 5, 4}, 1);
  const double poisson = 1 - std::exp(-rate) * (1 + rate + rate * rate / 2 + rate * rate * rate / 6);
  CHECK(std::abs(poisson - r.shares[4]) < 3e-16); // all that subtraction has
  CHECK(relative(r.shares[4], std::pow(rate, 4) / 24 * (1 - 0.8 * rate + rate * rate / 3)) < 1e-14);
  CHECK(relative(r.years[4], std::pow(rate, 4) / 120 * (1 - rate * 2 / 3 + rate * rate * 5 / 21)) < 1e-14);
}

TEST_CASE("random chains agree with a Taylor series of the block matrix") {
  std::mt19937_64 random(7);
  for (const double largest : {0.01, 0.5, 3.0, 20.0, 400.0})
    for (int i = 0; i < 40; ++i) {
      const Chain c = random_chain(random, largest);
      const GeneratorResult got = solve(c, 0.8), want = by_taylor(c, 0.8);
      for (std::size_t j = 0; j < want.shares.size(); ++j) {
        CHECK(got.shares[j] >= 0);
        CHECK(std::abs(got.shares[j] - want.shares[j]) < 1e-13 * (largest > 100 ? 3 : 1));
        CHECK(std::abs(got.years[j] - want.years[j]) < 1e-13);
        CHECK(relative(got.shares[j], want.shares[j]) < 1e-12);
      }
      CHECK(std::abs(sum(got.shares) - 1) < 4e-16);
      CHECK(std::abs(sum(got.years) - 0.8) < 4e-16);
    }
}

TEST_CASE("rates that are nearly immediate reach the balance") {
  const GeneratorResult r = solve({{{0, 1}, {1, 0}, {1, 2}, {2, 1}}, {1e12, 3e12, 1e9, 1e9}, 3, 2}, 1);
  CHECK(relative(r.shares[0], 3.0 / 5) < 1e-12);
  CHECK(relative(r.shares[1], 1.0 / 5) < 1e-12);
  CHECK(relative(r.years[2], 1.0 / 5) < 1e-8);
}

TEST_CASE("a rate without a value has no result") {
  const double inf = std::numeric_limits<double>::infinity();
  for (const double bad : {inf, std::nan(""), 1e301}) {
    const GeneratorResult r = solve({{{0, 1}, {0, 2}}, {0.1, bad}, 3}, 1);
    for (std::size_t j = 0; j < 3; ++j) {
      CHECK(std::isnan(r.shares[j]));
      CHECK(std::isnan(r.years[j]));
    }
  }
}
