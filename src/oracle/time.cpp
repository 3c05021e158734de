#include "oracle/time.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cea::oracle {

TimeAxis time_axis(const TimeSettings& settings, Values& values) {
  TimeAxis axis;
  axis.cycle_length = values.cycle_length();
  const double cycles =
      settings.cycles ? values(*settings.cycles, {}) : values(*settings.horizon, {}) / axis.cycle_length;
  if (cycles <= 0) throw ModelError(settings.span, "the horizon must be positive");
  if (settings.cycles && !near(cycles, std::round(cycles)))
    throw ModelError(settings.span, "the number of cycles must be whole");
  axis.cycles = static_cast<int>(ceil_of(cycles, Switching::tolerant));
  axis.last_part = near(cycles, axis.cycles) ? 1 : cycles - (axis.cycles - 1);
  axis.horizon = (axis.cycles - 1 + axis.last_part) * axis.cycle_length;
  return axis;
}

double overlap(double from, double until, double start, double end) {
  for (double* edge : {&from, &until})
    for (const double boundary : {start, end})
      if (near(*edge, boundary)) *edge = boundary;
  return std::max(0.0, std::min(until, end) - std::max(from, start));
}

double row_weight(const CycleCorrection& scheme, int row, const TimeAxis& axis, Values& values) {
  if (axis.last_part != 1) throw ModelError(scheme.span, "row schemes need whole cycles");
  const bool at_an_end = row == 0 || row == axis.cycles;
  switch (scheme.counting) {
  case Counting::trapezoid:
    return at_an_end ? 0.5 : 1;
  case Counting::simpson:
    if (axis.cycles % 2 != 0) throw ModelError(scheme.span, "simpson needs an even number of cycles");
    return (at_an_end ? 1.0 : row % 2 != 0 ? 4.0 : 2.0) / 3;
  case Counting::weights: {
    Moment moment;
    moment.cycle = row;
    return values(*scheme.weights, moment);
  }
  default:
    return 1;
  }
}

Discounting::Discounting(const DiscountRule& rule, const TimeAxis& axis, Values& values)
    : rule_(rule), cycle_length_(axis.cycle_length) {
  for (const DiscountRule::Step& step : rule.steps)
    steps_.emplace_back(step.from ? values(*step.from, {}) : 0, values(step.rate, {}));
}

double Discounting::factor(double t) const {
  if (rule_.by_year) t = floor_of(t, Switching::tolerant) + (rule_.first_year_discounted ? 1 : 0);
  double factor = 1;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const auto [from, rate] = steps_[i];
    const double until =
        i + 1 < steps_.size() ? steps_[i + 1].first : std::numeric_limits<double>::infinity();
    const double years = std::max(0.0, std::min(t, until) - from);
    switch (rule_.compounding) {
    case Compounding::annual:
      factor *= std::pow(1 + rate, -years);
      break;
    case Compounding::per_cycle:
      factor *= std::pow(1 + rate * cycle_length_, -years / cycle_length_);
      break;
    case Compounding::continuous:
      factor *= std::exp(-rate * years);
      break;
    }
  }
  return factor;
}

CycleDate default_date(const DiscountRule& rule, const CycleCorrection& scheme) {
  if (rule.at) return *rule.at;
  return scheme.counting == Counting::end ? CycleDate::end : CycleDate::start;
}

double date_in_cycle(CycleDate date, int cycle, const TimeAxis& axis) {
  const double offset = date == CycleDate::start ? 0 : date == CycleDate::middle ? 0.5 : 1;
  return axis.at(cycle + offset);
}

} // namespace cea::oracle
