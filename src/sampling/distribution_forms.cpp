#include "sampling/distribution_forms.h"

#include "support/scalar_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::sampling {
namespace {

using Result = std::optional<Distribution>;

/// 97.5 % quantile of the standard normal.
constexpr double kZ975 = 1.959963984540054;

constexpr std::string_view kLeaveOut = "where there is no uncertainty, leave the distribution out";

/// Shapes that the quantile tables are made for.
constexpr double kSmallestShape = 1e-6, kLargestShape = 1e10;

bool feasible_shape(const Arguments& a, double shape) {
  if (shape < kSmallestShape) {
    return a.fail("", fmt::format("a shape of {:.3g} is too small to draw from", shape),
                  fmt::format("nearly all of such a distribution sits at one end; shapes start at {:.0e}: "
                              "check the standard error",
                              kSmallestShape));
  }
  if (shape > kLargestShape) {
    return a.fail("", fmt::format("a shape of {:.3g} leaves hardly any spread", shape),
                  fmt::format("shapes end at {:.0e}: check the standard error, or leave the distribution out",
                              kLargestShape));
  }
  return true;
}

Result checked_beta(const Arguments& a, double alpha, double beta) {
  if (!feasible_shape(a, alpha) || !feasible_shape(a, beta)) return std::nullopt;
  return BetaDistribution{alpha, beta};
}

Result checked_gamma(const Arguments& a, double shape, double scale) {
  if (!feasible_shape(a, shape)) return std::nullopt;
  return GammaDistribution{shape, scale};
}

/// Half a 95 % interval's width in normal standard deviations.
double interval_se(double low, double high) {
  return (high - low) / (2 * kZ975);
}

/// The interval is in order, inside (`floor`, `ceiling`) or at its ends, and has the `centre` within.
bool feasible_interval(const Arguments& a, std::string_view centre, double floor, double ceiling) {
  if (!a.ascending("low", "high")) return false;
  if (a["low"] < floor)
    return a.fail("low", fmt::format("low must be at least {:g}, not {:.6g}", floor, a["low"]));
  if (a["high"] > ceiling) {
    return a.fail("high", fmt::format("high must be at most {:g}, not {:.6g}", ceiling, a["high"]));
  }
  return a.inside(centre, "low", "high");
}

// beta

Result beta_by_moments(const Arguments& a, double mean, double se, std::string_view spread) {
  const double limit = std::sqrt(mean * (1 - mean));
  if (se >= limit) {
    a.fail(spread, fmt::format("no beta has mean {:.6g} and standard deviation {:.6g}", mean, se),
           fmt::format("with this mean the standard deviation must be below {:.6g}", limit));
    return std::nullopt;
  }
  const double k = mean * (1 - mean) / (se * se) - 1;
  return checked_beta(a, mean * k, (1 - mean) * k);
}

Result beta_native(const Arguments& a) {
  if (!a.above_zero("alpha") || !a.above_zero("beta")) return std::nullopt;
  return checked_beta(a, a["alpha"], a["beta"]);
}

Result beta_mean_se(const Arguments& a) {
  if (!a.between("mean", 0, 1) || !a.above_zero("se")) return std::nullopt;
  return beta_by_moments(a, a["mean"], a["se"], "se");
}

Result beta_interval(const Arguments& a) {
  if (!a.between("mean", 0, 1) || !feasible_interval(a, "mean", 0, 1)) return std::nullopt;
  return beta_by_moments(a, a["mean"], interval_se(a["low"], a["high"]), "high");
}

Result beta_events(const Arguments& a) {
  if (!a.above_zero("total")) return std::nullopt;
  if (a["events"] <= 0 || a["events"] >= a["total"]) {
    a.fail(
        "events",
        fmt::format("events must lie between 0 and total = {:.6g}, not be {:.6g}", a["total"], a["events"]),
        "where none or all had the event, add a prior's counts, as in beta(alpha = events + 0.5, "
        "beta = total - events + 0.5)");
    return std::nullopt;
  }
  return checked_beta(a, a["events"], a["total"] - a["events"]);
}

// gamma

Result gamma_by_moments(const Arguments& a, double mean, double se) {
  return checked_gamma(a, (mean / se) * (mean / se), se / mean * se);
}

Result gamma_rate(const Arguments& a) {
  if (!a.above_zero("shape") || !a.above_zero("rate")) return std::nullopt;
  return checked_gamma(a, a["shape"], 1 / a["rate"]);
}

Result gamma_scale(const Arguments& a) {
  if (!a.above_zero("shape") || !a.above_zero("scale")) return std::nullopt;
  return checked_gamma(a, a["shape"], a["scale"]);
}

Result gamma_mean_se(const Arguments& a) {
  if (!a.above_zero("mean") || !a.above_zero("se")) return std::nullopt;
  return gamma_by_moments(a, a["mean"], a["se"]);
}

Result gamma_interval(const Arguments& a) {
  if (!a.above_zero("mean") || !feasible_interval(a, "mean", 0, HUGE_VAL)) return std::nullopt;
  return gamma_by_moments(a, a["mean"], interval_se(a["low"], a["high"]));
}

// lognormal

Result lognormal_native(const Arguments& a) {
  if (!a.above_zero("sdlog")) return std::nullopt;
  return LognormalDistribution{a["meanlog"], a["sdlog"]};
}

Result lognormal_mean_se(const Arguments& a) {
  if (!a.above_zero("mean") || !a.above_zero("se")) return std::nullopt;
  const double cv = a["se"] / a["mean"], variance = math::log1p(cv * cv);
  return LognormalDistribution{math::log(a["mean"]) - variance / 2, std::sqrt(variance)};
}

Result lognormal_median_sdlog(const Arguments& a) {
  if (!a.above_zero("median") || !a.above_zero("sdlog")) return std::nullopt;
  return LognormalDistribution{math::log(a["median"]), a["sdlog"]};
}

double interval_sdlog(const Arguments& a) {
  return math::log(a["high"] / a["low"]) / (2 * kZ975);
}

Result lognormal_median_interval(const Arguments& a) {
  if (!a.above_zero("low") || !feasible_interval(a, "median", 0, HUGE_VAL)) return std::nullopt;
  return LognormalDistribution{math::log(a["median"]), interval_sdlog(a)};
}

Result lognormal_mean_interval(const Arguments& a) {
  if (!a.above_zero("low") || !feasible_interval(a, "mean", 0, HUGE_VAL)) return std::nullopt;
  const double sdlog = interval_sdlog(a);
  return LognormalDistribution{math::log(a["mean"]) - sdlog * sdlog / 2, sdlog};
}

// normal

Result normal_mean_se(const Arguments& a) {
  if (!a.above_zero("se")) return std::nullopt;
  return NormalDistribution{a["mean"], a["se"]};
}

Result normal_interval(const Arguments& a, std::string_view centre) {
  if (!feasible_interval(a, centre, -HUGE_VAL, HUGE_VAL)) return std::nullopt;
  return NormalDistribution{a[centre], interval_se(a["low"], a["high"])};
}

Result normal_mean_interval(const Arguments& a) {
  return normal_interval(a, "mean");
}
Result normal_median_interval(const Arguments& a) {
  return normal_interval(a, "median");
}

Result truncated_normal(const Arguments& a, double min, double max) {
  if (!a.above_zero("se")) return std::nullopt;
  const double low = (min - a["mean"]) / a["se"], high = (max - a["mean"]) / a["se"];
  const NormalDistribution z{0, 1};
  const double mass = low > 0 ? cdf(z, -low) - cdf(z, -high) : cdf(z, high) - cdf(z, low);
  if (mass < 1e-9) {
    a.fail("mean", fmt::format("next to nothing ({:.2g}) of the normal lies between min and max", mass),
           "mean and se are those of the normal before it is truncated");
    return std::nullopt;
  }
  return TruncatedNormalDistribution{a["mean"], a["se"], min, max};
}

Result truncated_both(const Arguments& a) {
  if (!a.ascending("min", "max")) return std::nullopt;
  return truncated_normal(a, a["min"], a["max"]);
}
Result truncated_below(const Arguments& a) {
  return truncated_normal(a, a["min"], HUGE_VAL);
}
Result truncated_above(const Arguments& a) {
  return truncated_normal(a, -HUGE_VAL, a["max"]);
}

// on an interval

Result uniform(const Arguments& a) {
  if (!a.ascending("min", "max")) return std::nullopt;
  return UniformDistribution{a["min"], a["max"]};
}

template <class D> Result with_mode(const Arguments& a) {
  if (!a.ascending("min", "max") || !a.inside("mode", "min", "max")) return std::nullopt;
  return D{a["min"], a["mode"], a["max"]};
}

// times and counts

Result exponential(const Arguments& a) {
  if (!a.above_zero("rate")) return std::nullopt;
  return ExponentialDistribution{a["rate"]};
}

Result weibull(const Arguments& a) {
  if (!a.above_zero("shape") || !a.above_zero("scale")) return std::nullopt;
  return WeibullDistribution{a["shape"], a["scale"]};
}

constexpr double kLargestCount = 1e15; // whole numbers are exact up to here

Result poisson(const Arguments& a) {
  if (!a.above_zero("mean") || !a.between("mean", 0, kLargestCount)) return std::nullopt;
  return PoissonDistribution{a["mean"]};
}

Result binomial(const Arguments& a) {
  const double n = a["n"];
  if (n < 1 || n > kLargestCount || n != std::floor(n)) {
    a.fail("n", fmt::format("n must be a whole number from 1 on, not {:.6g}", n));
    return std::nullopt;
  }
  if (!a.between("p", 0, 1)) return std::nullopt;
  return BinomialDistribution{n, a["p"]};
}

Result bernoulli(const Arguments& a) {
  if (!a.between("p", 0, 1)) return std::nullopt;
  return BernoulliDistribution{a["p"]};
}

} // namespace

