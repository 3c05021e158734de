#pragma once

#include "engine/compile.h"

namespace cea {

/// The curves of a strategy, as its formulas name them.
formula::CurveChoices curve_choices(const Strategy& strategy);

/// Adds to a model what the arguments of the curves in a resolver's formulas must be: in every sample, and in
/// every cycle where they change. `strategy`, `subgroup` (its number): whose formulas they are; `cycles`: how
/// long that subgroup is followed.
void add_curve_checks(formula::Resolver& resolver, const Strategy& strategy, int subgroup, int cycles,
                      CompiledModel& model);

/// Reports names that strategies give a curve and that no formula uses: one that no curve of the file has is
/// a slip.
void check_curve_choices_used(const Scenario& scenario, const std::set<std::string>& used,
                              Diagnostics& diagnostics);

} // namespace cea
