#pragma once

#include "analysis/results.h"
#include "engine/compile.h"

#include <set>
#include <string>

namespace cea {

/// Compares the cohort trace with one observed figure. The trace, of one subgroup where the target names one,
/// is taken as linear between its rows (row 0 stands at the end of a decision tree's `duration`); the
/// quantity is computed from its shares and from parameters that don't change with time, at their base
/// values. The model must be compiled with `keep_trace`.
///
/// Nothing after an error that has been reported: a date outside the trace, an unknown name, a quantity that
/// isn't a finite number. Names of parameters that formulas use are added to `used`.
std::optional<ValidationResult> compare_with_data(const CompiledModel& model, const ValidationTarget& target,
                                                  std::set<std::string>& used, Diagnostics& diagnostics);

} // namespace cea
