#include "oracle/rates.h"

#include <Eigen/Dense>
#include <unsupported/Eigen/MatrixFunctions>

namespace cea::oracle {

RateCycle cycle_of_rates(const std::vector<std::vector<double>>& rates, std::size_t start, double length) {
  using Matrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
  const auto n = static_cast<Eigen::Index>(rates.size());
  Matrix block = Matrix::Zero(2 * n, 2 * n);
  block.topRightCorner(n, n).setIdentity();
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) {
      if (i == j) continue;
      const double rate = rates.at(static_cast<std::size_t>(i)).at(static_cast<std::size_t>(j));
      block(i, j) = rate;
      block(i, i) -= rate;
    }
  const Matrix result = (block * static_cast<long double>(length)).exp();
  const auto row = static_cast<Eigen::Index>(start);
  RateCycle cycle;
  for (Eigen::Index j = 0; j < n; ++j)
    cycle.shares.push_back(static_cast<double>(result(row, j)));
  for (Eigen::Index i = 0; i < n; ++i) {
    cycle.moves.emplace_back();
    for (Eigen::Index j = 0; j < n; ++j)
      cycle.moves.back().push_back(
          i == j
              ? 0
              : static_cast<double>(result(row, n + i) *
                                    rates.at(static_cast<std::size_t>(i)).at(static_cast<std::size_t>(j))));
  }
  return cycle;
}

} // namespace cea::oracle
