#include "reference_quantiles.h"

#include "sampling/distribution.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace cea;

namespace {

const auto kFile = std::make_shared<const SourceFile>(SourceFile{"model.yaml", "gamma(...)\n", ""});
const Span kCall{kFile, 1, 1};

/// Arguments with spans at columns 10, 20, 30 … of the line.
std::vector<NamedNumber> named(const reference::Arguments& arguments) {
  std::vector<NamedNumber> all;
  for (const auto& [name, value] : arguments) {
    all.push_back({name, value, Span{kFile, 1, 10 * (static_cast<int>(all.size()) + 1)}});
  }
  return all;
}

Distribution made(const std::string& family, const reference::Arguments& arguments) {
  Diagnostics diagnostics;
  const std::optional<Distribution> d = make_distribution(family, kCall, named(arguments), diagnostics);
  for (const Diagnostic& problem : diagnostics.all())
    MESSAGE(problem.message);
  REQUIRE(d.has_value());
  CHECK_FALSE(diagnostics.has_errors());
  return *d;
}

/// The one diagnostic that a call gets.
Diagnostic refused(const std::string& family, const reference::Arguments& arguments) {
  Diagnostics diagnostics;
  CHECK_FALSE(make_distribution(family, kCall, named(arguments), diagnostics).has_value());
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].severity == Severity::error);
  return diagnostics.all()[0];
}

bool close(double a, double b, double tolerance) {
  return std::abs(a - b) <= tolerance * std::max(std::abs(a), std::abs(b));
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

template <class D> D as(const std::string& family, const reference::Arguments& arguments) {
  const Distribution d = made(family, arguments);
  REQUIRE(std::holds_alternative<D>(d));
  return std::get<D>(d);
}

} // namespace

TEST_CASE("published statements give the moments and quantiles of R") {
  for (const reference::Case& c : reference::cases()) {
    CAPTURE(c.id);
    for (const auto* arguments : {&c.stated, &c.native}) {
      const Distribution d = made(c.family, *arguments);
      CHECK(close(mean(d), c.mean, 1e-12));
      CHECK(close(standard_deviation(d), c.sd, 1e-11));
      for (std::size_t k = 0; k < 5; ++k) {
        CAPTURE(reference::kLevels[k]);
        CHECK(close(quantile(d, reference::kLevels[k]), c.quantiles[k], 1e-8));
        CHECK(close(cdf(d, c.quantiles[k]), reference::kLevels[k], 1e-9));
      }
    }
  }
}

TEST_CASE("sd stands for se and with n is divided by its root") {
  const auto beta = as<BetaDistribution>("beta", {{"mean", 0.5}, {"sd", 0.13}, {"n", 774}});
  CHECK(close(standard_deviation(beta), 0.13 / std::sqrt(774.0), 1e-12));
  CHECK(close(as<NormalDistribution>("normal", {{"n", 100}, {"sd", 3}, {"mean", 1}}).sd, 0.3, 1e-15));
  CHECK(as<NormalDistribution>("normal", {{"mean", 1}, {"sd", 3}}).sd == 3);
  CHECK(as<TruncatedNormalDistribution>("truncated_normal",
                                        {{"mean", 1}, {"sd", 3}, {"n", 9}, {"min", 0}, {"max", 2}})
            .sd == 1);
  CHECK(as<BinomialDistribution>("binomial", {{"n", 9}, {"p", 0.5}}).n == 9);
}

