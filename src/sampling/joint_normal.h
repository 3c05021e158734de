#pragma once

#include "sampling/quantile_table.h"
#include "sampling/random_stream.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cea {

/// Draws of a multivariate normal: mean + L·z, where z are independent standard normals, one a member's
/// stream, and L is the lower Cholesky factor of the covariance; or of a lognormal, the exponential of that.
class JointNormalSampler {
public:
  /// `factor`: L by rows, n·n. `exponential`: exp of each draw.
  JointNormalSampler(std::vector<double> mean, std::vector<double> factor, bool exponential,
                     std::uint64_t seed, const std::vector<std::string>& names,
                     const SampleDesign& design = {});

  /// outs[i][k] = member i of sample first_sample + k.
  void fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const;

private:
  std::vector<double> mean_, factor_;
  bool exponential_;
  std::vector<RandomStream> streams_;
  QuantileTable normal_;
};

/// Lower Cholesky factor, by rows, of a symmetric n·n matrix; nothing where it isn't positive definite.
std::optional<std::vector<double>> cholesky_factor(const std::vector<double>& covariance, std::size_t n);

/// Turns mean and covariance of a lognormal into those of its logarithm (Aitchison & Brown 1957, The
/// Lognormal Distribution, ch. 2): σᵢⱼ = ln(1 + cᵢⱼ/(mᵢmⱼ)), μᵢ = ln mᵢ − σᵢᵢ/2. Means must be above 0; where
/// 1 + cᵢⱼ/(mᵢmⱼ) isn't, no lognormal has these moments and the result holds NaN.
void to_log_moments(std::vector<double>& mean, std::vector<double>& covariance);

} // namespace cea
