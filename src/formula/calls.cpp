// Calls in formulas: functions, look-ups, `if` and cycle_mean.
#include "formula/arithmetic.h"
#include "formula/functions.h"
#include "formula/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::formula {

std::optional<NodeId> Resolver::call(const Expression& e) {
  context_.used.insert(e.name.substr(0, e.name.find('.')));
  const bool named =
      std::any_of(e.argument_names.begin(), e.argument_names.end(), [](const auto& n) { return !n.empty(); });
  if (e.name == "expected") {
    context_.diagnostics.error(e.span, "`expected(…)` isn't supported by this version of cea");
    return std::nullopt;
  }
  if (refused_by_scope(e)) return std::nullopt;
  if (const auto column = context_.columns.find(e.name); column != context_.columns.end())
    return table(e, column->second);
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

std::optional<NodeId> Resolver::conditional(const Expression& e) {
  const Result condition = expression(*e.arguments[0]);
  const Result yes = expression(*e.arguments[1]);
  const Result no = expression(*e.arguments[2]);
  if (!condition || !yes || !no) return std::nullopt;
  return graph_.select(*condition, *yes, *no);
}

std::optional<NodeId> Resolver::table(const Expression& e, std::uint32_t column) {
  if (e.arguments.size() != 1) {
    context_.diagnostics.error(e.span, fmt::format("'{}' takes one key, not {}", e.name, e.arguments.size()));
    return std::nullopt;
  }
  const Result key = expression(*e.arguments[0]);
  return key ? Result(graph_.lookup(column, *key)) : std::nullopt;
}

std::optional<NodeId> Resolver::mean(const Expression& e) {
  if (in_mean_) {
    context_.diagnostics.error(e.span, "cycle_mean can't stand inside another cycle_mean");
    return std::nullopt;
  }
  in_mean_ = true;
  const Result body = expression(*e.arguments[0]);
  in_mean_ = false;
  return body ? Result(graph_.cycle_mean(*body)) : std::nullopt;
}

void add_tables(ResolverContext& context, Resolver& resolver) {
  for (const Table& t : context.scenario.tables) {
    double covers = 0;
    if (t.covers) covers = resolver.resolve_constant(*t.covers, "`covers`").value_or(0);
    if (covers < 0) context.diagnostics.error(t.covers->span, "`covers` can't be negative");
    for (const auto& c : t.columns) {
      LookupColumn column{t.name,        c.name, t.between, t.keys.front(), t.keys.back() + covers,
                          t.hold_beyond, t.keys, c.values};
      if (t.between != Interpolation::step)
        for (double& p : column.positions)
          p += covers / 2;
      if (t.between == Interpolation::loglinear)
        for (double& v : column.values)
          v = apply(NodeOp::log, v);
      context.columns.emplace(t.name + "." + c.name, context.graph.add_column(std::move(column)));
    }
  }
}

} // namespace cea::formula