TEST_CASE("intervals are 95 percent intervals") {
  const double z = 1.959963984540054;
  const auto normal = as<NormalDistribution>("normal", {{"mean", 2}, {"low", 1}, {"high", 4}});
  CHECK(normal.mean == 2);
  CHECK(close(normal.sd, 3 / (2 * z), 1e-15));
  CHECK(as<NormalDistribution>("normal", {{"median", 2}, {"low", 1}, {"high", 3}}).mean == 2);

  const double sdlog = (std::log(0.66) - std::log(0.30)) / (2 * z);
  const auto by_median =
      as<LognormalDistribution>("lognormal", {{"median", 0.45}, {"low", 0.30}, {"high", 0.66}});
  CHECK(close(by_median.sdlog, sdlog, 1e-14));
  CHECK(close(by_median.meanlog, std::log(0.45), 1e-14));
  const auto by_mean =
      as<LognormalDistribution>("lognormal", {{"mean", 0.45}, {"low", 0.30}, {"high", 0.66}});
  CHECK(close(by_mean.sdlog, sdlog, 1e-14));
  CHECK(close(mean(by_mean), 0.45, 1e-14));

  for (const std::string family : {"gamma", "beta"}) {
    const Distribution d = made(family, {{"mean", 0.4}, {"low", 0.3}, {"high", 0.6}});
    CHECK(close(mean(d), 0.4, 1e-14));
    CHECK(close(standard_deviation(d), 0.3 / (2 * z), 1e-13));
  }
}

TEST_CASE("counts and other native forms") {
  const auto beta = as<BetaDistribution>("beta", {{"events", 12}, {"total", 100}});
  CHECK(beta.alpha == 12);
  CHECK(beta.beta == 88);
  const auto gamma = as<GammaDistribution>("gamma", {{"rate", 4}, {"shape", 3}});
  CHECK(gamma.shape == 3);
  CHECK(gamma.scale == 0.25);
  CHECK(close(as<LognormalDistribution>("lognormal", {{"median", 2}, {"sdlog", 0.3}}).meanlog, std::log(2),
              1e-15));
  CHECK(as<ExponentialDistribution>("exponential", {{"rate", 2}}).rate == 2);
  CHECK(as<PoissonDistribution>("poisson", {{"mean", 2.5}}).mean == 2.5);
  CHECK(as<BernoulliDistribution>("bernoulli", {{"p", 0.25}}).p == 0.25);
  CHECK(std::isinf(
      as<TruncatedNormalDistribution>("truncated_normal", {{"mean", 1}, {"se", 1}, {"min", 0}}).max));
  CHECK(as<TruncatedNormalDistribution>("truncated_normal", {{"mean", 1}, {"se", 1}, {"max", 0}}).max == 0);
}

TEST_CASE("moments and modes of the other families") {
  CHECK(close(mean(ExponentialDistribution{4}), 0.25, 1e-15));
  CHECK(close(standard_deviation(ExponentialDistribution{4}), 0.25, 1e-15));
  CHECK(close(mean(PoissonDistribution{2.5}), 2.5, 1e-15));
  CHECK(close(standard_deviation(PoissonDistribution{2.5}), std::sqrt(2.5), 1e-15));
  CHECK(close(mean(BinomialDistribution{20, 0.3}), 6, 1e-15));
  CHECK(close(standard_deviation(BinomialDistribution{20, 0.3}), std::sqrt(4.2), 1e-15));
  CHECK(close(standard_deviation(BernoulliDistribution{0.2}), 0.4, 1e-15));
  // Half-normal: mean sqrt(2/pi), variance 1 - 2/pi.
  const double infinity = std::numeric_limits<double>::infinity();
  const double pi = std::acos(-1.0);
  for (const double sign : {1.0, -1.0}) {
    const TruncatedNormalDistribution half{3, 2, sign > 0 ? 3 : -infinity, sign > 0 ? infinity : 3};
    CHECK(close(mean(half), 3 + sign * 2 * std::sqrt(2 / pi), 1e-14));
    CHECK(close(standard_deviation(half), 2 * std::sqrt(1 - 2 / pi), 1e-14));
  }
  CHECK(*mode(BetaDistribution{3, 2}) == doctest::Approx(2.0 / 3).epsilon(1e-14));
  CHECK(*mode(BetaDistribution{0.5, 2}) == 0);
  CHECK(*mode(BetaDistribution{2, 0.5}) == 1);
  CHECK_FALSE(mode(BetaDistribution{0.5, 0.5}).has_value());
  CHECK(*mode(GammaDistribution{3, 2}) == 4);
  CHECK(*mode(GammaDistribution{0.3, 2}) == 0);
  CHECK(*mode(LognormalDistribution{1, 0.5}) == doctest::Approx(std::exp(0.75)).epsilon(1e-14));
  CHECK(*mode(NormalDistribution{1, 0.5}) == 1);
  CHECK(*mode(TruncatedNormalDistribution{-1, 0.5, 0, 2}) == 0);
  CHECK_FALSE(mode(UniformDistribution{0, 1}).has_value());
  CHECK(*mode(TriangularDistribution{0, 0.2, 1}) == 0.2);
  CHECK(*mode(PertDistribution{0, 0.2, 1}) == 0.2);
  CHECK(*mode(WeibullDistribution{2, 3}) == doctest::Approx(3 / std::sqrt(2.0)).epsilon(1e-14));
  CHECK(*mode(ExponentialDistribution{2}) == 0);
  CHECK(*mode(PoissonDistribution{2.5}) == 2);
  CHECK(*mode(BinomialDistribution{10, 0.25}) == 2);
  CHECK(*mode(BernoulliDistribution{0.7}) == 1);
}

