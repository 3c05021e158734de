#pragma once

#include "engine/compile.h"

namespace cea {

/// Reports parameters that don't change with time and whose base value isn't finite: a problem even if
/// nothing uses them.
void check_base_values(const CompiledModel& model, Diagnostics& diagnostics);

} // namespace cea
