#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cea {

/// Uniform random numbers addressed by sample index: a draw is a pure function of (seed, name, sample), so
/// results don't depend on the number of threads, the size of blocks or which other names are drawn.
///
/// Philox4x64-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3") with the key
/// (seed, hash of the name); the block with counter c serves samples 4c … 4c + 3.
/// u = (top 52 bits + ½)·2⁻⁵², in the open interval (0, 1) and exact, as is 1 − u.
class RandomStream {
public:
  using Key = std::array<std::uint64_t, 2>;

  RandomStream(std::uint64_t seed, std::string_view name);
  explicit RandomStream(Key key) : key_(key) {}

  [[nodiscard]] double uniform(std::uint64_t sample) const;
  /// out[i] = uniform(first_sample + i).
  void fill(std::uint64_t first_sample, std::span<double> out) const;

private:
  using Block = std::array<double, 4>;
  [[nodiscard]] Block block(std::uint64_t counter) const;

  Key key_;
};

} // namespace cea
