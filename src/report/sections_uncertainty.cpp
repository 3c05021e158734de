// How sure the results are: probabilistic and deterministic analyses, scenarios, subgroups.
#include "report/figures.h"
#include "report/sections.h"
#include "report/sensitivity_tables.h"

namespace cea::report {
namespace {

/// The first column links to the parameter's row.
Table with_parameter_links(const SectionContext& context, Table table) {
  for (std::vector<Cell>& row : table.rows)
    for (const ParameterSummary& p : context.results().parameters)
      if (!row.empty() && !row[0].text.empty() && (row[0].text == p.label || row[0].text == p.name)) {
        row[0].link = "parameter-" + p.name;
        break;
      }
  return table;
}

std::vector<Table> with_parameter_links(const SectionContext& context, std::vector<Table> tables) {
  for (Table& table : tables)
    table = with_parameter_links(context, std::move(table));
  return tables;
}

std::string chosen_sentence(const SectionContext& context, std::size_t point) {
  const PsaResult& p = *context.results().psa;
  const std::size_t best = p.frontier[point];
  return fmt::format("At {} the optimal strategy is {}: its mean net benefit is the highest, and in {} of "
                     "samples it is the best.",
                     context.per_effect(p.wtp[point]), context.strategy(best),
                     context.tables.style.percent(p.ceac[best][point]));
}

} // namespace

Section probabilistic_section(const SectionContext& context) {
  Section section{"psa", "Probabilistic analysis", {}};
  const Results& r = context.results();
  if (!r.psa) return section;
  if (context.has_curves())
    add_paragraph(section, context, Paragraph::Tone::plain,
                  [&](std::size_t i) { return chosen_sentence(context, i); });
  add_figure(section, plane_figure(context));
  add_figure(section, acceptability_figure(context));
  add_table(section, "psa-totals", psa_totals_table(context.tables));
  add_table(section, "psa-increments", psa_increments_table(context.tables));
  add_table(section, "probability-cost-effective", probability_table(context.tables));
  add_table(section, "acceptability-curves", curve_table(context.tables));
  add_figure(section, convergence_figure(context));
  return section;
}

Section deterministic_section(const SectionContext& context) {
  Section section{"deterministic", "Deterministic sensitivity analyses", {}};
  const Results& r = context.results();
  if (r.one_way) add_figure(section, tornado_figure(context));
  if (r.one_way)
    add_tables(section, "one-way", with_parameter_links(context, one_way_tables(context.tables)));
  for (std::size_t i = 0; i < r.two_way.size(); ++i)
    add_figure(section, two_way_figure(context, i));
  if (!r.two_way.empty()) add_tables(section, "two-way", two_way_tables(context.tables));
  if (!r.thresholds.empty()) add_tables(section, "threshold", threshold_tables(context.tables));
  return section;
}

Section scenario_section(const SectionContext& context) {
  Section section{"scenarios", "Scenario analyses", {}};
  if (context.results().scenarios.empty()) return section;
  add_table(section, "scenarios", scenario_table(context.tables));
  return section;
}

Section subgroup_section(const SectionContext& context) {
  Section section{"subgroups", "Subgroups", {}};
  if (context.results().subgroups.empty()) return section;
  add_tables(section, "subgroups", subgroup_tables(context.tables));
  return section;
}

} // namespace cea::report
