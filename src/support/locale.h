#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cea {

/// How people of a country write numbers and amounts of money, after the Unicode CLDR.
struct NumberLocale {
  std::string_view name = "en_US";
  std::string_view decimal = ".";
  std::string_view thousands = ",";
  bool currency_first = true;         ///< `€5`, or `5 €`
  std::string_view currency_gap = ""; ///< between the currency and the number
  std::string_view percent = "%";     ///< behind a percentage, with its blank
};

/// The locale that a scenario names, as `de_DE`; null where it isn't known.
const NumberLocale* find_locale(std::string_view name);

/// All of them, in alphabetical order.
std::vector<std::string> locale_names();

/// A number as the program writes it (`-1,234.5`) in the locale's signs.
std::string localized(std::string_view number, const NumberLocale& locale);

} // namespace cea