TEST_CASE("quantiles of counts are the smallest value with enough probability below") {
  const Distribution coin = BernoulliDistribution{0.25};
  CHECK(quantile(coin, 0.75) == 0);
  CHECK(quantile(coin, std::nextafter(0.75, 1)) == 1);
  for (const Distribution& d :
       {Distribution(PoissonDistribution{3.7}), Distribution(BinomialDistribution{30, 0.4})}) {
    for (double x = 1; x < 15; ++x) {
      const double at = cdf(d, x);
      CHECK(quantile(d, at) == x);
      CHECK(quantile(d, std::nextafter(at, 1)) == x + 1);
      CHECK(cdf(d, x + 0.5) == at);
    }
  }
}

TEST_CASE("infeasible moments say what would be feasible") {
  const Diagnostic wide = refused("beta", {{"mean", 0.3}, {"se", 0.5}});
  CHECK(wide.message == "beta: no beta has mean 0.3 and standard deviation 0.5");
  CHECK(wide.hint == "with this mean the standard deviation must be below 0.458258");
  CHECK(wide.span.column == 20);
  CHECK(refused("beta", {{"mean", 1.2}, {"se", 0.1}}).message ==
        "beta: mean must lie between 0 and 1, not be 1.2");
  CHECK(refused("beta", {{"mean", 0}, {"se", 0.1}}).span.column == 10);
  CHECK(refused("beta", {{"alpha", 0}, {"beta", 1}}).message == "beta: alpha must be above 0, not 0");
  CHECK(mentions(refused("beta", {{"mean", 0.5}, {"low", -0.1}, {"high", 0.9}}).message,
                 "low must be at least 0"));
  CHECK(mentions(refused("beta", {{"mean", 0.5}, {"low", 0.1}, {"high", 1.1}}).message,
                 "high must be at most 1"));
  const Diagnostic none = refused("beta", {{"events", 0}, {"total", 20}});
  CHECK(none.message == "beta: events must lie between 0 and total = 20, not be 0");
  CHECK(mentions(none.hint, "events + 0.5"));
  CHECK(refused("gamma", {{"mean", -3}, {"se", 1}}).message == "gamma: mean must be above 0, not -3");
  CHECK(refused("lognormal", {{"median", 1}, {"low", 0}, {"high", 2}}).message ==
        "lognormal: low must be above 0, not 0");
  const Diagnostic outside = refused("lognormal", {{"median", 3}, {"low", 1}, {"high", 2}});
  CHECK(outside.message == "lognormal: median = 3 lies outside low to high");
  CHECK(outside.hint == "it must be from 1 to 2");
  const Diagnostic swapped = refused("normal", {{"mean", 3}, {"low", 4}, {"high", 2}});
  CHECK(swapped.message == "normal: low = 4 must be below high = 2");
  CHECK(swapped.hint == "low and high look swapped");
  CHECK(mentions(refused("triangular", {{"min", 0}, {"mode", 3}, {"max", 2}}).message,
                 "mode = 3 lies outside"));
  CHECK(mentions(refused("pert", {{"min", 0}, {"mode", -1}, {"max", 2}}).message, "mode = -1 lies outside"));
  CHECK(mentions(refused("truncated_normal", {{"mean", 1}, {"se", 0.01}, {"min", 2}, {"max", 3}}).message,
                 "next to nothing"));
  CHECK(mentions(refused("binomial", {{"n", 2.5}, {"p", 0.5}}).message, "whole number"));
  CHECK(mentions(refused("bernoulli", {{"p", 1.5}}).message, "between 0 and 1"));
  CHECK(mentions(refused("exponential", {{"rate", -1}}).message, "above 0"));
  CHECK(mentions(refused("normal", {{"mean", 1}, {"sd", 2}, {"n", 0}}).message, "n must be at least 1"));
}

