// What speaks for the numbers: validation, verification, warnings, provenance.
#include "report/figures.h"
#include "report/sections.h"
#include "report/sensitivity_tables.h"

#include <algorithm>

namespace cea::report {

Section validation_section(const SectionContext& context) {
  Section section{"validation", "Validation against data", {}};
  if (context.results().validation.empty()) return section;
  add_figure(section, validation_figure(context));
  add_table(section, "validation", validation_table(context.tables));
  return section;
}

Section verification_section(const SectionContext& context) {
  Section section{"verification", "Verification", {}};
  const Results& r = context.results();
  if (!r.verify) return section;
  const auto count = [&](VerifyCheck::Status status) {
    return std::count_if(r.verify->checks.begin(), r.verify->checks.end(),
                         [&](const VerifyCheck& c) { return c.status == status; });
  };
  const auto failed = count(VerifyCheck::Status::fail);
  section.blocks.emplace_back(Paragraph{
      fmt::format("Black-box tests of the model after TECH-VER: {} passed, {} failed, {} don't apply.",
                  count(VerifyCheck::Status::pass), failed, count(VerifyCheck::Status::not_applicable)),
      failed > 0 ? Paragraph::Tone::warning : Paragraph::Tone::plain,
      {}});
  add_tables(section, "verification", verify_tables(context.tables));
  return section;
}

Section warning_section(const SectionContext& context) {
  Section section{"warnings", "Warnings", {}};
  if (context.results().warnings.empty()) return section;
  section.blocks.emplace_back(
      Paragraph{"What the program found unusual in the scenario. Each asks for a look, none stopped the run.",
                Paragraph::Tone::plain,
                {}});
  add_table(section, "warnings", warning_table(context.tables));
  return section;
}

Section provenance_section(const SectionContext& context) {
  Section section{"provenance", "Provenance and scenario", {}};
  const Results& r = context.results();
  Table table;
  table.title = "How these results were made";
  table.columns = {left(context.tables.is_data() ? "Item" : ""),
                   left(context.tables.is_data() ? "Value" : "")};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({text_cell(name), text_cell(value)});
  };
  add("Scenario", r.file);
  add("SHA-256", r.sha256);
  for (std::size_t f = 1; f < context.source.files.size(); ++f)
    add("Included", context.source.files[f]->name);
  for (const std::string& set : r.overrides)
    add("Set", set);
  add("Program", fmt::format("cea {}", r.version));
  add("Command", context.source.command);
  if (r.psa && r.psa->seeded) add("Seed", fmt::format("{}", r.psa->seed));
  if (r.psa) add("Samples", fmt::format("{}", r.psa->samples));
  if (r.psa) add("Inputs", r.psa->inputs_file);
  section.blocks.emplace_back(ReportTable{"provenance", std::move(table), {}});
  section.blocks.emplace_back(
      Paragraph{"The same file, version and seed give the same numbers to the last digit on any machine. The "
                "scenario in full:",
                Paragraph::Tone::plain,
                {}});
  for (std::size_t f = 0; f < context.source.files.size(); ++f)
    section.blocks.emplace_back(Listing{context.source.files[f]->name, context.source.files[f]->text,
                                        f == 0 ? "line-" : fmt::format("file-{}-line-", f + 1)});
  return section;
}

} // namespace cea::report
