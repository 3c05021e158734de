#pragma once

#include "analysis/results.h"
#include "engine/simulate.h"

#include <memory>
#include <span>
#include <vector>

namespace cea {

/// Totals of every strategy for one set of input values, from a model compiled with Detail::full: the
/// outputs of one sample summed by outcome, category and state. Of the whole population, or of one subgroup
/// where the model was compiled with `by_subgroup`.
std::vector<StrategyTotals> totals_of(const CompiledModel& model, std::span<const double> outputs,
                                      int subgroup = -1);

/// The deterministic result: every strategy at the base values, with incremental and pairwise analysis at
/// `thresholds`. Throws InputError with everything that is wrong where a probability or amount can't be.
BaseCase base_case(const CompiledModel& model, const std::vector<double>& thresholds);

/// The deterministic result of each subgroup by itself, with its share of the population; the model must be
/// compiled with Detail::full and `by_subgroup`. Empty where there are no subgroups. Throws as `base_case`.
std::vector<SubgroupResult> subgroup_results(const CompiledModel& model,
                                             const std::vector<double>& thresholds);

/// The cohort trace of every strategy for one set of input values, stays and clocks summed up, subgroups
/// averaged with their weights (one whose horizon has passed stays as it is then), or of one subgroup; the
/// model must be compiled with `keep_trace`.
Trace cohort_trace(const CompiledModel& model, std::span<const double> inputs, int subgroup = -1);

/// Index of the strategy that each one is compared with pairwise.
std::vector<std::size_t> comparators_of(const Scenario& scenario);

} // namespace cea
