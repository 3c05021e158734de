#include "analysis/ceac.h"
#include "analysis/psa_summary.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

using namespace cea;
using Values = std::vector<double>;

namespace {

PsaSamples two_by_four() {
  PsaSamples p;
  p.strategies = {"a", "b"};
  p.comparators = {0, 0};
  p.costs = {{0, 0, 0, 0}, {100, 100, 100, 100}};
  p.effects = {{0, 0, 0, 0}, {1, 2, 3, 6}};
  return p;
}

PsaSamples random_samples(std::size_t strategies, std::size_t n) {
  PsaSamples p;
  std::uint64_t state = 99;
  const auto uniform = [&] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  for (std::size_t s = 0; s < strategies; ++s) {
    p.strategies.push_back(std::string(1, static_cast<char>('a' + s)));
    p.comparators.push_back(0);
    p.costs.emplace_back();
    p.effects.emplace_back();
    for (std::size_t i = 0; i < n; ++i) {
      p.costs[s].push_back(10'000 * static_cast<double>(s) + 20'000 * uniform());
      p.effects[s].push_back(10 + 0.2 * static_cast<double>(s) + uniform());
    }
  }
  return p;
}

PsaResult summary(const PsaSamples& p, const Values& thresholds, const Values& grid, int threads = 1) {
  return summarise(p, "qaly", p.strategies, thresholds, grid, threads);
}

/// The same curves by the definitions, one number at a time.
struct Plain {
  double probability = 0, probability_error = 0, loss = 0, loss_error = 0;
};

Plain plain(const PsaSamples& p, std::size_t strategy, double wtp) {
  std::vector<long double> shares, losses;
  const std::size_t n = p.costs[0].size();
  for (std::size_t i = 0; i < n; ++i) {
    Values nmb;
    for (std::size_t s = 0; s < p.costs.size(); ++s)
      nmb.push_back(wtp * p.effects[s][i] - p.costs[s][i]);
    const double best = *std::max_element(nmb.begin(), nmb.end());
    const auto winners = std::count(nmb.begin(), nmb.end(), best);
    shares.push_back(nmb[strategy] == best ? 1.0L / static_cast<long double>(winners) : 0.0L);
    losses.push_back(best - nmb[strategy]);
  }
  const auto mean = [&](const std::vector<long double>& x) {
    long double sum = 0;
    for (const long double v : x)
      sum += v;
    return sum / static_cast<long double>(n);
  };
  const auto error = [&](const std::vector<long double>& x) {
    long double sum = 0;
    for (const long double v : x)
      sum += (v - mean(x)) * (v - mean(x));
    return std::sqrt(sum / static_cast<long double>(n - 1) / static_cast<long double>(n));
  };
  return {static_cast<double>(mean(shares)), static_cast<double>(error(shares)),
          static_cast<double>(mean(losses)), static_cast<double>(error(losses))};
}

bool same_bits(const std::vector<Values>& a, const std::vector<Values>& b) {
  const auto same = [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  };
  for (std::size_t s = 0; s < a.size(); ++s)
    if (!std::equal(a[s].begin(), a[s].end(), b[s].begin(), b[s].end(), same)) return false;
  return a.size() == b.size();
}

std::vector<Values> flat(const PsaResult& r) {
  std::vector<Values> all = r.ceac;
  for (const auto* part : {&r.ceac_mcse, &r.expected_loss, &r.expected_loss_mcse, &r.nmb})
    all.insert(all.end(), part->begin(), part->end());
  all.push_back(r.evpi);
  const auto add = [&](const Estimate& e) { all.push_back({e.mean, e.sd, e.low, e.high, e.mcse}); };
  for (const Estimate& e : r.cost)
    add(e);
  for (const PsaPairwiseRow& row : r.pairwise) {
    add(row.delta_effect);
    for (const Estimate& e : row.inmb)
      add(e);
  }
  return all;
}

} // namespace

TEST_CASE("a summary that can be followed by hand") {
  // b's net benefit at 40: -60, -20, 20, 140 against 0; its mean is 20.
  const PsaResult r = summary(two_by_four(), {40}, {40});
  REQUIRE(r.wtp == Values{40});
  CHECK(r.samples == 4);
  CHECK(r.nmb == std::vector<Values>{{0}, {20}});
  CHECK(r.ceac == std::vector<Values>{{0.5}, {0.5}});
  CHECK(r.probability_best == r.ceac);
  CHECK(r.ceac_mcse[0][0] == doctest::Approx(std::sqrt(1.0 / 3) / 2).epsilon(1e-15));
  CHECK(r.expected_loss == std::vector<Values>{{40}, {20}});
  CHECK(r.frontier == std::vector<std::size_t>{1});
  CHECK(r.evpi == Values{20});
  CHECK(r.evpi_mcse[0] == doctest::Approx(std::sqrt((1600.0 + 0 + 400 + 400) / 3 / 4)).epsilon(1e-14));
  REQUIRE(r.pairwise.size() == 1);
  CHECK(r.pairwise[0].delta_cost.mean == 100);
  CHECK(r.pairwise[0].delta_cost.sd == 0);
  CHECK(*r.pairwise[0].icer == doctest::Approx(100 / 3.0).epsilon(1e-15));
  CHECK(r.pairwise[0].inmb[0].mean == 20);
  CHECK(r.pairwise[0].inmb[0].low == doctest::Approx(-57).epsilon(1e-15));
  CHECK(r.incremental[1].status == DominanceStatus::non_dominated);
}

