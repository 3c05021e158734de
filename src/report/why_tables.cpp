#include "report/sensitivity_tables.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

using Cells = std::vector<Cell>;

Cell share_cell(const TableContext& context, double part, double total) {
  if (total == 0) return text_cell("");
  return context.share(part / total);
}

void add_row(Table& table, const TableContext& context, const std::string& name, double cost, double effect,
             const WhyResult& r) {
  table.rows.push_back({text_cell(name), context.money(cost), share_cell(context, cost, r.cost.total),
                        context.effect(effect), share_cell(context, effect, r.effect.total)});
}

Table split(const TableContext& context, const std::string& title, const std::string& first) {
  Table table;
  table.title = title;
  table.columns = {left(first), right("Incremental " + context.style.in_currency("cost")), right("Share"),
                   right("Incremental " + context.effect_heading()), right("Share")};
  return table;
}

Table cause_table(const TableContext& context, const WhyResult& r, const std::string& who) {
  Table table = split(context, "Why " + who + ": by cause", "Cause");
  add_row(table, context, "Living longer", r.cost.survival, r.effect.survival, r);
  add_row(table, context, "Time in other states", r.cost.time_in_states, r.effect.time_in_states, r);
  add_row(table, context, "Other amounts", r.cost.unit_amounts, r.effect.unit_amounts, r);
  add_row(table, context, "Total", r.cost.total, r.effect.total, r);
  table.notes.emplace_back(
      "Amount per year in a state times discounted time there, split with the means of both "
      "strategies (Kitagawa); single amounts and a decision tree are other amounts.");
  return table;
}

Table state_table(const TableContext& context, const WhyResult& r, const std::string& who) {
  Table table = split(context, "Why " + who + ": by state", "State");
  table.columns.push_back(right("Years, comparator"));
  table.columns.push_back(right("Difference"));
  for (const auto& by_state : r.cost.by_state) {
    const std::string& state = by_state.first;
    const auto find = [&](const auto& list) {
      const auto it = std::find_if(list.begin(), list.end(), [&](const auto& x) { return x.first == state; });
      return it == list.end() ? 0.0 : it->second;
    };
    add_row(table, context, state, by_state.second, find(r.effect.by_state), r);
    const auto time =
        std::find_if(r.times.begin(), r.times.end(), [&](const auto& t) { return t.id == state; });
    Cells& row = table.rows.back();
    row.push_back(time == r.times.end() ? text_cell("") : context.effect(time->before));
    row.push_back(time == r.times.end() ? text_cell("") : context.effect(time->difference));
  }
  return table;
}

Table category_table(const TableContext& context, const WhyResult& r, const std::string& who) {
  Table table;
  table.title = "Why " + who + ": by category";
  table.columns = {left("Category"), right("Incremental " + context.style.in_currency("cost")),
                   right("Share")};
  for (const auto& [name, x] : r.cost.by_category)
    table.rows.push_back({text_cell(name), context.money(x), share_cell(context, x, r.cost.total)});
  return table;
}

/// Every year for data; for people the first ten, then in tens.
Table year_table(const TableContext& context, const WhyResult& r, const std::string& who) {
  Table table = split(context, "Why " + who + ": by year since the start", "Year");
  const std::size_t years = r.cost.by_year.size();
  for (std::size_t y = 0; y < years;) {
    const std::size_t step = context.is_data() || y < 10 ? 1 : 10, end = std::min(years, y + step);
    double cost = 0, effect = 0;
    for (std::size_t i = y; i < end; ++i) {
      cost += r.cost.by_year[i];
      effect += r.effect.by_year[i];
    }
    const std::string name = step == 1 ? fmt::format("{}", y + 1) : fmt::format("{} to {}", y + 1, end);
    if (context.is_data() || cost != 0 || effect != 0) add_row(table, context, name, cost, effect, r);
    y = end;
  }
  return table;
}

} // namespace

std::vector<Table> why_tables(const TableContext& context) {
  const WhyResult& r = *context.results.why;
  const auto name = [&](const std::string& id, const std::string& label) {
    return context.is_data() || label.empty() ? id : label;
  };
  const std::string who =
      fmt::format("{} vs {}", name(r.strategy, r.strategy_label), name(r.comparator, r.comparator_label));
  return {cause_table(context, r, who), state_table(context, r, who), category_table(context, r, who),
          year_table(context, r, who)};
}

} // namespace cea::report
