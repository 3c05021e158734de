#include "formula/quantity.h"

#include "formula/lexer.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace cea::formula {

namespace {

using Kind = Quantity::Kind;

constexpr std::array<std::pair<std::string_view, Kind>, 13> kWords{{{"probability", Kind::probability},
                                                                    {"rate", Kind::rate},
                                                                    {"proportion", Kind::proportion},
                                                                    {"hazard ratio", Kind::hazard_ratio},
                                                                    {"risk ratio", Kind::risk_ratio},
                                                                    {"odds ratio", Kind::odds_ratio},
                                                                    {"ratio", Kind::ratio},
                                                                    {"switch", Kind::ratio},
                                                                    {"utility", Kind::utility},
                                                                    {"qaly", Kind::qaly},
                                                                    {"years", Kind::years},
                                                                    {"count", Kind::count},
                                                                    {"score", Kind::unknown}}};

/// Without capitals, hyphens and underscores.
std::string plain(std::string_view text) {
  std::string result(trim(text));
  for (char& c : result)
    c = c == '-' || c == '_' ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

/// Equal but for one letter too many, missing or wrong, or two that are swapped. Short words have too many
/// neighbours that mean something else.
bool one_edit(std::string_view a, std::string_view b) {
  const std::size_t longer = std::max(a.size(), b.size()), shorter = std::min(a.size(), b.size());
  std::size_t before = 0, after = 0;
  while (before < shorter && a[before] == b[before])
    ++before;
  while (after < shorter - before && a[a.size() - 1 - after] == b[b.size() - 1 - after])
    ++after;
  const std::size_t apart = longer - before - after;
  const bool swapped =
      apart == 2 && a.size() == b.size() && a[before] == b[before + 1] && a[before + 1] == b[before];
  return apart == 0 || (longer > 4 && (apart == 1 || swapped));
}

/// `year` and how else it is written.
bool is_year(const std::string& per) {
  return per == "yr" || per == "yrs" || per == "y" || per == "annum" || per == "a" ||
         one_edit(per, "years") || one_edit(per, "year") || per == "yaer" || per == "yera";
}

/// The code of a currency that is written in small letters or as a sign, before a year of prices or alone.
std::string currency_code(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kNames{{{"$", "USD"},
                                                                                  {"us$", "USD"},
                                                                                  {"usd", "USD"},
                                                                                  {"dollar", "USD"},
                                                                                  {"dollars", "USD"},
                                                                                  {"€", "EUR"},
                                                                                  {"eur", "EUR"},
                                                                                  {"euro", "EUR"},
                                                                                  {"euros", "EUR"},
                                                                                  {"£", "GBP"},
                                                                                  {"gbp", "GBP"},
                                                                                  {"cad", "CAD"}}};
  const std::string word = plain(text.substr(0, text.find(' ')));
  for (const auto& [name, code] : kNames)
    if (word == name)
      return std::string(code) + (text.find(' ') < text.size() ? text.substr(text.find(' ')) : "");
  return {};
}

std::string article(const std::string& words) {
  return (words.starts_with('a') || words.starts_with('o') ? "an " : "a ") + words;
}

} // namespace

std::optional<std::pair<double, std::string>> parse_duration(std::string_view text, double days_per_year) {
  text = trim(text);
  double count = 1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const bool counted = error == std::errc{};
  const std::string_view word =
      trim(counted ? text.substr(static_cast<std::size_t>(end - text.data())) : text);
  const auto unit = duration_unit(word, days_per_year);
  if (!unit || !(count > 0)) return std::nullopt;
  return std::pair(count * unit->multiply / unit->divide, (counted ? "" : "1 ") + std::string(text));
}

Quantity parse_quantity(const std::string& unit, double days_per_year) {
  Quantity q;
  q.unit = unit;
  if (const auto money = parse_money(unit)) {
    q.kind = Kind::money;
    q.money = *money;
    return q;
  }
  const auto slash = unit.find('/');
  const std::string_view word = trim(std::string_view(unit).substr(0, slash));
  for (const auto& [known, kind] : kWords)
    if (word == known) q.kind = kind;
  if (slash == std::string::npos) return q;
  const auto duration = parse_duration(unit.substr(slash + 1), days_per_year);
  if (!duration || (!q.is(Kind::rate) && !q.is(Kind::probability))) {
    q.kind = Kind::unknown;
    return q;
  }
  std::tie(q.years, q.duration) = *duration;
  return q;
}

bool same_duration(double years, double other) {
  constexpr double kMargin = 0.05;
  return std::abs(years / other - 1) <= kMargin;
}

std::string unit_advice(const std::string& unit) {
  const auto slash = unit.find('/');
  const std::string before = unit.substr(0, slash), word = plain(before);
  const std::string per = slash == std::string::npos ? "" : plain(unit.substr(slash + 1));
  const std::string yearly = before + "/year";
  const bool meant_year = unit != yearly && is_year(per);
  if (parse_money(unit)) return meant_year ? fmt::format("did you mean '{}'?", yearly) : "";
  if (const std::string code = currency_code(before); !code.empty())
    return fmt::format("a currency is its three-letter code, as `{}{}`", code, unit.substr(before.size()));
  for (const auto& [known, kind] : kWords)
    if (before == known)
      return meant_year && (kind == Kind::rate || kind == Kind::probability) && per != "years"
                 ? fmt::format("did you mean '{}'?", yearly)
                 : "";
  for (const auto& [one, kind] : kWords)
    if (kind != Kind::unknown && kind <= Kind::utility && one_edit(word, one))
      return fmt::format("did you mean '{}'?", one);
  return {};
}

std::string describe(const Quantity& q) {
  if (q.is(Kind::money))
    return q.money.per.empty() ? fmt::format("an amount ({})", q.unit)
                               : fmt::format("an amount per {} ({})", q.money.per, q.unit);
  if (q.is(Kind::years)) return "a duration in years";
  for (const auto& [word, kind] : kWords)
    if (q.is(kind)) {
      const std::string text = article(std::string(word));
      if (q.duration.empty()) return text;
      const std::string span = q.duration.starts_with("1 ") ? q.duration.substr(2) : q.duration;
      return fmt::format("{} per {}", text, span);
    }
  return "something else";
}

} // namespace cea::formula
