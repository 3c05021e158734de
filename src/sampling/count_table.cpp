#include "sampling/count_table.h"

#include "sampling/discrete.h"

namespace cea::sampling {
namespace {

constexpr double kSmallest = 0x1p-53;

double reach(const Distribution& d) {
  return quantile(d, 1 - kSmallest) - quantile(d, kSmallest) + 1;
}

} // namespace

bool CountTable::fits(const Distribution& distribution) {
  // The reach is about 16.4 standard deviations; no need to search for the ends of what is far too wide.
  return standard_deviation(distribution) < kMostValues && reach(distribution) <= kMostValues;
}

CountTable::CountTable(const Distribution& distribution) : first_(quantile(distribution, kSmallest)) {
  cumulative_.resize(static_cast<std::size_t>(reach(distribution)));
  for (std::size_t i = 0; i < cumulative_.size(); ++i) {
    cumulative_[i] = cdf(distribution, first_ + static_cast<double>(i));
  }
  cumulative_.back() = 1;
  guide_ = search_guide(cumulative_);
}

} // namespace cea::sampling
