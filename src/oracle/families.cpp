#include "oracle/families.h"

#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>

namespace cea::oracle {

namespace {

using Arguments = std::map<std::string, std::vector<double>>;

/// −ln(upper) by whichever of the two tails has the digits.
double minus_log(double lower, double upper) {
  return lower < 0.5 ? -std::log1p(-lower) : -std::log(upper);
}

Family lognormal(double meanlog, double sdlog) {
  const boost::math::lognormal_distribution<> law(meanlog, sdlog);
  return {[=](double t) {
            return t == 0 ? 0 : boost::math::pdf(law, t) / boost::math::cdf(boost::math::complement(law, t));
          },
          [=](double t) {
            return t == 0 ? 0
                          : minus_log(boost::math::cdf(law, t),
                                      boost::math::cdf(boost::math::complement(law, t)));
          }};
}

Family gamma_of(double shape, double rate) {
  const auto cumulative = [=](double t) {
    return minus_log(boost::math::gamma_p(shape, rate * t), boost::math::gamma_q(shape, rate * t));
  };
  return {[=](double t) {
            const double u = rate * t;
            return rate * boost::math::gamma_p_derivative(shape, u) / boost::math::gamma_q(shape, u);
          },
          cumulative};
}

/// Prentice's: w = (ln t − μ)/σ, k = q⁻², u = k·e^{qw}; survival is the upper tail of a gamma at u for q > 0,
/// the lower one for q < 0.
Family generalized_gamma(double mu, double sigma, double q) {
  if (q == 0) return lognormal(mu, sigma);
  const double k = 1 / (q * q);
  const auto u = [=](double t) { return k * std::exp(q * (std::log(t) - mu) / sigma); };
  const auto tails = [=](double t) {
    const double lower = boost::math::gamma_p(k, u(t)), upper = boost::math::gamma_q(k, u(t));
    return q > 0 ? std::pair(lower, upper) : std::pair(upper, lower);
  };
  return {[=](double t) {
            if (t == 0) return 0.0;
            // u' = u·|q|/(σt)
            const double density =
                boost::math::gamma_p_derivative(k, u(t)) * u(t) * std::abs(q) / (sigma * t);
            return density / tails(t).second;
          },
          [=](double t) {
            if (t == 0) return 0.0;
            const auto [died, living] = tails(t);
            return minus_log(died, living);
          }};
}

/// Royston & Parmar: ln H is a natural cubic spline of x = ln t.
Family spline(const std::vector<double>& gamma, const std::vector<double>& knots) {
  const double first = knots.front(), last = knots.back();
  const auto basis = [=](double x, std::size_t j, int power) {
    const auto part = [&](double knot) { return x > knot ? std::pow(x - knot, power) : 0.0; };
    const double lambda = (last - knots[j]) / (last - first);
    return part(knots[j]) - lambda * part(first) - (1 - lambda) * part(last);
  };
  const auto cumulative = [=](double t) {
    if (t == 0) return 0.0;
    const double x = std::log(t);
    double sum = gamma[0] + gamma[1] * x;
    for (std::size_t j = 1; j + 1 < knots.size(); ++j)
      sum += gamma[j + 1] * basis(x, j, 3);
    return std::exp(sum);
  };
  return {[=](double t) {
            if (t == 0) return 0.0;
            double slope = gamma[1];
            for (std::size_t j = 1; j + 1 < knots.size(); ++j)
              slope += 3 * gamma[j + 1] * basis(std::log(t), j, 2);
            return cumulative(t) / t * slope;
          },
          cumulative};
}

Family piecewise(const std::vector<double>& rates, const std::vector<double>& times,
                 const std::function<bool(bool)>& choose) {
  return {[=](double t) {
            std::size_t i = 0;
            while (i < times.size() && !choose(t < times[i]))
              ++i;
            return rates[i];
          },
          [=](double t) {
            double sum = 0, begin = 0;
            for (std::size_t i = 0; i < rates.size(); ++i) {
              const double end = i < times.size() ? std::min(t, times[i]) : t;
              if (end > begin) sum += rates[i] * (end - begin);
              begin = std::max(begin, end);
            }
            return sum;
          }};
}

Family power(double shape, double rate) {
  return {[=](double t) { return rate * shape * std::pow(t, shape - 1); },
          [=](double t) { return rate * std::pow(t, shape); }};
}

} // namespace

std::optional<Family> family(const std::string& name, const Arguments& arguments,
                             const std::function<bool(bool)>& choose) {
  const auto all = [&](const char* argument) { return arguments.at(argument); };
  const auto one = [&](const char* argument) { return all(argument).front(); };
  if (name == "exponential") return power(1, one("rate"));
  if (name == "weibull") return power(one("shape"), std::pow(one("scale"), -one("shape")));
  if (name == "weibull_ph") return power(one("shape"), one("rate"));
  if (name == "lognormal") return lognormal(one("meanlog"), one("sdlog"));
  if (name == "generalized_gamma") return generalized_gamma(one("mu"), one("sigma"), one("q"));
  if (name == "spline") return spline(all("gamma"), all("knots"));
  if (name == "piecewise_exponential") return piecewise(all("rates"), all("times"), choose);
  if (name == "gamma")
    return gamma_of(one("shape"), arguments.contains("rate") ? one("rate") : 1 / one("scale"));
  if (name == "gompertz") {
    const double a = one("shape"), b = one("rate");
    return Family{[=](double t) { return b * std::exp(a * t); },
                  [=](double t) { return a == 0 ? b * t : b / a * std::expm1(a * t); }};
  }
  if (name == "loglogistic") {
    const double a = one("shape"), b = one("scale");
    return Family{[=](double t) { return a / b * std::pow(t / b, a - 1) / (1 + std::pow(t / b, a)); },
                  [=](double t) { return std::log1p(std::pow(t / b, a)); }};
  }
  return std::nullopt;
}

} // namespace cea::oracle
