#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// A group of the population before and after a strategy replaces another, per person of the group.
struct EquityGroup {
  std::string id, label;
  double weight = 0;           ///< share of the population
  double baseline = 0;         ///< health without the strategy
  double gain = 0;             ///< health gained
  double cost = 0;             ///< incremental cost
  double opportunity_cost = 0; ///< health that the group loses because the money isn't there for others
  double after = 0;            ///< baseline + gain − opportunity cost
};

/// Distributional view of one strategy against another.
struct EquityResult {
  std::string strategy, comparator, strategy_label, comparator_label;
  double wtp = 0; ///< what a unit of health costs elsewhere
  std::vector<EquityGroup> groups;
  double mean_before = 0, mean_after = 0;
  std::vector<double> aversion;                        ///< grid of inequality aversion ε
  std::vector<double> equal_before, equal_after;       ///< equally distributed equivalent health
  std::vector<double> atkinson_before, atkinson_after; ///< 1 − equal/mean
  std::vector<double> tips; ///< aversion at which the strategy begins or ceases to raise the equivalent
};

} // namespace cea
