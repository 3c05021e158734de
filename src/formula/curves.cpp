#include "formula/curves.h"

#include "formula/arithmetic.h"
#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cea::formula {

namespace {

const Curve* named(const std::vector<Curve>& curves, const std::string& name) {
  const auto it = std::find_if(curves.begin(), curves.end(), [&](const Curve& c) { return c.name == name; });
  return it == curves.end() ? nullptr : &*it;
}

/// Whether a time is never before 0, as far as its formula shows.
bool never_negative(const Graph& graph, NodeId id, int depth = 0) {
  constexpr int kDeepest = 12;
  const Node& n = graph[id];
  const auto both = [&](NodeId a, NodeId b) {
    return depth < kDeepest && never_negative(graph, a, depth + 1) && never_negative(graph, b, depth + 1);
  };
  switch (n.op) {
  case NodeOp::constant:
    return n.value >= 0;
  case NodeOp::cycle:
  case NodeOp::stay:
  case NodeOp::clock:
  case NodeOp::moment:
    return true;
  case NodeOp::add:
  case NodeOp::multiply:
  case NodeOp::divide:
  case NodeOp::min:
    return both(n.a, n.b);
  case NodeOp::max:
    return both(n.a, n.a) || both(n.b, n.b);
  case NodeOp::select:
    return both(n.b, n.c);
  default:
    return false;
  }
}

NodeId not_before_start(Graph& graph, NodeId x) {
  return never_negative(graph, x) ? x : graph.binary(NodeOp::max, x, graph.constant(0));
}

} // namespace

const std::vector<std::string>& Curves::methods() {
  static const std::vector<std::string> names{"survival",          "cumulative_hazard", "hazard",
                                              "event_probability", "mean_hazard",       "restricted_mean"};
  return names;
}

Curves::Curves(const Scenario& scenario, Graph& graph, Diagnostics& diagnostics, Resolve resolve,
               CurveChoices choices)
    : scenario_(scenario), graph_(graph), diagnostics_(diagnostics), resolve_(std::move(resolve)),
      choices_(std::move(choices)) {}

bool is_curve(const Scenario& scenario, const std::string& name) {
  return named(scenario.curves, name) != nullptr ||
         std::any_of(scenario.strategies.begin(), scenario.strategies.end(), [&](const Strategy& s) {
           return std::any_of(s.curves.begin(), s.curves.end(),
                              [&](const CurveChoice& c) { return c.name == name; });
         });
}

std::vector<std::string> curve_names(const Scenario& scenario) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (is_identifier(name) && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  };
  for (const Curve& curve : scenario.curves)
    add(curve.name);
  for (const Strategy& strategy : scenario.strategies)
    for (const CurveChoice& choice : strategy.curves)
      add(choice.name);
  return names;
}

/// A name means the strategy's choice; inside that choice it means the file's own curve.
Curves::Result Curves::find(const std::string& name, const Span& at) {
  std::string target = name;
  if (const auto choice = choices_.chosen.find(name); choice != choices_.chosen.end())
    target = choice->second;
  const auto is_open = [&](const std::string& n) {
    return std::find(open_.begin(), open_.end(), n) != open_.end();
  };
  if (is_open(target)) target = name;
  if (is_open(target)) {
    diagnostics_.error(
        at, fmt::format("the curve '{}' is made of itself: {} → {}", name, join(open_, " → "), target));
    return std::nullopt;
  }
  if (const auto known = done_.find(target); known != done_.end()) return known->second;
  const Curve* curve = named(scenario_.curves, target);
  if (curve == nullptr) return without_curve(name, at);
  open_.push_back(target);
  Result result = build(*curve);
  open_.pop_back();
  return done_.emplace(target, std::move(result)).first->second;
}

/// Only strategies give the curve. A formula that is no strategy's is shown with the first of them.
Curves::Result Curves::without_curve(const std::string& name, const Span& at) {
  if (!is_curve(scenario_, name)) return std::nullopt; // reported when the file was read
  if (choices_.chosen.contains(name)) {
    if (named(scenario_.curves, choices_.chosen[name]) != nullptr)
      diagnostics_.error(
          at, fmt::format("the curve '{0}' is made of itself: `curves:` defines no other '{0}'", name),
          "in a strategy's own curve its name means the file's");
    return std::nullopt;
  }
  if (choices_.strategy.empty()) {
    for (const Strategy& strategy : scenario_.strategies)
      for (const CurveChoice& choice : strategy.curves)
        if (choice.name == name) choices_.chosen.emplace(name, choice.chosen);
    return find(name, at);
  }
  diagnostics_.error(at, fmt::format("the strategy '{}' has no curve '{}'", choices_.strategy, name),
                     fmt::format("choose one there, as `curves: {{{0}: …}}`, or define '{0}' under `curves:` "
                                 "for all strategies",
                                 name));
  return std::nullopt;
}

