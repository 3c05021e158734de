#pragma once

#include "analysis/results.h"

#include <set>
#include <string>

namespace cea::cli {

/// Writes every sample as a row of a CSV file in the layout that `cea decide` reads: `sim` (from 1), then
/// cost.STRATEGY and qaly.STRATEGY (effect.STRATEGY where `effect` isn't qaly) of each strategy, then the
/// parameters that were drawn or replayed; numbers with the shortest digits that read back the same. A
/// parameter of which strategies draw several is numbered from the second on: `u`, `u.2`; `hidden` ones are
/// left out. The file is replaced whole; `-` is standard output. Throws OutputError.
void write_samples(const std::string& path, const PsaSamples& samples, const std::string& effect,
                   const std::set<std::string>& hidden);

} // namespace cea::cli
