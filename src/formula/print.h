#pragma once

#include "formula/ast.h"

#include <string>
#include <vector>

namespace cea::formula {

/// Canonical text: one blank around binary operators other than `^`, no parentheses beyond those needed,
/// shortest numbers. `parse(to_text(e))` gives the same tree as `e`, for every tree that `parse` returns.
std::string to_text(const Expression& e);

/// Appends, in order of appearance and without repeats, the names that a formula uses as values and the
/// names that it calls (functions, tables, curves).
void collect_names(const Expression& e, std::vector<std::string>& values, std::vector<std::string>& calls);

} // namespace cea::formula
