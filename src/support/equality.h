#pragma once

#include <algorithm>
#include <cmath>

namespace cea {

/// Two costs, two effects or two ratios are equal when they differ by no more than 1e-9·max(1, |value|),
/// `value` being the larger of the two in size.
inline bool same_amount(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

} // namespace cea
