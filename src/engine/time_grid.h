#pragma once

#include "formula/resolver.h"

#include <optional>

namespace cea {

/// The cycles of a run. A last cycle that isn't whole counts with the part inside the horizon; its
/// probabilities, membership and dates are a whole cycle's.
struct TimeGrid {
  static constexpr int kMostCycles = 100'000;
  double cycle_length = 1; ///< years
  int cycles = 0;
  double horizon = 0;   ///< years
  double last_part = 1; ///< share of the last cycle inside the horizon
};

/// Years of a duration that may use no parameters that are uncertain. Reports what is missing or senseless.
std::optional<double> resolve_cycle_length(const Scenario& scenario, formula::Resolver& resolver,
                                           Diagnostics& diagnostics);
std::optional<TimeGrid> make_time_grid(const Scenario& scenario, double cycle_length,
                                       formula::Resolver& resolver, Diagnostics& diagnostics);

} // namespace cea
