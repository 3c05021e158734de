#include "sampling/quantile_table.h"

#include "sampling/count_table.h"
#include "sampling/discrete.h"
#include "sampling/quantile_cells.h"
#include "support/scalar_math.h"

#include <algorithm>
#include <cmath>

namespace cea {
namespace {

using sampling::CountTable;
using sampling::Law;
using sampling::QuantileCells;
using Map = QuantileTable::Map;

const QuantileCells& standard_normal_cells() {
  static const QuantileCells cells{Law{Law::Kind::normal}};
  return cells;
}

/// A map that takes every value on its own.
template <class Function> class Elementwise final : public Map {
public:
  explicit Elementwise(Function function) : function_(std::move(function)) {}
  void apply(std::span<double> values) const override {
    for (double& value : values)
      value = function_(value);
  }

private:
  Function function_;
};

template <class Function> std::shared_ptr<const Map> elementwise(Function function) {
  return std::make_shared<Elementwise<Function>>(std::move(function));
}

/// exp(meanlog + sdlog·z).
class LognormalMap final : public Map {
public:
  explicit LognormalMap(const LognormalDistribution& d) : d_(d) {}
  void apply(std::span<double> values) const override {
    sampling::draw_functions().lognormals(standard_normal_cells().grid(), d_.meanlog, d_.sdlog, values.data(),
                                          static_cast<long>(values.size()));
  }

private:
  LognormalDistribution d_;
};

/// Cells that yield x, with location and scale folded in.
class ValueMap final : public Map {
public:
  explicit ValueMap(QuantileCells cells) : cells_(std::move(cells)) {}
  void apply(std::span<double> values) const override { cells_.apply(values); }

private:
  QuantileCells cells_;
};

/// A gamma whose cells yield ln(x/scale).
class LogarithmMap final : public Map {
public:
  LogarithmMap(QuantileCells cells, double scale) : cells_(std::move(cells)), scale_(scale) {}
  void apply(std::span<double> values) const override {
    cells_.apply(values);
    math::exp_array(values);
    for (double& value : values)
      value *= scale_;
  }

private:
  QuantileCells cells_;
  double scale_;
};

/// A beta whose cells yield ln(x/(1 − x)).
class LogitMap final : public Map {
public:
  explicit LogitMap(QuantileCells cells) : cells_(std::move(cells)) {}
  void apply(std::span<double> values) const override {
    for (double& value : values)
      value = -cells_(value);
    math::exp_array(values);
    for (double& value : values)
      value = 1 / (1 + value);
  }

private:
  QuantileCells cells_;
};

/// Replaces u by −ln(1 − u). The streams' 1 − u is exact, so that this keeps its relative accuracy.
void to_unit_exponential(std::span<double> values) {
  for (double& value : values)
    value = 1 - value;
  math::log_array(values);
  for (double& value : values)
    value = -value;
}

class ExponentialMap final : public Map {
public:
  explicit ExponentialMap(const ExponentialDistribution& d) : d_(d) {}
  void apply(std::span<double> values) const override {
    to_unit_exponential(values);
    for (double& value : values)
      value /= d_.rate;
  }

private:
  ExponentialDistribution d_;
};

/// scale·E^(1/shape) with E unit exponential.
class WeibullMap final : public Map {
public:
  explicit WeibullMap(const WeibullDistribution& d) : d_(d) {}
  void apply(std::span<double> values) const override {
    to_unit_exponential(values);
    math::log_array(values);
    for (double& value : values)
      value /= d_.shape;
    math::exp_array(values);
    for (double& value : values)
      value *= d_.scale;
  }

private:
  WeibullDistribution d_;
};

/// The exact quantile to 40 bits, so that the last bits of Boost's and libm's results don't matter.
double rounded_quantile(const Distribution& d, double u) {
  int exponent = 0;
  const double mantissa = std::frexp(quantile(d, u), &exponent);
  return std::ldexp(std::nearbyint(std::ldexp(mantissa, 40)), exponent - 40);
}

std::shared_ptr<const Map> exact_map(const Distribution& d) {
  return elementwise([d](double u) { return rounded_quantile(d, u); });
}

/// z at probability p; the cells end at 2⁻⁵³, which only a window far out in the lower tail goes below.
double standard_normal_quantile(double p) {
  return p < QuantileCells::kSmallest ? rounded_quantile(NormalDistribution{0, 1}, p)
                                      : standard_normal_cells()(p);
}

/// Works in the normal's lower tail, where probabilities keep their relative accuracy: mirrored if the
/// window's middle is above the mean.
std::shared_ptr<const Map> truncated_normal_map(const TruncatedNormalDistribution& d) {
  const double low = (d.min - d.mean) / d.sd, high = (d.max - d.mean) / d.sd;
  const bool mirrored = low + high > 0;
  const double below = math::normal_cdf(mirrored ? -high : low);
  const double inside = math::normal_cdf(mirrored ? -low : high) - below;
  return elementwise([=](double u) {
    const double z = standard_normal_quantile(below + (mirrored ? 1 - u : u) * inside);
    return std::clamp(d.mean + (mirrored ? -z : z) * d.sd, d.min, d.max);
  });
}

std::shared_ptr<const Map> triangular_map(const TriangularDistribution& d) {
  const double range = d.max - d.min, left = d.mode - d.min, right = d.max - d.mode, split = left / range;
  return elementwise([=](double u) {
    return u < split ? d.min + std::sqrt(u * range * left) : d.max - std::sqrt((1 - u) * range * right);
  });
}

struct MakeMap {
  using Result = std::shared_ptr<const Map>;

