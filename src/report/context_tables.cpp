#include "report/decision_tables.h"
#include "report/table_context.h"
#include "support/text.h"

namespace cea::report {
namespace {

std::string setting_of(const Results& r) {
  std::vector<std::string> parts;
  if (!r.country.empty()) parts.push_back(r.country);
  const std::string year = r.price_year ? fmt::format("{}", *r.price_year) : "";
  if (!r.currency.empty())
    parts.push_back(year.empty() ? r.currency : fmt::format("{} {}", r.currency, year));
  return join(parts, ", ");
}

std::string file_of(const Results& r, bool whole_hash) {
  if (r.sha256.empty()) return r.file;
  return fmt::format("{} (sha256 {})", r.file, whole_hash ? r.sha256 : r.sha256.substr(0, 12));
}

std::string psa_of(const NumberStyle& style, const PsaResult& psa) {
  std::string text = fmt::format("{} samples", style.count(psa.samples));
  if (psa.seeded) text += fmt::format(", seed {}", psa.seed);
  if (psa.latin_hypercube)
    text += ", Latin hypercube (Monte Carlo errors are those of independent samples, too large here)";
  if (!psa.inputs_file.empty()) text += fmt::format(", inputs from {}", psa.inputs_file);
  if (psa.invalid > 0)
    text += fmt::format("; {} invalid samples dropped, which biases results", style.count(psa.invalid));
  if (psa.crossed > 0)
    text += fmt::format("; survival curves crossed and were held in {} samples", style.count(psa.crossed));
  return text;
}

void add_scenario_rows(Table& table, const TableContext& context, const std::string& label,
                       const BaseCase& base_case) {
  for (const PairwiseRow& row : base_case.pairwise) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    cells = {text_cell(label),
             text_cell(fmt::format("{} vs {}", context.name(base_case, row.strategy),
                                   context.name(base_case, row.comparator))),
             context.money(row.delta_cost), context.effect(row.delta_effect),
             icer_cell(context, row.quadrant, row.icer)};
    if (!row.inmb.empty()) cells.push_back(context.money(row.inmb.front()));
    if (context.is_data() && !row.icer) cells[4] = text_cell("");
    if (context.is_data()) cells.push_back(text_cell(quadrant_name(row.quadrant)));
  }
}

std::string place_of(const Span& span) {
  return span.file ? fmt::format("{}:{}:{}", span.file->name, span.line, span.column) : "";
}

std::string count_of_warnings(const NumberStyle& style, std::size_t n) {
  return n == 1 ? "1 warning" : fmt::format("{} warnings", style.count(n));
}

} // namespace

Table header_table(const TableContext& context) {
  const Results& r = context.results;
  Table table;
  table.title = r.title.empty() ? r.file : r.title;
  table.columns = {left(""), left("")};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({text_cell(name), text_cell(value)});
  };
  add("Question", r.question);
  add("Setting", setting_of(r));
  add("Scenario", file_of(r, context.is_data()));
  for (const std::string& set : r.overrides)
    add("Set", set);
  add("Program", r.version.empty() ? "" : fmt::format("cea {}", r.version));
  add("Counting", r.settings_note);
  if (r.psa) add("PSA", psa_of(context.style, *r.psa));
  return table;
}

Table scenario_table(const TableContext& context) {
  const Results& r = context.results;
  Table table;
  table.title = "Scenario analyses, deterministic";
  table.columns = {
      left("Scenario"), left("Comparison"), right("Incremental " + context.style.in_currency("cost")),
      right(context.style.increment_heading()), right(fmt::format("ICER ({})", context.style.per_effect()))};
  if (!r.base_case->thresholds.empty())
    table.columns.push_back(
        right(fmt::format("INMB at {}", context.style.price(r.base_case->thresholds.front()))));
  if (context.is_data()) table.columns.push_back(left("Quadrant"));
  add_scenario_rows(table, context, "Base case", *r.base_case);
  for (const ScenarioResult& s : r.scenarios)
    add_scenario_rows(table, context, context.is_data() || s.label.empty() ? s.id : s.label, s.base_case);
  blank_repeats(table, context);
  return table;
}

Table assumption_table(const TableContext& context) {
  Table table;
  table.title = "Inputs that are assumptions";
  table.columns = {left("Parameter"), right("Value"), left("Unit"), left("Note")};
  for (const ParameterSummary& p : context.results.parameters) {
    if (p.quality != "A") continue;
    const std::string name = context.is_data() || p.label.empty() ? p.name : p.label;
    table.rows.push_back({text_cell(name),
                          p.confidential
                              ? text_cell("confidential")
                              : Cell{context.style.three_digits(p.value), CellKind::number, p.value},
                          text_cell(p.unit), text_cell(p.note.empty() ? p.source : p.note)});
  }
  return table;
}

Table warning_table(const TableContext& context) {
  const std::vector<Diagnostic>& warnings = context.results.warnings;
  Table table;
  if (warnings.empty()) return table;
  if (context.audience == Audience::terminal) {
    table.notes.push_back(
        fmt::format("{}; `cea check` shows them.", count_of_warnings(context.style, warnings.size())));
    return table;
  }
  table.title = "Warnings";
  table.columns = {left("Place"), left("Warning")};
  for (const Diagnostic& w : warnings)
    table.rows.push_back({text_cell(place_of(w.span)), text_cell(w.message)});
  return table;
}

} // namespace cea::report
