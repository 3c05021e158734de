#include "engine/check_inputs.h"

#include "engine/invalid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

void check_base_values(const CompiledModel& model, Diagnostics& diagnostics) {
  const auto& g = model.graph;
  for (const auto& resolved : model.parameters) {
    if ((g.depends(resolved.node) & ~formula::kSample) != 0) continue;
    if (std::isfinite(formula::Evaluator(g, {.inputs = model.base_values})(resolved.node))) continue;
    const Parameter* const p = model.scenario->parameter(resolved.name);
    diagnostics.error(p->value ? p->value->span : p->span,
                      fmt::format("the parameter '{}' isn't a finite number{}", p->name,
                                  why_not_finite(g, resolved.node, model.base_values, 0)));
  }
}

std::vector<Check> bound_checks(const Parameter& parameter, formula::NodeId node, formula::NodeId low,
                                formula::NodeId high, formula::Graph& graph) {
  std::vector<Check> checks;
  for (const formula::NodeId margin : {graph.subtract(node, low), graph.subtract(high, node)})
    checks.push_back(
        {.kind = Check::Kind::bound,
         .node = margin,
         .shown = node,
         .what = fmt::format("the parameter '{}'", parameter.name),
         .formula = fmt::format("[{}, {}]", parameter.bounds->first.text, parameter.bounds->second.text),
         .strategy = {},
         .span = parameter.span});
  return checks;
}

} // namespace cea
