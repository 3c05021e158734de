#pragma once

#include "model/scenario.h"
#include "support/diagnostics.h"

#include <optional>

namespace cea::formula {

/// A unit of money, `CUR[ YEAR][/year|/cycle|/event]`.
struct MoneyUnit {
  std::string currency;
  std::optional<int> price_year;
  std::string per; ///< year, cycle, event or empty
};
std::optional<MoneyUnit> parse_money(const std::string& text);

/// index(price_year)/index(year of the unit), 1 where the unit has no other price year. A missing index
/// is an error: nothing is inflated by a guess.
std::optional<double> price_index_factor(const Unit& unit, const Scenario& scenario,
                                         Diagnostics& diagnostics);

} // namespace cea::formula
