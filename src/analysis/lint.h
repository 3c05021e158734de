#pragma once

#include "analysis/results.h"
#include "engine/compile.h"

#include <set>
#include <string>
#include <vector>

namespace cea {

/// Parameters that nothing uses, `used` being the names that the base case and all scenario analyses used.
/// Parameters of a joint distribution count together: a row of a matrix needs all but one of its members.
std::vector<const Parameter*> unused_parameters(const Scenario& scenario, const std::set<std::string>& used);
void warn_unused(const std::vector<const Parameter*>& unused, Diagnostics& diagnostics);

/// Warns of what is allowed but likely to be a mistake:
/// a state of the dead with an amount (it accrues until the horizon), `entering` a state in which the cohort
/// starts (the start isn't counted), a parameter that is counted both in a state and on the move into it, and
/// a range that misses its base value.
void lint_scenario(const CompiledModel& model, const std::vector<ParameterSummary>& parameters,
                   Diagnostics& diagnostics);

/// Warns where a row of `transitions` converts two or more rates one by one and the matrix exponential of the
/// model's rates gives a probability that differs by more than 1 % in the base case.
void lint_conversions(const CompiledModel& model, Diagnostics& diagnostics);

/// Warns where more than 5 % of a cohort that can die are alive at the horizon. The model must be compiled
/// with `keep_trace`; a model with more than a million entries in its traces is passed over.
void lint_horizon(const CompiledModel& model, Diagnostics& diagnostics);

} // namespace cea
