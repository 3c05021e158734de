#include "report/sensitivity_tables.h"

#include "report/decision_tables.h"
#include "report/parameter_cells.h"
#include "support/text.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

std::string strategy_name(const TableContext& context, const OneWayResult& r, std::size_t s) {
  return context.is_data() ? r.strategies[s] : r.labels[s];
}

std::string bar_name(const TableContext& context, const OneWayBar& bar) {
  return context.is_data() ? bar.id : bar.label;
}

Cell end_cell(const TableContext& context, const OneWayBar& bar, double OneWayBar::Member::*end) {
  if (bar.members.size() == 1)
    return parameter_cell(context.style, bar.members[0].*end, bar.members[0].confidential);
  std::vector<std::string> values;
  for (const OneWayBar::Member& m : bar.members)
    values.push_back(parameter_cell(context.style, m.*end, m.confidential).text);
  return text_cell(join(values, ", "));
}

std::string changes_of(const TableContext& context, const OneWayResult& r, const OneWayBar& bar) {
  std::vector<std::string> parts;
  for (const DecisionChange& c : bar.changes) {
    std::vector<std::string> values;
    for (std::size_t m = 0; m < c.values.size(); ++m)
      values.push_back(parameter_cell(context.style, c.values[m], bar.members[m].confidential).text);
    parts.push_back(fmt::format("{} above {}, {} below", strategy_name(context, r, c.to), join(values, ", "),
                                strategy_name(context, r, c.from)));
  }
  return join(parts, "; ");
}

Cell outcome_icer(const TableContext& context, const ComparedOutcome& o) {
  if (context.is_data() && !o.icer) return text_cell("");
  return icer_cell(context, o.quadrant, o.icer);
}

void add_columns(Table& table, const TableContext& context, const OneWayResult& r) {
  const std::string wtp = context.style.price(r.comparison.thresholds.front());
  table.columns = {left("Parameter"), right("Low"), right("High")};
  if (context.is_data())
    for (const char* const what : {"Incremental cost", "Incremental effect"})
      for (const char* const end : {"low", "high"})
        table.columns.push_back(right(fmt::format("{} at {}", what, end)));
  const auto icer = [&](const char* end) {
    return right(context.is_data() ? fmt::format("ICER at {}", end)
                                   : fmt::format("ICER at {} ({})", end, context.style.per_effect()));
  };
  table.columns.push_back(icer("low"));
  table.columns.push_back(icer("high"));
  table.columns.push_back(right(fmt::format("INMB at low, {}", wtp)));
  table.columns.push_back(right(fmt::format("INMB at high, {}", wtp)));
  table.columns.push_back(right(context.is_data() ? "Swing" : context.style.in_currency("Swing of INMB")));
  table.columns.push_back(left("Best strategy changes"));
}

std::vector<Cell> bar_row(const TableContext& context, const OneWayResult& r, const OneWayBar& bar) {
  std::vector<Cell> row = {text_cell(bar_name(context, bar)), end_cell(context, bar, &OneWayBar::Member::low),
                           end_cell(context, bar, &OneWayBar::Member::high)};
  if (context.is_data())
    row.insert(row.end(), {context.money(bar.low.delta_cost), context.money(bar.high.delta_cost),
                           context.effect(bar.low.delta_effect), context.effect(bar.high.delta_effect)});
  row.insert(row.end(), {outcome_icer(context, bar.low), outcome_icer(context, bar.high),
                         context.money(bar.low.inmb.front()), context.money(bar.high.inmb.front()),
                         context.money(bar.swing), text_cell(changes_of(context, r, bar))});
  return row;
}

void add_notes(Table& table, const TableContext& context, const OneWayResult& r) {
  table.notes.push_back(fmt::format(
      "One parameter at a time at each end of its range, the others at their base values. INMB: incremental "
      "net monetary benefit (base case {}). By swing of the INMB. Best strategy: the highest net benefit of "
      "all; {} in the base case.",
      context.style.amount(r.base.inmb.front()), strategy_name(context, r, r.best)));
  std::vector<std::string> still, joint, level;
  for (const OneWayBar& bar : r.bars) {
    if (bar.swing == 0) (bar.moves ? level : still).push_back(bar_name(context, bar));
    if (bar.swing != 0 && !bar.moved_with.empty()) joint.push_back(bar_name(context, bar));
  }
  if (!joint.empty())
    table.notes.push_back(
        fmt::format("Moved together with the others of their joint distribution: {}.", join(joint, ", ")));
  if (!still.empty() && !context.is_data())
    table.notes.push_back(fmt::format("Without influence on this comparison: {}.", join(still, ", ")));
  if (!level.empty() && !context.is_data())
    table.notes.push_back(
        fmt::format("Equal INMB at both ends, though not without influence: {}.", join(level, ", ")));
}

Table tornado_table(const TableContext& context, const OneWayResult& r) {
  Table table;
  table.title = fmt::format("One-way analysis, {} vs {}", strategy_name(context, r, r.comparison.strategy),
                            strategy_name(context, r, r.comparison.comparator));
  add_columns(table, context, r);
  if (r.bars.empty() && !context.is_data()) {
    table.notes.emplace_back("No parameter has a range: give `low` and `high`, or a distribution.");
    return table;
  }
  for (const OneWayBar& bar : r.bars)
    if (context.is_data() || bar.swing != 0 || bar.moves || !bar.changes.empty())
      table.rows.push_back(bar_row(context, r, bar));
  add_notes(table, context, r);
  return table;
}

Table conditional_table(const TableContext& context, const OneWayResult& r) {
  Table table;
  if (r.conditional.empty()) return table;
  table.title = fmt::format("Probabilistic one-way analysis, {} vs {}",
                            strategy_name(context, r, r.comparison.strategy),
                            strategy_name(context, r, r.comparison.comparator));
  table.columns = {left("Parameter"),
                   right("Quantile"),
                   right("Value"),
                   right("Incremental " + context.style.in_currency("cost")),
                   right("Incremental " + context.effect_heading()),
                   right(fmt::format("INMB at {}", context.style.price(r.comparison.thresholds.front()))),
                   right("MC error"),
                   right("Probability above 0"),
                   left("Best strategy")};
  for (const ConditionalMeans& means : r.conditional)
    for (const ConditionalMeans::Point& p : means.points)
      table.rows.push_back({text_cell(context.is_data() ? means.id : means.label), context.share(p.quantile),
                            parameter_cell(context.style, p.value, means.confidential),
                            context.money(p.delta_cost), context.effect(p.delta_effect),
                            context.money(p.inmb), error_cell(context.style, p.inmb_mcse, CellKind::money),
                            context.share(p.probability), text_cell(strategy_name(context, r, p.best))});
  blank_repeats(table, context);
  table.notes.push_back(fmt::format(
      "Means of {} samples, the parameter fixed at the quantile of its distribution and the others drawn; "
      "members of a joint distribution drawn given the fixed one.",
      context.style.count(r.samples)));
  return table;
}

} // namespace

Cell parameter_cell(const NumberStyle& style, double x, bool confidential) {
  if (confidential) return text_cell("confidential");
  const bool whole = x == std::floor(x) || std::abs(x) >= 1000;
  return {whole ? style.number(x, 0) : style.significant(x, 4), CellKind::number, x};
}

std::vector<Table> one_way_tables(const TableContext& context) {
  if (!context.results.one_way) return {};
  const OneWayResult& r = *context.results.one_way;
  return {tornado_table(context, r), conditional_table(context, r)};
}

} // namespace cea::report
