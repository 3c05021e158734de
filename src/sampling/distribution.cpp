#include "sampling/distribution.h"

#include "support/scalar_math.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/weibull.hpp>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

namespace cea {
namespace {

namespace bm = boost::math;
namespace bp = boost::math::policies;

// Values that leave the range of double become 0 or infinity instead of exceptions.
using Policy = bp::policy<bp::overflow_error<bp::ignore_error>, bp::underflow_error<bp::ignore_error>,
                          bp::denorm_error<bp::ignore_error>, bp::discrete_quantile<bp::integer_round_up>>;
using Extended = long double;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

auto boost_of(const BetaDistribution& d) {
  return bm::beta_distribution<double, Policy>(d.alpha, d.beta);
}
auto boost_of(const GammaDistribution& d) {
  return bm::gamma_distribution<double, Policy>(d.shape, d.scale);
}
auto boost_of(const LognormalDistribution& d) {
  return bm::lognormal_distribution<double, Policy>(d.meanlog, d.sdlog);
}
auto boost_of(const NormalDistribution& d) {
  return bm::normal_distribution<double, Policy>(d.mean, d.sd);
}
auto boost_of(const TriangularDistribution& d) {
  return bm::triangular_distribution<double, Policy>(d.min, d.mode, d.max);
}
auto boost_of(const ExponentialDistribution& d) {
  return bm::exponential_distribution<double, Policy>(d.rate);
}
auto boost_of(const WeibullDistribution& d) {
  return bm::weibull_distribution<double, Policy>(d.shape, d.scale);
}
auto boost_of(const PoissonDistribution& d) {
  return bm::poisson_distribution<double, Policy>(d.mean);
}
auto boost_of(const BinomialDistribution& d) {
  return bm::binomial_distribution<double, Policy>(d.n, d.p);
}

/// Σ weight·f(value).
template <class Function> double expectation(const DiscreteDistribution& d, Function f) {
  double sum = 0, before = 0;
  for (std::size_t i = 0; i < d.table->values.size(); ++i) {
    sum += (d.table->cumulative[i] - before) * f(d.table->values[i]);
    before = d.table->cumulative[i];
  }
  return sum;
}

/// The truncated normal in standard units. Bounds are mirrored, if need be, so that the window's larger part
/// lies below zero, where the normal's distribution function keeps its relative accuracy.
struct Window {
  Extended low, high;     ///< standard units
  Extended below, inside; ///< probability below `low` and within the window
  Extended density_low, density_high;
  bool mirrored;
};

Window window_of(const TruncatedNormalDistribution& d) {
  const bm::normal_distribution<Extended, Policy> z;
  Extended low = (Extended(d.min) - d.mean) / d.sd, high = (Extended(d.max) - d.mean) / d.sd;
  const bool mirrored = low + high > 0;
  if (mirrored) low = -std::exchange(high, -low);
  const Extended below = bm::cdf(z, low);
  return {low, high, below, bm::cdf(z, high) - below, bm::pdf(z, low), bm::pdf(z, high), mirrored};
}

Extended standard_truncated_mean(const Window& w) {
  return (w.density_low - w.density_high) / w.inside;
}

double standard_truncated_variance(const Window& w) {
  const auto term = [](Extended z, Extended density) { return std::isinf(z) ? 0 : z * density; };
  const Extended m = standard_truncated_mean(w);
  return double(1 + (term(w.low, w.density_low) - term(w.high, w.density_high)) / w.inside - m * m);
}

double truncated_quantile(const TruncatedNormalDistribution& d, double p) {
  const Window w = window_of(d);
  const Extended q = w.mirrored ? 1 - Extended(p) : Extended(p);
  const Extended z = bm::quantile(bm::normal_distribution<Extended, Policy>(), w.below + q * w.inside);
  return std::clamp(double(d.mean + (w.mirrored ? -z : z) * d.sd), d.min, d.max);
}

double truncated_cdf(const TruncatedNormalDistribution& d, double x) {
  const Window w = window_of(d);
  const Extended z = (Extended(x) - d.mean) / d.sd;
  const Extended p =
      (bm::cdf(bm::normal_distribution<Extended, Policy>(), w.mirrored ? -z : z) - w.below) / w.inside;
  return double(w.mirrored ? 1 - p : p);
}

struct Mean {
  template <class D> double operator()(const D& d) const { return bm::mean(boost_of(d)); }
  double operator()(const TruncatedNormalDistribution& d) const {
    const Window w = window_of(d);
    const double m = double(standard_truncated_mean(w));
    return d.mean + (w.mirrored ? -m : m) * d.sd;
  }
  double operator()(const LognormalDistribution& d) const {
    return math::exp(d.meanlog + d.sdlog * d.sdlog / 2);
  }
  double operator()(const UniformDistribution& d) const { return d.min + (d.max - d.min) / 2; }
  double operator()(const PertDistribution& d) const { return (d.min + 4 * d.mode + d.max) / 6; }
  double operator()(const BernoulliDistribution& d) const { return d.p; }
  double operator()(const DiscreteDistribution& d) const {
    return expectation(d, [](double x) { return x; });
  }
};

struct StandardDeviation {
  template <class D> double operator()(const D& d) const { return bm::standard_deviation(boost_of(d)); }
  double operator()(const TruncatedNormalDistribution& d) const {
    return d.sd * std::sqrt(standard_truncated_variance(window_of(d)));
  }
  double operator()(const UniformDistribution& d) const { return (d.max - d.min) / std::sqrt(12.0); }
  double operator()(const PertDistribution& d) const {
    return (d.max - d.min) * bm::standard_deviation(boost_of(standard_beta(d)));
  }
  double operator()(const LognormalDistribution& d) const {
    const double variance = d.sdlog * d.sdlog;
    return math::exp(d.meanlog + variance / 2) * std::sqrt(math::expm1(variance));
  }
  double operator()(const BernoulliDistribution& d) const { return std::sqrt(d.p * (1 - d.p)); }
  double operator()(const DiscreteDistribution& d) const {
    const double m = Mean{}(d);
    return std::sqrt(expectation(d, [m](double x) { return (x - m) * (x - m); }));
  }
};

struct Mode {
  using Result = std::optional<double>;
  Result operator()(const BetaDistribution& d) const {
    if (d.alpha > 1 && d.beta > 1) return (d.alpha - 1) / (d.alpha + d.beta - 2);
    if (d.alpha <= 1 && d.beta > 1) return 0;
    if (d.alpha > 1 && d.beta <= 1) return 1;
    return std::nullopt;
  }
  Result operator()(const GammaDistribution& d) const { return std::max(0.0, d.shape - 1) * d.scale; }
  Result operator()(const LognormalDistribution& d) const { return math::exp(d.meanlog - d.sdlog * d.sdlog); }
  Result operator()(const NormalDistribution& d) const { return d.mean; }
  Result operator()(const TruncatedNormalDistribution& d) const { return std::clamp(d.mean, d.min, d.max); }
  Result operator()(const UniformDistribution&) const { return std::nullopt; }
  Result operator()(const TriangularDistribution& d) const { return d.mode; }
  Result operator()(const PertDistribution& d) const { return d.mode; }
  Result operator()(const ExponentialDistribution&) const { return 0; }
  Result operator()(const WeibullDistribution& d) const {
    return d.shape > 1 ? d.scale * math::pow((d.shape - 1) / d.shape, 1 / d.shape) : 0;
  }
  Result operator()(const PoissonDistribution& d) const { return std::floor(d.mean); }
  Result operator()(const BinomialDistribution& d) const {
    return std::min(d.n, std::floor((d.n + 1) * d.p));
  }
  Result operator()(const BernoulliDistribution& d) const {
    if (d.p == 0.5) return std::nullopt;
    return d.p > 0.5 ? 1 : 0;
  }
  Result operator()(const DiscreteDistribution& d) const {
    Result likeliest;
    double most = 0, before = 0;
    for (std::size_t i = 0; i < d.table->values.size(); ++i) {
      const double weight = d.table->cumulative[i] - std::exchange(before, d.table->cumulative[i]);
      if (std::abs(weight - most) <= 1e-12) likeliest.reset();
      if (weight > most + 1e-12) likeliest = d.table->values[i];
      most = std::max(most, weight);
    }
    return likeliest;
  }
};

struct Cdf {
  double x;
  template <class D> double operator()(const D& d) const { return bm::cdf(boost_of(d), x); }
  template <class D> double positive(const D& d) const { return x <= 0 ? 0 : bm::cdf(boost_of(d), x); }
  double operator()(const BetaDistribution& d) const { return x >= 1 ? 1 : positive(d); }
  double operator()(const GammaDistribution& d) const { return positive(d); }
  double operator()(const LognormalDistribution& d) const { return positive(d); }
  double operator()(const ExponentialDistribution& d) const { return positive(d); }
  double operator()(const WeibullDistribution& d) const { return positive(d); }
  double operator()(const TruncatedNormalDistribution& d) const {
    return x <= d.min ? 0 : x >= d.max ? 1 : truncated_cdf(d, x);
  }
  double operator()(const UniformDistribution& d) const {
    return std::clamp((x - d.min) / (d.max - d.min), 0.0, 1.0);
  }
  double operator()(const PertDistribution& d) const {
    return Cdf{(x - d.min) / (d.max - d.min)}(standard_beta(d));
  }
  double operator()(const PoissonDistribution& d) const {
    return x < 0 ? 0 : bm::cdf(boost_of(d), std::floor(x));
  }
  double operator()(const BinomialDistribution& d) const {
    return x < 0 ? 0 : x >= d.n ? 1 : bm::cdf(boost_of(d), std::floor(x));
  }
  double operator()(const BernoulliDistribution& d) const { return x < 0 ? 0 : x < 1 ? 1 - d.p : 1; }
  double operator()(const DiscreteDistribution& d) const {
    const auto above = std::ranges::upper_bound(d.table->values, x) - d.table->values.begin();
    return above == 0 ? 0 : d.table->cumulative[static_cast<std::size_t>(above - 1)];
  }
};

/// Settles what rounding in Boost's search may leave: the smallest whole x with F(x) ≥ p.
template <class D> double smallest_count(const D& d, double p) {
  double x = std::max(0.0, bm::quantile(boost_of(d), p));
  while (x > 0 && cdf(d, x - 1) >= p)
    --x;
  while (cdf(d, x) < p)
    ++x;
  return x;
}

struct Quantile {
  double p;
  template <class D> double operator()(const D& d) const { return bm::quantile(boost_of(d), p); }
  double operator()(const TruncatedNormalDistribution& d) const { return truncated_quantile(d, p); }
  double operator()(const UniformDistribution& d) const { return d.min + (d.max - d.min) * p; }
  double operator()(const PertDistribution& d) const {
    return d.min + (d.max - d.min) * bm::quantile(boost_of(standard_beta(d)), p);
  }
  double operator()(const PoissonDistribution& d) const { return smallest_count(d, p); }
  double operator()(const BinomialDistribution& d) const { return smallest_count(d, p); }
  double operator()(const BernoulliDistribution& d) const { return p <= 1 - d.p ? 0 : 1; }
  double operator()(const DiscreteDistribution& d) const {
    const auto at = std::ranges::lower_bound(d.table->cumulative, p) - d.table->cumulative.begin();
    return d.table->values[static_cast<std::size_t>(at)];
  }
};

/// Quantile of R's type 7 (Hyndman & Fan 1996): linear between order statistics at (n − 1)·p. A value that
/// comes k times stands for k of them.
double sample_quantile(const DiscreteDistribution::Table& t, double p) {
  const auto n = static_cast<double>(t.size);
  const double place = (n - 1) * p, whole = std::floor(place);
  const auto order_statistic = [&](double i) {
    // The first value of which more than i of the n are at most as large.
    const auto at = std::ranges::upper_bound(t.cumulative, (i + 0.5) / n) - t.cumulative.begin();
    return t.values[std::min(static_cast<std::size_t>(at), t.values.size() - 1)];
  };
  const double low = order_statistic(whole), high = order_statistic(std::min(whole + 1, n - 1));
  return low + (place - whole) * (high - low);
}

} // namespace

BetaDistribution standard_beta(const PertDistribution& d) {
  const double range = d.max - d.min;
  return {1 + 4 * (d.mode - d.min) / range, 1 + 4 * (d.max - d.mode) / range};
}

double mean(const Distribution& distribution) {
  return std::visit(Mean{}, distribution);
}

double standard_deviation(const Distribution& distribution) {
  return std::visit(StandardDeviation{}, distribution);
}

std::optional<double> mode(const Distribution& distribution) {
  return std::visit(Mode{}, distribution);
}

double quantile(const Distribution& distribution, double p) {
  assert(p > 0 && p < 1);
  return std::visit(Quantile{p}, distribution);
}

double interval_end(const Distribution& distribution, double p) {
  const auto* sample = std::get_if<DiscreteDistribution>(&distribution);
  if (sample == nullptr || !sample->table->empirical) return quantile(distribution, p);
  return sample_quantile(*sample->table, p);
}

double cdf(const Distribution& distribution, double x) {
  if (std::isinf(x)) return x == kInfinity ? 1 : 0;
  return std::visit(Cdf{x}, distribution);
}

} // namespace cea
