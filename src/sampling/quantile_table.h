#pragma once

#include "sampling/distribution.h"

#include <memory>
#include <span>

namespace cea {

/// The quantile function of a distribution made fast: 3 to 6 ns a value, after a set-up below a millisecond
/// for common shapes. The error in u is below 5e-12, and less than 1e-10 of min(u, 1 − u); counts are exact.
/// The bits depend on neither the processor nor how values are grouped. Immutable; copies share their tables.
///
/// Normal, lognormal and truncated normal look z up in one shared table (see `QuantileCells`), gamma, beta
/// and PERT in one of their own; uniform, triangular, exponential and Weibull are closed forms; counts are
/// searched in their tabulated distribution function (the smallest x with F(x) ≥ u). A beta with both shapes
/// below 0.2, close to a coin toss, and counts spread over more than 65,536 values fall back on `quantile`, a
/// few microseconds each.
class QuantileTable {
public:
  explicit QuantileTable(const Distribution& distribution);

  /// The quantile at 0 < u < 1.
  [[nodiscard]] double operator()(double u) const;
  /// Replaces each u by its quantile.
  void apply(std::span<double> u_to_x) const;

  /// How u becomes x for one family.
  class Map {
  public:
    virtual ~Map() = default;
    virtual void apply(std::span<double> u_to_x) const = 0;
  };

private:
  std::shared_ptr<const Map> map_;
};

} // namespace cea
