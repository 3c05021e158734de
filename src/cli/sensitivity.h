#pragma once

#include "analysis/psa.h"
#include "cli/load.h"

#include <memory>

namespace cea::cli {

/// The sensitivity analyses that a run makes beside the base case.
struct SensitivityRequest {
  std::optional<OneWaySettings> one_way;
  std::vector<TwoWaySettings> two_way;
  std::vector<ThresholdSettings> thresholds;
  bool budget = false, equity = false;
  bool probabilistic = false; ///< of the budget, and of thresholds of prices where the file doesn't say
};

/// The strategies that the file's budget impact, or its equity analysis, names.
std::vector<NamedPlace> budget_strategies(const LoadedScenario& loaded);
std::vector<NamedPlace> equity_strategies(const LoadedScenario& loaded);

/// Throws InputError where `--strategy` leaves out one that the command's own analysis names.
void require_strategies(const std::vector<NamedPlace>& named, const LoadedScenario& loaded,
                        const std::string& what);

/// What `run` makes: everything that the file asks for. An analysis of a strategy that `--strategy` leaves
/// out is left out too, with a warning.
SensitivityRequest sensitivity_of(const LoadedScenario& loaded, Diagnostics& found);

/// Adds the analyses' results; `results` holds the base case and the parameters of `base`.
void add_sensitivity(Results& results, const CompiledModel& base, const LoadedScenario& loaded,
                     const SensitivityRequest& request, const PsaOptions& psa, Diagnostics& found);

/// The parameters of `--parameter`. Throws UsageError for one that doesn't exist.
std::vector<NamedPlace> parameters_of(const Arguments& arguments, const Scenario& scenario);

} // namespace cea::cli
