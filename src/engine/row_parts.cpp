#include "engine/row_parts.h"

#include <fmt/format.h>

namespace cea {

using formula::NodeId;

RowParts::Mortality RowParts::mortality(StateIndex state, std::vector<Check>& checks) {
  Mortality result{g_.constant(0), g_.constant(1)};
  const auto& formula = strategy_.transitions.mortality[static_cast<std::size_t>(state)];
  if (!formula || !scenario_.states[static_cast<std::size_t>(state)].alive) return result;
  const auto node = resolver_.resolve(*formula);
  if (!node) return result;
  for (std::size_t i = 0; i < scenario_.states.size(); ++i)
    if (!scenario_.states[i].alive) result.dead = static_cast<StateIndex>(i);
  result.death = *node;
  result.survival = g_.subtract(g_.constant(1), *node);
  const std::string what = fmt::format("mortality in '{}'", name(state));
  checks.push_back(check(Check::Kind::mortality, *node, *node, what, *formula));
  checks.push_back(check(Check::Kind::mortality, result.survival, *node, what, *formula));
  return result;
}

Check RowParts::check(Check::Kind kind, NodeId node, NodeId shown, const std::string& what,
                      const FormulaText& formula) {
  return {.kind = kind,
          .node = node,
          .shown = shown,
          .what = what,
          .formula = formula.text,
          .strategy = strategy_.id,
          .span = formula.span,
          .hint = {},
          .behind = resolver_.names_in(formula)};
}

} // namespace cea
