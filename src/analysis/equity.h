#pragma once

#include "analysis/results.h"
#include "engine/compile.h"

#include <span>
#include <vector>

namespace cea {

/// Equally distributed equivalent of health: the level that, given to everybody, is worth as much as what
/// people have, at inequality aversion ε (Atkinson 1970):
///
///     (Σ w·h^(1−ε))^(1/(1−ε)), for ε = 1 exp(Σ w·ln h)
///
/// `weights` sum to 1, `health` is above 0, one element a group.
double equally_distributed(std::span<const double> weights, std::span<const double> health, double aversion);

/// Distributional cost-effectiveness analysis (Asaria, Griffin & Cookson 2016, Medical Decision Making
/// 36:8–19): each group's health before and after, when its gain comes at the cost of health elsewhere,
/// bought at the threshold and borne per head or by the shares given; inequality by the Atkinson index.
///
/// `model`: compiled with Detail::full and `by_subgroup`; `groups`: its subgroups' results. Throws InputError
/// without subgroups, where a group has no baseline, and where health isn't above 0.
EquityResult equity(const CompiledModel& model, const BaseCase& base,
                    const std::vector<SubgroupResult>& groups);

} // namespace cea
