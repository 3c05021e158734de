#include "formula/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace cea::formula {

namespace {

bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

std::optional<double> index_of(const PriceIndex& index, int year) {
  for (const auto& [y, value] : index.by_year)
    if (y == year) return value;
  return std::nullopt;
}

} // namespace

std::optional<MoneyUnit> parse_money(const std::string& text) {
  if (text.size() < 3 || !std::all_of(text.begin(), text.begin() + 3, is_upper)) return std::nullopt;
  MoneyUnit unit{text.substr(0, 3), std::nullopt, {}};
  std::string rest = text.substr(3);
  if (const auto slash = rest.find('/'); slash != std::string::npos) {
    unit.per = rest.substr(slash + 1);
    rest.resize(slash);
  }
  if (rest.empty()) return unit;
  int year = 0;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), year);
  if (rest[0] != ' ' || error != std::errc{} || end != rest.data() + rest.size()) return std::nullopt;
  unit.price_year = year;
  return unit;
}

std::optional<double> price_index_factor(const Unit& unit, const Scenario& scenario,
                                         Diagnostics& diagnostics) {
  const auto money = parse_money(unit.text);
  const auto target = scenario.setting.price_year;
  if (!money || !money->price_year || !target || *money->price_year == *target) return 1.0;
  const int from = *money->price_year;
  if (!scenario.price_index) {
    diagnostics.error(
        unit.span,
        fmt::format("'{}' is of another price year than the setting's {}, and there is no `price_index`",
                    unit.text, *target),
        fmt::format(
            "add `price_index: {{source: …, {}: …, {}: …}}`, or exempt the parameter with `index: none`",
            from, *target));
    return std::nullopt;
  }
  const auto a = index_of(*scenario.price_index, from);
  const auto b = index_of(*scenario.price_index, *target);
  if (a && b) return *b / *a;
  diagnostics.error(unit.span, fmt::format("`price_index` has no figure for {}", a ? *target : from),
                    fmt::format("add `{}: …` to `price_index`", a ? *target : from));
  return std::nullopt;
}

} // namespace cea::formula
