#include "report/tables.h"

#include "report/sensitivity_tables.h"
#include "report/table_context.h"

namespace cea::report {
namespace {

/// Tables in order, empty ones left out.
class TableList {
public:
  void add(Table table) {
    if (!table.rows.empty() || !table.notes.empty()) tables_.push_back(std::move(table));
  }
  void add(std::vector<Table> tables) {
    for (Table& table : tables)
      add(std::move(table));
  }
  std::vector<Table> take() { return std::move(tables_); }

private:
  std::vector<Table> tables_;
};

void add_decision(TableList& list, const TableContext& context) {
  const Results& r = context.results;
  if (r.psa && r.base_case_is_means) {
    list.add(psa_incremental_table(context));
    list.add(psa_pairwise_table(context));
    return;
  }
  const bool both = r.base_case && r.psa;
  if (both && r.headline_probabilistic) list.add(psa_incremental_table(context));
  if (r.base_case) list.add(base_incremental_table(context));
  if (r.psa && !(both && r.headline_probabilistic)) list.add(psa_incremental_table(context));
  if (both && r.headline_probabilistic) list.add(psa_pairwise_table(context));
  if (r.base_case) list.add(base_pairwise_table(context));
  if (r.psa && !(both && r.headline_probabilistic)) list.add(psa_pairwise_table(context));
}

} // namespace

void blank_repeats(Table& table, const TableContext& context) {
  if (context.is_data()) return;
  for (std::size_t r = table.rows.size(); r-- > 1;)
    if (table.rows[r].front().text == table.rows[r - 1].front().text) table.rows[r].front().text.clear();
}

std::vector<Table> report_tables(const Results& results, Audience audience) {
  const TableContext context(results, audience);
  TableList list;
  list.add(header_table(context));
  if (results.explanation) {
    list.add(explain_tables(context));
    list.add(totals_table(context));
    list.add(disaggregated_tables(context));
    list.add(trace_tables(context));
    return list.take();
  }
  if (results.compare || results.verify || results.why) { // the base case is only what they started from
    list.add(results.compare  ? compare_tables(context)
             : results.verify ? verify_tables(context)
                              : why_tables(context));
    list.add(warning_table(context));
    return list.take();
  }
  add_decision(list, context);
  if (results.base_case) {
    list.add(totals_table(context));
    list.add(disaggregated_tables(context));
    list.add(net_benefit_tables(context));
  }
  if (results.psa) {
    list.add(psa_totals_table(context));
    list.add(psa_increments_table(context));
    list.add(probability_table(context));
    list.add(loss_table(context));
    list.add(curve_table(context));
  }
  if (results.base_case && !results.scenarios.empty()) list.add(scenario_table(context));
  if (results.base_case) list.add(subgroup_tables(context));
  list.add(validation_table(context));
  list.add(one_way_tables(context));
  list.add(two_way_tables(context));
  list.add(threshold_tables(context));
  list.add(budget_tables(context));
  list.add(equity_tables(context));
  list.add(trace_tables(context));
  list.add(assumption_table(context));
  list.add(warning_table(context));
  return list.take();
}

} // namespace cea::report
