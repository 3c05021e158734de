// Calls in formulas: functions, look-ups, `if` and cycle_mean.
#include "formula/arithmetic.h"
#include "formula/functions.h"
#include "formula/resolver.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::formula {

namespace {

/// `mortality.female` split at the first dot.
std::pair<std::string, std::string> head_and_tail(const std::string& name) {
  const auto dot = name.find('.');
  return dot == std::string::npos ? std::pair(name, std::string())
                                  : std::pair(name.substr(0, dot), name.substr(dot + 1));
}

} // namespace

std::optional<NodeId> Resolver::call(const Expression& e) {
  context_.used.insert(e.name.substr(0, e.name.find('.')));
  const bool named =
      std::any_of(e.argument_names.begin(), e.argument_names.end(), [](const auto& n) { return !n.empty(); });
  if (e.name == "expected") return expected(e);
  if (refused_by_scope(e)) return std::nullopt;
  if (const auto column = context_.columns.find(e.name); column != context_.columns.end())
    return table(e, column->second);
  if (const auto dot = e.name.find('.');
      dot != std::string::npos && is_curve(context_.scenario, e.name.substr(0, dot)))
    return curve(e, e.name.substr(0, dot), e.name.substr(dot + 1));
  const auto arity = arity_of(e.name);
  if (!arity) {
    if (definitions_.contains(e.name))
      context_.diagnostics.error(e.span, fmt::format("'{}' is a parameter, not a function", e.name),
                                 fmt::format("to multiply, write {} * (…)", e.name));
    else
      unknown(e, true);
    return std::nullopt;
  }
  if (named || e.arguments.size() < arity->least || e.arguments.size() > arity->most) {
    context_.diagnostics.error(
        e.span,
        named ? fmt::format("'{}' takes its arguments without names", e.name)
              : fmt::format("'{}' takes {} argument{}, not {}", e.name,
                            arity->least == arity->most ? fmt::format("{}", arity->least) : "one or more",
                            arity->most == 1 ? "" : "s", e.arguments.size()),
        fmt::format("write {}", arity->form));
    return std::nullopt;
  }
  if (e.name == "cycle_mean") return mean(e);
  if (e.name == "if") return conditional(e);
  std::vector<NodeId> a;
  for (const auto& argument : e.arguments)
    if (const Result r = expression(*argument)) a.push_back(*r);
  if (a.size() != e.arguments.size()) return std::nullopt;
  return function_node(graph_, e.name, a);
}

void Resolver::unknown(const Expression& e, bool called) {
  const auto [head, tail] = head_and_tail(e.name);
  std::vector<std::string> candidates;
  std::string hint;
  bool is_table = false;
  for (const Table& t : context_.scenario.tables)
    for (const auto& c : t.columns) {
      candidates.push_back(t.name + "." + c.name);
      is_table = is_table || t.name == head;
    }
  if (is_table && tail.empty()) {
    const auto table = std::find_if(candidates.begin(), candidates.end(),
                                    [&](const auto& c) { return head_and_tail(c).first == e.name; });
    context_.diagnostics.error(e.span, fmt::format("'{}' is a table and needs a column", e.name),
                               fmt::format("write {}({}), for example", *table, called ? "…" : "age"));
    return;
  }
  if (!called && context_.columns.contains(e.name)) {
    context_.diagnostics.error(e.span, fmt::format("'{}' is a table's column and needs a key", e.name),
                               fmt::format("write {}(age), for example", e.name));
    return;
  }
  if (called)
    candidates.insert(candidates.end(), function_names().begin(), function_names().end());
  else
    candidates.insert(candidates.end(), builtin_names().begin(), builtin_names().end());
  for (const auto& [name, levels] : definitions_)
    candidates.push_back(name);
  for (const std::string& curve : curve_names(context_.scenario))
    for (const std::string& method : Curves::methods())
      candidates.push_back(curve + "." + method);
  for (const Clock& c : context_.scenario.clocks)
    candidates.insert(candidates.end(), {c.name + ".time", c.name + ".cycles"});
  std::sort(candidates.begin(), candidates.end());
  if (const std::string near = did_you_mean(e.name, candidates); !near.empty())
    hint = fmt::format("did you mean '{}'?", near);
  else if (!called)
    hint = "define it under `parameters:`";
  else if (!is_table)
    hint = fmt::format("the functions are {}", fmt::join(function_names(), ", "));
  context_.diagnostics.error(
      e.span,
      fmt::format("{} '{}' isn't defined",
                  called ? (is_table ? "the table column" : "the function") : "the name", e.name),
      hint);
}

std::optional<NodeId> Resolver::conditional(const Expression& e) {
  const Result condition = expression(*e.arguments[0]);
  const Result yes = expression(*e.arguments[1]);
  const Result no = expression(*e.arguments[2]);
  if (!condition || !yes || !no) return std::nullopt;
  return graph_.select(*condition, *yes, *no);
}

std::optional<NodeId> Resolver::table(const Expression& e, std::uint32_t column) {
  const std::size_t keys = graph_.column(column).second ? 2 : 1;
  if (e.arguments.size() != keys) {
    context_.diagnostics.error(e.span, fmt::format("'{}' takes {}, not {}", e.name,
                                                   keys == 1 ? "one key" : "two keys", e.arguments.size()));
    return std::nullopt;
  }
  const Result key = expression(*e.arguments[0]);
  const Result second = keys == 2 ? expression(*e.arguments[1]) : key;
  if (!key || !second) return std::nullopt;
  return keys == 2 ? graph_.lookup(column, *key, *second) : graph_.lookup(column, *key);
}

