#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// What the engine saw of a file: names resolved, formulas with their values in one cycle.
struct Explanation {
  struct Parameter {
    std::string name, formula, distribution, unit, source, quality;
    std::optional<double> value; ///< in the cycle; empty where it depends on the time in a state
    bool confidential = false;
  };
  struct Setting { ///< a strategy's `set`
    std::string strategy, name, formula;
  };
  struct Move {
    std::string strategy, from, to;
    std::string formula;               ///< as written; "rest", or what is left over
    std::optional<double> probability; ///< mean over the members; empty where nobody is in the cycle
  };
  int cycle = 0;
  std::vector<Parameter> parameters;
  std::vector<Setting> settings;
  std::vector<Move> moves; ///< of partitioned survival none; the shares are in the trace
};

} // namespace cea
