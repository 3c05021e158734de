// What the engine saw: parameters, settings of strategies, moves of one cycle.
#include "report/table_context.h"

namespace cea::report {
namespace {

Cell value_cell(const TableContext& context, const std::optional<double>& value, const char* without) {
  if (!value) return text_cell(without);
  return {context.style.significant(*value, 6), CellKind::number, *value};
}

Table parameters(const TableContext& context, const Explanation& e) {
  Table table;
  table.title = fmt::format("Parameters, resolved (cycle {})", e.cycle);
  table.columns = {left("Parameter"),    right("Value"), left("Formula"),
                   left("Distribution"), left("Unit"),   left("Source")};
  for (const Explanation::Parameter& p : e.parameters) {
    const std::string source = p.quality.empty() ? p.source : fmt::format("{} ({})", p.source, p.quality);
    const bool hidden = p.confidential && !context.is_data();
    table.rows.push_back(
        {text_cell(p.name),
         hidden ? text_cell("confidential") : value_cell(context, p.value, "by time in state"),
         text_cell(hidden ? "" : p.formula), text_cell(hidden ? "" : p.distribution), text_cell(p.unit),
         text_cell(source)});
  }
  table.notes.push_back("Values before strategies' settings; what changes with time as in the cycle shown.");
  return table;
}

Table settings(const Explanation& e) {
  Table table;
  table.title = "Settings of strategies";
  table.columns = {left("Strategy"), left("Parameter"), left("Formula")};
  for (const Explanation::Setting& s : e.settings)
    table.rows.push_back({text_cell(s.strategy), text_cell(s.name), text_cell(s.formula)});
  return table;
}

Table moves(const TableContext& context, const Explanation& e, const std::string& strategy) {
  Table table;
  table.title = fmt::format("Transitions in cycle {}, {}", e.cycle, strategy);
  table.columns = {left("From"), left("To"), right("Probability"), left("Formula")};
  for (const Explanation::Move& m : e.moves)
    if (m.strategy == strategy)
      table.rows.push_back({text_cell(m.from), text_cell(m.to),
                            value_cell(context, m.probability, "nobody there"), text_cell(m.formula)});
  if (!table.rows.empty())
    table.notes.push_back("Where members of a state differ (time in state, subgroups), the mean over them. "
                          "Entries beside mortality are conditional on survival; the probability isn't.");
  return table;
}

} // namespace

std::vector<Table> explain_tables(const TableContext& context) {
  std::vector<Table> tables;
  const Explanation& e = *context.results.explanation;
  tables.push_back(parameters(context, e));
  tables.push_back(settings(e));
  if (!context.results.base_case) return tables;
  for (const StrategyTotals& s : context.results.base_case->strategies)
    tables.push_back(moves(context, e, s.id));
  return tables;
}

} // namespace cea::report