  Result operator()(const BetaDistribution& d) const {
    if (std::max(d.alpha, d.beta) < 0.2) return exact_map(d);
    QuantileCells cells({Law::Kind::beta, d.alpha, d.beta});
    if (cells.coordinate() == QuantileCells::Coordinate::law) {
      return std::make_shared<LogitMap>(std::move(cells));
    }
    return std::make_shared<ValueMap>(std::move(cells));
  }
  Result operator()(const GammaDistribution& d) const {
    QuantileCells cells({Law::Kind::gamma, d.shape});
    if (cells.coordinate() == QuantileCells::Coordinate::law) {
      return std::make_shared<LogarithmMap>(std::move(cells), d.scale);
    }
    cells.rescale(0, d.scale);
    return std::make_shared<ValueMap>(std::move(cells));
  }
  Result operator()(const LognormalDistribution& d) const { return std::make_shared<LognormalMap>(d); }
  Result operator()(const NormalDistribution& d) const {
    return elementwise([d, &z = standard_normal_cells()](double u) { return d.mean + d.sd * z(u); });
  }
  Result operator()(const TruncatedNormalDistribution& d) const { return truncated_normal_map(d); }
  Result operator()(const UniformDistribution& d) const {
    return elementwise([d](double u) { return std::min(d.min + (d.max - d.min) * u, d.max); });
  }
  Result operator()(const TriangularDistribution& d) const { return triangular_map(d); }
  Result operator()(const PertDistribution& d) const {
    const BetaDistribution beta = standard_beta(d);
    QuantileCells cells({Law::Kind::beta, beta.alpha, beta.beta});
    cells.rescale(d.min, d.max - d.min);
    return std::make_shared<ValueMap>(std::move(cells));
  }
  Result operator()(const ExponentialDistribution& d) const { return std::make_shared<ExponentialMap>(d); }
  Result operator()(const WeibullDistribution& d) const { return std::make_shared<WeibullMap>(d); }
  Result operator()(const BernoulliDistribution& d) const {
    return elementwise([d](double u) { return u <= 1 - d.p ? 0.0 : 1.0; });
  }
  Result operator()(const DiscreteDistribution& d) const {
    return elementwise([table = sampling::DiscreteTable(d)](double u) { return table(u); });
  }
  Result operator()(const PoissonDistribution& d) const { return counts(d); }
  Result operator()(const BinomialDistribution& d) const { return counts(d); }

  static Result counts(const Distribution& d) {
    if (!CountTable::fits(d)) return exact_map(d);
    return elementwise([table = CountTable(d)](double u) { return table(u); });
  }
};

} // namespace

QuantileTable::QuantileTable(const Distribution& distribution) : map_(std::visit(MakeMap{}, distribution)) {}

double QuantileTable::operator()(double u) const {
  map_->apply({&u, 1});
  return u;
}

void QuantileTable::apply(std::span<double> u_to_x) const {
  map_->apply(u_to_x);
}

} // namespace cea
