#include "report/sensitivity_tables.h"

#include "report/parameter_cells.h"

#include <algorithm>

namespace cea::report {

std::vector<Table> equity_tables(const TableContext& context) {
  if (!context.results.equity) return {};
  const EquityResult& r = *context.results.equity;
  const auto name = [&](const std::string& id, const std::string& label) {
    return context.is_data() || label.empty() ? id : label;
  };
  const std::string who =
      fmt::format("{} vs {}", name(r.strategy, r.strategy_label), name(r.comparator, r.comparator_label));
  Table groups;
  groups.title = fmt::format("Health by group, {}", who);
  groups.columns = {left("Group"),
                    right("Share"),
                    right("Before"),
                    right("Gained"),
                    right("Incremental " + context.style.in_currency("cost")),
                    right("Opportunity cost"),
                    right("After")};
  for (const EquityGroup& g : r.groups)
    groups.rows.push_back({text_cell(name(g.id, g.label)), context.share(g.weight),
                           context.effect(g.baseline), context.effect(g.gain), context.money(g.cost),
                           context.effect(g.opportunity_cost), context.effect(g.after)});
  groups.notes.push_back(
      fmt::format("In {} per person of the group; the incremental cost displaces health at {}.",
                  context.effect_heading(), context.style.price(r.wtp)));
  Table welfare;
  welfare.title = fmt::format("Equally distributed equivalent health, {}", who);
  welfare.columns = {
      right("Aversion"), right("Before"), right("After"), right("Change"), right("Atkinson index before"),
      right("after")};
  for (std::size_t i = 0; i < r.aversion.size(); ++i)
    welfare.rows.push_back(
        {parameter_cell(context.style, r.aversion[i], false),
         context.effect(r.equal_before[i]),
         context.effect(r.equal_after[i]),
         context.effect(r.equal_after[i] - r.equal_before[i]),
         {context.style.number(r.atkinson_before[i], 5), CellKind::number, r.atkinson_before[i]},
         {context.style.number(r.atkinson_after[i], 5), CellKind::number, r.atkinson_after[i]}});
  welfare.notes.push_back(fmt::format("Mean {} before, {} after. At aversion 0 only the mean counts.",
                                      context.style.effect(r.mean_before),
                                      context.style.effect(r.mean_after)));
  for (const double tip : r.tips)
    welfare.notes.push_back(
        fmt::format("The judgement turns at aversion {}.", parameter_cell(context.style, tip, false).text));
  return {groups, welfare};
}

} // namespace cea::report
