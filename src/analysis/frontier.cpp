#include "analysis/frontier.h"

#include "support/equality.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <stdexcept>

namespace cea {
namespace {

/// Costs and effects of strategies, by index.
struct Plane {
  std::span<const double> costs, effects;

  [[nodiscard]] double icer(std::size_t from, std::size_t to) const {
    return (costs[to] - costs[from]) / (effects[to] - effects[from]);
  }

  [[nodiscard]] bool dominates(std::size_t a, std::size_t b) const {
    const bool same_cost = same_amount(costs[a], costs[b]);
    const bool same_effect = same_amount(effects[a], effects[b]);
    if (same_cost && same_effect) return a < b;
    return (same_cost || costs[a] < costs[b]) && (same_effect || effects[a] > effects[b]);
  }
};

/// Strategies by cost. Costs that are equal to the cheapest of a run stand in file order.
std::vector<std::size_t> by_cost(std::span<const double> costs) {
  std::vector<std::size_t> order(costs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return costs[a] < costs[b]; });
  for (auto run = order.begin(); run != order.end();) {
    const double first = costs[*run];
    const auto end =
        std::find_if_not(run, order.end(), [&](std::size_t s) { return same_amount(costs[s], first); });
    std::sort(run, end);
    run = end;
  }
  return order;
}

/// Equality within a tolerance isn't transitive, so three strategies could dominate each other in a
/// circle. Only a strategy that still stands can therefore dominate, and one always stands at the end;
/// where there is no circle this is the plain rule.
std::vector<bool> find_dominated(const Plane& plane, const std::vector<std::size_t>& order) {
  std::vector<bool> dominated(order.size(), false);
  for (const std::size_t s : order) {
    dominated[s] = std::any_of(order.begin(), order.end(), [&](std::size_t other) {
      return other != s && !dominated[other] && plane.dominates(other, s);
    });
  }
  return dominated;
}

bool not_below(double icer, double next) {
  return icer >= next || same_amount(icer, next);
}

/// Strategies on the efficiency frontier, in order of cost: the lower convex hull.
std::vector<std::size_t> find_frontier(const Plane& plane, const std::vector<std::size_t>& order,
                                       const std::vector<bool>& dominated) {
  std::vector<std::size_t> hull;
  for (const std::size_t s : order) {
    if (dominated[s]) continue;
    while (hull.size() >= 2 &&
           not_below(plane.icer(hull[hull.size() - 2], hull.back()), plane.icer(hull.back(), s)))
      hull.pop_back();
    hull.push_back(s);
  }
  return hull;
}

IncrementalRow frontier_row(const Plane& plane, std::size_t strategy, std::optional<std::size_t> before) {
  IncrementalRow row;
  row.strategy = strategy;
  if (!before) return row;
  row.status = DominanceStatus::non_dominated;
  row.comparator = before;
  row.delta_cost = plane.costs[strategy] - plane.costs[*before];
  row.delta_effect = plane.effects[strategy] - plane.effects[*before];
  row.icer = plane.icer(*before, strategy);
  return row;
}

IncrementalRow dominated_row(std::size_t strategy, bool strictly) {
  IncrementalRow row;
  row.strategy = strategy;
  row.status = strictly ? DominanceStatus::dominated : DominanceStatus::extendedly_dominated;
  return row;
}

/// What decisions count: more of it is better.
double effect_of(const StrategyTotals& totals, const BaseCase& base_case) {
  const std::string& effect = base_case.effect;
  if (totals.effects.empty()) return 0; // a decision tree that counts costs alone
  const std::optional<double> value = amount(totals.effects, effect);
  if (!value) throw std::logic_error("strategy '" + totals.id + "' has no outcome '" + effect + "'");
  return base_case.fewer_is_better ? -*value : *value;
}

std::vector<double> net_benefits(double cost, double effect, std::span<const double> thresholds) {
  std::vector<double> result;
  for (const double wtp : thresholds)
    result.push_back(wtp * effect - cost);
  return result;
}

} // namespace

std::vector<IncrementalRow> incremental_analysis(std::span<const double> costs,
                                                 std::span<const double> effects) {
  assert(costs.size() == effects.size());
  const Plane plane{costs, effects};
  const std::vector<std::size_t> order = by_cost(costs);
  const std::vector<bool> dominated = find_dominated(plane, order);
  const std::vector<std::size_t> frontier = find_frontier(plane, order, dominated);

  std::vector<IncrementalRow> rows;
  std::optional<std::size_t> before;
  for (const std::size_t s : order) {
    if (std::find(frontier.begin(), frontier.end(), s) == frontier.end()) {
      rows.push_back(dominated_row(s, dominated[s]));
    } else {
      rows.push_back(frontier_row(plane, s, before));
      before = s;
    }
  }
  return rows;
}

Quadrant quadrant_of(double cost_from, double effect_from, double cost_to, double effect_to) {
  const int north = same_amount(cost_from, cost_to) ? 0 : cost_to > cost_from ? 1 : -1;
  const int east = same_amount(effect_from, effect_to) ? 0 : effect_to > effect_from ? 1 : -1;
  constexpr Quadrant map[3][3] = {{Quadrant::south_west, Quadrant::south, Quadrant::south_east},
                                  {Quadrant::west, Quadrant::origin, Quadrant::east},
                                  {Quadrant::north_west, Quadrant::north, Quadrant::north_east}};
  return map[north + 1][east + 1];
}

std::optional<double> icer_in(Quadrant quadrant, double delta_cost, double delta_effect) {
  if (quadrant != Quadrant::north_east && quadrant != Quadrant::south_west) return std::nullopt;
  return delta_cost / delta_effect;
}

std::vector<PairwiseRow> pairwise_analysis(std::span<const double> costs, std::span<const double> effects,
                                           std::span<const std::size_t> comparators,
                                           std::span<const double> thresholds) {
  assert(costs.size() == effects.size() && costs.size() == comparators.size());
  std::vector<PairwiseRow> rows;
  for (std::size_t s = 0; s < costs.size(); ++s) {
    const std::size_t c = comparators[s];
    if (c == s) continue;
    PairwiseRow row;
    row.strategy = s;
    row.comparator = c;
    row.delta_cost = costs[s] - costs[c];
    row.delta_effect = effects[s] - effects[c];
    row.quadrant = quadrant_of(costs[c], effects[c], costs[s], effects[s]);
    row.icer = icer_in(row.quadrant, row.delta_cost, row.delta_effect);
    row.inmb = net_benefits(row.delta_cost, row.delta_effect, thresholds);
    rows.push_back(std::move(row));
  }
  return rows;
}

void fill_decision(BaseCase& base_case, std::span<const std::size_t> comparators) {
  std::vector<double> costs, effects;
  base_case.nmb.clear();
  for (const StrategyTotals& totals : base_case.strategies) {
    costs.push_back(totals.cost);
    effects.push_back(effect_of(totals, base_case));
    base_case.nmb.push_back(net_benefits(costs.back(), effects.back(), base_case.thresholds));
  }
  base_case.incremental = incremental_analysis(costs, effects);
  base_case.pairwise = pairwise_analysis(costs, effects, comparators, base_case.thresholds);
}

std::optional<double> amount(const NamedAmounts& amounts, const std::string& name) {
  const auto it =
      std::find_if(amounts.begin(), amounts.end(), [&](const auto& a) { return a.first == name; });
  if (it == amounts.end()) return std::nullopt;
  return it->second;
}

} // namespace cea
