#pragma once

#include "sampling/design.h"
#include "sampling/draw_functions.h"
#include "sampling/permutation.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cea {

/// Uniform random numbers addressed by sample index: a draw is a pure function of (seed, name, sample), so
/// results don't depend on the number of threads, the size of blocks or which other names are drawn.
///
/// Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"). The key is a hash of
/// the name; the counter of a block is its number and the seed. Blocks 8g … 8g+7 serve samples 16g … 16g+15,
/// the first eight with words 0 and 1, the others with words 2 and 3.
/// u = (top 52 bits + ½)·2⁻⁵², in the open interval (0, 1) and exact, as is 1 − u.
///
/// Under a Latin hypercube of n samples, sample i is (π(i) + u)/n, with π a random permutation of the name's
/// own: still a pure function, now of n too.
class RandomStream {
public:
  RandomStream(std::uint64_t seed, std::string_view name, const SampleDesign& design = {});
  explicit RandomStream(sampling::StreamKey key) : key_(key) {}

  [[nodiscard]] double uniform(std::uint64_t sample) const;
  /// out[i] = uniform(first_sample + i).
  void fill(std::uint64_t first_sample, std::span<double> out) const;

private:
  [[nodiscard]] double independent(std::uint64_t sample) const;
  [[nodiscard]] double in_stratum(std::uint64_t sample, double u) const;

  sampling::StreamKey key_;
  double strata_ = 0;
  std::optional<sampling::Permutation> order_; ///< of the strata, where there are any
};

} // namespace cea
