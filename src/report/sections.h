#pragma once

#include "report/document.h"
#include "report/table_context.h"

#include <functional>
#include <optional>

/// The sections of a report, a file a group; `document.cpp` lists them in order.
namespace cea::report {

/// What a section is made from.
struct SectionContext {
  const ReportSource& source;
  TableContext tables;
  std::vector<double> thresholds; ///< as `Document::thresholds`
  std::size_t chosen = 0;

  [[nodiscard]] const Results& results() const { return source.results; }
  [[nodiscard]] std::string per_effect(double wtp) const; ///< `$50,000 per QALY`
  /// Whether there are samples, with a point of their curves at each threshold.
  [[nodiscard]] bool has_curves() const;
  [[nodiscard]] std::string strategy(std::size_t index) const {
    return tables.name(*results().base_case, index);
  }
};

/// Adds the table unless it is empty.
void add_table(Section& section, std::string id, Table table);
/// Adds tables as `id`, `id-2`, …
void add_tables(Section& section, const std::string& id, std::vector<Table> tables);

/// Adds the figure unless it shows nothing.
void add_figure(Section& section, Figure figure);
/// Adds a paragraph whose text follows the threshold; there must be thresholds.
void add_paragraph(Section& section, const SectionContext& context, Paragraph::Tone tone,
                   const std::function<std::string(std::size_t)>& text_at);

/// Each gives a section, or one without blocks where its analysis doesn't exist.
Section decision_summary(const SectionContext& context);
Section decision_problem(const SectionContext& context);
Section parameter_section(const SectionContext& context);
Section assumption_section(const SectionContext& context);
Section base_case_section(const SectionContext& context);
Section disaggregated_section(const SectionContext& context);
Section outcome_section(const SectionContext& context);
Section probabilistic_section(const SectionContext& context);
Section deterministic_section(const SectionContext& context);
Section scenario_section(const SectionContext& context);
Section subgroup_section(const SectionContext& context);
Section information_section(const SectionContext& context);
Section budget_section(const SectionContext& context);
Section equity_section(const SectionContext& context);
Section validation_section(const SectionContext& context);
Section verification_section(const SectionContext& context);
Section warning_section(const SectionContext& context);
Section checklist_section(const SectionContext& context, const std::vector<Section>& others);
Section provenance_section(const SectionContext& context);

} // namespace cea::report
