#include "report/decision_tables.h"
#include "report/lookup.h"
#include "report/table_context.h"

namespace cea::report {
namespace {

/// A part of the population as a row's heading: the parts first, the whole last.
struct Part {
  std::string name;
  double weight;
  const BaseCase& base_case;
};

std::vector<Part> parts_of(const TableContext& context) {
  std::vector<Part> parts;
  for (const SubgroupResult& s : context.results.subgroups)
    parts.push_back({context.is_data() || s.label.empty() ? s.id : s.label, s.weight, s.base_case});
  parts.push_back({"All", 1, *context.results.base_case});
  return parts;
}

std::vector<Column> with_thresholds(const TableContext& context, std::vector<Column> columns,
                                    const std::string& what) {
  for (const double wtp : context.results.base_case->thresholds)
    columns.push_back(right(
        fmt::format("{} at {}", what, context.is_data() ? plain_decimal(wtp) : context.style.price(wtp))));
  return columns;
}

Table totals_by_subgroup(const TableContext& context) {
  Table table;
  table.title = "Subgroups, totals per person";
  table.columns = with_thresholds(context,
                                  {left("Subgroup"), right("Weight"), left("Strategy"),
                                   right(context.cost_heading()), right(context.effect_heading())},
                                  "NMB");
  for (const Part& part : parts_of(context))
    for (std::size_t s = 0; s < part.base_case.strategies.size(); ++s) {
      const StrategyTotals& totals = part.base_case.strategies[s];
      const bool repeated = s > 0 && !context.is_data();
      std::vector<Cell>& row = table.rows.emplace_back();
      row = {text_cell(part.name), repeated ? text_cell("") : context.share(part.weight),
             text_cell(context.name(part.base_case, s)), context.money(totals.cost),
             context.effect(amount_or_zero(totals.effects, part.base_case.effect))};
      for (const double nmb : part.base_case.nmb[s])
        row.push_back(context.money(nmb));
    }
  blank_repeats(table, context);
  table.notes.emplace_back("All: subgroups averaged with their weights.");
  return table;
}

Table comparisons_by_subgroup(const TableContext& context) {
  Table table;
  table.title = "Subgroups, pairwise comparison";
  table.columns = with_thresholds(
      context,
      {left("Subgroup"), left("Comparison"), right("Incremental " + context.style.in_currency("cost")),
       right(context.style.increment_heading()), right(fmt::format("ICER ({})", context.style.per_effect()))},
      "INMB");
  if (context.is_data()) table.columns.push_back(left("Quadrant"));
  for (const Part& part : parts_of(context))
    for (const PairwiseRow& row : part.base_case.pairwise) {
      std::vector<Cell>& cells = table.rows.emplace_back();
      cells = {text_cell(part.name),
               text_cell(fmt::format("{} vs {}", context.name(part.base_case, row.strategy),
                                     context.name(part.base_case, row.comparator))),
               context.money(row.delta_cost), context.effect(row.delta_effect),
               icer_cell(context, row.quadrant, row.icer)};
      if (context.is_data() && !row.icer) cells.back() = text_cell("");
      for (const double inmb : row.inmb)
        cells.push_back(context.money(inmb));
      if (context.is_data()) cells.push_back(text_cell(quadrant_name(row.quadrant)));
    }
  if (table.rows.empty()) return {};
  blank_repeats(table, context);
  table.notes.emplace_back(
      "The ICER of all is that of the averaged costs and effects, not an average of ICERs.");
  return table;
}

} // namespace

std::vector<Table> subgroup_tables(const TableContext& context) {
  if (context.results.subgroups.empty()) return {};
  return {totals_by_subgroup(context), comparisons_by_subgroup(context)};
}

} // namespace cea::report
