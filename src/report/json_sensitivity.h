#pragma once

#include "analysis/results.h"
#include "report/json_values.h"

namespace cea::report {

/// Adds the sections of sensitivity analyses to results.json: `owsa`, `twsa`, `threshold`.
void add_sensitivity(Json& root, const Results& results);

/// Adds `budget_impact`, `equity`, `why`, `compare` and `verify`.
void add_decisions(Json& root, const Results& results);

} // namespace cea::report
