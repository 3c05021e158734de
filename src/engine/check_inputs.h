#pragma once

#include "engine/compile.h"

namespace cea {

/// Reports parameters that don't change with time and whose base value isn't finite: a problem even if
/// nothing uses them.
void check_base_values(const CompiledModel& model, Diagnostics& diagnostics);

/// That a parameter stays within its bounds, whose ends are `low` and `high`.
std::vector<Check> bound_checks(const Parameter& parameter, formula::NodeId node, formula::NodeId low,
                                formula::NodeId high, formula::Graph& graph);

} // namespace cea
