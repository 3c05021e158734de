#include "analysis/describe.h"

#include "engine/joint_groups.h"
#include "formula/arithmetic.h"
#include "formula/names.h"
#include "formula/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <unordered_map>

namespace cea {

namespace {

/// `6 months` as `6-month cycles`.
std::string cycles_of(const std::string& length) {
  const std::size_t blank = length.find(' ');
  const bool plain = blank != std::string::npos && blank > 0 &&
                     std::all_of(length.begin(), length.begin() + static_cast<std::ptrdiff_t>(blank),
                                 [](unsigned char c) { return std::isdigit(c) != 0; }) &&
                     std::all_of(length.begin() + static_cast<std::ptrdiff_t>(blank) + 1, length.end(),
                                 [](unsigned char c) { return std::isalpha(c) != 0; });
  if (!plain) return fmt::format("cycles of {}", length);
  std::string unit = length.substr(blank + 1);
  if (unit.ends_with('s')) unit.pop_back();
  return fmt::format("{}-{} cycles", length.substr(0, blank), unit);
}

/// A formula as written where it says a number itself, otherwise what it came to.
std::string or_value(const std::string& text, const std::string& value) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text[0])) != 0 &&
                 text.find_first_of("*/+-(") == std::string::npos
             ? text
             : value;
}

std::string horizon_of(const TimeSettings& time, const CompiledModel* model) {
  if (model != nullptr && time.horizon)
    return or_value(time.horizon->text, fmt::format("{:.6g} years", model->grid.horizon));
  if (time.horizon) return time.horizon->text;
  return time.cycles ? fmt::format("{} cycles", time.cycles->text) : "";
}

std::string counting_name(const CycleCorrection& correction) {
  switch (correction.counting) {
  case Counting::start:
    return "membership at the start of cycles";
  case Counting::end:
    return "membership at the end of cycles";
  case Counting::life_table:
    return "life-table counting";
  case Counting::trapezoid:
    return "trapezoidal rule";
  case Counting::simpson:
    return "Simpson's rule";
  case Counting::rows:
    return "all rows counted";
  case Counting::weights:
    return "own weights of rows";
  }
  return "";
}

std::string counting_of(const TimeSettings& time) {
  const std::string costs = counting_name(time.costs_correction);
  const std::string effects = counting_name(time.effects_correction);
  if (costs == effects) return costs;
  return fmt::format("costs: {}, effects: {}", costs, effects);
}

/// A rate as written, or its value where it is a parameter.
std::string rate_of(const std::string& text, const CompiledModel* model) {
  if (model == nullptr) return text;
  for (const CompiledModel::ResolvedParameter& p : model->parameters)
    if (p.name == text && p.constant_in_time)
      return fmt::format("{:.6g}% ({})",
                         100 * formula::Evaluator(model->graph, {.inputs = model->base_values})(p.node),
                         text);
  return text;
}

std::string rates_of(const DiscountRule& rule, const CompiledModel* model) {
  std::string text;
  for (const DiscountRule::Step& step : rule.steps) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", rate_of(step.rate.text, model));
    if (step.from && rule.steps.size() > 1) text += fmt::format(" from {}", step.from->text);
  }
  if (rule.compounding == Compounding::per_cycle) text += ", compounded per cycle";
  if (rule.compounding == Compounding::continuous) text += ", compounded continuously";
  if (rule.by_year) text += rule.first_year_discounted ? " by year, the first one too" : " by year";
  return text;
}

std::string discounting_of(const Scenario& s, const CompiledModel* model) {
  const std::string costs = rates_of(s.cost_discounting, model),
                    effects = rates_of(s.effect_discounting, model);
  const char* const outcome = s.counts_qalys ? "QALYs" : "life years";
  if (costs == effects) return fmt::format("costs and {} discounted at {}", outcome, costs);
  return fmt::format("costs discounted at {}, {} at {}", costs, outcome, effects);
}

/// Values of nodes that depend on the base values alone.
class BaseValues {
public:
  explicit BaseValues(const CompiledModel& model) : value_(model.graph, {.inputs = model.base_values}) {}
  double operator()(formula::NodeId node) { return value_(node); }

private:
  formula::Evaluator value_;
};

/// Interval of a parameter that each sample draws.
void add_interval(ParameterSummary& summary, const CompiledModel& model, const ModelInput& input) {
  constexpr double kLow = 0.025, kHigh = 0.975;
  std::optional<Distribution> distribution = input.distribution;
  if (!distribution && input.joint >= 0) {
    const JointGroup& group = model.joint[static_cast<std::size_t>(input.joint)];
    if (group.names.size() > 1) distribution = marginal(group, static_cast<std::size_t>(input.member));
  }
  if (!distribution) return;
  summary.uncertain = true;
  summary.distribution = input.text;
  if (!summary.low) summary.low = input.factor * interval_end(*distribution, kLow);
  if (!summary.high) summary.high = input.factor * interval_end(*distribution, kHigh);
}

