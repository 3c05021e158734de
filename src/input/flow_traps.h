#pragma once

#include "input/yaml.h"

namespace cea::input {

/// Finds formulas that YAML split at a comma inside `{ }` or `[ ]` (`{a: if(x, 1, 2)}` has three
/// entries for YAML), and keys of a flow map without a value. Each is reported once and mended, so that
/// what follows can be checked without echoes.
void mend_flow_map(Node& map, Diagnostics& diagnostics);
void mend_flow_sequence(Node& sequence, Diagnostics& diagnostics);

} // namespace cea::input
