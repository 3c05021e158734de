// `expected("formula", x="distribution")`: the mean over differences between patients.
#include "formula/expectation.h"
#include "formula/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::formula {

namespace {

constexpr const char* kForm = "write expected(\"ceil(weight * 6 / 100)\", weight=\"normal(mean=75, sd=15)\")";

FormulaText text_of(const Expression& e) {
  return {e.name, e.span.shifted(1)}; // behind the quote
}

} // namespace

std::vector<FormulaText> quoted_formulas(const Expression& call) {
  std::vector<FormulaText> found;
  if (call.op != Op::call || call.name != "expected") return found;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.arguments[i]->op != Op::text) continue;
    const FormulaText text = text_of(*call.arguments[i]);
    if (i == 0) {
      found.push_back(text);
      continue;
    }
    Diagnostics reported_already;
    if (const auto distribution = parse_distribution(text, reported_already))
      for (const auto& a : distribution->arguments) {
        if (a.text.empty() && a.list.empty()) found.push_back(a.formula);
        found.insert(found.end(), a.list.begin(), a.list.end());
      }
  }
  return found;
}

/// A formula in quotes, then at least one quantity with a distribution in quotes.
bool Resolver::check_expected(const Expression& e) {
  const auto fail = [&](const Span& at, const std::string& message, const char* hint = kForm) {
    context_.diagnostics.error(at, message, hint);
    return false;
  };
  if (e.arguments.empty() || !e.argument_names.front().empty() || e.arguments.front()->op != Op::text)
    return fail(e.span, "'expected' takes a formula in quotes first");
  if (e.arguments.size() < 2)
    return fail(e.span, "'expected' needs a quantity that differs between patients");
  if (patients_.size() + e.arguments.size() - 1 > static_cast<std::size_t>(kMostPatients))
    return fail(e.span, fmt::format("'expected' takes at most {} quantities", kMostPatients),
                "several that only matter together can often be one");
  for (std::size_t i = 1; i < e.arguments.size(); ++i) {
    const std::string& name = e.argument_names[i];
    const Span& at = e.arguments[i]->span;
    if (name.empty()) return fail(at, "a quantity that differs between patients has a name");
    if (e.arguments[i]->op != Op::text)
      return fail(at, fmt::format("the distribution of '{}' stands in quotes", name));
    const bool of_outer =
        std::any_of(patients_.begin(), patients_.end(), [&](const auto& p) { return p.first == name; });
    if (of_outer || is_reserved(name) || defines(name) || is_curve(context_.scenario, name))
      return fail(at, fmt::format("'{}' has a meaning already", name),
                  "call the quantity that differs between patients something else");
  }
  return true;
}

/// The quantity's family, with its arguments as nodes.
std::optional<Expectation::Variable> Resolver::patient_variable(const std::string& name,
                                                                const Expression& distribution) {
  const FormulaText text = text_of(distribution);
  const auto call = parse_distribution(text, context_.diagnostics);
  if (!call) return std::nullopt;
  Expectation::Variable variable{.family = nullptr, .arguments = {}, .name = name};
  std::vector<EvaluatedArgument> arguments;
  bool constant = true, complete = true;
  for (const auto& a : call->arguments) {
    const std::vector<FormulaText> alone{a.formula};
    if (!a.text.empty()) {
      context_.diagnostics.error(a.formula.span, "a file can't stand in expected(…)",
                                 "give the values: discrete(values=[60, 75, 90], weights=[1, 2, 1])");
      complete = false;
      continue;
    }
    for (const FormulaText& formula : a.list.empty() ? alone : a.list) {
      const Result node = resolve(formula);
      complete = complete && node;
      if (!node) continue;
      constant = constant && graph_.is_constant(*node);
      variable.arguments.push_back(*node);
      arguments.push_back({a.name, graph_.is_constant(*node) ? graph_.value(*node) : 0, formula.span});
    }
  }
  if (!complete) return std::nullopt;
  variable.family = context_.inputs.patients(*call, arguments, constant);
  return variable.family ? std::optional(variable) : std::nullopt;
}

std::optional<NodeId> Resolver::expected(const Expression& e) {
  if (!check_expected(e)) return std::nullopt;
  Expectation expectation;
  expectation.first = patients_.size();
  bool complete = true;
  for (std::size_t i = 1; i < e.arguments.size(); ++i)
    if (auto variable = patient_variable(e.argument_names[i], *e.arguments[i]))
      expectation.variables.push_back(*std::move(variable));
    else
      complete = false;
  for (std::size_t i = 1; i < e.arguments.size(); ++i)
    patients_.emplace_back(e.argument_names[i], false);
  const Result body = resolve(text_of(*e.arguments.front()));
  for (std::size_t i = 1; body && i < e.arguments.size(); ++i)
    if (const auto& [name, used] = patients_[expectation.first + i - 1]; !used)
      context_.diagnostics.warning(e.arguments[i]->span,
                                   fmt::format("the formula of expected(…) doesn't use '{}'", name));
  patients_.resize(expectation.first);
  if (!complete || !body) return std::nullopt;
  expectation.body = *body;
  const NodeId result = graph_.expected(expectation);
  if ((graph_.depends(result) & kMoment) == 0) return result;
  context_.diagnostics.error(e.span, "expected(…) can't change with 't'",
                             in_curve_ ? "a curve's own time can't stand in it"
                                       : "take the mean over the cycle within it: "
                                         "expected(\"cycle_mean(…)\", …) is the same number");
  return std::nullopt;
}

/// A quantity of an expectation around.
std::optional<NodeId> Resolver::patient(const std::string& name) {
  for (std::size_t i = 0; i < patients_.size(); ++i)
    if (patients_[i].first == name) {
      patients_[i].second = true;
      return graph_.patient(static_cast<int>(i));
    }
  return std::nullopt;
}

} // namespace cea::formula
