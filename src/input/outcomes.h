#pragma once

#include "input/read_items.h"
#include "input/sections.h"

namespace cea::input {

/// Reads `outcomes:`; each has the keys of an item, `better`, `discounting` and `label`.
std::vector<FurtherOutcome> read_outcomes(const Node* node, const ItemContext& model, Context& context);

/// Reads `effect:` of a scenario that is complete otherwise, or finds the default; reports outcomes in which
/// nothing counts. `file` is any place in the scenario file.
void read_effect(const Node* node, const Span& file, Scenario& scenario, Context& context);

} // namespace cea::input
