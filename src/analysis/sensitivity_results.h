#pragma once

#include "analysis/quadrant.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cea {

/// One strategy against another at one setting of the parameters, and every strategy's totals there.
struct ComparedOutcome {
  double delta_cost = 0, delta_effect = 0;
  Quadrant quadrant = Quadrant::origin;
  std::optional<double> icer;         ///< in north_east and south_west only
  std::vector<double> inmb;           ///< one a threshold
  std::vector<double> costs, effects; ///< one a strategy
};

/// Two strategies that an analysis compares, as indices in file order, and at which thresholds.
struct Comparison {
  std::size_t strategy = 0, comparator = 0;
  std::vector<double> thresholds; ///< the first decides what is best
  bool fewer_is_better = false;   ///< effects then count negative
};

/// Where the best strategy changes within a parameter's range.
struct DecisionChange {
  std::vector<double> values; ///< of the bar's members
  std::size_t from = 0, to = 0;
};

/// A parameter of a one-way analysis, or a group of them that moves together.
struct OneWayBar {
  struct Member {
    std::string name;
    double base = 0, low = 0, high = 0;
    bool confidential = false;
  };
  std::string id, label;
  std::vector<Member> members;         ///< one for a parameter
  std::vector<std::string> moved_with; ///< members of a joint distribution that follow
  ComparedOutcome low, high;
  double swing = 0;   ///< of the incremental net benefit at the first threshold
  bool moves = false; ///< whether any point of the range, ends or between, changes the comparison
  std::vector<DecisionChange> changes; ///< within the range, from low to high
  std::vector<std::size_t> reaches;    ///< strategies that become best within the range
};

/// Means of samples given quantiles of a parameter.
struct ConditionalMeans {
  struct Point {
    double quantile = 0, value = 0;
    double delta_cost = 0, delta_effect = 0;
    double inmb = 0, inmb_mcse = 0; ///< at the first threshold
    double probability = 0;         ///< that it is above 0
    std::size_t best = 0;
  };
  std::string id, label;
  bool confidential = false;
  std::vector<Point> points;
  double swing = 0; ///< of the mean incremental net benefit
};

struct OneWayResult {
  Comparison comparison;
  std::vector<std::string> strategies, labels; ///< of all strategies
  ComparedOutcome base;
  std::size_t best = 0;                      ///< in the base case, at the first threshold
  std::vector<OneWayBar> bars;               ///< by swing, largest first
  std::vector<ConditionalMeans> conditional; ///< by swing; empty where nobody asked
  std::size_t samples = 0;                   ///< behind each conditional mean
  std::uint64_t seed = 0;
};

/// Which strategy is best over the plane of two parameters, at the first threshold.
struct TwoWayResult {
  struct Axis {
    std::string name, label;
    double base = 0;
    bool confidential = false;
    std::vector<double> values;
  };
  /// A piece of the line between the regions of two strategies.
  struct Segment {
    std::size_t a = 0, b = 0; ///< a < b
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  };
  Axis x, y;
  double wtp = 0;
  std::size_t best_in_base_case = 0;
  std::vector<std::string> strategies, labels;
  std::vector<std::vector<std::optional<std::size_t>>> best; ///< [x][y]; empty where the model has no result
  std::vector<std::vector<std::vector<double>>> nmb;         ///< [strategy][x][y]; NaN where it has none
  std::vector<std::vector<std::vector<double>>> effects;     ///< as `nmb`; more is better
  std::vector<Segment> boundary;
};

/// At which values of a parameter a comparison tips, for each target.
struct ThresholdResult {
  enum class Status {
    found,     ///< one value
    several,   ///< more than one
    equal,     ///< nowhere, but over a stretch neither strategy is the better one
    always,    ///< favourable everywhere in the range searched
    never,     ///< nowhere
    no_effect, ///< the parameter doesn't move the comparison
    none,      ///< no value found where the model has results
  };
  struct Interval {
    double from = 0, to = 0;
  };
  /// The value at which the mean over samples tips, the parameter fixed and everything else drawn.
  struct Probabilistic {
    std::vector<double> values;  ///< all at which the mean tips, ascending
    std::optional<double> value; ///< where there is one alone
    double mcse = 0;
    std::size_t samples = 0;
    bool gaps = false; ///< samples can't be in a part of the range
  };
  struct Target {
    std::optional<double> wtp; ///< nothing where costs or effects are to be equal
    Status status = Status::none;
    std::vector<double> values;       ///< ascending
    std::vector<double> jumps;        ///< those of them at which the comparison jumps over 0
    std::vector<Interval> equal;      ///< stretches in which neither strategy is the better one
    std::vector<Interval> favourable; ///< where the strategy is the better one, in the range searched
    std::optional<Probabilistic> probabilistic;
  };
  std::string parameter, label, unit, target; ///< target: `net_benefit`, `icer`, `cost` or `effect`
  bool confidential = false, money = false;
  std::vector<std::string> strategies, labels;
  std::size_t strategy = 0, comparator = 0;
  double base = 0;
  Interval searched;
  std::optional<Interval> plausible;    ///< the parameter's range
  std::vector<Interval> without_result; ///< where in the range the model has none
  std::vector<Target> targets;
};

} // namespace cea
