#include "sampling/random_stream.h"

#include "sampling/quantile_cells.h"
#include "support/scalar_math.h"

#include <Random123/philox.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace cea;

TEST_CASE("Philox4x32-10 gives the published known answers") {
  // Random123 1.14, tests/kat_vectors.
  const std::uint32_t ones = ~0U;
  const philox4x32_ctr_t zero = philox4x32_R(10, {{0, 0, 0, 0}}, {{0, 0}});
  CHECK(zero.v[0] == 0x6627e8d5);
  CHECK(zero.v[1] == 0xe169c58d);
  CHECK(zero.v[2] == 0xbc57ac4c);
  CHECK(zero.v[3] == 0x9b00dbd8);
  const philox4x32_ctr_t full = philox4x32_R(10, {{ones, ones, ones, ones}}, {{ones, ones}});
  CHECK(full.v[0] == 0x408f276d);
  CHECK(full.v[1] == 0x41c83b0e);
  CHECK(full.v[2] == 0xa20bc7c6);
  CHECK(full.v[3] == 0x6d5451fd);
}

TEST_CASE("a uniform is the middle of the cell that the top 52 bits of two words name") {
  const RandomStream stream(sampling::StreamKey{0, 0});
  CHECK(stream.uniform(0) == (static_cast<double>(0xe169c58d6627e8d5 >> 12) + 0.5) * 0x1p-52);
  CHECK(stream.uniform(8) == (static_cast<double>(0x9b00dbd8bc57ac4c >> 12) + 0.5) * 0x1p-52);
}

TEST_CASE("draws are pinned to seed and name and sample") {
  // From a separate implementation in Python of FNV-1a, SplitMix64's finaliser and Philox4x32-10.
  const RandomStream relapse(1, "p_relapse");
  CHECK(relapse.uniform(0) == 0.6118596639062338);
  CHECK(relapse.uniform(1) == 0.43865622873904486);
  CHECK(relapse.uniform(100'002) == 0.1536508867668661);
  const RandomStream drug(20240607, "c_drug");
  CHECK(drug.uniform(0) == 0.8064763601384869);
  CHECK(drug.uniform(11) == 0.7640908362003339);
  CHECK(RandomStream(1UL << 40, "x").uniform((1UL << 36) + 5) == 0.131325357169506);
}

TEST_CASE("every kind of processor draws the same bits") {
  const sampling::StreamKey key{(7UL << 40) + 3, 0x0123456789abcdef};
  const RandomStream stream(key);
  const sampling::QuantileCells gamma({sampling::Law::Kind::gamma, 2.5});
  const sampling::QuantileCells normal({sampling::Law::Kind::normal});
  const std::uint64_t first_group = (1UL << 32) - 2; // block numbers on both sides of 2^35
  int kinds = 0;
  for (const auto* draws : {sampling::baseline_draws(), sampling::avx2_draws(), sampling::avx512_draws()}) {
    if (draws == nullptr) {
      MESSAGE("skipped: this processor lacks AVX2 or AVX-512");
      continue;
    }
    ++kinds;
    std::vector<double> u(4 * sampling::kGroup);
    draws->uniforms(key, first_group, u.data(), 4);
    for (std::size_t i = 0; i < u.size(); ++i)
      REQUIRE(u[i] == stream.uniform(first_group * sampling::kGroup + i));
    u.insert(u.end(), {0x1p-53, 1 - 0x1p-53, 0.5, 0.5 - 0x1p-54, 0, 1, 0.25}); // and an odd number of them
    std::vector<double> x = u, y = u;
    draws->quantiles(gamma.grid(), x.data(), static_cast<long>(x.size()));
    draws->lognormals(normal.grid(), -0.5, 0.7, y.data(), static_cast<long>(y.size()));
    for (std::size_t i = 0; i < u.size(); ++i) {
      CHECK(x[i] == gamma(u[i]));
      CHECK(y[i] == math::exp(-0.5 + 0.7 * normal(u[i])));
    }
  }
  CHECK(kinds >= 1);
}

TEST_CASE("pieces of any size and place give the same draws") {
  const RandomStream stream(7, "u_active");
  std::vector<double> whole(101), piecewise(101);
  stream.fill(3, whole);
  for (std::size_t piece : {1U, 2U, 3U, 4U, 5U, 7U, 64U}) {
    std::ranges::fill(piecewise, -1);
    for (std::size_t at = 0; at < piecewise.size(); at += piece) {
      stream.fill(3 + at, std::span(piecewise).subspan(at, std::min(piece, piecewise.size() - at)));
    }
    CHECK(piecewise == whole);
  }
  for (std::size_t i = 0; i < whole.size(); ++i)
    CHECK(stream.uniform(3 + i) == whole[i]);
}

TEST_CASE("streams of different names or seeds are uncorrelated") {
  const std::size_t n = 100'000;
  std::vector<std::vector<double>> draws;
  for (const auto& stream : {RandomStream(1, "a"), RandomStream(1, "b"), RandomStream(2, "a"),
                             RandomStream(1, "aa"), RandomStream(1, "p.low"), RandomStream(1, "p.high")}) {
    stream.fill(0, draws.emplace_back(n));
  }
  for (std::size_t i = 0; i < draws.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < n; ++k)
        sum += (draws[i][k] - 0.5) * (draws[j][k] - 0.5);
      // The mean product of independent uniforms has standard error (1/12)/sqrt(n).
      CHECK(std::abs(sum / n) < 4 / 12.0 / std::sqrt(static_cast<double>(n)));
    }
  }
}

TEST_CASE("neighbouring samples are uncorrelated and uniform in pairs") {
  const std::size_t n = 1'000'000, cells = 16;
  std::vector<double> u(n);
  RandomStream(3, "x").fill(0, u);
  std::vector<double> counts(cells * cells);
  for (std::size_t k = 0; k + 1 < n; k += 2) {
    counts[static_cast<std::size_t>(u[k] * cells) * cells + static_cast<std::size_t>(u[k + 1] * cells)] += 1;
  }
  const double expected = static_cast<double>(n / 2) / (cells * cells);
  double chi_square = 0;
  for (const double count : counts)
    chi_square += (count - expected) * (count - expected) / expected;
  CHECK(chi_square > 181.0);
  CHECK(chi_square < 335.9);
}
