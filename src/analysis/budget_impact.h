#pragma once

#include "analysis/budget_results.h"
#include "analysis/movable_model.h"
#include "analysis/sensitivity_results.h"

#include <string>
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
/// A price factor multiplies its parameter, and what strategies and subgroups set in its place. Where
/// formulas use `calendar_year`, people who start later see a later one.
///
/// A cycle that lies in two years is split in proportion; costs count as the cycle correction says.
class BudgetImpact {
public:
  /// `bars`: the parameters of the one-way ranges. Throws InputError for categories that no strategy has.
  BudgetImpact(const CompiledModel& base, const std::vector<SetEntry>& overrides, std::vector<OneWayBar> bars,
               const SimulationOptions& simulation, const SampleInputs* replay = nullptr);

  /// The base case and the ranges. Throws InputError where shares, numbers of people or price factors can't
  /// be, and where a price factor changes who is alive. Warns of price factors that change no cost.
  [[nodiscard]] BudgetResult run(Diagnostics& warnings) const;

  /// Adds means and intervals over samples.
  void add_samples(BudgetResult& result, const PsaOptions& options) const;

private:
  [[nodiscard]] std::vector<BudgetFlow> flows_at(const std::vector<Moves>& moves,
                                                 const std::vector<std::string>& where) const;
  [[nodiscard]] std::vector<BudgetFlow> sampled_flows(const PsaOptions& options, std::size_t first,
                                                      std::size_t count) const;
  void warn(Diagnostics& warnings) const;

  std::vector<OneWayBar> bars_;
  std::vector<std::string> factors_; ///< of prices that strategies set (PricedScenario)
  /// One for each year in which people start; a single one where that makes no difference.
  std::vector<MovableModel> models_, drawing_;
};

} // namespace cea
