#include "engine/time_grid.h"

#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <cmath>

namespace cea {

std::optional<double> resolve_cycle_length(const Scenario& scenario, formula::Resolver& resolver,
                                           Diagnostics& diagnostics) {
  const auto length = resolver.resolve_constant(scenario.time.cycle_length, "`cycle_length`");
  if (!length) return std::nullopt;
  if (*length > 0 && std::isfinite(*length)) return length;
  diagnostics.error(scenario.time.cycle_length.span,
                    fmt::format("`cycle_length` must be above 0, not {} years", *length),
                    "for example `cycle_length: 6 months`");
  return std::nullopt;
}

std::optional<TimeGrid> make_time_grid(const Scenario& scenario, double cycle_length,
                                       formula::Resolver& resolver, Diagnostics& diagnostics) {
  const TimeSettings& time = scenario.time;
  if (!time.horizon && !time.cycles) return std::nullopt; // reported when the file was read
  const FormulaText& source = time.horizon ? *time.horizon : *time.cycles;
  const auto extent = resolver.resolve_constant(source, time.horizon ? "`horizon`" : "`cycles`");
  if (!extent) return std::nullopt;
  TimeGrid grid{.cycle_length = cycle_length};
  const double cycles = time.horizon ? *extent / cycle_length : *extent;
  const double whole = formula::ceil_within_tolerance(cycles);
  if (!(cycles > 0) || !(whole <= TimeGrid::kMostCycles)) {
    diagnostics.error(
        source.span,
        fmt::format("the horizon must be 1 to {} cycles, not {:.10g}", TimeGrid::kMostCycles, cycles),
        whole > TimeGrid::kMostCycles ? "choose a longer `cycle_length`" : "");
    return std::nullopt;
  }
  if (time.cycles && whole != cycles) {
    diagnostics.error(source.span, fmt::format("`cycles` must be a whole number, not {:.6g}", cycles),
                      "for a part of a cycle at the end give a time, as `horizon: 30 months`");
    return std::nullopt;
  }
  grid.cycles = static_cast<int>(whole);
  if (whole > cycles && !formula::nearly_equal(whole, cycles)) grid.last_part = cycles - (whole - 1);
  grid.horizon = time.horizon ? *extent : whole * cycle_length;
  return grid;
}

} // namespace cea
