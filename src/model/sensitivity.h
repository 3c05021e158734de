#pragma once

#include "support/source.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cea {

/// A word of the file with its place: the name of a parameter, the id of a strategy.
struct NamedPlace {
  std::string name;
  Span span;
};

/// `strategy` and `comparator` of an analysis of two strategies; nothing where the file leaves the choice.
struct ComparedStrategies {
  std::optional<NamedPlace> strategy, comparator;
};

/// `analyses.owsa`: one-way analysis.
struct OneWaySettings {
  struct Group { ///< parameters that move together, each to its low or high
    std::string id;
    std::vector<NamedPlace> members;
    Span span;
  };
  ComparedStrategies compared;
  std::vector<NamedPlace> parameters; ///< empty: all with a range
  std::vector<Group> groups;
  bool probabilistic = false; ///< also means of samples, given the parameter
  std::vector<double> quantiles{0.025, 0.25, 0.5, 0.75, 0.975}; ///< of the parameter, for `probabilistic`
  Span span;
};

/// Numbers between which a parameter is moved.
struct MoveRange {
  double from = 0, to = 0;
};

/// `analyses.twsa`: two-way analysis.
struct TwoWaySettings {
  struct Axis {
    NamedPlace parameter;
    std::optional<MoveRange> range; ///< nothing: the parameter's own
    int points = 50;
  };
  Axis x, y;
  Span span;
};

/// An entry of `analyses.threshold`: at which value of a parameter does the comparison tip?
struct ThresholdSettings {
  enum class Outcome { net_benefit, cost, effect }; ///< whose difference reaches 0
  NamedPlace parameter;
  ComparedStrategies compared;
  Outcome outcome = Outcome::net_benefit;
  std::vector<double> wtp; ///< for net benefit; empty: the file's thresholds
  bool icer = false;       ///< `wtp` was given as a target ICER
  std::optional<MoveRange> range;
  std::optional<bool> probabilistic; ///< nothing: where the parameter is an amount of money
  Span span;
};

} // namespace cea
