#pragma once

#include "analysis/results.h"

#include <optional>
#include <span>
#include <vector>

namespace cea {

/// Incremental analysis of mutually exclusive strategies.
///
/// A strategy is dominated when another costs no more and is at least as effective, one of the two
/// strictly; of equal pairs the first stands and the others are dominated. Of what is left, ordered by
/// cost, a strategy is extendedly dominated when the ICER on reaching it is not below the next one's, so
/// that ICERs rise strictly along the frontier (Fenwick, Claxton & Sculpher 2001; Gold et al. 1996, ch. 4).
/// Equality of costs, of effects and of ICERs is that of `same_amount`.
///
/// `costs`, `effects`: one mean a strategy, per person, same order and length, finite.
/// Returns a row a strategy in order of cost, equal costs in file order; comparator, increments and ICER
/// are empty for the reference (the cheapest non-dominated strategy) and for the dominated.
std::vector<IncrementalRow> incremental_analysis(std::span<const double> costs,
                                                 std::span<const double> effects);

/// Where the step from (`cost_from`, `effect_from`) to (`cost_to`, `effect_to`) points.
Quadrant quadrant_of(double cost_from, double effect_from, double cost_to, double effect_to);

/// `delta_cost / delta_effect` in the north-east and south-west, where it is a price; empty elsewhere.
std::optional<double> icer_in(Quadrant quadrant, double delta_cost, double delta_effect);

/// Each strategy against its comparator, in file order; a strategy that is its own comparator has no row.
///
/// `comparators`: an index a strategy; `thresholds`: willingness to pay per unit of effect, at which the
/// incremental net monetary benefit λ·ΔE − ΔC is given (Stinnett & Mullahy 1998).
std::vector<PairwiseRow> pairwise_analysis(std::span<const double> costs, std::span<const double> effects,
                                           std::span<const std::size_t> comparators,
                                           std::span<const double> thresholds);

/// Fills in net monetary benefit, incremental and pairwise analysis from the totals, `effect` and
/// `thresholds` of a base case. Throws std::logic_error when a strategy lacks the outcome `effect`.
void fill_decision(BaseCase& base_case, std::span<const std::size_t> comparators);

/// The amount named `name`, or nothing.
std::optional<double> amount(const NamedAmounts& amounts, const std::string& name);

} // namespace cea