Curves::Result Curves::build(const Curve& curve) {
  Result result = origin(curve);
  if (result && curve.acceleration_factor) result = accelerated(curve, *std::move(result));
  if (result && curve.cure_fraction) result = cured(curve, *std::move(result));
  if (result && curve.join) result = joined(curve, *std::move(result));
  if (result && curve.hazard_ratio) result = with_ratio(curve, *std::move(result));
  if (result && curve.wane) result = waned(curve, *std::move(result));
  if (result && curve.background) result = with_background(curve, *std::move(result));
  return result;
}

Curves::Result Curves::origin(const Curve& curve) {
  switch (curve.origin) {
  case Curve::Origin::distribution:
    return curve.distribution
               ? from_distribution(*curve.distribution, fmt::format("the curve '{}'", curve.name))
               : std::nullopt;
  case Curve::Origin::other:
    return find(curve.from, curve.from_span);
  case Curve::Origin::kaplan_meier:
    return curve.times.empty() ? std::nullopt : Result(kaplan_meier_curve(graph_, curve));
  case Curve::Origin::spline: {
    std::vector<NodeId> gamma, knots;
    for (std::size_t i = 0; i < curve.times.size(); ++i) {
      knots.push_back(graph_.constant(curve.times[i]));
      gamma.push_back(graph_.constant(curve.values[i]));
    }
    return knots.size() < 2 ? std::nullopt : Result(spline_curve(graph_, gamma, knots));
  }
  case Curve::Origin::life_table:
    return from_life_table(curve);
  }
  return std::nullopt;
}

std::optional<NodeId> Curves::timeless(const FormulaText& formula, const std::string& what) {
  const auto node = resolve_(formula);
  if (!node || (graph_.depends(*node) & ~kSample) == 0) return node;
  diagnostics_.error(formula.span, fmt::format("{} can't change with time", what),
                     "what changes with time goes into `hazard_ratio:` or `background:`");
  return std::nullopt;
}

/// `[a, b, c]`, each a formula.
std::optional<std::vector<NodeId>> Curves::list(const FormulaText& formula, const std::string& what) {
  const std::string_view text = trim(formula.text);
  if (!text.starts_with('[') || !text.ends_with(']')) {
    const auto node = timeless(formula, what);
    return node ? std::optional(std::vector{*node}) : std::nullopt;
  }
  std::vector<NodeId> nodes;
  bool complete = true;
  int depth = 0;
  for (std::size_t begin = formula.text.find('[') + 1, at = begin; at < formula.text.size(); ++at) {
    const char c = formula.text[at];
    depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    if (!(depth == 0 && c == ',') && depth >= 0) continue;
    const FormulaText part{std::string(trim(formula.text.substr(begin, at - begin))),
                           formula.span.shifted(static_cast<int>(begin))};
    const auto node = timeless(part, what);
    if (node) nodes.push_back(*node);
    complete = complete && node.has_value();
    begin = at + 1;
    if (depth < 0) break;
  }
  return complete ? std::optional(std::move(nodes)) : std::nullopt;
}

Curves::Result Curves::from_distribution(const DistributionCall& call, const std::string& owner) {
  const std::vector<std::string> forms = curve_forms(call.family);
  if (forms.empty()) {
    const std::string near = did_you_mean(call.family, curve_families());
    diagnostics_.error(call.span, fmt::format("'{}' isn't a survival distribution", call.family),
                       near.empty() ? fmt::format("the distributions are {}", join(curve_families(), ", "))
                                    : fmt::format("did you mean '{}'?", near));
    return std::nullopt;
  }
  std::map<std::string, std::vector<NodeId>> arguments;
  bool complete = true;
  for (const auto& a : call.arguments) {
    const auto nodes = list(a.formula, fmt::format("the argument '{}' of a survival distribution", a.name));
    complete = complete && nodes.has_value();
    if (nodes) arguments.emplace(a.name, *nodes);
  }
  if (!complete) return std::nullopt;
  const auto size = [&](const char* name) {
    const auto it = arguments.find(name);
    return it == arguments.end() ? std::size_t{1} : it->second.size();
  };
  Result result = parametric_curve(graph_, call.family, arguments);
  const bool lists = call.family == "spline" || call.family == "piecewise_exponential";
  if (!result) {
    diagnostics_.error(call.span, fmt::format("{} doesn't take these arguments", call.family),
                       fmt::format("write {}", join(forms, " or ")));
  } else if (call.family == "spline" && (size("knots") < 2 || size("gamma") != size("knots"))) {
    diagnostics_.error(call.span, "a spline needs at least two knots, and as many coefficients as knots");
    return std::nullopt;
  } else if (call.family == "piecewise_exponential" && size("rates") != size("times") + 1) {
    diagnostics_.error(call.span, fmt::format("{} rates need {} times at which they change, not {}",
                                              size("rates"), size("rates") - 1, size("times")));
    return std::nullopt;
  } else if (!lists && std::any_of(arguments.begin(), arguments.end(),
                                   [](const auto& a) { return a.second.size() != 1; })) {
    diagnostics_.error(call.span, fmt::format("{} takes numbers, not lists", call.family));
    return std::nullopt;
  }
  return result && arguments_hold(call, arguments, owner) ? std::move(result) : std::nullopt;
}

