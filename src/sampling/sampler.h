#pragma once

#include "sampling/distribution.h"
#include "sampling/quantile_cells.h"
#include "sampling/quantile_table.h"
#include "sampling/random_stream.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cea {

/// Draws of one parameter by inversion: sample i is the quantile at u_i, a pure function of (distribution,
/// seed, name, i). Safe to share between threads.
class Sampler {
public:
  Sampler(const Distribution& distribution, std::uint64_t seed, std::string_view name,
          const SampleDesign& design = {});

  /// out[i] = the draw of sample first_sample + i.
  void fill(std::uint64_t first_sample, std::span<double> out) const;

private:
  RandomStream stream_;
  QuantileTable table_;
};

/// Draws of proportions that sum to one: Dirichlet(counts), as gammas with these shapes divided by their sum
/// (Devroye 1986, ch. XI.4). The marginal of member i is Beta(a_i, A − a_i), A the sum of counts. Each
/// member's gamma comes from the stream of its name. Safe to share between threads.
class DirichletSampler {
public:
  /// `counts` positive and finite, one a name.
  DirichletSampler(const std::vector<double>& counts, std::uint64_t seed,
                   const std::vector<std::string>& names, const SampleDesign& design = {});

  /// outs[k][i] = the proportion of member k in sample first_sample + i; one span of the same length a
  /// member.
  void fill(std::uint64_t first_sample, std::span<const std::span<double>> outs) const;

private:
  struct Member {
    RandomStream stream;
    sampling::QuantileCells gamma; ///< unit scale
  };

  void fill_gammas(std::uint64_t first_sample, std::span<const std::span<double>> outs) const;
  void to_logarithms(std::span<const std::span<double>> outs) const;
  void to_values(std::span<const std::span<double>> outs) const;

  std::vector<Member> members_;
  bool tiny_counts_; ///< gammas may be too small for a double, so that only their logarithms can be compared
};

} // namespace cea
