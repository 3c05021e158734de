#pragma once

#include "engine/cells.h"
#include "formula/arithmetic.h"

#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace cea {

/// A reward of one cell: `node` is amount times discount, counters replaced.
struct CellReward {
  formula::NodeId node = 0;
  bool end_of_cycle = false;
  int first = 0, last = 0;
  int output = 0;
  bool by_cycle = false; ///< kept apart by cycle; `output` is then the number of a series
  bool operator==(const CellReward&) const = default;
  auto operator<=>(const CellReward&) const = default;
};

/// Rewards arranged so that little is left to do in the cycle loop. A coefficient is split into a sum of
/// products (what depends on the sample) × (on the cycle) × (on both): the cycle's factors become weights of
/// rows, the sample's are applied once at the end, and only the rest costs a product in each row.
struct RewardPlan {
  /// Σ over rows of weight·membership, for a set of cells.
  struct Sum {
    int weight = 0;
    int accumulator = 0;
  };
  struct Group {
    int trace = 0;
    std::vector<int> cells;
    std::vector<Sum> sums;
  };
  struct Varying {
    int trace = 0;
    std::vector<int> cells;
    formula::NodeId amount = 0;
    int start_weight = -1, end_weight = -1;
    int accumulator = 0;
    bool by_cycle = false; ///< cycle or row k goes into accumulator + k
  };
  struct Final {
    static constexpr int kNoAccumulator = -1; ///< the factor alone counts
    int output = 0, accumulator = 0;
    formula::NodeId factor = 0;
    bool operator==(const Final&) const = default;
  };
  std::vector<std::vector<double>> weights; ///< [weight][row 0…cycles]
  std::vector<Group> groups;
  std::vector<Varying> varying;
  std::vector<Final> finals;
  std::vector<int> series; ///< first accumulator of each series of rewards by cycle; row T is the last
  int accumulators = 0;
  bool at_horizon = false; ///< a varying amount counts at row T
};

class RewardPlanner {
public:
  RewardPlanner(formula::Graph& graph, formula::CycleTable& tables, int cycles)
      : graph_(graph), tables_(tables), cycles_(cycles) {}
  void add(int trace, int cell, std::vector<CellReward> rewards);
  /// `series`: number of series of rewards that are kept apart by cycle.
  RewardPlan finish(int series = 0);
  /// The first weight that isn't finite, as (node, cycle); nothing where all are.
  [[nodiscard]] std::optional<std::pair<formula::NodeId, int>> not_finite() const { return not_finite_; }

private:
  struct Product {
    formula::NodeId sample = 0, cycle = 0;
    std::optional<formula::NodeId> mixed;
  };
  struct Share {
    formula::NodeId cycle = 0;
    bool end_of_cycle = false;
    int first = 0, last = 0;
    auto operator<=>(const Share&) const = default;
  };
  const std::vector<Product>& split(formula::NodeId node);
  std::vector<Product> split_now(formula::NodeId node);
  std::vector<Product> cross(const std::vector<Product>& a, const std::vector<Product>& b);
  std::vector<Product> split_select(const formula::Node& n);
  int weight(std::vector<Share> shares, bool shift_ends);
  void plan_group(int trace, const std::vector<CellReward>& rewards, const std::vector<int>& cells);
  void plan_by_cycle(int trace, const std::vector<CellReward>& rewards, const std::vector<int>& cells);
  std::pair<int, int> start_and_end(const std::vector<Share>& shares);

  formula::Graph& graph_;
  formula::CycleTable& tables_;
  int cycles_;
  RewardPlan plan_;
  std::map<std::pair<int, std::vector<CellReward>>, std::vector<int>> by_rewards_;
  std::map<formula::NodeId, std::vector<Product>> splits_;
  std::map<std::pair<bool, std::vector<Share>>, int> weight_of_;
  std::map<std::vector<double>, int> weight_by_value_;
  std::optional<std::pair<formula::NodeId, int>> not_finite_;
  /// Varying rewards of several groups that share amount and weights: cells are joined.
  std::map<std::tuple<int, formula::NodeId, int, int, formula::NodeId, int>, std::vector<int>> varying_;
  /// Rewards by cycle: trace, amount, weights, series.
  std::map<std::tuple<int, formula::NodeId, int, int, int>, std::vector<int>> by_cycle_;
};

} // namespace cea
