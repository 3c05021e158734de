#pragma once

#include "analysis/explanation.h"
#include "engine/compile.h"

namespace cea {

/// Explains a model that keeps its trace, at its base values. Probabilities of states whose members differ
/// (time in state, subgroups) are means over the members in the cycle. `cycle` must be below the number of
/// cycles.
Explanation explain(const CompiledModel& model, int cycle);

} // namespace cea
