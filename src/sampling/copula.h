#pragma once

#include "sampling/quantile_table.h"
#include "sampling/random_stream.h"

#include <span>
#include <string>
#include <vector>

namespace cea {

/// Correlated uniform numbers of a Gaussian copula: z = L·(normal scores of the members' own draws),
/// u = Φ(z), with L the lower Cholesky factor of the correlation (Nelsen 2006, An Introduction to Copulas,
/// ch. 5; Clemen & Reilly 1999, Management Science 45:208–224). Each u is uniform, so that a member's
/// marginal stays as declared. A member whose row of L is that of the unit matrix keeps its own draws.
class CopulaSampler {
public:
  /// `factor`: L by rows, n·n, with rows of length 1.
  CopulaSampler(std::vector<double> factor, std::uint64_t seed, const std::vector<std::string>& names,
                const SampleDesign& design = {});

  /// outs[i][k] = u of member i in sample first_sample + k.
  void fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const;

private:
  [[nodiscard]] bool keeps_own(std::size_t member) const;

  std::vector<double> factor_;
  std::vector<RandomStream> streams_;
  QuantileTable normal_;
};

/// Rows of a joint sample drawn whole: row floor(u·n), with u from the stream of the first member's name.
class RowSampler {
public:
  /// `columns`: one a name, of the same length.
  RowSampler(std::vector<std::shared_ptr<const std::vector<double>>> columns, std::uint64_t seed,
             const std::vector<std::string>& names, const SampleDesign& design = {});

  /// outs[i][k] = member i of sample first_sample + k.
  void fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const;

private:
  std::vector<std::shared_ptr<const std::vector<double>>> columns_;
  RandomStream stream_;
};

} // namespace cea
