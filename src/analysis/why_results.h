#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cea {

/// What an increment is made of; every split sums to `total`.
struct WhyParts {
  std::string outcome; ///< `cost` or the effect's id
  double total = 0;
  std::vector<std::pair<std::string, double>> by_state, by_category; ///< categories of costs alone
  std::vector<double> by_year; ///< since the start; what comes later stands in the last
  double survival = 0;         ///< living longer, as before among states
  double time_in_states = 0;   ///< the same time alive spent in other states
  double unit_amounts = 0;     ///< other amounts per year in a state, single amounts and the tree
};

/// Why one strategy costs and gives more than another.
struct WhyResult {
  std::string strategy, comparator, strategy_label, comparator_label;
  WhyParts cost, effect;
  /// Discounted time in each living state: of the comparator, and the increment.
  struct StateTime {
    std::string id;
    double before = 0, difference = 0;
  };
  std::vector<StateTime> times;
};

} // namespace cea
