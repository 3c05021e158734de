#pragma once

#include "sampling/distribution.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cea::sampling {

/// The distribution function of a count, tabulated over the values that u between 2⁻⁵³ and 1 − 2⁻⁵³ can
/// reach, with a guide (Chen & Asau 1974) that starts the search near its end.
class CountTable {
public:
  static constexpr double kMostValues = 65'536;

  /// Whether the distribution's reach is small enough to tabulate.
  static bool fits(const Distribution& distribution);

  explicit CountTable(const Distribution& distribution);

  /// The smallest x with F(x) ≥ u.
  [[nodiscard]] double operator()(double u) const {
    std::size_t i = guide_[static_cast<std::size_t>(u * static_cast<double>(guide_.size()))];
    while (cumulative_[i] < u)
      ++i;
    return first_ + static_cast<double>(i);
  }

private:
  double first_;
  std::vector<double> cumulative_; ///< F(first_), F(first_ + 1) …, the last set to 1
  std::vector<std::uint32_t> guide_;
};

} // namespace cea::sampling
