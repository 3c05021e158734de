#pragma once

#include "engine/compile.h"

namespace cea {

/// Adds the checks of a chain to a model: those of the start as they are, those of a state for each of its
/// cells, with its counters in place.
void add_checks(SymbolicChain chain, const CellChain& cells, int cycles, CounterValues& values,
                CompiledModel& model);

/// Notes entries that turn rates into probabilities, as they are for who has been in a state since the start.
void note_conversions(int strategy, int subgroup, const SymbolicChain& chain, CounterValues& values,
                      CompiledModel& model);

} // namespace cea
