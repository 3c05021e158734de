#pragma once

#include "support/diagnostics.h"
#include "support/source.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace cea {

// Distributions of uncertain parameters, each in its native parameters. Unless said otherwise the
// parametrisation is that of R's d/p/q functions.

struct BetaDistribution {
  double alpha = 1, beta = 1;
};
struct GammaDistribution {
  double shape = 1, scale = 1; ///< mean = shape · scale
};
struct LognormalDistribution {
  double meanlog = 0, sdlog = 1; ///< mean and sd of ln X
};
struct NormalDistribution {
  double mean = 0, sd = 1;
};
/// A normal given that it lies in [min, max]; `mean` and `sd` are those of the untruncated normal. A bound
/// may be infinite.
struct TruncatedNormalDistribution {
  double mean = 0, sd = 1, min = 0, max = 1;
};
struct UniformDistribution {
  double min = 0, max = 1;
};
struct TriangularDistribution {
  double min = 0, mode = 0.5, max = 1;
};
/// Beta on [min, max] with alpha = 1 + 4(mode − min)/(max − min), beta = 1 + 4(max − mode)/(max − min), so
/// that the mean is (min + 4·mode + max)/6 (Malcolm et al. 1959; Clark 1962).
struct PertDistribution {
  double min = 0, mode = 0.5, max = 1;
};
struct ExponentialDistribution {
  double rate = 1;
};
/// S(x) = exp(−(x/scale)^shape).
struct WeibullDistribution {
  double shape = 1, scale = 1;
};
struct PoissonDistribution {
  double mean = 1;
};
struct BinomialDistribution {
  double n = 1, p = 0.5;
};
struct BernoulliDistribution {
  double p = 0.5;
};
/// Finitely many values: `discrete(values, weights)`, or those of a sample (`empirical`), all alike.
struct DiscreteDistribution {
  struct Table {
    std::vector<double> values;     ///< ascending, each once
    std::vector<double> cumulative; ///< P(X ≤ value), the last 1
    bool empirical = false;
    std::size_t size = 0; ///< of the sample
  };
  std::shared_ptr<const Table> table; ///< never null, at least two values
};

using Distribution =
    std::variant<BetaDistribution, GammaDistribution, LognormalDistribution, NormalDistribution,
                 TruncatedNormalDistribution, UniformDistribution, TriangularDistribution, PertDistribution,
                 ExponentialDistribution, WeibullDistribution, PoissonDistribution, BinomialDistribution,
                 BernoulliDistribution, DiscreteDistribution>;

/// An argument of a distribution call with its value, such as `se=0.1`.
struct NamedNumber {
  std::string name;
  double value = 0;
  Span span;
};

/// A distribution from its family's name and its arguments as papers report them.
///
/// `sd` may stand for `se`; `sd` with `n` means se = sd/√n. Conversions (Briggs, Claxton & Sculpher 2006,
/// ch. 4), with m = mean, s = se, z = 1.959963984540054:
///   beta       alpha = m·k, beta = (1 − m)·k, k = m(1 − m)/s² − 1;  events of total: alpha = events,
///              beta = total − events
///   gamma      shape = (m/s)², scale = s²/m
///   lognormal  sdlog² = ln(1 + s²/m²), meanlog = ln m − sdlog²/2;  with an interval: sdlog =
///              (ln high − ln low)/2z, meanlog = ln median, or ln mean − sdlog²/2
///   normal     with an interval: sd = (high − low)/2z, whether or not the mean is in its middle
///   beta, gamma with an interval: s = (high − low)/2z, then by moments
///
/// Reports, at `where` or at the argument at fault, an unknown family or argument, a combination that no
/// form takes, and moments that no member of the family has, with what would be feasible; then returns
/// nothing. A distribution without spread is an error, too.
std::optional<Distribution> make_distribution(const std::string& family, Span where,
                                              const std::vector<NamedNumber>& arguments,
                                              Diagnostics& diagnostics);

/// The values of a sample, all with the same weight; at least two must differ.
DiscreteDistribution empirical_distribution(std::span<const double> sample);

/// The names of all families. `make_distribution` makes all but `empirical`, whose sample is in a file, and
/// takes the lists of `discrete` as arguments of the same name, one an element.
const std::vector<std::string>& distribution_families();

/// The beta on [0, 1] of which a PERT is the image on [min, max].
BetaDistribution standard_beta(const PertDistribution& distribution);

double mean(const Distribution& distribution);
double standard_deviation(const Distribution& distribution);
/// The most likely value; nothing where there is none or not just one (uniform, U-shaped beta).
std::optional<double> mode(const Distribution& distribution);

/// Smallest x with P(X ≤ x) ≥ p, for 0 < p < 1, to double accuracy (Boost.Math); about a microsecond.
double quantile(const Distribution& distribution, double p);
/// End of an interval as reports show it: the quantile, of a sample R's type 7.
double interval_end(const Distribution& distribution, double p);
/// P(X ≤ x), to double accuracy (Boost.Math).
double cdf(const Distribution& distribution, double x);

} // namespace cea
