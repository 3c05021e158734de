#include "sampling/random_stream.h"

#include <Random123/philox.h>
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace cea;

TEST_CASE("Philox4x64-10 gives the published known answers") {
  // Random123 1.14, tests/kat_vectors.
  const std::uint64_t ones = ~0ULL;
  const philox4x64_ctr_t zero = philox4x64_R(10, {{0, 0, 0, 0}}, {{0, 0}});
  CHECK(zero.v[0] == 0x16554d9eca36314c);
  CHECK(zero.v[1] == 0xdb20fe9d672d0fdc);
  CHECK(zero.v[2] == 0xd7e772cee186176b);
  CHECK(zero.v[3] == 0x7e68b68aec7ba23b);
  const philox4x64_ctr_t full = philox4x64_R(10, {{ones, ones, ones, ones}}, {{ones, ones}});
  CHECK(full.v[0] == 0x87b092c3013fe90b);
  CHECK(full.v[1] == 0x438c3c67be8d0224);
  CHECK(full.v[2] == 0x9cc7d7c69cd777b6);
  CHECK(full.v[3] == 0xa09caebf594f0ba0);
}

TEST_CASE("a uniform is the middle of the cell that the top 52 bits name") {
  const RandomStream stream(RandomStream::Key{0, 0});
  const std::uint64_t words[4] = {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b,
                                  0x7e68b68aec7ba23b};
  for (std::uint64_t i = 0; i < 4; ++i) {
    CHECK(stream.uniform(i) == (static_cast<double>(words[i] >> 12) + 0.5) * 0x1p-52);
  }
}

TEST_CASE("draws are pinned to seed and name and sample") {
  // From a separate implementation in Python of FNV-1a, SplitMix64's finaliser and Philox4x64-10.
  const RandomStream relapse(1, "p_relapse");
  CHECK(relapse.uniform(0) == 0.7091267923420769);
  CHECK(relapse.uniform(1) == 0.04767187339523138);
  CHECK(relapse.uniform(100'002) == 0.09182644744297741);
  const RandomStream drug(20240607, "c_drug");
  CHECK(drug.uniform(0) == 0.8276380248516194);
  CHECK(drug.uniform(3) == 0.7537955297982896);
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