std::optional<NodeId> Curves::call(const std::string& name, const std::string& method, NodeId x,
                                   const Span& at) {
  const Result curve = find(name, at);
  if (!curve) return std::nullopt;
  const auto negative = [&](NodeId node) { return graph_.unary(NodeOp::negate, node); };
  if ((graph_.depends(x) & kMoment) != 0 && (!curve->cumulative || method == "restricted_mean")) {
    diagnostics_.error(at, fmt::format("'{}.{}' is itself an integral over time here", name, method),
                       "it can't stand inside cycle_mean(…); use it at the cycle's start");
    return std::nullopt;
  }
  if (method == "survival" || method == "cumulative_hazard") {
    auto h = cumulative(name, *curve, not_before_start(graph_, x), at);
    // Data may begin below 1.
    if (h && !never_negative(graph_, x) && !graph_.is_constant(initial(*curve), 0))
      h = graph_.select(graph_.binary(NodeOp::less, x, graph_.constant(0)), graph_.constant(0), *h);
    if (!h || method == "cumulative_hazard") return h;
    return graph_.unary(NodeOp::exp, negative(*h));
  }
  if (method == "event_probability")
    return negative(graph_.unary(NodeOp::expm1, negative(over_cycle(*curve, x))));
  if (method == "mean_hazard")
    return graph_.divide(over_cycle(*curve, x), graph_.constant(graph_.cycle_length()));
  return method == "hazard" ? hazard(name, *curve, x, at)
                            : restricted_mean(name, *curve, not_before_start(graph_, x), at);
}

NodeId Curves::over_cycle(const CurveFunctions& curve, NodeId x) {
  const NodeId length = graph_.constant(graph_.cycle_length());
  if (never_negative(graph_, x)) return curve.increment(x, length);
  const NodeId zero = graph_.constant(0), end = graph_.add(x, length);
  const NodeId years =
      graph_.select(graph_.binary(NodeOp::less, x, zero), graph_.binary(NodeOp::max, end, zero), length);
  const NodeId after = graph_.select(graph_.binary(NodeOp::less_equal, end, zero), zero,
                                     curve.increment(graph_.binary(NodeOp::max, x, zero), years));
  const NodeId begins = graph_.binary(NodeOp::logical_and, graph_.binary(NodeOp::less, x, zero),
                                      graph_.binary(NodeOp::less_equal, zero, end));
  return graph_.add(after, graph_.select(begins, initial(curve), zero));
}

std::optional<NodeId> Curves::hazard(const std::string& name, const CurveFunctions& curve, NodeId x,
                                     const Span& at) {
  const auto reaches = [&](NodeId from) {
    return graph_.is_constant(x) && graph_.is_constant(from) &&
           graph_.value(x) >= graph_.value(from) - kTolerance;
  };
  if (!curve.hazard || (curve.hazard_from && !reaches(*curve.hazard_from))) {
    diagnostics_.error(
        at,
        curve.hazard
            ? fmt::format("the curve '{}' falls in steps before its join, so it has a hazard only at "
                          "a number of years from there on",
                          name)
            : fmt::format("the curve '{}' falls in steps, so it has no hazard", name),
        fmt::format("use {}.event_probability(…) or {}.mean_hazard(…)", name, name));
    return std::nullopt;
  }
  if (never_negative(graph_, x)) return curve.hazard(x);
  return graph_.select(graph_.binary(NodeOp::less, x, graph_.constant(0)), graph_.constant(0),
                       curve.hazard(not_before_start(graph_, x)));
}

