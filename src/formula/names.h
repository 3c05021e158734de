#pragma once

#include "model/formula_text.h"

#include <set>
#include <string>

namespace cea::formula {

/// Names and texts that stand in a formula itself, functions and tables as `name(`; nothing where it doesn't
/// parse, which is reported elsewhere.
std::set<std::string> names_in(const FormulaText& formula);

} // namespace cea::formula
