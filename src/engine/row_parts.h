#pragma once

#include "engine/checks.h"
#include "formula/resolver.h"
#include "model/scenario.h"

#include <string>
#include <vector>

namespace cea {

/// What rows of probabilities and rows of rates have in common.
class RowParts {
public:
  RowParts(const Scenario& scenario, const Strategy& strategy, formula::Resolver& resolver,
           formula::Graph& graph)
      : scenario_(scenario), strategy_(strategy), resolver_(resolver), g_(graph) {}

  /// Mortality is a probability of the cycle, applied first. `dead` is −1 where a state has none.
  struct Mortality {
    formula::NodeId death = 0, survival = 0;
    StateIndex dead = -1;
  };
  Mortality mortality(StateIndex state, std::vector<Check>& checks);

  Check check(Check::Kind kind, formula::NodeId node, formula::NodeId shown, const std::string& what,
              const FormulaText& formula);

  [[nodiscard]] const std::string& name(StateIndex state) const {
    return scenario_.states[static_cast<std::size_t>(state)].id;
  }

private:
  const Scenario& scenario_;
  const Strategy& strategy_;
  formula::Resolver& resolver_;
  formula::Graph& g_;
};

} // namespace cea
