#pragma once

#include "model/parameters.h"

#include <string>
#include <vector>

namespace cea {

/// A part of the population that is followed on its own: costs and effects of all parts are averaged with
/// their weights, and ICERs are formed of the averages.
struct Subgroup {
  std::string id, label;
  FormulaText weight;        ///< any unit: weights are divided by their sum
  std::vector<SetEntry> set; ///< after a scenario's, before a strategy's
  Span span;                 ///< of the id
};

/// `subgroups:` under a strategy: what holds for the two together, after the strategy's own `set`.
struct SubgroupSettings {
  std::string id; ///< of the subgroup
  std::vector<SetEntry> set;
  Span span;
};

} // namespace cea
