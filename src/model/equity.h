#pragma once

#include "model/formula_text.h"
#include "model/sensitivity.h"

#include <optional>
#include <vector>

namespace cea {

/// `analyses.equity`: who gains and who bears the opportunity cost.
struct EquitySettings {
  struct GroupFormula {
    NamedPlace group; ///< id of a subgroup
    FormulaText value;
  };
  ComparedStrategies compared;
  std::vector<GroupFormula> baseline; ///< health of a person of each group without the new strategy
  std::vector<GroupFormula> burden;   ///< share of the opportunity cost; empty: the same for everybody
  std::vector<double> aversion;       ///< to inequality, ascending; empty: 0 to 20
  std::optional<double> wtp;          ///< what a unit of health costs elsewhere; nothing: the first threshold
  Span span;
};

} // namespace cea
