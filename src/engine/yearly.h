#pragma once

#include "engine/compile.h"
#include "engine/reward_terms.h"

#include <vector>

namespace cea {

/// Rewards by year since the start, for the years 0 … `years` − 1: every cost is split into one term a year,
/// and with Detail::full what the scenario's `effect` counts, too. What is dated (`once`, the starting
/// cohort) and the rows of row schemes fall into the year of their date. What accrues or moves during a cycle
/// is spread evenly over the cycle, so that a cycle that lies in two years is split in proportion.
///
/// Adds, as life years of category `kAlive`, the share of the cohort that is alive at the start of each year
/// (linear between rows).
///
/// `begins`: years until the cohort model begins, after a decision tree.
RewardTerms split_by_year(const RewardTerms& rewards, const Scenario& scenario, const TimeGrid& grid,
                          const CompileOptions& options, formula::NodeId begins, formula::Graph& graph);
constexpr int kAlive = -1;

/// The channels that a term feeds: undiscounted costs and the share alive, with Detail::full also discounted
/// costs and effects. `whole`: the term's; a decision tree's amounts, without year, are those of the first.
std::vector<OutputChannel> yearly_channels(const OutputChannel& whole, Detail detail);

} // namespace cea
