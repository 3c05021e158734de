#include "report/decision_tables.h"
#include "report/sensitivity_tables.h"
#include "support/text.h"

#include <algorithm>

namespace cea::report {
namespace {

/// People read the line; the file only where it is another than the one that was compared.
std::string place_text(const TableContext& context, const Span& span, const std::string& file) {
  if (!span.file) return "";
  if (!context.is_data() && span.file->name == file) return fmt::format("line {}", span.line);
  return fmt::format("{}:{}", span.file->name, span.line);
}

Table difference_table(const TableContext& context, const CompareResult& r) {
  Table table;
  table.title = "Differences";
  table.columns = {left("No."), left("What"),       left("Path"),      left("A"),
                   left("B"),   left("Place in A"), left("Place in B")};
  for (std::size_t i = 0; i < r.differences.size(); ++i) {
    const FileDifference& d = r.differences[i];
    table.rows.push_back({text_cell(fmt::format("{}", i + 1)), text_cell(d.kind), text_cell(d.path),
                          text_cell(d.before), text_cell(d.after),
                          text_cell(place_text(context, d.place_before, r.first)),
                          text_cell(place_text(context, d.place_after, r.second))});
  }
  if (table.rows.empty()) table.notes.emplace_back("The two files say the same.");
  return table;
}

Cell icer_or_word(const TableContext& context, const BridgePoint& p) {
  if (!p.icer && context.is_data()) return text_cell("");
  return icer_cell(context, p.quadrant, p.icer);
}

std::string step_name(const CompareResult& r, const BridgeStep& step) {
  std::vector<std::string> parts;
  for (const std::size_t i : step.changes)
    parts.push_back(fmt::format("{} {}", i + 1, r.differences[i].path));
  return join(parts, " + ");
}

Table bridge_table(const TableContext& context, const CompareResult& r) {
  const auto name = [&](const std::string& id, const std::string& label) {
    return context.is_data() || label.empty() ? id : label;
  };
  Table table;
  table.title = fmt::format("Bridge from A to B, {} vs {}", name(r.strategy, r.strategy_label),
                            name(r.comparator, r.comparator_label));
  const bool valued = !r.thresholds.empty();
  table.columns = {left("Change"), right("Incremental " + context.style.in_currency("cost")),
                   right("Incremental " + context.effect_heading()),
                   right(fmt::format("ICER ({})", context.style.per_effect()))};
  if (valued)
    table.columns.insert(table.columns.end(),
                         {right(fmt::format("INMB at {}", context.style.price(r.thresholds.front()))),
                          right("Step"), right("Alone"), right("Interaction")});
  const auto row = [&](std::string text, const BridgePoint& p) {
    std::vector<Cell> cells = {text_cell(std::move(text)), context.money(p.delta_cost),
                               context.effect(p.delta_effect), icer_or_word(context, p)};
    if (valued) cells.push_back(context.money(p.inmb.front()));
    return cells;
  };
  const auto add = [&](std::vector<Cell> cells, std::initializer_list<Cell> rest) {
    if (valued) cells.insert(cells.end(), rest);
    table.rows.push_back(std::move(cells));
  };
  add(row("A: " + r.first, r.bridge.first), {text_cell(""), text_cell(""), text_cell("")});
  const BridgePoint* before = &r.bridge.first;
  for (const BridgeStep& step : r.bridge.steps) {
    std::vector<Cell> cells = row(step_name(r, step), step.after);
    if (valued) {
      const double moved = step.after.inmb.front() - before->inmb.front();
      cells.push_back(context.money(moved));
      if (step.alone) {
        const double alone = step.alone->inmb.front() - r.bridge.first.inmb.front();
        cells.insert(cells.end(), {context.money(alone), context.money(moved - alone)});
      } else {
        cells.insert(cells.end(), {text_cell("can't be run"), text_cell("")});
      }
    }
    table.rows.push_back(std::move(cells));
    before = &step.after;
  }
  add(row("B: " + r.second, r.bridge.second), {text_cell(""), text_cell(""), text_cell("")});
  const bool joined = std::any_of(r.bridge.steps.begin(), r.bridge.steps.end(),
                                  [](const BridgeStep& step) { return step.changes.size() > 1; });
  table.notes.push_back(
      fmt::format("Changes are made one after the other. Alone: the same change made in A; where it differs "
                  "from the step, it interacts with those before it.{}",
                  joined ? " Changes on one line can't be run without each other." : ""));
  return table;
}

} // namespace

std::vector<Table> compare_tables(const TableContext& context) {
  const CompareResult& r = *context.results.compare;
  return {difference_table(context, r), bridge_table(context, r)};
}

} // namespace cea::report
