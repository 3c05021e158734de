#include "analysis/wtp_grid.h"

#include "support/equality.h"

#include <algorithm>
#include <stdexcept>

namespace cea {
namespace {

std::vector<double> default_grid(std::span<const double> thresholds) {
  if (thresholds.empty()) return {};
  const double top = 2 * *std::max_element(thresholds.begin(), thresholds.end());
  std::vector<double> grid;
  for (int i = 0; i <= 100; ++i)
    grid.push_back(top * i / 100);
  return grid;
}

} // namespace

std::vector<double> wtp_grid(std::span<const double> grid, std::span<const double> thresholds) {
  std::vector<double> merged(thresholds.begin(), thresholds.end());
  const std::vector<double> standard = grid.empty() ? default_grid(thresholds) : std::vector<double>{};
  for (const double wtp : grid.empty() ? std::span<const double>(standard) : grid) {
    const bool is_threshold = std::any_of(thresholds.begin(), thresholds.end(),
                                          [&](double threshold) { return same_amount(wtp, threshold); });
    if (!is_threshold) merged.push_back(wtp);
  }
  std::sort(merged.begin(), merged.end());
  merged.erase(std::unique(merged.begin(), merged.end(), same_amount), merged.end());
  return merged;
}

std::size_t grid_index(std::span<const double> grid, double wtp) {
  const auto it = std::find_if(grid.begin(), grid.end(), [&](double w) { return same_amount(w, wtp); });
  if (it == grid.end()) throw std::logic_error("a threshold isn't on the grid of willingness to pay");
  return static_cast<std::size_t>(it - grid.begin());
}

} // namespace cea
