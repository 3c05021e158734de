#include "formula/functions.h"

#include <array>
#include <utility>

namespace cea::formula {

namespace {

struct Function {
  const char* name;
  Arity arity;
};

constexpr std::size_t kAny = 64;
constexpr std::array<Function, 21> kFunctions{{
    {"exp", {1, 1, "exp(x)"}},
    {"log", {1, 1, "log(x)"}},
    {"sqrt", {1, 1, "sqrt(x)"}},
    {"abs", {1, 1, "abs(x)"}},
    {"min", {1, kAny, "min(x, y, …)"}},
    {"max", {1, kAny, "max(x, y, …)"}},
    {"floor", {1, 1, "floor(x)"}},
    {"ceil", {1, 1, "ceil(x)"}},
    {"mod", {2, 2, "mod(x, y)"}},
    {"normal_cdf", {1, 1, "normal_cdf(x)"}},
    {"rate_to_prob", {2, 2, "rate_to_prob(rate, duration)"}},
    {"prob_to_rate", {2, 2, "prob_to_rate(probability, duration)"}},
    {"per_cycle", {2, 2, "per_cycle(probability, duration)"}},
    {"odds", {1, 1, "odds(p)"}},
    {"from_odds", {1, 1, "from_odds(odds)"}},
    {"apply_hr", {2, 2, "apply_hr(p, hr)"}},
    {"apply_or", {2, 2, "apply_or(p, or)"}},
    {"apply_rr", {2, 2, "apply_rr(p, rr)"}},
    {"if", {3, 3, "if(condition, then, else)"}},
    {"cycle_mean", {1, 1, "cycle_mean(formula of t)"}},
    {"annuity", {3, 3, "annuity(capital, rate, years)"}},
}};

class Builder {
public:
  explicit Builder(Graph& graph) : g(graph) {}
  NodeId one_minus(NodeId x) { return g.subtract(g.constant(1), x); }
  /// 1 − (1 − p)^k, exact for small p.
  NodeId one_minus_power(NodeId p, NodeId k) {
    // Certain stays certain, whatever the exponent (but for 0, where 0·∞ has no value).
    const NodeId exponent = g.multiply(k, g.unary(NodeOp::log1p, g.unary(NodeOp::negate, p)));
    const NodeId general = g.unary(NodeOp::negate, g.unary(NodeOp::expm1, exponent));
    return g.select(g.unary(NodeOp::logical_not, k), g.constant(0), general);
  }
  NodeId odds(NodeId p) { return g.divide(p, one_minus(p)); }
  NodeId from_odds(NodeId o) { return g.divide(o, g.add(g.constant(1), o)); }

  Graph& g;
};

NodeId fold_pairs(Graph& g, NodeOp op, const std::vector<NodeId>& a) {
  NodeId result = a[0];
  for (std::size_t i = 1; i < a.size(); ++i)
    result = g.binary(op, result, a[i]);
  return result;
}

} // namespace

std::optional<Arity> arity_of(const std::string& function) {
  for (const Function& f : kFunctions)
    if (f.name == function) return f.arity;
  return std::nullopt;
}

NodeId function_node(Graph& g, const std::string& name, const std::vector<NodeId>& a) {
  Builder b(g);
  if (name == "exp") return g.unary(NodeOp::exp, a[0]);
  if (name == "log") return g.unary(NodeOp::log, a[0]);
  if (name == "sqrt") return g.unary(NodeOp::sqrt, a[0]);
  if (name == "abs") return g.unary(NodeOp::abs, a[0]);
  if (name == "min") return fold_pairs(g, NodeOp::min, a);
  if (name == "max") return fold_pairs(g, NodeOp::max, a);
  if (name == "floor") return g.unary(NodeOp::floor, a[0]);
  if (name == "ceil") return g.unary(NodeOp::ceil, a[0]);
  if (name == "mod") return g.binary(NodeOp::mod, a[0], a[1]);
  if (name == "normal_cdf") return g.unary(NodeOp::normal_cdf, a[0]);
  if (name == "rate_to_prob") {
    const NodeId exponent = g.unary(NodeOp::negate, g.multiply(a[0], a[1]));
    return g.unary(NodeOp::negate, g.unary(NodeOp::expm1, exponent));
  }
  if (name == "prob_to_rate") {
    const NodeId survival = g.unary(NodeOp::log1p, g.unary(NodeOp::negate, a[0]));
    return g.divide(g.unary(NodeOp::negate, survival), a[1]);
  }
  if (name == "per_cycle") return b.one_minus_power(a[0], g.divide(g.constant(g.cycle_length()), a[1]));
  if (name == "odds") return b.odds(a[0]);
  if (name == "from_odds") return b.from_odds(a[0]);
  if (name == "apply_hr") return b.one_minus_power(a[0], a[1]);
  if (name == "apply_or") {
    // p·or / (1 − p + p·or): the odds form without dividing by 1 − p, so that p = 1 stays 1.
    const NodeId scaled = g.multiply(a[0], a[1]);
    return g.divide(scaled, g.add(b.one_minus(a[0]), scaled));
  }
  if (name == "annuity") {
    // Equal payments at the end of each year: capital·r / (1 − (1+r)^−n); capital/n at a rate of 0.
    const NodeId growth = g.binary(NodeOp::power, g.add(g.constant(1), a[1]), g.unary(NodeOp::negate, a[2]));
    const NodeId payment = g.divide(g.multiply(a[0], a[1]), b.one_minus(growth));
    return g.select(g.unary(NodeOp::logical_not, a[1]), g.divide(a[0], a[2]), payment);
  }
  return g.multiply(a[0], a[1]); // apply_rr
}

} // namespace cea::formula
