#pragma once

#include "analysis/results.h"
#include "report/numbers.h"
#include "report/table.h"
#include "report/tables.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace cea::report {

/// The run's locale, or that of the program where it names none.
inline NumberLocale locale_of(const Results& results) {
  const NumberLocale* const known = find_locale(results.locale);
  return known == nullptr ? NumberLocale{} : *known;
}

/// What every table of a run needs: how numbers are rounded, and what strategies are called.
struct TableContext {
  const Results& results;
  NumberStyle style;
  Audience audience;

  /// Data and unknown locales have numbers as the program writes them.
  TableContext(const Results& r, Audience a)
      : results(r), style(r, a == Audience::data ? NumberLocale{} : locale_of(r)), audience(a) {}

  [[nodiscard]] bool is_data() const { return audience == Audience::data; }

  [[nodiscard]] std::string name(const BaseCase& base_case, std::size_t strategy) const {
    const StrategyTotals& s = base_case.strategies[strategy];
    return is_data() || s.label.empty() ? s.id : s.label;
  }
  [[nodiscard]] std::string name(const PsaResult& psa, std::size_t strategy) const {
    const bool labelled = strategy < psa.labels.size() && !psa.labels[strategy].empty();
    return is_data() || !labelled ? psa.strategies[strategy] : psa.labels[strategy];
  }

  /// A probability.
  [[nodiscard]] Cell share(double x) const { return {style.percent(x), CellKind::probability, x}; }
  [[nodiscard]] Cell money(double x) const { return {style.money(x), CellKind::money, x}; }
  [[nodiscard]] Cell effect(double x) const { return {style.effect(x), CellKind::effect, x}; }
  [[nodiscard]] Cell wtp(double x) const { return {style.price(x), CellKind::money, x}; }
  [[nodiscard]] std::string cost_heading() const { return style.in_currency("Cost"); }
  [[nodiscard]] std::string effect_heading() const { return style.effect_heading(); }
};

/// A Monte Carlo standard error: to two digits where it is small, to whole units otherwise; `n/a` where it
/// doesn't exist.
Cell error_cell(const NumberStyle& style, double error, CellKind kind);

inline Column left(std::string heading) {
  return {std::move(heading), Align::left};
}
inline Column right(std::string heading) {
  return {std::move(heading), Align::right};
}

/// For people: a first cell that repeats the one above stays empty.
void blank_repeats(Table& table, const TableContext& context);

Table header_table(const TableContext& context);
Table base_incremental_table(const TableContext& context);
Table psa_incremental_table(const TableContext& context);
Table base_pairwise_table(const TableContext& context);
Table psa_pairwise_table(const TableContext& context);
Table totals_table(const TableContext& context);
std::vector<Table> disaggregated_tables(const TableContext& context);
std::vector<Table> net_benefit_tables(const TableContext& context);
Table psa_totals_table(const TableContext& context);
Table psa_increments_table(const TableContext& context);
Table probability_table(const TableContext& context); ///< at the thresholds
Table loss_table(
    const TableContext& context); ///< expected loss and EVPI at the thresholds; for data, over the grid
Table curve_table(const TableContext& context); ///< CEAC over the grid, for people at some of its points
Table scenario_table(const TableContext& context);
std::vector<Table> subgroup_tables(const TableContext& context); ///< each group against the whole
Table validation_table(const TableContext& context);             ///< the trace against data
std::vector<Table> trace_tables(const TableContext& context);    ///< proportions at the start of each cycle
std::vector<Table> explain_tables(const TableContext& context);
Table assumption_table(const TableContext& context);
Table warning_table(const TableContext& context);

} // namespace cea::report
