#pragma once

#include "model/formula_text.h"

#include <memory>
#include <string>
#include <vector>

namespace cea {

/// A distribution as written: `beta(mean=0.5, se=0.1)`. Arguments are named formulas that may use `value`
/// and parameters that aren't uncertain; `sampling/` turns their numbers into native parameters.
struct DistributionCall {
  struct Argument {
    std::string name;
    FormulaText formula;
    std::vector<FormulaText> list{}; ///< of `values=[1, 2]`; the formula is then the whole list as written
    std::string text{};              ///< of `file="x.csv"`
  };
  std::string family;
  std::vector<Argument> arguments;
  std::string text;                                    ///< whole, as written, for reports
  std::shared_ptr<const std::vector<double>> sample{}; ///< of `empirical(file="x.csv")`
  Span span;
};

} // namespace cea
