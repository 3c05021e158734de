#pragma once

#include "analysis/results.h"
#include "engine/compile.h"

#include <string>
#include <vector>

namespace cea {

/// The methods in one line: cycle length, horizon, counting, discounting, as the scenario has them; with
/// the compiled model, formulas and parameters among them are shown by their values.
std::string settings_note(const Scenario& scenario, const CompiledModel* model = nullptr);

/// Every parameter that doesn't change with time, at its base value. The interval is `low` and `high` where
/// the file gives them, otherwise the 2.5 % and 97.5 % quantiles of its distribution (of a Dirichlet's
/// member: of its marginal, a beta).
std::vector<ParameterSummary> parameter_summaries(const CompiledModel& model);

/// All tables, and the curves that name a source: those without one are formulas of parameters.
std::vector<DataSummary> data_summaries(const Scenario& scenario);

} // namespace cea
