#include "formula/curves.h"

#include "formula/arithmetic.h"
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

} // namespace

const std::vector<std::string>& Curves::methods() {
  static const std::vector<std::string> names{"survival",          "cumulative_hazard", "hazard",
                                              "event_probability", "mean_hazard",       "restricted_mean"};
  return names;
}

Curves::Curves(const Scenario& scenario, Graph& graph, Diagnostics& diagnostics, Resolve resolve,
               std::map<std::string, std::string> choices)
    : scenario_(scenario), graph_(graph), diagnostics_(diagnostics), resolve_(std::move(resolve)),
      choices_(std::move(choices)) {}

bool Curves::defines(const std::string& name) const {
  return named(scenario_.curves, name) != nullptr;
}

/// A name means the strategy's choice; inside that choice it means the file's own curve.
Curves::Result Curves::find(const std::string& name, const Span& at) {
  std::string target = name;
  if (const auto choice = choices_.find(name); choice != choices_.end()) target = choice->second;
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
  if (curve == nullptr) return std::nullopt; // reported when the file was read
  open_.push_back(target);
  Result result = build(*curve);
  open_.pop_back();
  return done_.emplace(target, std::move(result)).first->second;
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
    return curve.distribution ? from_distribution(*curve.distribution) : std::nullopt;
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

Curves::Result Curves::from_distribution(const DistributionCall& call) {
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
  return result;
}

Curves::Result Curves::from_life_table(const Curve& curve) {
  const auto table = std::find_if(scenario_.tables.begin(), scenario_.tables.end(),
                                  [&](const Table& t) { return t.name == curve.table; });
  if (table == scenario_.tables.end() || table->columns.empty() || !curve.start) return std::nullopt;
  const bool probabilities = table->quantity.starts_with("probability");
  if (!probabilities && !table->quantity.starts_with("rate")) {
    diagnostics_.error(curve.table_span, fmt::format("the table '{}' doesn't say what it holds", table->name),
                       "give it `quantity: rate/year` or `quantity: probability/year`");
    return std::nullopt;
  }
  if (!table->second_keys.empty() || (probabilities && table->between != Interpolation::step)) {
    diagnostics_.error(curve.table_span,
                       table->second_keys.empty()
                           ? "a curve of probabilities of death needs `between: step` in its table"
                           : "a curve can't follow a table with two keys");
    return std::nullopt;
  }
  double covers = 0;
  if (table->covers) {
    const auto node = resolve_(*table->covers);
    if (!node || !graph_.is_constant(*node)) return std::nullopt; // reported with the tables
    covers = graph_.value(*node);
  }
  const auto start = timeless(*curve.start, "the age at which a curve begins");
  std::vector<std::pair<std::size_t, NodeId>> mix;
  double sum = 0;
  bool complete = start.has_value(), known_sum = true;
  for (const Curve::Mix& part : curve.mix) {
    const auto column = std::find_if(table->columns.begin(), table->columns.end(),
                                     [&](const auto& c) { return c.name == part.column; });
    if (column == table->columns.end()) {
      diagnostics_.error(part.share.span,
                         fmt::format("the table '{}' has no column '{}'", table->name, part.column));
      complete = false;
      continue;
    }
    const auto share = timeless(part.share, "a share of `mix`");
    if (!share) return std::nullopt;
    mix.emplace_back(static_cast<std::size_t>(column - table->columns.begin()), *share);
    known_sum = known_sum && graph_.is_constant(*share);
    sum += graph_.is_constant(*share) ? graph_.value(*share) : 0;
  }
  if (curve.mix.empty() && table->columns.size() > 1) {
    diagnostics_.error(curve.table_span, fmt::format("the table '{}' has several columns", table->name),
                       fmt::format("choose or mix them, as `mix: {{{}: 1}}`", table->columns[0].name));
    return std::nullopt;
  }
  if (curve.mix.empty()) mix.emplace_back(0, graph_.constant(1));
  if (!curve.mix.empty() && complete && known_sum && std::abs(sum - 1) > kTolerance) {
    diagnostics_.error(curve.mix[0].share.span, fmt::format("the shares of `mix` sum to {}", shortest(sum)),
                       "they must sum to 1");
    return std::nullopt;
  }
  if (!complete) return std::nullopt;
  return life_table_curve(graph_, *table, covers, mix, *start);
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
    const auto h = cumulative(name, *curve, x, at);
    if (!h || method == "cumulative_hazard") return h;
    return graph_.unary(NodeOp::exp, negative(*h));
  }
  if (method == "event_probability")
    return negative(graph_.unary(NodeOp::expm1, negative(curve->increment(x))));
  if (method == "mean_hazard")
    return graph_.divide(curve->increment(x), graph_.constant(graph_.cycle_length()));
  if (method == "restricted_mean") return restricted_mean(name, *curve, x, at);
  if (!curve->hazard) {
    diagnostics_.error(at, fmt::format("the curve '{}' falls in steps, so it has no hazard", name),
                       fmt::format("use {}.event_probability(…) or {}.mean_hazard(…)", name, name));
    return std::nullopt;
  }
  return curve->hazard(x);
}

/// Hazards without a closed integral are added up cycle by cycle along the model's time, or integrated from
/// 0 where they don't depend on the model's cycle.
std::optional<NodeId> Curves::cumulative(const std::string& name, const CurveFunctions& curve, NodeId x,
                                         const Span& at) {
  if (curve.cumulative) return curve.cumulative(x);
  const double length = graph_.cycle_length();
  const NodeId time = graph_.multiply(graph_.cycle(), graph_.constant(length));
  if (x == time) return graph_.prefix_sum(curve.increment(time));
  if (!curve.follows_cycle && !curve.stepped) {
    const auto along = [&](NodeId moment) { return graph_.multiply(x, moment); };
    return graph_.multiply(x, graph_.unit_mean(curve.hazard(along(graph_.moment())), true));
  }
  if (graph_.is_constant(x) && graph_.value(x) >= 0) {
    const double cycles = floor_within_tolerance(graph_.value(x) / length);
    const NodeId begin = graph_.constant(cycles * length), rest = graph_.subtract(x, begin);
    Substitution in_cycle(graph_, kCycle, graph_.constant(cycles));
    const NodeId whole = in_cycle(graph_.prefix_sum(curve.increment(time)));
    if (std::abs(graph_.value(rest)) <= kTolerance) return whole;
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
  if (!curve.cumulative || curve.stepped) {
    diagnostics_.error(at, fmt::format("the restricted mean of '{}' isn't available", name),
                       "its hazard is changed cycle by cycle; count membership in a state instead");
    return std::nullopt;
  }
  const NodeId h = curve.cumulative(graph_.multiply(x, graph_.moment()));
  const NodeId survival = graph_.unary(NodeOp::exp, graph_.unary(NodeOp::negate, h));
  return graph_.multiply(x, graph_.unit_mean(survival, true));
}

NodeId Curves::mean_from(NodeId x, const CurveFunctions::Function& f, bool smooth) {
  return graph_.unit_mean(
      f(graph_.add(x, graph_.multiply(graph_.moment(), graph_.constant(graph_.cycle_length())))), smooth);
}

} // namespace cea::formula
