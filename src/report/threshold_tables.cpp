#include "report/parameter_cells.h"
#include "report/sensitivity_tables.h"
#include "support/text.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

std::string strategy_name(const TableContext& context, const ThresholdResult& r, std::size_t s) {
  return context.is_data() || r.labels[s].empty() ? r.strategies[s] : r.labels[s];
}

std::string number_text(const NumberStyle& style, double x) {
  return parameter_cell(style, x, false).text;
}

std::string target_text(const TableContext& context, const ThresholdResult& r,
                        const ThresholdResult::Target& t) {
  if (r.target == "cost") return "equal costs";
  if (r.target == "effect") return fmt::format("equal {}", context.effect_heading());
  return context.style.price(*t.wtp);
}

/// What the strategy is where the target favours it.
std::string advantage_word(const ThresholdResult& r) {
  if (r.target == "cost") return "cheaper";
  if (r.target == "effect") return "more effective";
  return "cost-effective";
}

std::string interval_text(const NumberStyle& style, const ThresholdResult::Interval& i) {
  return i.from == i.to ? fmt::format("at {}", number_text(style, i.from))
                        : fmt::format("from {} to {}", number_text(style, i.from), number_text(style, i.to));
}

std::string intervals_text(const NumberStyle& style,
                           const std::vector<ThresholdResult::Interval>& intervals) {
  std::vector<std::string> parts;
  for (const ThresholdResult::Interval& i : intervals)
    parts.push_back(interval_text(style, i));
  return join(parts, " and ");
}

std::string where_text(const NumberStyle& style, const ThresholdResult& r, const ThresholdResult::Target& t) {
  std::vector<std::string> parts;
  for (const ThresholdResult::Interval& i : t.favourable) {
    if (i.from <= r.searched.from && i.to < r.searched.to)
      parts.push_back(fmt::format("below {}", number_text(style, i.to)));
    else if (i.from > r.searched.from && i.to >= r.searched.to)
      parts.push_back(fmt::format("above {}", number_text(style, i.from)));
    else
      parts.push_back(interval_text(style, i));
  }
  return fmt::format("{} {}", advantage_word(r), parts.empty() ? "nowhere" : join(parts, " and "));
}

std::string statement(const NumberStyle& style, const ThresholdResult& r, const ThresholdResult::Target& t) {
  using Status = ThresholdResult::Status;
  const std::string searched =
      fmt::format("from {} to {}", number_text(style, r.searched.from), number_text(style, r.searched.to));
  switch (t.status) {
  case Status::always:
    return fmt::format("{} at every value {}", advantage_word(r), searched);
  case Status::never:
    return fmt::format("{} at no value {}", advantage_word(r), searched);
  case Status::no_effect:
    return "the parameter doesn't move this comparison";
  case Status::none:
    return fmt::format("no value found {}", searched);
  case Status::equal:
  case Status::found:
  case Status::several:
    break;
  }
  std::string text = where_text(style, r, t);
  if (!t.equal.empty()) text += fmt::format("; equal {}", intervals_text(style, t.equal));
  if (!t.jumps.empty()) {
    std::vector<std::string> jumps;
    for (const double x : t.jumps)
      jumps.push_back(number_text(style, x));
    text += fmt::format("; the comparison jumps at {}", join(jumps, " and "));
  }
  const bool outside = r.plausible && !r.confidential &&
                       std::any_of(t.values.begin(), t.values.end(),
                                   [&](double x) { return x < r.plausible->from || x > r.plausible->to; });
  if (outside)
    text += fmt::format("; outside the parameter's range, {} to {}", number_text(style, r.plausible->from),
                        number_text(style, r.plausible->to));
  return text;
}

/// One number as a number, several as a text.
Cell values_cell(const NumberStyle& style, const std::vector<double>& values,
                 const std::vector<ThresholdResult::Interval>& equal) {
  if (values.size() == 1 && equal.empty()) return parameter_cell(style, values[0], false);
  std::vector<std::string> texts;
  for (const double x : values)
    texts.push_back(number_text(style, x));
  for (const ThresholdResult::Interval& i : equal)
    texts.push_back(fmt::format("{} to {}", number_text(style, i.from), number_text(style, i.to)));
  return text_cell(texts.empty() ? "none" : join(texts, ", "));
}

Cell rebate_cell(const NumberStyle& style, const ThresholdResult& r, const std::optional<double>& value) {
  if (!r.money || r.confidential || !value || !(r.base > 0) || *value > r.base) return text_cell("");
  const double rebate = 1 - *value / r.base;
  return {style.percent(rebate), CellKind::probability, rebate};
}

Table targets_table(const TableContext& context, const ThresholdResult& r) {
  Table table;
  table.title = fmt::format("Threshold of {}, {} vs {}", context.is_data() ? r.parameter : r.label,
                            strategy_name(context, r, r.strategy), strategy_name(context, r, r.comparator));
  table.columns = {left(r.target == "icer" ? "Target ICER" : "Target"),
                   right(r.unit.empty() ? "Value" : fmt::format("Value ({})", r.unit))};
  const bool drawn = std::any_of(r.targets.begin(), r.targets.end(),
                                 [](const auto& t) { return t.probabilistic.has_value(); });
  if (r.money) table.columns.push_back(right("Rebate"));
  if (drawn) {
    table.columns.insert(table.columns.end(), {right("Probabilistic"), right("MC error")});
    if (r.money) table.columns.push_back(right("Rebate, prob."));
  }
  table.columns.push_back(left("Statement"));
  for (const ThresholdResult::Target& t : r.targets) {
    const auto one = t.values.size() == 1 ? std::optional(t.values[0]) : std::nullopt;
    std::vector<Cell>& row = table.rows.emplace_back();
    row = {text_cell(target_text(context, r, t)), values_cell(context.style, t.values, t.equal)};
    if (r.money) row.push_back(rebate_cell(context.style, r, one));
    if (drawn) {
      const auto value = t.probabilistic ? t.probabilistic->value : std::nullopt;
      row.push_back(
          values_cell(context.style, t.probabilistic ? t.probabilistic->values : std::vector<double>{}, {}));
      row.push_back(value ? error_cell(context.style, t.probabilistic->mcse, CellKind::number)
                          : text_cell(""));
      if (r.money) row.push_back(rebate_cell(context.style, r, value));
    }
    row.push_back(text_cell(statement(context.style, r, t)));
  }
  std::string note = r.confidential ? "The base value is confidential."
                                    : fmt::format("Base value {}.", number_text(context.style, r.base));
  if (drawn) note += " Probabilistic: the value at which the mean over samples tips, the parameter fixed.";
  for (const ThresholdResult::Interval& i : r.without_result)
    note += fmt::format(" The model has no result {}.", interval_text(context.style, i));
  if (std::any_of(r.targets.begin(), r.targets.end(),
                  [](const auto& t) { return t.probabilistic && t.probabilistic->gaps; }))
    note += " In a part of the range samples can't be, so that no probabilistic value is looked for there.";
  table.notes.push_back(std::move(note));
  return table;
}

} // namespace

std::vector<Table> threshold_tables(const TableContext& context) {
  std::vector<Table> tables;
  for (const ThresholdResult& r : context.results.thresholds)
    tables.push_back(targets_table(context, r));
  return tables;
}

} // namespace cea::report
