#include "report/lookup.h"
#include "report/table_context.h"

#include <algorithm>

namespace cea::report {
namespace {

using Pick = const NamedAmounts& (*)(const StrategyTotals&);

/// Names that any strategy uses, in order of first appearance.
std::vector<std::string> names_of(const BaseCase& base_case, Pick pick) {
  std::vector<std::string> names;
  for (const StrategyTotals& s : base_case.strategies)
    for (const auto& [name, value] : pick(s))
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

std::vector<Column> strategy_columns(const TableContext& context, const std::string& first) {
  const BaseCase& b = *context.results.base_case;
  std::vector<Column> columns = {left(first)};
  for (std::size_t s = 0; s < b.strategies.size(); ++s)
    columns.push_back(right(context.name(b, s)));
  return columns;
}

/// Parts down, strategies across, and their sum.
Table parts_table(const TableContext& context, const std::string& title, const std::string& first, Pick pick,
                  CellKind kind) {
  const BaseCase& b = *context.results.base_case;
  const auto cell = [&](double x) { return kind == CellKind::money ? context.money(x) : context.effect(x); };
  Table table;
  const std::vector<std::string> parts = names_of(b, pick);
  if (parts.empty()) return table;
  table.title = title;
  table.columns = strategy_columns(context, first);
  std::vector<double> sums(b.strategies.size());
  for (const std::string& part : parts) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row.push_back(text_cell(part));
    for (std::size_t s = 0; s < sums.size(); ++s) {
      const double x = amount_or_zero(pick(b.strategies[s]), part);
      sums[s] += x;
      row.push_back(cell(x));
    }
  }
  std::vector<Cell>& total = table.rows.emplace_back();
  total.push_back(text_cell("Total"));
  for (const double sum : sums)
    total.push_back(cell(sum));
  return table;
}

std::vector<Column> threshold_columns(const TableContext& context, const std::string& first) {
  std::vector<Column> columns = {left(first)};
  for (const double wtp : context.results.base_case->thresholds) {
    const std::string heading = context.is_data() ? plain_decimal(wtp) : context.style.price(wtp);
    columns.push_back(right(heading));
  }
  return columns;
}

std::vector<Cell> money_row(const TableContext& context, std::string name,
                            const std::vector<double>& values) {
  std::vector<Cell> row = {text_cell(std::move(name))};
  for (const double x : values)
    row.push_back(context.money(x));
  return row;
}

} // namespace

Table totals_table(const TableContext& context) {
  const BaseCase& b = *context.results.base_case;
  const std::vector<std::string> outcomes =
      names_of(b, [](const auto& s) -> const NamedAmounts& { return s.effects; });
  const std::vector<std::string> undiscounted =
      names_of(b, [](const auto& s) -> const NamedAmounts& { return s.undiscounted_effects; });
  Table table;
  table.title = "Totals per person";
  table.columns = {left("Strategy"), right(context.cost_heading())};
  for (const std::string& outcome : outcomes)
    table.columns.push_back(right(context.style.heading(outcome)));
  if (!undiscounted.empty())
    table.columns.push_back(right("Undiscounted " + context.style.in_currency("cost")));
  for (const std::string& outcome : undiscounted)
    table.columns.push_back(right("Undiscounted " + context.style.heading(outcome)));
  for (std::size_t i = 0; i < b.strategies.size(); ++i) {
    const StrategyTotals& s = b.strategies[i];
    std::vector<Cell>& row = table.rows.emplace_back();
    row = {text_cell(context.name(b, i)), context.money(s.cost)};
    for (const std::string& outcome : outcomes)
      row.push_back(context.effect(amount_or_zero(s.effects, outcome)));
    if (!undiscounted.empty()) row.push_back(context.money(s.undiscounted_cost));
    for (const std::string& outcome : undiscounted)
      row.push_back(context.effect(amount_or_zero(s.undiscounted_effects, outcome)));
  }
  return table;
}

std::vector<Table> disaggregated_tables(const TableContext& context) {
  return {
      parts_table(
          context, context.style.in_currency("Costs by category"), "Category",
          [](const StrategyTotals& s) -> const NamedAmounts& { return s.cost_by_category; }, CellKind::money),
      parts_table(
          context, context.style.in_currency("Costs by state"), "State",
          [](const StrategyTotals& s) -> const NamedAmounts& { return s.cost_by_state; }, CellKind::money),
      parts_table(
          context, context.effect_heading() + " by state", "State",
          [](const StrategyTotals& s) -> const NamedAmounts& { return s.effect_by_state; },
          CellKind::effect)};
}

std::vector<Table> net_benefit_tables(const TableContext& context) {
  const BaseCase& b = *context.results.base_case;
  if (b.thresholds.empty()) return {};
  Table nmb, inmb;
  nmb.title = context.style.in_currency("Net monetary benefit") + " by willingness to pay per " +
              context.style.unit();
  nmb.columns = threshold_columns(context, "Strategy");
  for (std::size_t s = 0; s < b.nmb.size(); ++s)
    nmb.rows.push_back(money_row(context, context.name(b, s), b.nmb[s]));
  inmb.title =
      "Incremental net monetary benefit" + nmb.title.substr(std::string("Net monetary benefit").size());
  inmb.columns = threshold_columns(context, "Comparison");
  for (const PairwiseRow& row : b.pairwise)
    inmb.rows.push_back(money_row(
        context, fmt::format("{} vs {}", context.name(b, row.strategy), context.name(b, row.comparator)),
        row.inmb));
  return {nmb, inmb};
}

} // namespace cea::report
