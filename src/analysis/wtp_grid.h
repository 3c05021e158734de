#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cea {

/// Willingness to pay at which curves (CEAC, CEAF, expected loss, EVPI) stand: `grid` merged with
/// `thresholds`, ascending, without repeats. An empty `grid` means 0 to twice the largest threshold in 100
/// steps. Values that are equal but for rounding (`same_amount`) count once, as the threshold where one is
/// among them.
std::vector<double> wtp_grid(std::span<const double> grid, std::span<const double> thresholds);

/// Index of the grid point that stands for `wtp`; throws std::logic_error where there is none.
std::size_t grid_index(std::span<const double> grid, double wtp);

} // namespace cea
