#pragma once

#include "formula/units.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cea::formula {

/// What a number is, as far as a unit says it. `unknown` is compatible with everything.
struct Quantity {
  enum class Kind {
    unknown,
    money,
    rate,        ///< per `years`
    probability, ///< over `years`; 0: of whatever it is used for, such as a cycle
    proportion,
    hazard_ratio,
    risk_ratio,
    odds_ratio,
    ratio, ///< also a switch: 0 or 1
    utility,
    qaly,
    years,
    count,
  };
  Kind kind = Kind::unknown;
  double years = 0;     ///< the duration of a rate or probability
  std::string duration; ///< the same as a formula says it: `1 year`
  MoneyUnit money;
  /// Of an amount that a proportion or ratio acts on, which may be the part of a year or the visits in one:
  /// what the amount is per can't be told.
  bool per_open = false;
  bool complement = false; ///< 1 − a proportion or probability
  std::string name;        ///< parameter or table column that brings the unit
  std::string unit;        ///< as declared

  [[nodiscard]] bool is(Kind k) const { return kind == k; }
  /// An amount certainly per `per` (empty: of an event or date).
  [[nodiscard]] bool is_amount_per(std::string_view per) const {
    return kind == Kind::money && !per_open && money.per == per;
  }
  /// Multiplying by it leaves what it multiplies the same kind of quantity.
  [[nodiscard]] bool is_factor() const {
    return kind == Kind::proportion || kind == Kind::ratio || kind == Kind::hazard_ratio ||
           kind == Kind::risk_ratio;
  }
};

/// Reads a declared unit; texts that the language doesn't know are `unknown`.
Quantity parse_quantity(const std::string& unit, double days_per_year);

/// `month`, `6 weeks`: how many years, and as formulas say it (`1 month`); nothing where it isn't a duration.
std::optional<std::pair<double, std::string>> parse_duration(std::string_view text, double days_per_year);

/// Whether two durations mean the same time: a month of 30 days, a year of 52 weeks.
bool same_duration(double years, double other);

/// What to write in place of a unit that the language doesn't know but that was probably meant to be one:
/// `Hazard-ratio`, `probabilty`, `USD/month`, `$/year`. Empty for units that are known and for words of the
/// file's own (`kg`), which aren't checked.
std::string unit_advice(const std::string& unit);

/// `a hazard ratio`, `a rate per year`, `an amount per cycle` …
std::string describe(const Quantity& quantity);

} // namespace cea::formula
