#pragma once

#include "analysis/budget_results.h"
#include "analysis/movable_model.h"
#include "analysis/sensitivity_results.h"

#include <vector>

namespace cea {

/// Budget impact of a new strategy (ISPOR good practice II: Sullivan et al. 2014, Value in Health 17:5–14).
///
/// People who become eligible in a year start at the beginning of it and are followed through the model; the
/// cost of year y is the sum over cohorts of people × undiscounted cost in the year since their start, at the
/// prices of year y (`price_factors`). With the new strategy, `uptake` of each year's incident people start
/// it instead of the strategy displaced, or both worlds have shares of their own. People prevalent at the
/// start are on the strategy displaced from year 1 on; `uptake_of_prevalent` of them start the new strategy
/// in a year, those alive then.
///
/// A cycle that lies in two years is split in proportion; costs count as the cycle correction says.
class BudgetImpact {
public:
  /// `bars`: the parameters of the one-way ranges. Throws InputError for categories that no strategy has.
  BudgetImpact(const CompiledModel& base, const std::vector<SetEntry>& overrides, std::vector<OneWayBar> bars,
               const SimulationOptions& simulation, const SampleInputs* replay = nullptr);

  /// The base case and the ranges. Throws InputError where shares or numbers of people can't be, and where a
  /// price factor changes who is alive.
  [[nodiscard]] BudgetResult run(Diagnostics& warnings) const;

  /// Adds means and intervals over samples.
  void add_samples(BudgetResult& result, const PsaOptions& options) const;

private:
  std::vector<OneWayBar> bars_;
  MovableModel model_, drawing_;
};

} // namespace cea
