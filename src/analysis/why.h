#pragma once

#include "analysis/results.h"
#include "engine/compile.h"

namespace cea {

/// Why `strategy` costs and gives more than its comparator, at the base values: the discounted increment by
/// state, by category, by year since the start, and by cause.
///
/// Causes: with T_s the discounted time alive in state s, U_s = total/T_s the amount per year there, L = ΣT_s
/// and shares p_s = T_s/L, the increment Σ(U_s·T_s) is exactly
///
///     survival        ΔL·Σ Ū_s·p̄_s
///     time in states  L̄·Σ Ū_s·Δp_s
///     unit amounts    Σ T̄_s·ΔU_s
///
/// with bars for means of the two strategies (Kitagawa 1955). T_s is counted and discounted as the outcome
/// is: for costs as costs are. Amounts in states without time (of the dead, a decision tree) count as unit
/// amounts.
///
/// `model`: compiled with Detail::full; `overrides` as for it.
WhyResult explain_increment(const CompiledModel& model, const std::vector<SetEntry>& overrides,
                            std::size_t strategy, std::size_t comparator);

} // namespace cea