NodeId Curves::initial(const CurveFunctions& curve) {
  if (!curve.stepped) return graph_.constant(0);
  return curve.cumulative ? curve.cumulative(graph_.constant(0)) : curve.initial.value_or(graph_.constant(0));
}

/// Hazards without a closed integral are added up cycle by cycle along the model's time, or integrated from
/// 0 where they don't depend on the model's cycle.
std::optional<NodeId> Curves::cumulative(const std::string& name, const CurveFunctions& curve, NodeId x,
                                         const Span& at) {
  if (curve.cumulative) return curve.cumulative(x);
  const double length = graph_.cycle_length();
  const NodeId time = graph_.multiply(graph_.cycle(), graph_.constant(length));
  const NodeId begun = initial(curve);
  if (x == time) return graph_.add(begun, graph_.prefix_sum(curve.increment(time, graph_.constant(length))));
  if (!curve.follows_cycle) {
    if (curve.stepped) return graph_.add(begun, curve.increment(graph_.constant(0), x));
    // A hazard may be infinite at 0.
    const NodeId mean = graph_.unit_mean(curve.hazard(graph_.multiply(x, graph_.moment())), true);
    return graph_.select(graph_.unary(NodeOp::logical_not, x), graph_.constant(0), graph_.multiply(x, mean));
  }
  if (graph_.is_constant(x) && graph_.value(x) >= 0) {
    const double cycles = floor_within_tolerance(graph_.value(x) / length);
    const NodeId begin = graph_.constant(cycles * length), rest = graph_.subtract(x, begin);
    Substitution in_cycle(graph_, kCycle, graph_.constant(cycles));
    const NodeId whole =
        graph_.add(begun, in_cycle(graph_.prefix_sum(curve.increment(time, graph_.constant(length)))));
    if (std::abs(graph_.value(rest)) <= kTolerance) return whole;
    if (curve.stepped) return graph_.add(whole, in_cycle(curve.increment(begin, rest)));
    if (curve.hazard) {
      const NodeId t = graph_.add(begin, graph_.multiply(graph_.moment(), rest));
      return graph_.add(whole, graph_.multiply(rest, graph_.unit_mean(in_cycle(curve.hazard(t)), true)));
    }
  }
  diagnostics_.error(
      at,
      fmt::format("the hazard of '{}' follows the model's cycles, so its survival is known at `time` alone",
                  name),
      fmt::format("write {}.survival(time), or use {}.event_probability(…) for one cycle", name, name));
  return std::nullopt;
}

std::optional<NodeId> Curves::restricted_mean(const std::string& name, const CurveFunctions& curve, NodeId x,
                                              const Span& at) {
  if (curve.area) return curve.area(x);
  if (!curve.cumulative || (curve.stepped && curve.steps.empty())) {
    diagnostics_.error(at, fmt::format("the restricted mean of '{}' isn't available", name),
                       curve.follows_cycle
                           ? "its hazard is changed cycle by cycle; count membership in a state instead"
                           : "its hazard is changed over time; count membership in a state instead");
    return std::nullopt;
  }
  const auto survival = [&](NodeId t) {
    return graph_.unary(NodeOp::exp, graph_.unary(NodeOp::negate, curve.cumulative(t)));
  };
  if (!curve.stepped)
    return graph_.multiply(x, graph_.unit_mean(survival(graph_.multiply(x, graph_.moment())), true));
  // Between steps survival is what it was after the last, or falls smoothly, as from the join on.
  const auto between = [&](NodeId from, NodeId until) {
    const NodeId years = graph_.subtract(until, from);
    return curve.falls_between ? integral(from, years, survival) : graph_.multiply(survival(from), years);
  };
  const NodeId end = curve.hazard_from ? graph_.binary(NodeOp::min, x, *curve.hazard_from) : x;
  NodeId sum = graph_.constant(0), begin = graph_.constant(0);
  for (const NodeId step : curve.steps) {
    const NodeId until = graph_.binary(NodeOp::min, end, step);
    sum = graph_.add(sum, between(begin, until));
    begin = until;
  }
  sum = graph_.add(sum, between(begin, end));
  const NodeId tail = graph_.subtract(x, end);
  return graph_.is_constant(tail, 0) ? sum : graph_.add(sum, integral(end, tail, survival));
}

NodeId Curves::integral(NodeId x, NodeId years, const CurveFunctions::Function& f, bool smooth) {
  const NodeId mean = graph_.unit_mean(f(graph_.add(x, graph_.multiply(graph_.moment(), years))), smooth);
  return graph_.multiply(years, mean);
}

} // namespace cea::formula
