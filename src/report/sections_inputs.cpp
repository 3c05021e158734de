// What was asked and put in: decision problem, parameters, assumptions.
#include "report/lookup.h"
#include "report/parameter_cells.h"
#include "report/sections.h"
#include "support/text.h"

#include <algorithm>

namespace cea::report {
namespace {

Table problem_table(const SectionContext& context) {
  const Results& r = context.results();
  Table table;
  table.title = "Decision problem";
  table.columns = {left(""), left("")};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) table.rows.push_back({text_cell(name), text_cell(value)});
  };
  std::vector<std::string> names, thresholds;
  for (std::size_t s = 0; s < r.base_case->strategies.size(); ++s)
    names.push_back(context.strategy(s));
  for (const double wtp : r.base_case->thresholds)
    thresholds.push_back(context.per_effect(wtp));
  add("Question", r.question);
  add("Strategies", join(names, "; "));
  add("Country", r.country);
  add("Perspective", join(r.perspective, ", "));
  add("Currency and price year", r.price_year ? fmt::format("{} {}", r.currency, *r.price_year) : r.currency);
  add("Measure of benefit", context.tables.effect_heading());
  add("Willingness to pay", join(thresholds, "; "));
  add("Method", r.settings_note);
  add("Health states", join(r.state_labels, ", "));
  add("Result that leads", r.headline_probabilistic ? "probabilistic" : "deterministic");
  for (const std::string& set : r.overrides)
    add("Changed on the command line", set);
  if (context.tables.is_data() && !table.rows.empty()) table.columns = {left("Item"), left("Value")};
  return table;
}

Cell parameter_value(const SectionContext& context, const ParameterSummary& p,
                     const std::optional<double>& x) {
  return x ? parameter_cell(context.tables.style, *x, p.confidential) : text_cell("");
}

/// Where a parameter stands in the scenario's text.
std::string line_link(const SectionContext& context, const Span& span) {
  if (!span.file) return "";
  for (std::size_t f = 0; f < context.source.files.size(); ++f)
    if (context.source.files[f]->name == span.file->name)
      return f == 0 ? fmt::format("line-{}", span.line) : fmt::format("file-{}-line-{}", f + 1, span.line);
  return "";
}

/// The sources in order of first mention.
class Sources {
public:
  explicit Sources(const Results& results) {
    for (const ParameterSummary& p : results.parameters)
      add(p.source);
    for (const DataSummary& d : results.data)
      add(d.source);
  }
  /// Counted from 1; 0 where it isn't among them.
  [[nodiscard]] std::size_t number(const std::string& source) const {
    const auto it = std::find(all_.begin(), all_.end(), source);
    return it == all_.end() ? 0 : static_cast<std::size_t>(it - all_.begin()) + 1;
  }
  [[nodiscard]] const std::vector<std::string>& all() const { return all_; }

private:
  void add(const std::string& source) {
    if (!source.empty() && number(source) == 0) all_.push_back(source);
  }

  std::vector<std::string> all_;
};

Cell linked(Cell cell, std::string link) {
  cell.link = std::move(link);
  return cell;
}

Cell anchored(Cell cell, std::string anchor) {
  cell.anchor = std::move(anchor);
  return cell;
}

/// A number that leads to the source.
Cell source_cell(const Sources& sources, const std::string& source, const char* without) {
  const std::size_t number = sources.number(source);
  return number == 0 ? text_cell(without)
                     : linked(text_cell(fmt::format("[{}]", number)), fmt::format("source-{}", number));
}

std::vector<Cell> parameter_row(const SectionContext& context, const ParameterSummary& p,
                                const Sources& sources) {
  const std::string name = context.tables.is_data() || p.label.empty() ? p.name : p.label;
  std::vector<Cell> cells = {
      anchored(linked(text_cell(name), line_link(context, p.span)), "parameter-" + p.name),
      linked(parameter_cell(context.tables.style, p.value, p.confidential), line_link(context, p.span)),
      parameter_value(context, p, p.low),
      parameter_value(context, p, p.high),
      text_cell(p.confidential ? "confidential" : p.distribution),
      text_cell(p.unit),
  };
  if (context.tables.is_data()) cells.insert(cells.begin() + 1, text_cell(p.label));
  cells.push_back(text_cell(p.quality));
  if (context.tables.is_data())
    cells.push_back(text_cell(p.source));
  else
    cells.push_back(source_cell(sources, p.source, p.derived ? "derived" : "none given"));
  if (context.tables.is_data()) cells.push_back(text_cell(p.note));
  return cells;
}

