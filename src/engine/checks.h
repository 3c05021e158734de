#pragma once

#include "formula/graph.h"
#include "support/source.h"

#include <string>
#include <vector>

namespace cea {

/// Something that must hold of a value in every sample: a check passes when `node` ≥ −1e-12 (or isn't
/// negative and finite). Checks of probabilities carry what a message needs.
struct Check {
  enum class Kind {
    probability,
    row_sum,
    mortality,
    start_sum,
    bound,
    weight,
    branch,
    branch_sum,
    finite,
    rate,
    curve
  };
  Kind kind = Kind::probability;
  formula::NodeId node = 0;  ///< must not be negative (finite: must be finite)
  formula::NodeId shown = 0; ///< the value to report
  int first = 0, last = 0;   ///< cycles in which it must hold
  std::string what;          ///< "'active' to 'dead'", for messages
  std::string formula;       ///< as written
  std::string strategy;
  std::string subgroup{}; ///< where the population has several
  Span span;
  std::string hint{};
  bool on_the_way = false; ///< of a state met within the cycle, by who begins it in another
  std::vector<std::pair<std::string, formula::NodeId>> behind{};  ///< named values in the formula
  std::vector<std::pair<std::string, formula::NodeId>> entries{}; ///< of a row's sum: target and probability
};

constexpr double kProbabilityTolerance = 1e-12;
constexpr double kLargestRate = 1e290; ///< a year; generators have no result where rates sum to 1e300

} // namespace cea