/// Of a parameter that `--set` computes from its own former value: what the ends of that one's interval give.
void add_moved_interval(ParameterSummary& summary, const CompiledModel& model, formula::NodeId node) {
  if (summary.low && summary.high) return;
  for (std::size_t i = 0; i < model.inputs.size(); ++i) {
    if (model.inputs[i].name != summary.name || (model.graph.depends(node) & formula::kSample) == 0) continue;
    ParameterSummary before;
    add_interval(before, model, model.inputs[i]);
    if (!before.low || !before.high) return;
    std::vector<double> inputs = model.base_values;
    const auto at = [&](double end) {
      inputs[i] = end;
      return formula::Evaluator(model.graph, {.inputs = inputs})(node);
    };
    const double low = at(*before.low), high = at(*before.high);
    if (!std::isfinite(low) || !std::isfinite(high)) return;
    summary.low = std::min(low, high);
    summary.high = std::max(low, high);
    summary.uncertain = true;
    summary.distribution = before.distribution;
  }
}

/// Amounts are shown in the setting's price year; the note says what the file has in another one.
void show_price_year(ParameterSummary& s, const Parameter& p, const Scenario& scenario) {
  const auto money = formula::parse_money(p.unit.text);
  const auto year = scenario.setting.price_year;
  if (!money || !money->price_year || !year || money->price_year == year || p.index_exempt) return;
  s.unit = fmt::format("{} {}{}{}", money->currency, *year, money->per.empty() ? "" : "/", money->per);
  if (p.confidential) return;
  const std::string written = p.value ? fmt::format("{} {} in the file", p.value->text, p.unit.text) : "";
  if (!written.empty()) s.note = s.note.empty() ? written : fmt::format("{}; {}", s.note, written);
}

ParameterSummary describe(const Parameter& p, const Scenario& scenario) {
  ParameterSummary s;
  s.name = p.name;
  s.span = p.span;
  s.label = p.label;
  s.unit = p.unit.text;
  s.source = p.provenance.source;
  s.quality = p.provenance.quality;
  s.note = p.provenance.note;
  s.section = p.section;
  s.confidential = p.confidential;
  show_price_year(s, p, scenario);
  return s;
}

/// Whether a parameter's formula names another one, a table or a curve.
bool names_others(const Parameter& p, const Scenario& scenario) {
  if (!p.value) return false;
  const std::set<std::string> names = formula::names_in(*p.value);
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const std::string owner = name.substr(0, name.find('.')); // of a table's column, a curve's function
    const auto has = [&](const auto& all) {
      return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.name == owner; });
    };
    return (name != p.name && scenario.parameter(name) != nullptr) || has(scenario.tables) ||
           has(scenario.curves);
  });
}

} // namespace

std::string settings_note(const Scenario& s, const CompiledModel* model) {
  if (s.trees_alone()) return "decision tree, no time, no discounting";
  const std::string horizon = horizon_of(s.time, model);
  return fmt::format("{}{}, {}{}{}, {}", s.has_tree() ? "decision tree, then " : "",
                     cycles_of(s.time.cycle_length.text), horizon, horizon.empty() ? "" : ", ",
                     counting_of(s.time), discounting_of(s, model));
}

std::vector<ParameterSummary> parameter_summaries(const CompiledModel& model) {
  std::unordered_map<std::string, const Parameter*> by_name;
  for (const Parameter& p : model.scenario->parameters)
    by_name[p.name] = &p;
  BaseValues value(model);
  std::vector<ParameterSummary> summaries;
  for (const CompiledModel::ResolvedParameter& resolved : model.parameters) {
    if (!resolved.constant_in_time) continue;
    ParameterSummary& s = summaries.emplace_back(describe(*by_name.at(resolved.name), *model.scenario));
    s.value = value(resolved.node);
    if (resolved.low) s.low = value(*resolved.low);
    if (resolved.high) s.high = value(*resolved.high);
    const formula::Node& node = model.graph[resolved.node];
    s.derived =
        names_others(*by_name.at(resolved.name), *model.scenario) && !by_name.at(resolved.name)->distribution;
    if (node.op == formula::NodeOp::input)
      add_interval(s, model, model.inputs[node.payload]);
    else
      add_moved_interval(s, model, resolved.node);
  }
  return summaries;
}

std::vector<DataSummary> data_summaries(const Scenario& scenario) {
  std::vector<DataSummary> all;
  const auto add = [&](const std::string& name, const std::string& holds, const Provenance& from,
                       const Span& span) {
    all.push_back({name, holds, from.source, from.quality, from.note, span});
  };
  for (const Table& t : scenario.tables)
    add(t.name, t.quantity, t.provenance, t.span);
  for (const Curve& c : scenario.curves)
    if (!c.provenance.source.empty()) add(c.name, "survival curve", c.provenance, c.span);
  return all;
}

} // namespace cea
