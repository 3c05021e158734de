#pragma once

#include "model/formula_text.h"
#include "model/structure.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// An observed figure that the cohort trace is compared with: `in(tnf.any) / in(alive)` at 17 months.
struct ValidationTarget {
  /// What `in(name)` in the quantity means: the share of the cohort in these states.
  struct Share {
    std::string name;
    std::vector<StateIndex> states;
  };
  FormulaText quantity; ///< of shares and parameters
  std::vector<Share> shares;
  std::string label, source, note;
  std::string strategy;
  std::string scenario; ///< empty: the base case
  std::string subgroup; ///< empty: the whole population
  FormulaText at;       ///< years since the model's start
  FormulaText observed;
  std::optional<FormulaText> low, high; ///< interval of what was observed
  std::optional<FormulaText> n;         ///< people observed
  Span span;
};

} // namespace cea
