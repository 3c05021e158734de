#pragma once

#include "analysis/results.h"
#include "model/scenario.h"

#include <string>
#include <vector>

namespace cea {

/// PSA samples made elsewhere, and the outcome as their columns named it: `qaly` or `effect`.
struct DecisionSamples {
  PsaSamples samples;
  std::string effect;
};

/// Reads costs and effects out of a table: columns `cost.STRATEGY` with `effect.STRATEGY` or
/// `qaly.STRATEGY`, where STRATEGY is any text; `sim`, `sample` and `iteration` are an index; every other
/// column is a parameter. Strategies stand in the order in which they first appear, and the first is the
/// comparator of all.
///
/// Throws InputError where a strategy has only one of its two columns, where effects are called `effect` for
/// some and `qaly` for others, where a heading repeats, where there is no strategy or no row, or where a
/// value isn't finite.
DecisionSamples samples_from_table(const SampleInputs& table);

/// The first `count` samples of the strategies named, in the order in which they stand; the first of those
/// is the comparator of all. Every name must be one of theirs.
void restrict_samples(DecisionSamples& samples, const std::vector<std::string>& strategies,
                      std::size_t count);

/// At what willingness to pay `decide` works.
struct DecideSettings {
  std::vector<double> thresholds; ///< default 50,000, 100,000 and 150,000
  std::vector<double> grid;       ///< default 0 to 200,000 by 2,000

  DecideSettings();
};

/// Decision metrics of samples made elsewhere: the means as `base_case` (without undiscounted totals,
/// categories and states) and, of more than one sample, `psa`. `threads` as in `summarise`.
void decide(Results& results, const DecisionSamples& samples, const DecideSettings& settings, int threads);

} // namespace cea
