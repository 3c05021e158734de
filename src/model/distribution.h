#pragma once

#include "model/formula_text.h"

#include <string>
#include <vector>

namespace cea {

/// A distribution as written: `beta(mean=0.5, se=0.1)`. Arguments are named formulas that may use `value`
/// and parameters that aren't uncertain; `sampling/` turns their numbers into native parameters.
struct DistributionCall {
  struct Argument {
    std::string name;
    FormulaText formula;
  };
  std::string family;
  std::vector<Argument> arguments;
  std::string text; ///< whole, as written, for reports
  Span span;
};

} // namespace cea
