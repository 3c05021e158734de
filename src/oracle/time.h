#pragma once

#include "oracle/values.h"

#include <optional>
#include <utility>
#include <vector>

namespace cea::oracle {

/// The model's time axis under one strategy.
struct TimeAxis {
  double cycle_length = 1; ///< years
  double horizon = 0;      ///< years
  int cycles = 0;          ///< the last may reach beyond the horizon
  double last_part = 1;    ///< the part of the last cycle that lies inside the horizon
  double start = 0;        ///< model time at which the cohort model begins, after a decision tree

  /// Model time at the start of a cycle.
  [[nodiscard]] double at(double cycle) const { return start + cycle * cycle_length; }

  /// The part of a cycle that lies inside the horizon: 1 but for the last.
  [[nodiscard]] double part(int cycle) const { return cycle + 1 < cycles ? 1 : last_part; }
};

/// Throws ModelError where the horizon isn't positive or `cycles` isn't whole.
TimeAxis time_axis(const TimeSettings& settings, Values& values);

/// Length of the part of [start, end] inside the window [from, until]; window ends near an end are at it.
double overlap(double from, double until, double start, double end);

/// Weight of row `row` of 0 … cycles: trapezoid ½ at both ends, Simpson's composite 1/3 rule, rows 1, or the
/// given formula. Throws ModelError for a horizon that isn't whole cycles and for Simpson with an odd number.
double row_weight(const CycleCorrection& scheme, int row, const TimeAxis& axis, Values& values);

/// Discount factors of one outcome or item.
class Discounting {
public:
  Discounting(const DiscountRule& rule, const TimeAxis& axis, Values& values);

  /// The factor at date t (years). Each step's rate holds from its time on:
  /// annual Π(1+r)^−y, per_cycle Π(1+r·Δ)^−(y/Δ), continuous Π e^−(r·y), y the years at rate r before t;
  /// with `granularity: year` t is floor(t), or floor(t) + 1 where the first year is discounted.
  [[nodiscard]] double factor(double t) const;

  /// As above, but time 0 isn't discounted whatever the granularity.
  [[nodiscard]] double factor_at_exact_date(double t) const { return near(t, 0) ? 1 : factor(t); }

private:
  DiscountRule rule_;
  double cycle_length_;
  std::vector<std::pair<double, double>> steps_; ///< from, rate
};

/// Date within the cycle at which amounts are discounted, where neither item nor rule says otherwise.
CycleDate default_date(const DiscountRule& rule, const CycleCorrection& scheme);

/// Years since the model's start of that date of a cycle.
double date_in_cycle(CycleDate date, int cycle, const TimeAxis& axis);

} // namespace cea::oracle
