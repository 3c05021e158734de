#pragma once

#include <vector>

namespace cea::oracle {

/// A cycle of a continuous-time process, for who begins it in one state.
struct RateCycle {
  std::vector<double> shares;             ///< in each state at the end
  std::vector<std::vector<double>> moves; ///< expected number, from × to
};

/// By the exponential of the dense block matrix [Q I; 0 0]·length (Van Loan 1978), as Eigen computes it (Padé
/// with scaling and squaring) in long double. `rates`: from × to, the diagonal is ignored.
RateCycle cycle_of_rates(const std::vector<std::vector<double>>& rates, std::size_t start, double length);

} // namespace cea::oracle
