#include "sampling/joint_normal.h"

#include "support/scalar_math.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <utility>

namespace cea {

JointNormalSampler::JointNormalSampler(std::vector<double> mean, std::vector<double> factor, bool exponential,
                                       std::uint64_t seed, const std::vector<std::string>& names,
                                       const SampleDesign& design)
    : mean_(std::move(mean)), factor_(std::move(factor)), exponential_(exponential),
      normal_(NormalDistribution{0, 1}) {
  for (const std::string& name : names)
    streams_.emplace_back(seed, name, design);
}

void JointNormalSampler::fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const {
  const std::size_t n = mean_.size();
  for (std::size_t i = 0; i < n; ++i) {
    streams_[i].fill(first_sample, outs[i]);
    normal_.apply(outs[i]);
  }
  std::vector<double> z(n);
  for (std::size_t k = 0; k < outs[0].size(); ++k) {
    for (std::size_t i = 0; i < n; ++i)
      z[i] = outs[i][k];
    for (std::size_t i = 0; i < n; ++i) {
      double x = mean_[i];
      for (std::size_t j = 0; j <= i; ++j)
        x += factor_[i * n + j] * z[j];
      outs[i][k] = x;
    }
  }
  if (!exponential_) return;
  for (const std::span<double> out : outs)
    math::exp_array(out);
}

std::optional<std::vector<double>> cholesky_factor(const std::vector<double>& covariance, std::size_t n) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto size = static_cast<Eigen::Index>(n);
  const Eigen::LLT<Matrix> llt(Eigen::Map<const Matrix>(covariance.data(), size, size));
  if (llt.info() != Eigen::Success) return std::nullopt;
  std::vector<double> factor(n * n, 0.0);
  Eigen::Map<Matrix>(factor.data(), size, size) = llt.matrixL();
  for (const double x : factor)
    if (!(x - x == 0)) return std::nullopt;
  return factor;
}

void to_log_moments(std::vector<double>& mean, std::vector<double>& covariance) {
  const std::size_t n = mean.size();
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      covariance[i * n + j] = math::log1p(covariance[i * n + j] / (mean[i] * mean[j]));
  for (std::size_t i = 0; i < n; ++i)
    mean[i] = math::log(mean[i]) - covariance[i * n + i] / 2;
}

} // namespace cea
