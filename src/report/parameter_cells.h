#pragma once

#include "report/table_context.h"

namespace cea::report {

/// A parameter's value: at least four digits of what isn't whole.
Cell parameter_cell(const NumberStyle& style, double x, bool confidential);

} // namespace cea::report
