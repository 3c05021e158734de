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
/// a state of the dead with an amount (it accrues until the horizon), a living state with a cost that nobody
/// leaves, `entering` a state in which the cohort starts (the start isn't counted), a parameter that is
/// counted both in a state and on the move into it, crossing curves that are held, a range that misses its
/// base value, a utility that can't be, and rates converted one by one.
void lint_scenario(const CompiledModel& model, const std::vector<ParameterSummary>& parameters,
                   Diagnostics& diagnostics);

/// Warns of a parameter that is an amount of being in a state (of `cost:`, `utility:` or an item `in:` it, by
/// itself or in part) and is counted again on the move into it, by `each:` or `utility_loss:`. What both only
/// multiply with, such as an index or a price per visit, doesn't count; nor does an amount in the state that
/// holds at some times only.
void lint_double_counts(const Scenario& scenario, Diagnostics& diagnostics);

/// Warns where a row of `transitions` converts two or more rates one by one and the matrix exponential of the
/// model's rates gives a probability that differs by more than 1 % in the base case.
void lint_conversions(const CompiledModel& model, Diagnostics& diagnostics);

/// Warns where more than 5 % of a cohort that can die are alive at the horizon. The model must be compiled
/// with `keep_trace`; a model with more than a million entries in its traces is passed over.
void lint_horizon(const CompiledModel& model, Diagnostics& diagnostics);

} // namespace cea