Table parameter_table(const SectionContext& context, const Sources& sources) {
  Table table;
  table.title = "Parameters";
  table.columns = {left("Parameter"),    right("Base"), right("Low"),    right("High"),
                   left("Distribution"), left("Unit"),  left("Quality"), left("Source")};
  if (context.tables.is_data()) {
    table.columns.insert(table.columns.begin() + 1, left("Label"));
    table.columns.push_back(left("Note"));
  }
  for (const ParameterSummary& p : context.results().parameters)
    table.rows.push_back(parameter_row(context, p, sources));
  table.notes.emplace_back(
      "Low and high: the range of deterministic analyses, or the 95% interval of the "
      "distribution. Names and base values link to their line in the scenario, numbers in "
      "brackets to the source.");
  return table;
}

Table data_table(const SectionContext& context, const Sources& sources) {
  const bool is_data = context.tables.is_data();
  Table table;
  table.title = "Tables and curves";
  table.columns = {left("Name"), left("Holds"), left("Quality"), left("Source"), left("Note")};
  for (const DataSummary& d : context.results().data)
    table.rows.push_back(
        {linked(text_cell(d.name), line_link(context, d.span)), text_cell(d.holds), text_cell(d.quality),
         is_data ? text_cell(d.source) : source_cell(sources, d.source, "none given"), text_cell(d.note)});
  return table;
}

Table source_table(const Sources& sources) {
  Table table;
  table.title = "Sources";
  table.columns = {right("No."), left("Source")};
  std::size_t number = 0;
  for (const std::string& source : sources.all()) {
    ++number;
    table.rows.push_back({anchored(text_cell(fmt::format("{}", number)), fmt::format("source-{}", number)),
                          text_cell(source)});
  }
  return table;
}

} // namespace

Section decision_problem(const SectionContext& context) {
  Section section{"problem", "Decision problem and settings", {}};
  add_table(section, "decision-problem", problem_table(context));
  return section;
}

Section parameter_section(const SectionContext& context) {
  Section section{"parameters", "Parameters", {}};
  const Results& r = context.results();
  if (r.parameters.empty()) return section;
  const Sources sources(r);
  const auto uncertain =
      std::count_if(r.parameters.begin(), r.parameters.end(), [](const auto& p) { return p.uncertain; });
  const auto derived = std::count_if(r.parameters.begin(), r.parameters.end(),
                                     [](const auto& p) { return p.source.empty() && p.derived; });
  const auto unsourced = std::count_if(r.parameters.begin(), r.parameters.end(),
                                       [](const auto& p) { return p.source.empty() && !p.derived; });
  section.blocks.emplace_back(Paragraph{fmt::format(
      "{} parameters, {} of them with a distribution; {} are computed from others, {} of the rest "
      "name no source. Those that change from cycle to cycle stand in the scenario alone.",
      r.parameters.size(), uncertain, derived, unsourced)});
  add_table(section, "parameters", parameter_table(context, sources));
  if (!r.data.empty()) add_table(section, "data", data_table(context, sources));
  if (!context.tables.is_data()) add_table(section, "sources", source_table(sources));
  return section;
}

Section assumption_section(const SectionContext& context) {
  Section section{"assumptions", "Assumptions", {}};
  Table table = assumption_table(context.tables);
  if (table.rows.empty()) return section;
  section.blocks.emplace_back(Paragraph{
      fmt::format("Inputs that are assumptions (quality A), which nobody has measured for this question: {}.",
                  table.rows.size())});
  add_table(section, "assumptions", std::move(table));
  return section;
}

} // namespace cea::report
