#pragma once

#include "analysis/results.h"
#include "support/locale.h"

#include <string>
#include <utility>
#include <vector>

namespace cea::report {

/// `1,234,567.89`: fixed decimals, thousands separated, never `-0`; without any locale.
std::string with_separators(double x, int decimals);

/// The shortest decimal that reads back as the same double, never with an exponent: `50000`, `0.5`.
std::string plain_decimal(double x);

/// How the numbers of one run are written for people, in its locale. They are rounded: costs to whole units
/// (to hundredths where all are below 100), effects to three decimals, to four where strategies lie closer
/// together than 0.1, and to as many as keep two digits of the smallest difference (at most six) where all
/// effects are below 1.
class NumberStyle {
public:
  explicit NumberStyle(const Results& results, const NumberLocale& locale = {});

  [[nodiscard]] const NumberLocale& locale() const { return locale_; }
  [[nodiscard]] std::string number(double x, int decimals) const; ///< `1,234.57`
  [[nodiscard]] std::string count(std::size_t n) const;           ///< `10,000`
  [[nodiscard]] std::string percent(double probability) const;    ///< `53.7%`
  /// At least three significant digits and at least whole units: `72,988`, `48.3`, `0.0125`.
  [[nodiscard]] std::string three_digits(double x) const;
  /// So many significant digits, without separators and, where it is shorter, with an exponent: `0.0125`.
  [[nodiscard]] std::string significant(double x, int digits) const;

  [[nodiscard]] std::string money(double x) const;  ///< `151,580`
  [[nodiscard]] std::string effect(double x) const; ///< `20.711`
  [[nodiscard]] std::string amount(double x) const; ///< with the currency: `$151,580`, `151,580 CHF`
  [[nodiscard]] std::string
  price(double x) const; ///< an ICER or willingness to pay with the currency: `$48.3`

  /// Words for headings; empty parentheses are left out where no currency is known.
  [[nodiscard]] std::string in_currency(const std::string& heading) const; ///< `Cost ($)`
  [[nodiscard]] std::string per_effect() const;                            ///< `$ per QALY`, `per QALY`
  [[nodiscard]] std::string unit() const;                              ///< `QALY`, `unit of deaths averted`
  [[nodiscard]] std::string heading(const std::string& outcome) const; ///< its label, or `QALYs`
  [[nodiscard]] std::string effect_heading() const { return heading(effect_id_); }
  [[nodiscard]] std::string increment_heading() const; ///< `Incremental QALYs`, `deaths averted`

private:
  [[nodiscard]] std::string with_currency(const std::string& number) const;

  NumberLocale locale_;
  std::string symbol_;   ///< `$`, `€`, `£` or the currency's code
  bool is_sign_ = false; ///< a sign rather than a code
  std::string effect_id_;
  bool fewer_is_better_ = false;
  std::vector<std::pair<std::string, std::string>> labels_; ///< of outcomes
  int money_decimals_ = 0;
  int effect_decimals_ = 3;
};

/// One unit of an outcome (`QALY`, `life-year`), and several (`QALYs`, `life-years`).
std::string unit_of(const std::string& outcome);
std::string units_of(const std::string& outcome);

} // namespace cea::report
