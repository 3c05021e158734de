#pragma once

#include "analysis/movable_model.h"
#include "analysis/results.h"
#include "model/sensitivity.h"

namespace cea {

/// What a threshold analysis looks for and where: the parameter's value and range; the range searched, which
/// is that of the settings, or 0 to 1 for probabilities, proportions and utilities, or from 0 to ten times
/// the largest of value, `low` and `high` (both sides of 0 where one of them is negative); and the targets,
/// the file's thresholds unless the settings have their own. Throws InputError for a parameter that can't be
/// varied and where the range or the targets can't be known.
ThresholdResult threshold_plan(const CompiledModel& base, const BaseCase& base_case,
                               const std::vector<ParameterSummary>& parameters,
                               const ThresholdSettings& settings);

/// Finds every value of the parameter at which the comparison tips: the sign changes of λ·ΔE − ΔC (or of ΔC
/// or ΔE alone). The range is looked through in 320 steps, 64 of them in the parameter's own range; each
/// change is then computed to rounding. Two changes within one step aren't seen. Where both are equal over a
/// stretch, its ends are computed in place of values. A parameter that changes the model's size is looked
/// through in 24 steps. Fills in a plan.
ThresholdResult find_thresholds(const MovableModel& model, ThresholdResult plan);

/// Adds the probabilistic form: values at which the mean over all samples tips, the parameter fixed and the
/// rest drawn. Where every sample is linear in the parameter (a price), the values are exact for these
/// samples; otherwise, and where samples can't be at one end of the range, they are searched for in 16
/// steps. Of several values the one nearest to the base value
/// is taken. The standard error is that of the mean over the slope (delta method).
void add_probabilistic_thresholds(ThresholdResult& result, const MovableModel& model,
                                  const PsaOptions& options);

} // namespace cea
