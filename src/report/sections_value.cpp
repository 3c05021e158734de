// What knowing more is worth, what it costs the payer, and who gains.
#include "report/figures.h"
#include "report/sections.h"
#include "report/sensitivity_tables.h"

namespace cea::report {
namespace {

std::string evpi_sentence(const SectionContext& context, std::size_t point) {
  const PsaResult& p = *context.results().psa;
  return fmt::format("At {} perfect information on all parameters is worth {} per person.",
                     context.per_effect(p.wtp[point]), context.tables.style.amount(p.evpi[point]));
}

} // namespace

Section information_section(const SectionContext& context) {
  Section section{"information", "Value of information", {}};
  const Results& r = context.results();
  if (!r.psa || r.psa->wtp.empty()) return section;
  if (context.has_curves())
    add_paragraph(section, context, Paragraph::Tone::plain,
                  [&](std::size_t i) { return evpi_sentence(context, i); });
  add_figure(section, evpi_figure(context));
  add_figure(section, loss_figure(context));
  add_table(section, "expected-loss", loss_table(context.tables));
  return section;
}

Section budget_section(const SectionContext& context) {
  Section section{"budget", "Budget impact", {}};
  if (!context.results().budget) return section;
  add_figure(section, budget_figure(context));
  add_tables(section, "budget", budget_tables(context.tables));
  return section;
}

Section equity_section(const SectionContext& context) {
  Section section{"equity", "Distributional effects", {}};
  if (!context.results().equity) return section;
  add_tables(section, "equity", equity_tables(context.tables));
  return section;
}

} // namespace cea::report
