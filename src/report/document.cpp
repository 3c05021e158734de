#include "report/document.h"

#include "report/sections.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::report {
namespace {

using Maker = Section (*)(const SectionContext&);

/// In the order of NICE's and CDA-AMC's templates. A new analysis adds its section here.
constexpr Maker kSections[] = {decision_summary,     decision_problem,      parameter_section,
                               assumption_section,   base_case_section,     disaggregated_section,
                               outcome_section,      probabilistic_section, deterministic_section,
                               scenario_section,     subgroup_section,      information_section,
                               budget_section,       equity_section,        validation_section,
                               verification_section, warning_section};

/// The curves' grid where there is one, otherwise twenty steps up to twice the largest threshold.
std::vector<double> thresholds_of(const Results& results) {
  if (results.psa && !results.psa->wtp.empty()) return results.psa->wtp;
  if (!results.base_case || results.base_case->thresholds.empty()) return {};
  constexpr int kSteps = 20;
  std::vector<double> grid = results.base_case->thresholds;
  const double largest = *std::max_element(grid.begin(), grid.end());
  for (int i = 0; i <= kSteps; ++i)
    grid.push_back(2 * largest * i / kSteps);
  std::sort(grid.begin(), grid.end());
  grid.erase(std::unique(grid.begin(), grid.end()), grid.end());
  return grid;
}

std::size_t chosen_of(const Results& results, const std::vector<double>& grid) {
  if (grid.empty() || !results.base_case || results.base_case->thresholds.empty()) return 0;
  const double wanted = results.base_case->thresholds.front();
  const auto nearest = std::min_element(grid.begin(), grid.end(), [&](double a, double b) {
    return std::abs(a - wanted) < std::abs(b - wanted);
  });
  return static_cast<std::size_t>(nearest - grid.begin());
}

} // namespace

std::string SectionContext::per_effect(double wtp) const {
  return fmt::format("{} per {}", tables.style.price(wtp), tables.style.unit());
}

bool SectionContext::has_curves() const {
  const auto& psa = results().psa;
  return psa && !psa->wtp.empty() && psa->wtp.size() == thresholds.size();
}

void add_figure(Section& section, Figure figure) {
  if (!figure.layers.empty()) section.blocks.emplace_back(std::move(figure));
}

void add_paragraph(Section& section, const SectionContext& context, Paragraph::Tone tone,
                   const std::function<std::string(std::size_t)>& text_at) {
  Paragraph paragraph{"", tone, {}};
  for (std::size_t i = 0; i < context.thresholds.size(); ++i)
    paragraph.at_threshold.push_back(text_at(i));
  paragraph.text = paragraph.at_threshold[context.chosen];
  section.blocks.emplace_back(std::move(paragraph));
}

void add_table(Section& section, std::string id, Table table) {
  if (table.columns.empty() || table.rows.empty()) return;
  section.blocks.emplace_back(ReportTable{std::move(id), std::move(table), {}});
}

void add_tables(Section& section, const std::string& id, std::vector<Table> tables) {
  std::size_t number = 0;
  for (Table& table : tables) {
    if (table.columns.empty() || table.rows.empty()) continue;
    ++number;
    add_table(section, number == 1 ? id : fmt::format("{}-{}", id, number), std::move(table));
  }
}

Document make_document(const ReportSource& source, Audience audience) {
  const Results& results = source.results;
  Document document;
  document.title = results.title.empty() ? results.file : results.title;
  document.generator = fmt::format("cea {}", results.version);
  document.thresholds = thresholds_of(results);
  document.chosen = chosen_of(results, document.thresholds);
  const SectionContext context{source, TableContext(results, audience), document.thresholds, document.chosen};
  for (const double wtp : document.thresholds)
    document.threshold_texts.push_back(context.per_effect(wtp));
  for (const Maker make : kSections) {
    Section section = make(context);
    for (Block& block : section.blocks)
      if (auto* figure = std::get_if<Figure>(&block)) figure->locale = context.tables.style.locale();
    if (!section.blocks.empty()) document.sections.push_back(std::move(section));
  }
  document.sections.push_back(checklist_section(context, document.sections));
  document.sections.push_back(provenance_section(context));
  return document;
}

std::vector<const ReportTable*> tables_of(const Document& document) {
  std::vector<const ReportTable*> all;
  for (const Section& section : document.sections)
    for (const Block& block : section.blocks)
      if (const auto* table = std::get_if<ReportTable>(&block)) all.push_back(table);
  return all;
}

std::vector<const Figure*> figures_of(const Document& document) {
  std::vector<const Figure*> all;
  for (const Section& section : document.sections)
    for (const Block& block : section.blocks)
      if (const auto* figure = std::get_if<Figure>(&block)) all.push_back(figure);
  return all;
}

} // namespace cea::report
