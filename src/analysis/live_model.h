#pragma once

#include "analysis/live_model_results.h"
#include "analysis/results.h"
#include "model/scenario.h"

#include <vector>

namespace cea {

/// Formulas that a workbook holds at most; a model of more (a long memory, many cycles) isn't written.
inline constexpr std::size_t kMostLiveFormulas = 250'000;

/// The base case as a spreadsheet: an input cell a number, the formulas of the scenario, cohort traces, costs
/// and effects by cycle, discounting, totals, ICERs and net benefit, all as formulas, beside what the engine
/// has. Written from the compiled model, so that every convention of counting and discounting is the
/// engine's.
///
/// `base_case`: the engine's results with the same `overrides`. What can't be said in formulas, or would be
/// too large, is refused as a whole: `obstacles` then says why, and the only sheet is `Model`, which says it,
/// too. Totals computed from the sheets' structure must meet the engine's to 1e-9; otherwise they are
/// refused.
LiveModelResult live_model(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                           const BaseCase& base_case);

} // namespace cea
