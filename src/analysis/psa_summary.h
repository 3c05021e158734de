#pragma once

#include "analysis/results.h"

#include <string>
#include <vector>

namespace cea {

/// Summary of a probabilistic sensitivity analysis.
///
/// Means, sd, intervals and Monte Carlo standard errors of costs, effects, increments and incremental net
/// monetary benefit; the incremental and pairwise analysis of the means; and, over the grid of
/// `wtp_grid(grid, thresholds)`, CEAC, CEAF (the strategy with the highest mean net benefit, the first of
/// equals), expected loss and EVPI, which is the expected loss of the CEAF's strategy (Briggs, Claxton &
/// Sculpher 2006, ch. 5 and 6).
///
/// `labels`: one a strategy; `thresholds`: willingness to pay as in the file; `grid`: `analyses.wtp`, empty
/// for the default; `threads`: 0 for one a core. The same bits for any number of threads. With a single
/// sample, sd and standard errors are NaN. `seed` and `inputs_file` are left for the caller. Throws
/// ModelError where no sample is left.
PsaResult summarise(const PsaSamples& samples, const std::string& effect,
                    const std::vector<std::string>& labels, const std::vector<double>& thresholds,
                    const std::vector<double>& grid, int threads);

} // namespace cea
