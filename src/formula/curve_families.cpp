// Survival curves with a closed cumulative hazard.
#include "formula/curves.h"

#include <algorithm>

namespace cea::formula {

namespace {

using Function = CurveFunctions::Function;
using Arguments = std::map<std::string, std::vector<NodeId>>;

constexpr double kHalfLogTwoPi = 0.91893853320467274178;

/// Short names for the operations that formulas of curves need.
struct Algebra {
  Graph* g;
  [[nodiscard]] NodeId number(double x) const { return g->constant(x); }
  [[nodiscard]] NodeId add(NodeId a, NodeId b) const { return g->add(a, b); }
  [[nodiscard]] NodeId sub(NodeId a, NodeId b) const { return g->subtract(a, b); }
  [[nodiscard]] NodeId mul(NodeId a, NodeId b) const { return g->multiply(a, b); }
  [[nodiscard]] NodeId div(NodeId a, NodeId b) const { return g->divide(a, b); }
  [[nodiscard]] NodeId neg(NodeId a) const { return g->unary(NodeOp::negate, a); }
  [[nodiscard]] NodeId exp(NodeId a) const { return g->unary(NodeOp::exp, a); }
  [[nodiscard]] NodeId expm1(NodeId a) const { return g->unary(NodeOp::expm1, a); }
  [[nodiscard]] NodeId log(NodeId a) const { return g->unary(NodeOp::log, a); }
  [[nodiscard]] NodeId log1p(NodeId a) const { return g->unary(NodeOp::log1p, a); }
  [[nodiscard]] NodeId pow(NodeId a, NodeId b) const { return g->binary(NodeOp::power, a, b); }
  [[nodiscard]] NodeId min(NodeId a, NodeId b) const { return g->binary(NodeOp::min, a, b); }
  [[nodiscard]] NodeId max(NodeId a, NodeId b) const { return g->binary(NodeOp::max, a, b); }
  [[nodiscard]] NodeId less(NodeId a, NodeId b) const { return g->binary(NodeOp::less, a, b); }
  [[nodiscard]] NodeId where_zero(NodeId x, NodeId then, NodeId otherwise) const {
    return g->select(g->unary(NodeOp::logical_not, x), then, otherwise);
  }
  [[nodiscard]] NodeId square(NodeId a) const { return mul(a, a); }
};

/// −ln Φ(−z), also far out, where Φ(−z) vanishes (Abramowitz & Stegun 26.2.12).
NodeId normal_cumulative_hazard(const Algebra& m, NodeId z) {
  const NodeId near = m.neg(m.log(m.g->unary(NodeOp::normal_cdf, m.neg(z))));
  const NodeId below = m.neg(m.log1p(m.neg(m.g->unary(NodeOp::normal_cdf, z))));
  const NodeId w = m.div(m.number(1), m.square(z));
  const NodeId rest =
      m.mul(w, m.sub(m.number(1),
                     m.mul(w, m.sub(m.number(3), m.mul(w, m.sub(m.number(15), m.mul(w, m.number(105))))))));
  const NodeId far = m.sub(m.add(m.div(m.square(z), m.number(2)), m.add(m.log(z), m.number(kHalfLogTwoPi))),
                           m.log1p(m.neg(rest)));
  return m.g->select(m.less(z, m.number(0)), below, m.g->select(m.less(m.number(30), z), far, near));
}

/// Hazard from the logarithm of the density and the cumulative hazard; 0 at time 0.
NodeId hazard_of(const Algebra& m, NodeId x, NodeId log_density, NodeId cumulative) {
  return m.where_zero(x, m.number(0), m.exp(m.add(log_density, cumulative)));
}

CurveFunctions closed(Graph& graph, Function cumulative, Function hazard) {
  CurveFunctions f;
  f.increment = increment_of(graph, cumulative);
  f.cumulative = std::move(cumulative);
  f.hazard = std::move(hazard);
  return f;
}

CurveFunctions exponential(Graph& graph, NodeId rate) {
  const Algebra m{&graph};
  CurveFunctions f = closed(
      graph, [=](NodeId x) { return m.mul(rate, x); }, [=](NodeId) { return rate; });
  f.increment = [=](NodeId, NodeId years) { return m.mul(rate, years); };
  return f;
}

CurveFunctions weibull(Graph& graph, NodeId shape, NodeId scale) {
  const Algebra m{&graph};
  return closed(
      graph, [=](NodeId x) { return m.pow(m.div(x, scale), shape); },
      [=](NodeId x) {
        return m.mul(m.div(shape, scale), m.pow(m.div(x, scale), m.sub(shape, m.number(1))));
      });
}

CurveFunctions weibull_ph(Graph& graph, NodeId shape, NodeId rate) {
  const Algebra m{&graph};
  return closed(
      graph, [=](NodeId x) { return m.mul(rate, m.pow(x, shape)); },
      [=](NodeId x) { return m.mul(m.mul(rate, shape), m.pow(x, m.sub(shape, m.number(1)))); });
}

CurveFunctions gompertz(Graph& graph, NodeId shape, NodeId rate) {
  const Algebra m{&graph};
  return closed(
      graph,
      [=](NodeId x) {
        return m.where_zero(shape, m.mul(rate, x), m.mul(m.div(rate, shape), m.expm1(m.mul(shape, x))));
      },
      [=](NodeId x) { return m.mul(rate, m.exp(m.mul(shape, x))); });
}

CurveFunctions lognormal(Graph& graph, NodeId meanlog, NodeId sdlog) {
  const Algebra m{&graph};
  const auto z = [=](NodeId x) { return m.div(m.sub(m.log(x), meanlog), sdlog); };
  return closed(
      graph, [=](NodeId x) { return normal_cumulative_hazard(m, z(x)); },
      [=](NodeId x) {
        const NodeId log_density =
            m.sub(m.neg(m.add(m.div(m.square(z(x)), m.number(2)), m.number(kHalfLogTwoPi))),
                  m.log(m.mul(x, sdlog)));
        return hazard_of(m, x, log_density, normal_cumulative_hazard(m, z(x)));
      });
}

CurveFunctions loglogistic(Graph& graph, NodeId shape, NodeId scale) {
  const Algebra m{&graph};
  return closed(
      graph, [=](NodeId x) { return m.log1p(m.pow(m.div(x, scale), shape)); },
      [=](NodeId x) {
        const NodeId ratio = m.div(x, scale);
        return m.div(m.mul(m.div(shape, scale), m.pow(ratio, m.sub(shape, m.number(1)))),
                     m.add(m.number(1), m.pow(ratio, shape)));
      });
}

CurveFunctions gamma(Graph& graph, NodeId shape, NodeId rate) {
  const Algebra m{&graph};
  const auto cumulative = [=](NodeId x) {
    return m.neg(m.g->binary(NodeOp::gamma_log_survival, shape, m.mul(rate, x)));
  };
  return closed(graph, cumulative, [=](NodeId x) {
    const NodeId constant = m.sub(m.mul(shape, m.log(rate)), m.g->unary(NodeOp::log_gamma, shape));
    const NodeId power = m.sub(shape, m.number(1));
    // By logarithms, as large shapes overflow; at 0 the power alone decides between 0, the rate and infinity.
    const NodeId log_density = m.add(m.mul(power, m.log(x)), m.sub(constant, m.mul(rate, x)));
    return m.where_zero(x, m.mul(m.pow(x, power), m.exp(constant)), m.exp(m.add(log_density, cumulative(x))));
  });
}

/// k·(e^u − 1 − u) for u = q·w and k = q⁻², by its series where u is small.
NodeId deviance(const Algebra& m, NodeId k, NodeId u) {
  constexpr double kSmall = 0.05;
  NodeId series = m.number(0);
  double factorial = 3'628'800; // 10!
  for (int n = 10; n >= 2; --n) {
    series = m.add(m.mul(series, u), m.number(1 / factorial));
    factorial /= n;
  }
  const NodeId small = m.less(m.g->unary(NodeOp::abs, u), m.number(kSmall));
  return m.mul(k, m.g->select(small, m.mul(m.square(u), series), m.sub(m.expm1(u), u)));
}

/// ln|q| + k·ln k − k − ln Γ(k), k = q⁻²: for large k, where its terms cancel, by Stirling's series
/// (Abramowitz & Stegun 6.1.41).
NodeId log_scale_of_prentice(const Algebra& m, NodeId q, NodeId k) {
  constexpr double kLarge = 100;
  const NodeId direct =
      m.sub(m.add(m.log(m.g->unary(NodeOp::abs, q)), m.mul(k, m.sub(m.log(k), m.number(1)))),
            m.g->unary(NodeOp::log_gamma, k));
  const NodeId r = m.div(m.number(1), m.square(k));
  const NodeId series =
      m.sub(m.number(1.0 / 12),
            m.mul(r, m.sub(m.number(1.0 / 360),
                           m.mul(r, m.sub(m.number(1.0 / 1260), m.mul(r, m.number(1.0 / 1680)))))));
  const NodeId stirling = m.neg(m.add(m.number(kHalfLogTwoPi), m.div(series, k)));
  return m.g->select(m.less(m.number(kLarge), k), stirling, direct);
}

/// Prentice's parametrisation: with w = (ln t − μ)/σ, k = q⁻², u = k·e^{qw}: S = Q(k, u) for q > 0 and
/// 1 − Q(k, u) for q < 0; lognormal at q = 0 (Prentice 1974, Biometrika 61:539–544), and within the
/// language's tolerance of it.
CurveFunctions generalized_gamma(Graph& graph, NodeId mu, NodeId sigma, NodeId q) {
  const Algebra m{&graph};
  const CurveFunctions limit = lognormal(graph, mu, sigma);
  const NodeId k = m.div(m.number(1), m.square(q)), is_limit = graph.binary(NodeOp::equal, q, m.number(0));
  const auto qw = [=](NodeId x) { return m.mul(q, m.div(m.sub(m.log(x), mu), sigma)); };
  const auto cumulative = [=](NodeId x) {
    const NodeId log_q = m.g->binary(NodeOp::gamma_log_survival, k, m.mul(k, m.exp(qw(x))));
    // −ln(1 − Q) by whichever keeps the digits; where survival rounds to 1 it is 0.
    const NodeId small =
        m.g->binary(NodeOp::logical_and, m.less(m.number(-36.7), log_q), m.less(log_q, m.number(-0.7)));
    const NodeId negative =
        m.neg(m.g->select(small, m.log1p(m.neg(m.exp(log_q))), m.log(m.neg(m.expm1(log_q)))));
    return m.g->select(is_limit, limit.cumulative(x),
                       m.g->select(m.less(q, m.number(0)), negative, m.neg(log_q)));
  };
  return closed(graph, cumulative, [=](NodeId x) {
    const NodeId log_density =
        m.sub(m.sub(log_scale_of_prentice(m, q, k), deviance(m, k, qw(x))), m.log(m.mul(sigma, x)));
    return m.g->select(is_limit, limit.hazard(x), hazard_of(m, x, log_density, cumulative(x)));
  });
}

/// Rates that hold from 0 and from each of `times` on.
CurveFunctions piecewise(Graph& graph, const std::vector<NodeId>& rates, const std::vector<NodeId>& times) {
  const Algebra m{&graph};
  return closed(
      graph,
      [=](NodeId x) {
        NodeId sum = m.number(0), before = m.number(0);
        for (std::size_t i = 0; i < rates.size(); ++i) {
          const NodeId until = i < times.size() ? m.min(x, times[i]) : x;
          sum = m.add(sum, m.mul(rates[i], m.sub(m.max(until, before), before)));
          if (i < times.size()) before = times[i];
        }
        return sum;
      },
      [=](NodeId x) {
        NodeId rate = rates.back();
        for (std::size_t i = times.size(); i-- > 0;)
          rate = m.g->select(m.less(x, times[i]), rates[i], rate);
        return rate;
      });
}

struct Family {
  const char* name;
  std::vector<std::vector<std::string>> forms;
};

const std::vector<Family>& families() {
  static const std::vector<Family> all{
      {"exponential", {{"rate"}}},
      {"weibull", {{"shape", "scale"}}},
      {"weibull_ph", {{"shape", "rate"}}},
      {"gompertz", {{"shape", "rate"}}},
      {"lognormal", {{"meanlog", "sdlog"}}},
      {"loglogistic", {{"shape", "scale"}}},
      {"gamma", {{"shape", "rate"}, {"shape", "scale"}}},
      {"generalized_gamma", {{"mu", "sigma", "q"}}},
      {"spline", {{"gamma", "knots"}}},
      {"piecewise_exponential", {{"rates", "times"}}},
  };
  return all;
}

bool has_form(const Arguments& arguments, const std::vector<std::string>& form) {
  return arguments.size() == form.size() &&
         std::all_of(form.begin(), form.end(), [&](const auto& name) { return arguments.contains(name); });
}

} // namespace

CurveFunctions::Increment increment_of(Graph& graph, const CurveFunctions::Function& cumulative) {
  return [g = &graph, cumulative](NodeId x, NodeId years) {
    return g->subtract(cumulative(g->add(x, years)), cumulative(x));
  };
}

const std::vector<std::string>& curve_families() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const Family& family : families())
      list.emplace_back(family.name);
    return list;
  }();
  return names;
}

