#include "report/table_context.h"

#include <algorithm>

namespace cea::report {
namespace {

Cell plain(const TableContext& context, double x) {
  return {context.style.number(x, 4), CellKind::number, x};
}

Cell plain(const TableContext& context, const std::optional<double>& x) {
  return x ? plain(context, *x) : text_cell("");
}

template <typename Test> bool any(const TableContext& context, Test test) {
  return context.is_data() ||
         std::any_of(context.results.validation.begin(), context.results.validation.end(), test);
}

/// Columns beside the figures stand only where something is said in them; in data, always.
struct Shown {
  bool scenario, subgroup, interval;
};

std::vector<Column> columns_of(const Shown& shown, bool data) {
  std::vector<Column> columns = {left("Quantity"), left("Strategy")};
  if (shown.scenario) columns.push_back(left("Scenario"));
  if (shown.subgroup) columns.push_back(left("Subgroup"));
  for (const char* heading : {"Time", "Model", "Observed", "Difference"})
    columns.push_back(right(heading));
  if (shown.interval && data) columns.insert(columns.end(), {right("Low"), right("High")});
  if (shown.interval) columns.push_back(left(data ? "Within" : "Interval"));
  return columns;
}

/// `yes` or `no`; for people with the interval.
Cell within(const TableContext& context, const ValidationResult& v) {
  if (!v.low || !v.high) return text_cell("");
  const bool inside = *v.low <= v.model && v.model <= *v.high;
  if (context.is_data()) return text_cell(inside ? "yes" : "no");
  return text_cell(fmt::format("{} to {}: {}", context.style.number(*v.low, 4),
                               context.style.number(*v.high, 4), inside ? "within" : "outside"));
}

std::string strategy_name(const TableContext& context, const std::string& id) {
  const auto& base_case = context.results.base_case;
  for (std::size_t s = 0; base_case && s < base_case->strategies.size(); ++s)
    if (base_case->strategies[s].id == id) return context.name(*base_case, s);
  return id;
}

} // namespace

Table validation_table(const TableContext& context) {
  Table table;
  const std::vector<ValidationResult>& all = context.results.validation;
  if (all.empty()) return table;
  const Shown shown{any(context, [](const ValidationResult& v) { return !v.scenario.empty(); }),
                    any(context, [](const ValidationResult& v) { return !v.subgroup.empty(); }),
                    any(context, [](const ValidationResult& v) { return v.low || v.high; })};
  table.title = "Validation against data";
  table.columns = columns_of(shown, context.is_data());
  for (const ValidationResult& v : all) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row = {text_cell(context.is_data() || v.label.empty() ? v.quantity : v.label),
           text_cell(strategy_name(context, v.strategy))};
    if (shown.scenario) row.push_back(text_cell(v.scenario));
    if (shown.subgroup) row.push_back(text_cell(v.subgroup));
    row.push_back(context.is_data() ? Cell{"", CellKind::number, v.at} : text_cell(v.at_text));
    row.insert(row.end(),
               {plain(context, v.model), plain(context, v.observed), plain(context, v.model - v.observed)});
    if (shown.interval && context.is_data())
      row.insert(row.end(), {plain(context, v.low), plain(context, v.high)});
    if (shown.interval) row.push_back(within(context, v));
  }
  table.notes.emplace_back("Model: the cohort trace, linear between its rows.");
  return table;
}

} // namespace cea::report
