#include "report/numbers.h"

#include "report/lookup.h"
#include "support/equality.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace cea::report {
namespace {

/// Whole units of what a fixed-point number holds, separated by thousands.
std::string separate_thousands(const std::string& fixed) {
  const std::size_t first = fixed.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(fixed.find('.'), fixed.size());
  std::string out;
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    if (i > first && i < point && (point - i) % 3 == 0) out += ',';
    out += fixed[i];
  }
  return out;
}

std::string symbol_of(const std::string& currency) {
  if (currency == "USD") return "$";
  if (currency == "EUR") return "€";
  if (currency == "GBP") return "£";
  return currency;
}

struct Outcomes {
  std::vector<double> costs, effects;
};

Outcomes outcomes_of(const Results& results, const std::string& effect) {
  Outcomes o;
  if (results.base_case)
    for (const StrategyTotals& s : results.base_case->strategies) {
      o.costs.push_back(s.cost);
      o.effects.push_back(amount_or_zero(s.effects, effect));
    }
  if (results.psa && !results.base_case)
    for (std::size_t s = 0; s < results.psa->strategies.size(); ++s) {
      o.costs.push_back(results.psa->cost[s].mean);
      o.effects.push_back(results.psa->effect_estimate[s].mean);
    }
  return o;
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double x : values)
    most = std::max(most, std::abs(x));
  return most;
}

/// The smallest difference between neighbours that isn't rounding, or 1.
double smallest_difference(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double least = 1;
  for (std::size_t i = 1; i < values.size(); ++i)
    if (!same_amount(values[i], values[i - 1])) least = std::min(least, values[i] - values[i - 1]);
  return least;
}

int decimals_of_effects(const std::vector<double>& effects) {
  const double least = smallest_difference(effects);
  const int wanted = static_cast<int>(std::ceil(-std::log10(least) - 1e-9)) + 1;
  if (largest(effects) < 1) return std::clamp(wanted, 4, 6);
  return least < 0.1 ? 4 : 3;
}

} // namespace

std::string with_separators(double x, int decimals) {
  const std::string fixed = fmt::format("{:.{}f}", x, decimals);
  const bool is_zero = fixed.find_first_not_of("-0.") == std::string::npos;
  return separate_thousands(is_zero && fixed.starts_with('-') ? fixed.substr(1) : fixed);
}

std::string plain_decimal(double x) {
  if (x == 0) return "0";
  std::array<char, 400> buffer{}; // the longest, -1.8e308, has 310 characters
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, std::chars_format::fixed).ptr;
  return {buffer.data(), end};
}

NumberStyle::NumberStyle(const Results& results, const NumberLocale& locale)
    : locale_(locale), symbol_(symbol_of(results.currency)), is_sign_(symbol_ != results.currency) {
  effect_id_ = results.base_case ? results.base_case->effect : results.psa ? results.psa->effect : "";
  fewer_is_better_ =
      results.base_case ? results.base_case->fewer_is_better : results.psa && results.psa->fewer_is_better;
  labels_ = results.outcome_labels;
  const Outcomes o = outcomes_of(results, effect_id_);
  money_decimals_ = largest(o.costs) < 100 && largest(o.costs) > 0 ? 2 : 0;
  effect_decimals_ = decimals_of_effects(o.effects);
}

std::string NumberStyle::number(double x, int decimals) const {
  return localized(with_separators(x, decimals), locale_);
}

std::string NumberStyle::count(std::size_t n) const {
  return number(static_cast<double>(n), 0);
}

std::string NumberStyle::percent(double probability) const {
  return number(100 * probability, 1).append(locale_.percent);
}

std::string NumberStyle::three_digits(double x) const {
  if (x == 0) return "0";
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(x))));
  return number(x, std::clamp(2 - magnitude, 0, 12));
}

std::string NumberStyle::significant(double x, int digits) const {
  return localized(fmt::format("{:.{}g}", x, digits), locale_);
}

std::string NumberStyle::money(double x) const {
  return number(x, money_decimals_);
}
std::string NumberStyle::effect(double x) const {
  return number(x, effect_decimals_);
}
std::string NumberStyle::amount(double x) const {
  return with_currency(money(x));
}
std::string NumberStyle::price(double x) const {
  return with_currency(three_digits(x));
}

std::string NumberStyle::with_currency(const std::string& number) const {
  if (symbol_.empty()) return number;
  if (!locale_.currency_first) return fmt::format("{}{}{}", number, locale_.currency_gap, symbol_);
  // A code runs into the number where no blank stands between them.
  if (!is_sign_ && locale_.currency_gap.empty()) return fmt::format("{} {}", number, symbol_);
  const bool negative = number.starts_with('-');
  return fmt::format("{}{}{}{}", negative ? "-" : "", symbol_, locale_.currency_gap,
                     negative ? number.substr(1) : number);
}

std::string NumberStyle::in_currency(const std::string& heading) const {
  return symbol_.empty() ? heading : fmt::format("{} ({})", heading, symbol_);
}

std::string NumberStyle::per_effect() const {
  return symbol_.empty() ? fmt::format("per {}", unit()) : fmt::format("{} per {}", symbol_, unit());
}

std::string NumberStyle::unit() const {
  return fewer_is_better_ ? unit_of(effect_id_) + " averted" : unit_of(effect_id_);
}

std::string NumberStyle::heading(const std::string& outcome) const {
  for (const auto& [id, label] : labels_)
    if (id == outcome && !label.empty()) return label;
  return units_of(outcome);
}

std::string NumberStyle::increment_heading() const {
  return fewer_is_better_ ? effect_heading() + " averted" : "Incremental " + effect_heading();
}

std::string unit_of(const std::string& outcome) {
  if (outcome == "qaly") return "QALY";
  if (outcome == "life_years") return "life-year";
  if (outcome == "evly") return "evLY";
  if (outcome == "effect") return "unit of effect";
  return fmt::format("unit of {}", outcome);
}

std::string units_of(const std::string& outcome) {
  if (outcome == "qaly") return "QALYs";
  if (outcome == "life_years") return "Life-years";
  if (outcome == "evly") return "evLYs";
  if (outcome == "effect") return "Effect";
  return outcome;
}

} // namespace cea::report
