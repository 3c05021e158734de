#pragma once

#include "analysis/estimate.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cea {

/// A payer's budget with and without a new strategy, undiscounted; vectors have one element a year unless
/// said otherwise.
struct BudgetFlow {
  std::vector<double> without, with, net, cumulative;
  std::vector<double> pmpm;                         ///< net per member and month; empty without members
  std::vector<std::vector<double>> net_by_category; ///< [category][year]
  std::vector<std::vector<double>> net_by_strategy; ///< [strategy][year], programme costs left out
  std::vector<double> programme;                    ///< set-up, and the cost of each who takes up a strategy
  std::vector<std::vector<double>> entrants_without, entrants_with; ///< [strategy][year]: people who start
};

struct BudgetRange { ///< a parameter at both ends of its range
  std::string id, label;
  double low = 0, high = 0;
  bool confidential = false;
  double net_low = 0, net_high = 0; ///< cumulative over all years
};

struct BudgetResult {
  std::vector<std::string> strategies, labels,
      categories; ///< categories: the last is `programme` if it costs
  BudgetFlow base;
  bool later_starts = false;       ///< some of the prevalent people start a strategy
  std::vector<BudgetRange> ranges; ///< by swing, largest first
  std::vector<Estimate> net;       ///< one a year; empty without samples
  Estimate cumulative;
  std::size_t samples = 0;
  std::uint64_t seed = 0;
};

} // namespace cea