std::optional<NodeId> Resolver::curve(const Expression& e, const std::string& name,
                                      const std::string& method) {
  const auto& methods = Curves::methods();
  if (std::find(methods.begin(), methods.end(), method) == methods.end()) {
    const std::string near = did_you_mean(method, methods);
    context_.diagnostics.error(e.span, fmt::format("a curve has no '{}'", method),
                               near.empty() ? fmt::format("it has {}", join(methods, ", "))
                                            : fmt::format("did you mean '{}.{}'?", name, near));
    return std::nullopt;
  }
  if (e.arguments.size() != 1 || !e.argument_names.front().empty()) {
    context_.diagnostics.error(e.span, fmt::format("'{}' takes one time", e.name),
                               fmt::format("write {}(time)", e.name));
    return std::nullopt;
  }
  const Result x = expression(*e.arguments[0]);
  return x ? curves_.call(name, method, *x, e.span) : std::nullopt;
}

std::optional<NodeId> Resolver::bare_curve(const Expression& e) {
  const std::string name = e.name.substr(0, e.name.find('.'));
  context_.used.insert(name);
  // A curve begins with the cohort, also where that begins after a decision tree.
  if (bare_curves_ && name == e.name)
    return curves_.call(name, "survival",
                        graph_.multiply(graph_.cycle(), graph_.constant(graph_.cycle_length())), e.span);
  context_.diagnostics.error(e.span, fmt::format("'{}' is a curve and needs a time", e.name),
                             fmt::format("write {}.survival(time), for example", name));
  return std::nullopt;
}

std::optional<NodeId> Resolver::in_curve_time(const FormulaText& formula) {
  const auto outer_mean = std::exchange(in_mean_, false);
  const auto outer_curve = std::exchange(in_curve_, true);
  const auto outer_bare = std::exchange(bare_curves_, false);
  auto outer_patients = std::exchange(patients_, {});
  const Result node = resolve(formula);
  patients_ = std::move(outer_patients);
  in_mean_ = outer_mean;
  in_curve_ = outer_curve;
  bare_curves_ = outer_bare;
  return node;
}

std::optional<NodeId> Resolver::resolve_share(const FormulaText& formula) {
  const auto outer = std::exchange(bare_curves_, true);
  const Result node = resolve(formula);
  bare_curves_ = outer;
  return node;
}

std::optional<NodeId> Resolver::survival(const std::string& name, NodeId time, const Span& span) {
  if (is_curve(context_.scenario, name)) {
    context_.used.insert(name);
    return curves_.call(name, "survival", time, span);
  }
  const std::string near = did_you_mean(name, curve_names(context_.scenario));
  context_.diagnostics.error(span, fmt::format("no curve is called '{}'", name),
                             near.empty() ? "define it under `curves:`"
                                          : fmt::format("did you mean '{}'?", near));
  return std::nullopt;
}

std::optional<NodeId> Resolver::mean(const Expression& e) {
  if (in_mean_ || in_curve_) {
    context_.diagnostics.error(e.span, in_curve_ ? "cycle_mean can't stand in the definition of a curve"
                                                 : "cycle_mean can't stand inside another cycle_mean");
    return std::nullopt;
  }
  in_mean_ = true;
  const Result body = expression(*e.arguments[0]);
  in_mean_ = false;
  return body ? Result(graph_.unit_mean(*body)) : std::nullopt;
}

namespace {

/// A row's figure spans `covers` from its key on; when interpolated it sits in the middle of that.
LookupColumn::Axis axis_of(const std::vector<double>& keys, Interpolation between, double covers) {
  LookupColumn::Axis axis{keys.front(), keys.back() + covers, keys};
  if (between != Interpolation::step)
    for (double& p : axis.positions)
      p += covers / 2;
  return axis;
}

double covers_of(const std::optional<FormulaText>& formula, ResolverContext& context, Resolver& resolver) {
  if (!formula) return 0;
  const double covers = resolver.resolve_constant(*formula, "`covers`").value_or(0);
  if (covers < 0) context.diagnostics.error(formula->span, "`covers` can't be negative");
  return covers;
}

} // namespace

void add_tables(ResolverContext& context, Resolver& resolver) {
  for (const Table& t : context.scenario.tables) {
    const double covers = covers_of(t.covers, context, resolver);
    const double second_covers = covers_of(t.second_covers, context, resolver);
    for (const auto& c : t.columns) {
      LookupColumn column{.table = t.name,
                          .column = c.name,
                          .between = t.between,
                          .hold = t.hold_beyond,
                          .axis = axis_of(t.keys, t.between, covers),
                          .values = c.values};
      if (!t.second_keys.empty()) column.second = axis_of(t.second_keys, t.between, second_covers);
      if (t.between == Interpolation::loglinear)
        for (double& v : column.values)
          v = apply(NodeOp::log, v);
      context.columns.emplace(t.name + "." + c.name, context.graph.add_column(std::move(column)));
    }
  }
}

} // namespace cea::formula
