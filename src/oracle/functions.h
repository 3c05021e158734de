#pragma once

#include "formula/ast.h"
#include "model/table.h"

#include <string>
#include <vector>

namespace cea::oracle {

/// Whether a and b count as equal: they differ by at most 1e-9·max(1, |x|).
bool near(double a, double b);

/// Whether switches (comparisons, floor, steps) are taken at the tolerance above or exactly. Exactly only
/// inside `cycle_mean`, where they depend on `t` and a shift of 1e-9 would spoil an integral good to 1e-12.
enum class Switching { tolerant, exact };

bool compare(formula::Op op, double a, double b, Switching switching);
double floor_of(double x, Switching switching);
double ceil_of(double x, Switching switching);

/// Numeric functions of the language, by name. Throws std::out_of_range for a name it doesn't know.
double call_function(const std::string& name, const std::vector<double>& x, double cycle_length,
                     Switching switching);

struct LookUp {
  double value = 0;
  int segment = 0; ///< which row or interval was used
};

/// `covers` in years, 0 where the table has none. Throws ModelError outside the keys.
LookUp look_up(const Table& table, const std::vector<double>& column, double covers, double x,
               Switching switching);

} // namespace cea::oracle
