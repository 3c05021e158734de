#pragma once

#include "input/reader.h"
#include "model/scenario.h"

namespace cea::input {

/// What a decision tree and the rest of the file can't say together: a starting cohort beside the leaves'
/// (`start_span` is that of the top level, without a file where it has none), a state called `tree`; and, of
/// trees alone, strategies without one and items that need states.
void check_trees(const Scenario& scenario, const Span& start_span, Context& context);

} // namespace cea::input
