#pragma once

#include "model/settings.h"
#include "model/structure.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// A cost or effect item. One struct with a kind, because the language lets all kinds share most keys.
struct Item {
  enum class Kind {
    while_in,  ///< `in` with `per_year` or `per_cycle`
    event,     ///< `in` with `rate`: `each` and `utility_loss` per event
    move,      ///< `transition`, `entering`, `leaving` with `each` or `utility_loss`
    once,      ///< `once` at a date, perhaps with `utility_loss`
    following, ///< `following` a curve with `each` or `utility_loss`, and `every`
  };
  /// `during: a to b`, on model time or on a clock; no `until` means open.
  struct Window {
    std::string clock; ///< empty for model time
    FormulaText from;
    std::optional<FormulaText> until;
    Span span;
  };

  std::string id;
  std::string category; ///< default `other`
  /// Counted when the setting takes one of these perspectives; empty: always.
  std::vector<std::string> perspective;
  Kind kind = Kind::while_in;
  std::vector<StateIndex> in; ///< resolved: `in:` or the living states

  std::optional<FormulaText> per_year, per_cycle; ///< while_in: one of the two
  std::optional<FormulaText> rate;                ///< event: per year
  std::optional<FormulaText> each;                ///< event, move, following: amount per event or dose
  std::optional<FormulaText> once;                ///< once: amount
  std::optional<FormulaText> utility_loss, loss_duration; ///< all but while_in: loss × duration in QALYs

  /// move: pairs are all (from, to) with from ≠ to; `entering` has every other state as `from`.
  std::vector<StateIndex> from, to;
  bool leaving = false;          ///< attribution: a move counts for the state left
  bool including_start = false;  ///< the starting cohort counts as entering
  std::optional<CycleDate> date; ///< `at: start, middle, end` of a move; default as state amounts

  std::vector<FormulaText> at;           ///< once: dates in years; empty: when the cohort model begins
  std::optional<FormulaText> then_every; ///< once: repeats after the last date until the horizon

  std::optional<FormulaText> following, every; ///< following: the curve's name, and time between doses

  std::optional<Window> during;
  std::optional<FormulaText> when;
  bool undiscounted = false;                 ///< `discount: none`
  std::optional<FormulaText> discount_rate;  ///< `discount: 5%`
  std::optional<CycleCorrection> correction; ///< the item's own
  Span span;
};

} // namespace cea
