// The deterministic results: base case, what totals are made of, clinical outcomes and trace.
#include "report/figures.h"
#include "report/lookup.h"
#include "report/sections.h"

namespace cea::report {
namespace {

/// Net benefit at the threshold a reader chooses.
ReportTable net_benefit_at_threshold(const SectionContext& context) {
  const Results& r = context.results();
  const BaseCase& b = *r.base_case;
  ReportTable result{"net-benefit-at-threshold", {}, {}};
  const double sign = b.fewer_is_better ? -1 : 1;
  const auto cells_at = [&](std::size_t point) {
    std::vector<std::vector<std::string>> rows;
    const double wtp = context.thresholds[point];
    for (std::size_t s = 0; s < b.strategies.size(); ++s) {
      const StrategyTotals& t = b.strategies[s];
      std::vector<std::string>& row = rows.emplace_back();
      row = {context.strategy(s),
             context.tables.style.money(wtp * sign * amount_or_zero(t.effects, b.effect) - t.cost)};
      if (!context.has_curves()) continue;
      row.push_back(
          context.tables.style.money(wtp * sign * r.psa->effect_estimate[s].mean - r.psa->cost[s].mean));
      row.push_back(context.tables.style.percent(r.psa->ceac[s][point]));
      row.push_back(context.tables.style.money(r.psa->expected_loss[s][point]));
    }
    return rows;
  };
  for (std::size_t i = 0; i < context.thresholds.size(); ++i)
    result.at_threshold.push_back(cells_at(i));
  Table& table = result.table;
  table.title = "At the chosen willingness to pay";
  table.columns = {left("Strategy"), right(context.tables.style.in_currency("Net benefit, deterministic"))};
  if (context.has_curves())
    table.columns.insert(table.columns.end(),
                         {right(context.tables.style.in_currency("Net benefit, probabilistic")),
                          right("Cost-effective"), right(context.tables.style.in_currency("Expected loss"))});
  for (const auto& row : result.at_threshold[context.chosen]) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (const std::string& text : row)
      cells.push_back(text_cell(text));
  }
  table.notes.push_back(fmt::format("Here at {}; the slider of the HTML report moves it.",
                                    context.per_effect(context.thresholds[context.chosen])));
  return result;
}

void add_figures(Section& section, std::vector<Figure> figures) {
  for (Figure& figure : figures)
    add_figure(section, std::move(figure));
}

} // namespace

Section base_case_section(const SectionContext& context) {
  Section section{"base-case", "Base case", {}};
  const Results& r = context.results();
  add_table(section, "incremental-deterministic", base_incremental_table(context.tables));
  if (r.psa) add_table(section, "incremental-probabilistic", psa_incremental_table(context.tables));
  add_figures(section, {frontier_figure(context)});
  add_table(section, "pairwise-deterministic", base_pairwise_table(context.tables));
  if (r.psa) add_table(section, "pairwise-probabilistic", psa_pairwise_table(context.tables));
  if (!context.thresholds.empty() && !context.tables.is_data())
    section.blocks.emplace_back(net_benefit_at_threshold(context));
  add_tables(section, "net-benefit", net_benefit_tables(context.tables));
  return section;
}

Section disaggregated_section(const SectionContext& context) {
  Section section{"disaggregated", "What totals are made of", {}};
  add_table(section, "totals", totals_table(context.tables));
  add_figures(section, {category_figure(context)});
  add_tables(section, "disaggregated", disaggregated_tables(context.tables));
  return section;
}

Section outcome_section(const SectionContext& context) {
  Section section{"outcomes", "Clinical outcomes and cohort trace", {}};
  const Results& r = context.results();
  if (r.trace || r.explanation) add_figures(section, model_figures(context));
  if (r.trace) {
    if (!context.tables.is_data())
      section.blocks.emplace_back(Paragraph{"Proportions of the cohort in each state at selected times."});
    add_tables(section, "trace", selected_trace_tables(context));
  }
  return section;
}

} // namespace cea::report