Arguments::Arguments(std::string family, Span where, std::vector<Entry> entries, Diagnostics& diagnostics)
    : family_(std::move(family)), where_(std::move(where)), entries_(std::move(entries)),
      diagnostics_(&diagnostics) {}

const Arguments::Entry& Arguments::find(std::string_view name) const {
  return *std::ranges::find(entries_, name, &Entry::name);
}

bool Arguments::fail(std::string_view name, const std::string& message, const std::string& hint) const {
  diagnostics_->error(name.empty() ? where_ : find(name).span, family_ + ": " + message, hint);
  return false;
}

bool Arguments::above_zero(std::string_view name) const {
  const Entry& entry = find(name);
  if (entry.value > 0) return true;
  const bool spread = name == "se" || name == "sdlog";
  return fail(name, fmt::format("{} must be above 0, not {:.6g}", entry.shown, entry.value),
              spread && entry.value == 0 ? std::string(kLeaveOut) : "");
}

bool Arguments::between(std::string_view name, double low, double high) const {
  const Entry& entry = find(name);
  if (entry.value > low && entry.value < high) return true;
  const bool certain = entry.value == low || entry.value == high;
  return fail(
      name,
      fmt::format("{} must lie between {:g} and {:g}, not be {:.6g}", entry.shown, low, high, entry.value),
      certain ? std::string(kLeaveOut) : "");
}

