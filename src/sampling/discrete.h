#pragma once

#include "sampling/distribution.h"

#include <span>
#include <vector>

namespace cea::sampling {

/// `discrete(values=[…], weights=[…])`: arguments named `values` and `weights`, one of each an element, in
/// order. Reports lists of different lengths, negative weights, weights that sum to 0, and a distribution
/// with a single value; then returns nothing.
std::optional<Distribution> make_discrete(const Span& where, const std::vector<NamedNumber>& arguments,
                                          Diagnostics& diagnostics);

/// The guide (Chen & Asau 1974) that starts the search in a tabulated distribution function near its end:
/// entry k is the first i with cumulative[i] ≥ k/size; the size is a power of two, so that u·size is exact.
std::vector<std::uint32_t> search_guide(std::span<const double> cumulative);

/// Smallest tabulated value with F ≥ u, for 0 < u < 1, in constant time.
class DiscreteTable {
public:
  explicit DiscreteTable(const DiscreteDistribution& distribution)
      : table_(distribution.table), guide_(search_guide(table_->cumulative)) {}
  [[nodiscard]] double operator()(double u) const {
    std::size_t i = guide_[static_cast<std::size_t>(u * static_cast<double>(guide_.size()))];
    while (table_->cumulative[i] < u)
      ++i;
    return table_->values[i];
  }

private:
  std::shared_ptr<const DiscreteDistribution::Table> table_;
  std::vector<std::uint32_t> guide_;
};

} // namespace cea::sampling
