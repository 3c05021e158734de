#include "report/parameter_cells.h"
#include "report/sensitivity_tables.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

using Years = std::vector<double>;

/// Money of a whole population: whole units.
Cell amount_cell(const TableContext& context, double x) {
  return {context.style.number(x, 0), CellKind::money, x};
}

std::vector<Column> year_columns(std::string first, std::size_t years, bool total) {
  std::vector<Column> columns = {left(std::move(first))};
  for (std::size_t y = 1; y <= years; ++y)
    columns.push_back(right(fmt::format("Year {}", y)));
  if (total) columns.push_back(right("All years"));
  return columns;
}

std::vector<Cell> year_row(const TableContext& context, std::string name, const Years& values, bool total) {
  std::vector<Cell> row = {text_cell(std::move(name))};
  double sum = 0;
  for (const double x : values) {
    row.push_back(amount_cell(context, x));
    sum += x;
  }
  if (total) row.push_back(amount_cell(context, sum));
  return row;
}

Table overview_table(const TableContext& context, const BudgetResult& r) {
  Table table;
  table.title = context.style.in_currency("Budget impact, undiscounted");
  table.columns = year_columns("", r.base.net.size(), true);
  table.columns.front().heading = "Budget";
  table.rows.push_back(year_row(context, "Without", r.base.without, true));
  table.rows.push_back(year_row(context, "With", r.base.with, true));
  table.rows.push_back(year_row(context, "Net", r.base.net, true));
  table.rows.push_back(year_row(context, "Net, cumulative", r.base.cumulative, false));
  table.rows.back().push_back(text_cell(""));
  if (!r.base.pmpm.empty()) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row.push_back(text_cell("Net per member and month"));
    for (const double x : r.base.pmpm)
      row.push_back({context.style.number(x, 4), CellKind::number, x});
    row.push_back(text_cell(""));
  }
  return table;
}

bool all_zero(const Years& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return x == 0; });
}

/// A category and a strategy may share their name, so each row says what it is.
Table parts_table(const TableContext& context, const BudgetResult& r) {
  Table table;
  table.title = context.style.in_currency("Net budget impact by category and strategy");
  table.columns = year_columns("Name", r.base.net.size(), true);
  table.columns.insert(table.columns.begin(), left("Part"));
  const auto add = [&](const char* kind, const std::string& name, const Years& values) {
    if (!context.is_data() && all_zero(values)) return;
    table.rows.push_back(year_row(context, name, values, true));
    table.rows.back().insert(table.rows.back().begin(), text_cell(kind));
  };
  for (std::size_t c = 0; c < r.categories.size(); ++c)
    add("Category", r.categories[c], r.base.net_by_category[c]);
  for (std::size_t s = 0; s < r.strategies.size(); ++s)
    add("Strategy", context.is_data() ? r.strategies[s] : r.labels[s], r.base.net_by_strategy[s]);
  table.notes.emplace_back("Categories sum to the net, and so do strategies with the programme.");
  return table;
}

Table people_table(const TableContext& context, const BudgetResult& r) {
  Table table;
  table.title = "People who start, by strategy";
  table.columns = year_columns("Strategy", r.base.net.size(), false);
  const auto add = [&](const char* which, const std::vector<Years>& entrants) {
    for (std::size_t s = 0; s < r.strategies.size(); ++s) {
      if (all_zero(entrants[s])) continue;
      std::vector<Cell>& row = table.rows.emplace_back();
      row.push_back(
          text_cell(fmt::format("{}, {}", context.is_data() ? r.strategies[s] : r.labels[s], which)));
      for (const double x : entrants[s])
        row.push_back({context.style.number(x, x < 100 ? 1 : 0), CellKind::number, x});
    }
  };
  add("without", r.base.entrants_without);
  add("with", r.base.entrants_with);
  if (r.later_starts)
    table.notes.emplace_back("Prevalent people who start a strategy start anew: from then on they are "
                             "followed from the model's start, as incident people are.");
  return table;
}

Table range_table(const TableContext& context, const BudgetResult& r) {
  constexpr std::size_t kMost = 15;
  Table table;
  table.title = context.style.in_currency("Net budget impact of all years at the ends of parameters' ranges");
  table.columns = {left("Parameter"), right("Low"), right("High"), right("Net at low"), right("Net at high")};
  std::size_t more = 0;
  for (const BudgetRange& range : r.ranges) {
    if (!context.is_data() && range.net_low == range.net_high) continue;
    if (!context.is_data() && table.rows.size() == kMost) {
      ++more;
      continue;
    }
    table.rows.push_back({text_cell(context.is_data() ? range.id : range.label),
                          parameter_cell(context.style, range.low, range.confidential),
                          parameter_cell(context.style, range.high, range.confidential),
                          amount_cell(context, range.net_low), amount_cell(context, range.net_high)});
  }
  if (table.rows.empty()) return {};
  if (more > 0)
    table.notes.push_back(
        fmt::format("The {} parameters that move it most; {} more move it less.", kMost, more));
  return table;
}

Table sample_table(const TableContext& context, const BudgetResult& r) {
  Table table;
  if (r.net.empty()) return table;
  table.title = context.style.in_currency("Net budget impact, probabilistic");
  table.columns = {left("Year"), right("Mean"), right("MC error"), right(context.style.percent(0.025)),
                   right(context.style.percent(0.975))};
  const auto add = [&](std::string name, const Estimate& e) {
    table.rows.push_back({text_cell(std::move(name)), amount_cell(context, e.mean),
                          error_cell(context.style, e.mcse, CellKind::money), amount_cell(context, e.low),
                          amount_cell(context, e.high)});
  };
  for (std::size_t y = 0; y < r.net.size(); ++y)
    add(fmt::format("{}", y + 1), r.net[y]);
  add("All years", r.cumulative);
  table.notes.push_back(fmt::format("{} samples.", context.style.count(r.samples)));
  return table;
}

} // namespace

std::vector<Table> budget_tables(const TableContext& context) {
  if (!context.results.budget) return {};
  const BudgetResult& r = *context.results.budget;
  return {overview_table(context, r), parts_table(context, r), people_table(context, r),
          range_table(context, r), sample_table(context, r)};
}

} // namespace cea::report
