#pragma once

#include "analysis/results.h"
#include "engine/simulate.h"

#include <memory>
#include <span>
#include <vector>

namespace cea {

/// Totals of every strategy for one set of input values, from a model compiled with Detail::full: the
/// outputs of one sample summed by outcome, category and state.
std::vector<StrategyTotals> totals_of(const CompiledModel& model, std::span<const double> outputs);

/// The deterministic result: every strategy at the base values, with incremental and pairwise analysis at
/// `thresholds`. Throws InputError with everything that is wrong where a probability or amount can't be.
BaseCase base_case(const CompiledModel& model, const std::vector<double>& thresholds);

/// The cohort trace of every strategy at the base values, stays and clocks summed up; the model must be
/// compiled with `keep_trace`.
Trace cohort_trace(const CompiledModel& model, std::span<const double> inputs);

/// Index of the strategy that each one is compared with pairwise.
std::vector<std::size_t> comparators_of(const Scenario& scenario);

} // namespace cea