std::vector<std::string> curve_forms(const std::string& family) {
  std::vector<std::string> result;
  for (const Family& f : families()) {
    if (f.name != family) continue;
    for (const auto& form : f.forms) {
      std::string text = family + "(";
      for (const std::string& name : form)
        text +=
            (text.back() == '(' ? "" : ", ") + name + (name == "gamma" || name.back() == 's' ? "=[…]" : "=…");
      result.push_back(text + ")");
    }
  }
  return result;
}

std::optional<CurveFunctions> parametric_curve(Graph& graph, const std::string& family,
                                               const Arguments& arguments) {
  const auto known =
      std::find_if(families().begin(), families().end(), [&](const Family& f) { return f.name == family; });
  if (known == families().end() || std::none_of(known->forms.begin(), known->forms.end(),
                                                [&](const auto& form) { return has_form(arguments, form); }))
    return std::nullopt;
  const auto all = [&](const char* name) -> const std::vector<NodeId>& { return arguments.at(name); };
  const auto one = [&](const char* name) { return all(name).front(); };
  if (family == "exponential") return exponential(graph, one("rate"));
  if (family == "weibull") return weibull(graph, one("shape"), one("scale"));
  if (family == "weibull_ph") return weibull_ph(graph, one("shape"), one("rate"));
  if (family == "gompertz") return gompertz(graph, one("shape"), one("rate"));
  if (family == "lognormal") return lognormal(graph, one("meanlog"), one("sdlog"));
  if (family == "loglogistic") return loglogistic(graph, one("shape"), one("scale"));
  if (family == "generalized_gamma") return generalized_gamma(graph, one("mu"), one("sigma"), one("q"));
  if (family == "spline") return spline_curve(graph, all("gamma"), all("knots"));
  if (family == "piecewise_exponential") return piecewise(graph, all("rates"), all("times"));
  return gamma(graph, one("shape"),
               arguments.contains("rate") ? one("rate") : graph.divide(graph.constant(1), one("scale")));
}

} // namespace cea::formula
