#pragma once

#include "support/lane_generator.h"

#include <span>
#include <vector>

namespace cea::math {

/// Where people are after one cycle of a continuous-time Markov chain, and how long they were in each state.
struct GeneratorResult {
  std::vector<double> shares; ///< of each state at the end; their sum is 1
  std::vector<double> years;  ///< expected in each state; their sum is the cycle's length
};

/// Solves a chain with the same bits as the block engine: a row of exp(Q·length) and of its integral.
/// `rates`: yearly, one a move. Both results are NaN where a rate isn't finite or is above 1e300 a year.
GeneratorResult solve_generator(const lanes::GeneratorShape& shape, double length,
                                std::span<const double> rates);

} // namespace cea::math
