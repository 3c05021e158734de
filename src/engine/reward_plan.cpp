#include "engine/reward_plan.h"

#include <algorithm>
#include <cmath>

namespace cea {

using formula::Node;
using formula::NodeId;
using formula::NodeOp;

namespace {

constexpr std::size_t kMostProducts = 8;

} // namespace

void RewardPlanner::add(int trace, int cell, std::vector<CellReward> rewards) {
  if (rewards.empty()) return;
  std::sort(rewards.begin(), rewards.end());
  by_rewards_[{trace, std::move(rewards)}].push_back(cell);
}

RewardPlan RewardPlanner::finish(int series) {
  for (const auto& [key, cells] : by_rewards_)
    plan_group(key.first, key.second, cells);
  std::map<std::tuple<int, NodeId, int, int, std::vector<int>>, int> known;
  for (auto& [key, cells] : varying_) {
    const auto& [trace, amount, start, end, factor, output] = key;
    std::sort(cells.begin(), cells.end());
    const auto [it, is_new] = known.emplace(std::tuple(trace, amount, start, end, cells), plan_.accumulators);
    if (is_new) plan_.varying.push_back({trace, cells, amount, start, end, plan_.accumulators++});
    plan_.finals.push_back({output, it->second, factor});
  }
  for (int s = 0; s < series; ++s) {
    plan_.series.push_back(plan_.accumulators);
    plan_.accumulators += cycles_ + 1;
  }
  for (auto& [key, cells] : by_cycle_) {
    const auto& [trace, amount, start, end, number] = key;
    std::sort(cells.begin(), cells.end());
    plan_.varying.push_back(
        {trace, cells, amount, start, end, plan_.series[static_cast<std::size_t>(number)], true});
  }
  return std::move(plan_);
}

/// Weights at the start and at the end of cycles; −1 where nothing counts there.
std::pair<int, int> RewardPlanner::start_and_end(const std::vector<Share>& shares) {
  std::vector<Share> starts, ends;
  for (const Share& s : shares)
    (s.end_of_cycle ? ends : starts).push_back(s);
  for (const Share& s : starts)
    plan_.at_horizon = plan_.at_horizon || s.last == cycles_;
  return {starts.empty() ? -1 : weight(starts, false), ends.empty() ? -1 : weight(ends, false)};
}

void RewardPlanner::plan_by_cycle(int trace, const std::vector<CellReward>& rewards,
                                  const std::vector<int>& cells) {
  std::map<std::pair<NodeId, int>, std::vector<Share>> all; // (amount, series)
  for (const CellReward& r : rewards)
    if (r.by_cycle) all[{r.node, r.output}].push_back({graph_.constant(1), r.end_of_cycle, r.first, r.last});
  for (const auto& [key, shares] : all) {
    const auto [start, end] = start_and_end(shares);
    auto& joined = by_cycle_[{trace, key.first, start, end, key.second}];
    joined.insert(joined.end(), cells.begin(), cells.end());
  }
}

void RewardPlanner::plan_group(int trace, const std::vector<CellReward>& rewards,
                               const std::vector<int>& cells) {
  std::map<std::pair<NodeId, int>, std::vector<Share>> plain;          // (factor, output)
  std::map<std::tuple<NodeId, NodeId, int>, std::vector<Share>> mixed; // (amount, factor, output)
  plan_by_cycle(trace, rewards, cells);
  for (const CellReward& r : rewards) {
    if (r.by_cycle) continue;
    for (const Product& p : split(r.node)) {
      const Share share{p.cycle, r.end_of_cycle, r.first, r.last};
      if (p.mixed)
        mixed[{*p.mixed, p.sample, r.output}].push_back(share);
      else
        plain[{p.sample, r.output}].push_back(share);
    }
  }
  RewardPlan::Group group{trace, cells, {}};
  std::map<int, int> accumulator_of;
  for (auto& [key, shares] : plain) {
    const int w = weight(std::move(shares), true);
    const auto [it, is_new] = accumulator_of.emplace(w, plan_.accumulators);
    if (is_new) group.sums.push_back({w, plan_.accumulators++});
    plan_.finals.push_back({key.second, it->second, key.first});
  }
  if (!group.sums.empty()) plan_.groups.push_back(std::move(group));
  for (auto& [key, shares] : mixed) {
    const auto& [amount, factor, output] = key;
    const auto [start, end] = start_and_end(shares);
    auto& joined = varying_[{trace, amount, start, end, factor, output}];
    joined.insert(joined.end(), cells.begin(), cells.end());
  }
}

/// Weights by row (`shift_ends`: what is counted at the end of cycle k belongs to row k+1) or by cycle.
int RewardPlanner::weight(std::vector<Share> shares, bool shift_ends) {
  std::sort(shares.begin(), shares.end());
  const auto known = weight_of_.find({shift_ends, shares});
  if (known != weight_of_.end()) return known->second;
  std::vector<double> rows(static_cast<std::size_t>(cycles_ + 1), 0.0);
  for (const Share& s : shares) {
    const std::vector<double>& values = tables_(s.cycle);
    for (int k = s.first; k <= s.last; ++k) {
      const double value = values[static_cast<std::size_t>(k)];
      if (!std::isfinite(value) && !not_finite_) not_finite_ = {s.cycle, k};
      rows[static_cast<std::size_t>(shift_ends && s.end_of_cycle ? k + 1 : k)] += value;
    }
  }
  const auto [it, is_new] = weight_by_value_.emplace(rows, static_cast<int>(plan_.weights.size()));
  if (is_new) plan_.weights.push_back(std::move(rows));
  weight_of_.emplace(std::pair(shift_ends, std::move(shares)), it->second);
  return it->second;
}

const std::vector<RewardPlanner::Product>& RewardPlanner::split(NodeId node) {
  const auto it = splits_.find(node);
  if (it != splits_.end()) return it->second;
  std::vector<Product> products = split_now(node);
  if (products.size() > kMostProducts) products = {{graph_.constant(1), graph_.constant(1), node}};
  return splits_.emplace(node, std::move(products)).first->second;
}

std::vector<RewardPlanner::Product> RewardPlanner::split_now(NodeId id) {
  const Node n = graph_[id];
  const NodeId one = graph_.constant(1);
  if ((n.depends & formula::kCycle) == 0) return {{id, one, std::nullopt}};
  if ((n.depends & formula::kSample) == 0) {
    // Constants go to the sample's side, so that weights that differ by a factor are one.
    if (n.op == NodeOp::multiply && graph_.is_constant(n.a)) return {{n.a, n.b, std::nullopt}};
    return {{one, id, std::nullopt}};
  }
  switch (n.op) {
  case NodeOp::add:
  case NodeOp::subtract: {
    std::vector<Product> products = split(n.a);
    for (Product p : split(n.b)) {
      if (n.op == NodeOp::subtract) p.sample = graph_.unary(NodeOp::negate, p.sample);
      products.push_back(p);
    }
    return products;
  }
  case NodeOp::multiply:
    return cross(split(n.a), split(n.b));
  case NodeOp::select:
    return split_select(n);
  default:
    return {{one, one, id}};
  }
}

std::vector<RewardPlanner::Product> RewardPlanner::cross(const std::vector<Product>& a,
                                                         const std::vector<Product>& b) {
  std::vector<Product> products;
  for (const Product& x : a)
    for (const Product& y : b) {
      Product p{graph_.multiply(x.sample, y.sample), graph_.multiply(x.cycle, y.cycle), x.mixed};
      if (y.mixed) p.mixed = p.mixed ? graph_.multiply(*p.mixed, *y.mixed) : *y.mixed;
      products.push_back(p);
    }
  return products;
}

/// A condition on the cycle alone becomes part of the weights, where nothing infinite can hide in the
/// branch that isn't taken.
std::vector<RewardPlanner::Product> RewardPlanner::split_select(const Node& n) {
  const NodeId one = graph_.constant(1);
  const std::vector<Product> whole{{one, one, graph_.select(n.a, n.b, n.c)}};
  if ((graph_.depends(n.a) & formula::kSample) != 0) return whole;
  std::vector<Product> products;
  const auto add = [&](NodeId branch, bool yes) {
    for (Product p : split(branch)) {
      if (p.mixed || !formula::always_finite(graph_, p.sample)) return false;
      const NodeId none = graph_.constant(0);
      p.cycle = yes ? graph_.select(n.a, p.cycle, none) : graph_.select(n.a, none, p.cycle);
      if (!graph_.is_constant(p.cycle, 0) && !graph_.is_constant(p.sample, 0)) products.push_back(p);
    }
    return true;
  };
  return add(n.b, true) && add(n.c, false) ? products : whole;
}

} // namespace cea