TEST_CASE("no spread is an error that says to leave the distribution out") {
  const std::string hint = "where there is no uncertainty, leave the distribution out";
  for (const std::string family : {"beta", "gamma", "lognormal", "normal"}) {
    const Diagnostic d = refused(family, {{"mean", 0.5}, {"se", 0}});
    CHECK(d.message == family + ": se must be above 0, not 0");
    CHECK(d.hint == hint);
    CHECK(mentions(refused(family, {{"mean", 0.5}, {"sd", 0}}).message, "sd must be above 0"));
  }
  CHECK(refused("uniform", {{"min", 2}, {"max", 2}}).hint == hint);
  CHECK(refused("normal", {{"mean", 2}, {"low", 2}, {"high", 2}}).hint == hint);
  CHECK(refused("bernoulli", {{"p", 1}}).hint == hint);
  CHECK(mentions(refused("normal", {{"mean", 2}, {"se", -1}}).message, "not -1"));
}

TEST_CASE("extremes that tables can't hold are refused") {
  CHECK(mentions(refused("gamma", {{"mean", 1}, {"se", 1e-7}}).message, "hardly any spread"));
  CHECK(mentions(refused("gamma", {{"mean", 1}, {"se", 1e5}}).message, "too small to draw from"));
  CHECK(mentions(refused("lognormal", {{"meanlog", 0}, {"sdlog", 50}}).message, "too wide"));
  CHECK(mentions(refused("normal", {{"mean", std::nan("")}, {"se", 1}}).message, "isn't a finite number"));
}

TEST_CASE("unknown families and arguments name the nearest known ones") {
  const Diagnostic family = refused("gama", {{"mean", 1}, {"se", 1}});
  CHECK(family.message == "unknown distribution 'gama'");
  CHECK(family.hint == "did you mean 'gamma'?");
  CHECK(family.span.column == 1);
  CHECK(mentions(refused("zipf", {}).hint, "use one of beta, gamma, lognormal"));
  CHECK(mentions(refused("empirical", {}).message, "a sample in a file can't stand here"));

  const Diagnostic argument = refused("gamma", {{"mean", 1}, {"shpe", 1}});
  CHECK(argument.message == "gamma: unknown argument 'shpe'");
  CHECK(mentions(argument.hint, "did you mean 'shape'?"));
  CHECK(argument.span.column == 20);

  const Diagnostic mixed = refused("beta", {{"alpha", 1}, {"se", 1}});
  CHECK(mixed.message == "beta: (alpha, se) doesn't say which distribution");
  CHECK(mixed.hint ==
        "beta takes (alpha, beta), (mean, se), (mean, low, high) or (events, total); sd may stand for "
        "se, and sd with n means se = sd/sqrt(n)");
  CHECK(mentions(refused("beta", {{"", 1}}).message, "given by name"));
  CHECK(mentions(refused("beta", {{"mean", 0.1}, {"mean", 0.2}}).message, "given twice"));
  CHECK(mentions(refused("normal", {{"mean", 1}, {"se", 2}, {"n", 5}}).message, "n goes with sd"));
  CHECK(mentions(refused("normal", {{"mean", 1}, {"se", 2}, {"sd", 5}}).message, "doesn't say which"));
  CHECK(mentions(refused("uniform", {}).message, "doesn't say which"));
}

TEST_CASE("every family that is listed can be made") {
  CHECK(distribution_families().size() ==
        std::variant_size_v<Distribution> + 1); // `empirical` is discrete, too
}
