// What arguments of survival curves must be: a negative scale is no scale.
#include "formula/curves.h"
#include "support/text.h"

#include <fmt/format.h>

#include <array>

namespace cea::formula {

namespace {

struct Bounded {
  const char *family, *argument;
  CurveBound bound;
};

constexpr auto kPositive = CurveBound::positive;
constexpr auto kNotNegative = CurveBound::not_negative;
constexpr std::array kBounded = {
    Bounded{"exponential", "rate", kNotNegative},
    Bounded{"weibull", "shape", kPositive},
    Bounded{"weibull", "scale", kPositive},
    Bounded{"weibull_ph", "shape", kPositive},
    Bounded{"weibull_ph", "rate", kNotNegative},
    Bounded{"gompertz", "rate", kNotNegative},
    Bounded{"lognormal", "sdlog", kPositive},
    Bounded{"loglogistic", "shape", kPositive},
    Bounded{"loglogistic", "scale", kPositive},
    Bounded{"gamma", "shape", kPositive},
    Bounded{"gamma", "rate", kPositive},
    Bounded{"gamma", "scale", kPositive},
    Bounded{"generalized_gamma", "sigma", kPositive},
    Bounded{"piecewise_exponential", "rates", kNotNegative},
    Bounded{"piecewise_exponential", "times", CurveBound::time},
};

const char* what_it_must_be(CurveBound bound) {
  return bound == CurveBound::positive   ? "above 0"
         : bound == CurveBound::fraction ? "from 0 to 1"
                                         : "0 or more";
}

bool is_within(double x, CurveBound bound) {
  return bound == CurveBound::positive ? x > 0 : x >= 0 && (bound != CurveBound::fraction || x <= 1);
}

} // namespace

std::optional<CurveBound> curve_bound(const std::string& family, const std::string& argument) {
  for (const Bounded& b : kBounded)
    if (b.family == family && b.argument == argument) return b.bound;
  return std::nullopt;
}

void Curves::require(NodeId node, NodeId shown, const std::string& what, const std::string& must,
                     const FormulaText& formula, const std::string& hint) {
  if (graph_.is_constant(node) && graph_.value(node) < 0)
    diagnostics_.error(formula.span,
                       fmt::format("{} is {}: it must be {}", what, shortest(graph_.value(shown)), must),
                       hint);
  else if (!graph_.is_constant(node))
    requirements_.push_back({node, shown, what, must, formula, hint});
}

/// What has no value isn't judged here: an error says so where it is needed, and it may not be needed.
bool Curves::holds(NodeId value, CurveBound bound, const std::string& what, const FormulaText& formula) {
  const std::string hint = bound == CurveBound::time ? ""
                           : bound == CurveBound::fraction
                               ? "where it is reported as a logit x, write 1 / (1 + exp(-x))"
                               : "where software reports its logarithm, write exp(…)";
  if (graph_.is_constant(value)) {
    const bool within = is_within(graph_.value(value), bound);
    if (!within) require(graph_.constant(-1), value, what, what_it_must_be(bound), formula, hint);
    return within;
  }
  // A curve's own time runs through the model's at most.
  const NodeId time = graph_.multiply(graph_.cycle(), graph_.constant(graph_.cycle_length()));
  const NodeId shown = Substitution(graph_, kMoment, time)(value), zero = graph_.constant(0);
  const auto fails = [&](NodeOp op, NodeId a, NodeId b) {
    require(graph_.unary(NodeOp::negate, graph_.binary(op, a, b)), shown, what, what_it_must_be(bound),
            formula, hint);
  };
  if (bound == CurveBound::positive)
    fails(NodeOp::less_equal, shown, zero);
  else
    fails(NodeOp::less, shown, zero);
  if (bound == CurveBound::fraction) fails(NodeOp::less, graph_.constant(1), shown);
  return true;
}

/// What is checked at the beginnings of cycles may change between them.
void Curves::require_growth(const CurveFunctions& curve, const std::string& name,
                            const FormulaText& formula) {
  const NodeId length = graph_.constant(graph_.cycle_length());
  const NodeId growth = curve.increment(graph_.multiply(graph_.cycle(), length), length);
  // Beyond the end of its data a curve has no value, which may not be needed.
  const NodeId zero = graph_.constant(0);
  const NodeId fall = graph_.select(graph_.binary(NodeOp::less, growth, zero), growth, zero);
  require(fall, graph_.divide(growth, length),
          fmt::format("the mean hazard over a cycle of the curve '{}'", name), "0 or more", formula, {});
}

bool Curves::holds_at_least(NodeId value, NodeId least, const std::string& what, const std::string& must,
                            const FormulaText& formula) {
  const NodeId below = graph_.unary(NodeOp::negate, graph_.binary(NodeOp::less, value, least));
  require(below, value, what, must, formula, {});
  return !graph_.is_constant(below, -1);
}

bool Curves::arguments_hold(const DistributionCall& call,
                            const std::map<std::string, std::vector<NodeId>>& nodes,
                            const std::string& owner) {
  bool all = true;
  for (const auto& argument : call.arguments) {
    const std::vector<NodeId>& values = nodes.at(argument.name);
    const auto bound = curve_bound(call.family, argument.name);
    const bool ascend = argument.name == "times" || argument.name == "knots";
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::string what = values.size() == 1 && !ascend
                                   ? fmt::format("the {} of {}", argument.name, owner)
                                   : fmt::format("number {} of the {} of {}", i + 1, argument.name, owner);
      all = all && (!bound || holds(values[i], *bound, what, argument.formula));
      // ln H goes to minus infinity at time 0 where it rises with ln t.
      if (call.family == "spline" && argument.name == "gamma" && i == 1)
        all = all && holds(values[i], CurveBound::positive, what, argument.formula);
      if (!ascend || i == 0) continue;
      const NodeId falls =
          graph_.unary(NodeOp::negate, graph_.binary(NodeOp::less_equal, values[i], values[i - 1]));
      require(falls, values[i], what, "above the one before it", argument.formula, {});
      all = all && !graph_.is_constant(falls, -1);
    }
  }
  return all;
}

} // namespace cea::formula
