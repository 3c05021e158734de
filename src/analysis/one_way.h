#pragma once

#include "analysis/movable_model.h"
#include "analysis/results.h"
#include "analysis/sensitivity_results.h"
#include "model/sensitivity.h"

#include <string>
#include <vector>

namespace cea {

/// Chooses the strategies that an analysis compares: those that the file names; otherwise the strategy that
/// is best at the first threshold, or the next best one where that has no comparator, against its own
/// comparator. Throws InputError where a name isn't among the model's strategies, where both are the same,
/// and where there is no threshold or just one strategy.
Comparison choose_comparison(const Scenario& scenario, const BaseCase& base, const ComparedStrategies& wanted,
                             const Span& place, const std::string& what);

/// The bars of a one-way analysis: the parameters that the settings name, or all with a range (`low` and
/// `high`, or the 2.5 % and 97.5 % quantiles of a distribution); switches and what changes with time left
/// out. Members of `groups` are one bar. Throws InputError for a parameter that can't be varied.
std::vector<OneWayBar> one_way_bars(const CompiledModel& base,
                                    const std::vector<ParameterSummary>& parameters,
                                    const OneWaySettings& settings);

/// The parameters that bars move.
std::vector<std::string> moved_names(const std::vector<OneWayBar>& bars);

/// One-way analysis (tornado): every bar at its low and high end, everything else at its base value, and
/// where within the range the strategy with the highest net benefit at the first threshold changes. The
/// range is looked through in 32 steps (one step where the parameter changes the model's size), then each
/// change is computed to rounding. Throws InputError with
/// what is wrong where the model can't be run at an end.
OneWayResult one_way(const MovableModel& model, const Comparison& comparison, std::vector<OneWayBar> bars);

/// Adds the probabilistic form: for each bar of one parameter with a distribution, means of all samples
/// given that the parameter has the value of each of the quantiles (McCabe et al. 2020). `model` is the one
/// that draws.
void add_conditional_means(OneWayResult& result, const MovableModel& model, const CompiledModel& base,
                           const std::vector<double>& quantiles, const PsaOptions& options);

/// The comparison at one setting of a run.
ComparedOutcome compared(const MovedOutcomes& outcomes, std::size_t setting, const Comparison& comparison);

} // namespace cea
