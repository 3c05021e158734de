#include "report/table_context.h"

namespace cea::report {
namespace {

Table trace_table(const TableContext& context, const Trace& trace, std::size_t strategy) {
  const auto& base_case = context.results.base_case;
  Table table;
  table.title = fmt::format("Cohort trace, {}",
                            base_case ? context.name(*base_case, strategy) : trace.strategies[strategy]);
  table.columns = {right("Cycle")};
  for (const std::string& state : trace.states)
    table.columns.push_back(right(state));
  for (std::size_t row = 0; row < trace.rows[strategy].size(); ++row) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    cells.push_back({fmt::format("{}", row), CellKind::number, static_cast<double>(row)});
    for (const double share : trace.rows[strategy][row])
      cells.push_back({context.style.number(share, 4), CellKind::probability, share});
  }
  return table;
}

} // namespace

std::vector<Table> trace_tables(const TableContext& context) {
  std::vector<Table> tables;
  if (const auto& trace = context.results.trace)
    for (std::size_t s = 0; s < trace->strategies.size(); ++s)
      tables.push_back(trace_table(context, *trace, s));
  return tables;
}

} // namespace cea::report
