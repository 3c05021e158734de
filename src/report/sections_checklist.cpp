// CHEERS 2022 (Husereau et al., BMJ 2022;376:e067975): where each of the 28 items stands, and what the author
// owes.
#include "report/sections.h"
#include "support/text.h"

#include <algorithm>

namespace cea::report {
namespace {

struct Item {
  const char* topic;
  const char* asks;
  std::vector<const char*> sections; ///< where the report has it
  bool given;                        ///< whether the scenario says what the report can show
  const char* owed;                  ///< what remains for the author in any case; empty: nothing
};

std::vector<Item> items_of(const Results& r) {
  const bool sourced =
      std::any_of(r.parameters.begin(), r.parameters.end(), [](const auto& p) { return !p.source.empty(); });
  const bool priced = !r.currency.empty() && r.price_year.has_value();
  return {
      {"Title", "Economic evaluation and interventions named", {"summary"}, !r.title.empty(), ""},
      {"Abstract", "Structured summary", {"summary"}, true, "context and key methods in prose"},
      {"Background and objectives",
       "Context, question, relevance",
       {"problem"},
       !r.question.empty(),
       "context and practical relevance"},
      {"Health economic analysis plan",
       "Whether a plan exists and where",
       {},
       false,
       "say whether there was a plan, and where"},
      {"Study population",
       "Characteristics of the population",
       {"problem", "subgroups"},
       !r.question.empty(),
       "describe the population"},
      {"Setting and location", "Relevant context", {"problem"}, !r.country.empty(), ""},
      {"Comparators", "Strategies compared and why", {"problem"}, true, "why these were chosen"},
      {"Perspective", "Perspective and why", {"problem"}, !r.perspective.empty(), "why it was chosen"},
      {"Time horizon", "Horizon and why", {"problem"}, !r.settings_note.empty(), "why it is appropriate"},
      {"Discount rate",
       "Rates and reason",
       {"problem"},
       !r.settings_note.empty(),
       "the reason for the rates"},
      {"Selection of outcomes", "Measures of benefit and harm", {"problem", "base-case"}, true, ""},
      {"Measurement of outcomes",
       "How outcomes were measured",
       {"parameters"},
       sourced,
       "how benefits and harms were captured"},
      {"Valuation of outcomes",
       "Population and methods of valuation",
       {"parameters"},
       sourced,
       "whose preferences, and by which method"},
      {"Resources and costs", "How costs were valued", {"parameters", "disaggregated"}, sourced, ""},
      {"Currency, price date, conversion", "Dates, currency and year", {"problem"}, priced, ""},
      {"Model",
       "Description and why; where it can be had",
       {"outcomes", "provenance"},
       true,
       "why this structure"},
      {"Analytics and assumptions",
       "Methods, extrapolation, validation",
       {"assumptions", "validation", "verification"},
       true,
       ""},
      {"Heterogeneity",
       "Methods for subgroups",
       {"subgroups"},
       !r.subgroups.empty(),
       "say why there are no subgroups"},
      {"Distributional effects",
       "How impacts are distributed",
       {"equity"},
       r.equity.has_value(),
       "say why it wasn't analysed"},
      {"Uncertainty",
       "Methods to characterise sources of uncertainty",
       {"psa", "deterministic", "scenarios"},
       r.psa || r.one_way,
       "run the probabilistic analysis"},
      {"Engagement: approach",
       "Patients, public, payers in the design",
       {},
       false,
       "how those affected took part"},
      {"Study parameters",
       "All inputs with uncertainty and sources",
       {"parameters"},
       !r.parameters.empty(),
       ""},
      {"Main results", "Mean values of costs and outcomes", {"base-case", "disaggregated"}, true, ""},
      {"Effect of uncertainty",
       "How uncertainty affects findings",
       {"psa", "deterministic", "scenarios", "information"},
       r.psa || r.one_way,
       "run a sensitivity analysis"},
      {"Engagement: effect", "Difference that engagement made", {}, false, "what engagement changed"},
      {"Discussion",
       "Findings, limitations, generalisability",
       {"summary"},
       false,
       "limitations, generalisability, ethical and equity considerations"},
      {"Source of funding", "Funder and role", {}, false, "who paid, and the funder's role"},
      {"Conflicts of interest", "Authors' conflicts", {}, false, "each author's conflicts"},
  };
}

Cell place_cell(const Item& item, const std::vector<Section>& sections) {
  std::vector<std::string> titles;
  std::string link;
  for (const char* id : item.sections)
    for (const Section& section : sections)
      if (section.id == id) {
        titles.push_back(section.title);
        if (link.empty()) link = section.id;
      }
  Cell cell = text_cell(titles.empty() ? "not here" : join(titles, "; "));
  cell.link = link;
  return cell;
}

} // namespace

Section checklist_section(const SectionContext& context, const std::vector<Section>& others) {
  Section section{"checklist", "CHEERS 2022 checklist", {}};
  Table table;
  table.title = "CHEERS 2022";
  table.columns = {right("No."), left("Item"), left("What is asked"), left("Where it stands"),
                   left("Author still owes")};
  int number = 0, owed = 0;
  for (const Item& item : items_of(context.results())) {
    ++number;
    const Cell place = place_cell(item, others);
    const bool complete = item.given && !place.link.empty();
    const std::string remains = item.owed[0] != '\0' ? item.owed : complete ? "" : "give it in the scenario";
    const bool conditional = number == 18 || number == 19 || number == 20 || number == 24;
    const std::string shown = complete && conditional ? "" : remains;
    owed += shown.empty() ? 0 : 1;
    table.rows.push_back({text_cell(fmt::format("{}", number)), text_cell(item.topic), text_cell(item.asks),
                          place, text_cell(shown)});
  }
  section.blocks.emplace_back(
      Paragraph{fmt::format("{} of 28 items need something that only the authors can say.", owed),
                Paragraph::Tone::plain,
                {}});
  add_table(section, "cheers-2022", std::move(table));
  return section;
}

} // namespace cea::report
