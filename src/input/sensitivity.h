#pragma once

#include "input/sections.h"

namespace cea::input {

/// What `owsa`, `twsa` and the like may name.
struct AnalysisNames {
  const ParameterNames& parameters;
  std::vector<std::string> strategies, subgroups;
};

/// Reads the sections of `analyses:` that move parameters: `owsa`, `twsa`, `threshold`.
void read_sensitivity(const MapReader& analyses, const AnalysisNames& names, Analyses& target,
                      Context& context);

/// Reads `budget_impact`.
BudgetSettings read_budget(const Node& node, const AnalysisNames& names, Context& context);

/// Reports an id that no strategy has.
void check_strategy(const std::string& id, const Span& at, const AnalysisNames& names, Context& context);

} // namespace cea::input
