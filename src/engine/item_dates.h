#pragma once

#include "engine/checks.h"
#include "engine/time_grid.h"
#include "formula/resolver.h"
#include "model/scenario.h"

#include <vector>

namespace cea {

/// When amounts at dates fall due, in model time; dates may be uncertain.
class ItemDates {
public:
  ItemDates(const Strategy& strategy, const TimeGrid& grid, formula::Resolver& resolver,
            formula::Graph& graph, std::vector<Check>& checks, Diagnostics& diagnostics)
      : strategy_(strategy), grid_(grid), resolver_(resolver), g_(graph), checks_(checks),
        diagnostics_(diagnostics) {}

  /// Years from the start of the cohort model, which is that of the model or the end of its decision tree.
  formula::NodeId since_start(formula::NodeId date) { return g_.subtract(date, resolver_.start_time()); }
  /// Dates of a `once` item with its repeats, which stop at the horizon; uncertain ones are checked.
  std::vector<formula::NodeId> of_once(const Item& item);
  /// Years from the start of the cohort model to each dose of a `following` item, all before the horizon.
  std::vector<double> of_doses(const Item& item);

private:
  formula::NodeId checked(const Item& item, const FormulaText& at, formula::NodeId date);

  const Strategy& strategy_;
  const TimeGrid& grid_;
  formula::Resolver& resolver_;
  formula::Graph& g_;
  std::vector<Check>& checks_;
  Diagnostics& diagnostics_;
};

} // namespace cea
