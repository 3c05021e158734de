// Distributions in definitions of parameters: their arguments as numbers.
#include "formula/resolver.h"

#include <fmt/format.h>

#include <utility>

namespace cea::formula {

std::optional<NodeId> Resolver::draw(const std::string& name, const Definition& d, NodeId base,
                                     double factor) {
  if ((graph_.depends(base) & ~kSample) != 0) {
    context_.diagnostics.error(
        d.span, fmt::format("'{}' has a distribution, but its value changes from cycle to cycle", name),
        "give the distribution to the parameters it's computed from");
    return std::nullopt;
  }
  const auto outer = std::exchange(value_word_, std::nullopt);
  if (graph_.is_constant(base)) value_word_ = graph_.value(base) / factor;
  std::vector<EvaluatedArgument> arguments;
  bool complete = true;
  for (const auto& a : d.distribution->arguments) {
    if (!a.text.empty()) continue; // a file, which was read
    if (!a.list.empty() && d.distribution->family != "discrete") {
      context_.diagnostics.error(a.formula.span,
                                 fmt::format("the argument '{}' is a number, not a list", a.name));
      complete = false;
      continue;
    }
    const std::vector<FormulaText> alone{a.formula};
    for (const FormulaText& formula : a.list.empty() ? alone : a.list) {
      const auto value = resolve_constant(
          formula, fmt::format("the argument '{}' of the distribution of '{}'", a.name, name));
      if (value)
        arguments.push_back({a.name, *value, formula.span});
      else
        complete = false;
    }
  }
  value_word_ = outer;
  if (!complete) return std::nullopt;
  return context_.inputs.drawn(name, *d.distribution, arguments, base, factor, d.by_strategy);
}

} // namespace cea::formula
