// Multivariate normal and lognormal draws.
#include "sampling/joint_normal.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace cea;

namespace {

constexpr std::size_t kSamples = 200'000;

struct Draws {
  std::vector<std::vector<double>> columns;
  Draws(const JointNormalSampler& sampler, std::size_t members, std::size_t first = 0,
        std::size_t n = kSamples)
      : columns(members, std::vector<double>(n)) {
    const std::vector<std::span<double>> outs(columns.begin(), columns.end());
    sampler.fill(first, outs);
  }
  [[nodiscard]] double mean(std::size_t i) const {
    double sum = 0;
    for (const double x : columns[i])
      sum += x;
    return sum / static_cast<double>(columns[i].size());
  }
  [[nodiscard]] double covariance(std::size_t i, std::size_t j) const {
    const double a = mean(i), b = mean(j);
    double sum = 0;
    for (std::size_t k = 0; k < columns[i].size(); ++k)
      sum += (columns[i][k] - a) * (columns[j][k] - b);
    return sum / static_cast<double>(columns[i].size() - 1);
  }
};

const double kRoot = std::sqrt(static_cast<double>(kSamples));

} // namespace

TEST_CASE("the factor is the lower one and its product the covariance") {
  const std::vector<double> covariance{0.04, -0.001, 0.002, -0.001, 0.0001, 0.00003, 0.002, 0.00003, 0.01};
  const auto factor = cholesky_factor(covariance, 3);
  REQUIRE(factor);
  const auto& l = *factor;
  CHECK(l[1] == 0);
  CHECK(l[2] == 0);
  CHECK(l[5] == 0);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      double product = 0;
      for (std::size_t k = 0; k < 3; ++k)
        product += l[i * 3 + k] * l[j * 3 + k];
      CHECK(product == doctest::Approx(covariance[i * 3 + j]).epsilon(1e-13));
    }
  CHECK_FALSE(cholesky_factor({1, 1.1, 1.1, 1}, 2));
  CHECK_FALSE(cholesky_factor({0, 0, 0, 1}, 2));
}

TEST_CASE("log moments of a bivariate lognormal") {
  // Means 0.08 and 1.1, standard deviations 0.02 and 0.05, correlation 0.5 on the natural scale: closed form.
  std::vector<double> mean{0.08, 1.1};
  std::vector<double> covariance{0.0004, 0.0005, 0.0005, 0.0025};
  to_log_moments(mean, covariance);
  CHECK(mean[0] == doctest::Approx(-2.55604095521647).epsilon(1e-12));
  CHECK(mean[1] == doctest::Approx(0.0942781876938992).epsilon(1e-12));
  CHECK(covariance[0] == doctest::Approx(0.0606246218164348).epsilon(1e-12));
  CHECK(covariance[1] == doctest::Approx(0.0056657375356773).epsilon(1e-12));
  CHECK(covariance[2] == covariance[1]);
  CHECK(covariance[3] == doctest::Approx(0.00206398422085143).epsilon(1e-12));
}

TEST_CASE("draws of a normal have its moments") {
  const std::vector<double> covariance{0.04, -0.0012, -0.0012, 0.0001};
  const Draws d(JointNormalSampler({-5.49, -0.037}, *cholesky_factor(covariance, 2), false, 3, {"a", "b"}),
                2);
  CHECK(std::abs(d.mean(0) + 5.49) < 4 * 0.2 / kRoot);
  CHECK(std::abs(d.mean(1) + 0.037) < 4 * 0.01 / kRoot);
  CHECK(std::abs(d.covariance(0, 0) - 0.04) < 4 * 0.04 * std::sqrt(2.0) / kRoot);
  CHECK(std::abs(d.covariance(1, 1) - 0.0001) < 4 * 0.0001 * std::sqrt(2.0) / kRoot);
  // The standard error of a covariance is sqrt((s_ii s_jj + s_ij²)/n).
  CHECK(std::abs(d.covariance(0, 1) + 0.0012) < 4 * std::sqrt(0.04 * 0.0001 + 0.0012 * 0.0012) / kRoot);
}

TEST_CASE("draws of a lognormal have its natural moments") {
  std::vector<double> mean{0.08, 1.1};
  std::vector<double> covariance{0.0004, 0.0005, 0.0005, 0.0025};
  to_log_moments(mean, covariance);
  const Draws d(JointNormalSampler(mean, *cholesky_factor(covariance, 2), true, 5, {"scale", "shape"}), 2);
  CHECK(std::abs(d.mean(0) - 0.08) < 4 * 0.02 / kRoot);
  CHECK(std::abs(d.mean(1) - 1.1) < 4 * 0.05 / kRoot);
  CHECK(std::abs(d.covariance(0, 1) / 0.001 - 0.5) < 0.02);
}

TEST_CASE("joint draws are addressed by sample") {
  const JointNormalSampler sampler({1, 2}, *cholesky_factor({1, 0.3, 0.3, 2}, 2), false, 7, {"p", "q"});
  const Draws whole(sampler, 2, 0, 100), part(sampler, 2, 37, 20);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t k = 0; k < 20; ++k)
      CHECK(part.columns[i][k] == whole.columns[i][37 + k]);
}
