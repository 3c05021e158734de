#pragma once

#include "analysis/results.h"
#include "support/equality.h"

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace cea::report {

/// What stands under a name; a category or outcome that a strategy doesn't have is zero.
inline double amount_or_zero(const NamedAmounts& amounts, const std::string& name) {
  const auto it =
      std::find_if(amounts.begin(), amounts.end(), [&](const auto& named) { return named.first == name; });
  return it == amounts.end() ? 0 : it->second;
}

/// Index of the point of a curve that stands for a threshold, which every curve has.
inline std::size_t curve_point(const std::vector<double>& wtp, double threshold) {
  const auto it = std::find_if(wtp.begin(), wtp.end(), [&](double w) { return same_amount(w, threshold); });
  if (it == wtp.end()) throw std::logic_error("a threshold isn't on the grid of willingness to pay");
  return static_cast<std::size_t>(it - wtp.begin());
}

} // namespace cea::report
