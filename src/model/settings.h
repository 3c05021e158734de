#pragma once

#include "model/formula_text.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

struct Setting {
  std::string country, currency, locale;
  std::vector<std::string> perspective;
  std::optional<int> price_year, start_year;
};

/// How membership of a cycle is counted.
enum class Counting {
  start,      ///< membership at the start of each cycle
  end,        ///< at its end
  life_table, ///< mean of both
  trapezoid,  ///< rows 0…T, ½ at both ends, each row discounted at its own time
  simpson,    ///< composite 1/3 over rows 0…T, an even number of cycles
  rows,       ///< rows 0…T with weight 1
  weights,    ///< rows 0…T with given weights
};

/// Whether a scheme counts rows 0…T, each at its own time, rather than cycles.
constexpr bool counts_rows(Counting c) {
  return c == Counting::trapezoid || c == Counting::simpson || c == Counting::rows || c == Counting::weights;
}

struct CycleCorrection {
  Counting counting = Counting::life_table;
  std::optional<FormulaText> weights; ///< formula of `cycle`, for Counting::weights
  bool moves_weighted = false;        ///< a move of cycle k takes the weight of row k+1
  Span span;
};

struct TimeSettings {
  FormulaText cycle_length;           ///< a duration, in years
  std::optional<FormulaText> horizon; ///< in years; either this or `cycles`
  std::optional<FormulaText> cycles;
  std::optional<FormulaText> start_age;
  double days_per_year = 365.25;
  CycleCorrection costs_correction, effects_correction;
  Span span;
};

/// Where in a cycle something is dated.
enum class CycleDate { start, middle, end };
enum class Compounding { annual, per_cycle, continuous };

/// Discounting of one kind of outcome.
struct DiscountRule {
  struct Step {
    std::optional<FormulaText> from; ///< absent for a single rate, which holds from 0
    FormulaText rate;
  };
  std::vector<Step> steps; ///< ascending
  Compounding compounding = Compounding::annual;
  std::optional<CycleDate> at;        ///< default: end where the counting is `end`, otherwise start
  bool by_year = false;               ///< `granularity: year`: exponent floor(t)
  bool first_year_discounted = false; ///< with `by_year`: floor(t) + 1
  Span span;
};

} // namespace cea