TEST_CASE("a tie is shared equally") {
  PsaSamples p = two_by_four();
  p.strategies.emplace_back("c");
  p.comparators.push_back(0);
  p.costs.push_back({0, 0, 0, 100});
  p.effects.push_back({0, 0, 0, 6});
  const PsaResult r = summary(p, {0}, {0, 50});
  // At 0: a and c tie in three samples, a alone in one. At 50 (b: -50, 0, 50, 200): a = c; a = b = c; b; b =
  // c.
  CHECK(r.ceac[0][0] == doctest::Approx(2.5 / 4).epsilon(1e-15));
  CHECK(r.ceac[2][0] == doctest::Approx(1.5 / 4).epsilon(1e-15));
  CHECK(r.ceac[0][1] == doctest::Approx((0.5 + 1.0 / 3) / 4).epsilon(1e-15));
  CHECK(r.ceac[1][1] == doctest::Approx((1.0 / 3 + 1 + 0.5) / 4).epsilon(1e-15));
  CHECK(r.ceac[2][1] == doctest::Approx((0.5 + 1.0 / 3 + 0.5) / 4).epsilon(1e-15));
  CHECK(r.frontier[0] == 0);
}

TEST_CASE("curves agree with the definitions") {
  for (const std::size_t n : {2U, 255U, 9'003U}) {
    const PsaSamples p = random_samples(3, n);
    const Values grid{0, 20'000, 45'000, 100'000};
    const DecisionCurves curves = decision_curves(p.costs, p.effects, grid, 2);
    for (std::size_t s = 0; s < 3; ++s)
      for (std::size_t w = 0; w < grid.size(); ++w) {
        const Plain want = plain(p, s, grid[w]);
        CHECK(curves.ceac[s][w] == doctest::Approx(want.probability).epsilon(1e-14));
        CHECK(curves.ceac_mcse[s][w] == doctest::Approx(want.probability_error).epsilon(1e-12));
        CHECK(curves.expected_loss[s][w] == doctest::Approx(want.loss).epsilon(1e-13));
        CHECK(curves.expected_loss_mcse[s][w] == doctest::Approx(want.loss_error).epsilon(1e-10));
      }
  }
}

TEST_CASE("a loss that never varies has no standard error") {
  PsaSamples p = two_by_four();
  p.effects[1] = {0, 0, 0, 0};
  for (double& c : p.costs[1])
    c = 0.1 + 1e5;
  const PsaResult r = summary(p, {0}, {0});
  CHECK(r.expected_loss[1][0] == 0.1 + 1e5);
  CHECK(r.expected_loss_mcse[1][0] == 0);
  CHECK(r.evpi[0] == 0);
}

TEST_CASE("EVPI is the mean of the best net benefit less the best mean") {
  const PsaSamples p = random_samples(4, 20'000);
  const PsaResult r = summary(p, {50'000}, {}, 2);
  const std::size_t w = 50;
  REQUIRE(r.wtp[w] == 50'000);
  double sum = 0;
  Values means(4);
  for (std::size_t i = 0; i < 20'000; ++i) {
    double best = -1e300;
    for (std::size_t s = 0; s < 4; ++s) {
      const double nmb = 50'000 * p.effects[s][i] - p.costs[s][i];
      best = std::max(best, nmb);
      means[s] += nmb / 20'000;
    }
    sum += best / 20'000;
  }
  CHECK(r.evpi[w] == doctest::Approx(sum - *std::max_element(means.begin(), means.end())).epsilon(1e-9));
  for (std::size_t s = 0; s < 4; ++s)
    CHECK(r.evpi[w] <= r.expected_loss[s][w]);
}

TEST_CASE("results have the same bits for any number of threads") {
  const PsaSamples p = random_samples(3, 30'001);
  const std::vector<Values> one = flat(summary(p, {50'000, 20'000}, {}, 1));
  CHECK(same_bits(one, flat(summary(p, {50'000, 20'000}, {}, 2))));
  CHECK(same_bits(one, flat(summary(p, {50'000, 20'000}, {}, 7))));
}

TEST_CASE("a single sample has means and no spread") {
  PsaSamples p = random_samples(2, 1);
  const PsaResult r = summary(p, {50'000}, {50'000});
  CHECK(r.cost[1].mean == p.costs[1][0]);
  CHECK(std::isnan(r.cost[1].sd));
  CHECK(std::isnan(r.ceac_mcse[0][0]));
  CHECK(r.evpi[0] == 0);
}

TEST_CASE("no sample left is an error") {
  PsaSamples p = two_by_four();
  for (auto* amounts : {&p.costs, &p.effects})
    *amounts = {{}, {}};
  CHECK_THROWS_AS(static_cast<void>(summary(p, {1}, {})), ModelError);
}

TEST_CASE("samples without grid or thresholds have no curves") {
  const PsaResult r = summary(two_by_four(), {}, {});
  CHECK(r.wtp.empty());
  CHECK(r.evpi.empty());
  CHECK(r.cost[1].mean == 100);
}