bool Arguments::ascending(std::string_view low, std::string_view high) const {
  const double from = find(low).value, to = find(high).value;
  if (from < to) return true;
  return fail(low, fmt::format("{} = {:.6g} must be below {} = {:.6g}", low, from, high, to),
              from == to ? std::string(kLeaveOut) : fmt::format("{} and {} look swapped", low, high));
}

bool Arguments::inside(std::string_view name, std::string_view low, std::string_view high) const {
  const double value = find(name).value, from = find(low).value, to = find(high).value;
  if (value >= from && value <= to) return true;
  return fail(name, fmt::format("{} = {:.6g} lies outside {} to {}", name, value, low, high),
              fmt::format("it must be from {:.6g} to {:.6g}", from, to));
}

const std::vector<DistributionFamily>& family_table() {
  static const std::vector<DistributionFamily> families = {
      {"beta",
       {{{"alpha", "beta"}, beta_native},
        {{"mean", "se"}, beta_mean_se},
        {{"mean", "low", "high"}, beta_interval},
        {{"events", "total"}, beta_events}}},
      {"gamma",
       {{{"shape", "rate"}, gamma_rate},
        {{"shape", "scale"}, gamma_scale},
        {{"mean", "se"}, gamma_mean_se},
        {{"mean", "low", "high"}, gamma_interval}}},
      {"lognormal",
       {{{"meanlog", "sdlog"}, lognormal_native},
        {{"mean", "se"}, lognormal_mean_se},
        {{"median", "low", "high"}, lognormal_median_interval},
        {{"mean", "low", "high"}, lognormal_mean_interval},
        {{"median", "sdlog"}, lognormal_median_sdlog}}},
      {"normal",
       {{{"mean", "se"}, normal_mean_se},
        {{"mean", "low", "high"}, normal_mean_interval},
        {{"median", "low", "high"}, normal_median_interval}}},
      {"truncated_normal",
       {{{"mean", "se", "min", "max"}, truncated_both},
        {{"mean", "se", "min"}, truncated_below},
        {{"mean", "se", "max"}, truncated_above}}},
      {"uniform", {{{"min", "max"}, uniform}}},
      {"triangular", {{{"min", "mode", "max"}, with_mode<TriangularDistribution>}}},
      {"pert", {{{"min", "mode", "max"}, with_mode<PertDistribution>}}},
      {"exponential", {{{"rate"}, exponential}}},
      {"weibull", {{{"shape", "scale"}, weibull}}},
      {"poisson", {{{"mean"}, poisson}}},
      {"binomial", {{{"n", "p"}, binomial}}},
      {"bernoulli", {{{"p"}, bernoulli}}},
  };
  return families;
}

} // namespace cea::sampling
