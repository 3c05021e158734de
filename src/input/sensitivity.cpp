#include "input/sensitivity.h"

#include "input/limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::input {

namespace {

NamedPlace read_parameter_name(const Node& node, const std::string& what, const AnalysisNames& names,
                               Context& context) {
  NamedPlace place{read_text(node, what, context), node.span};
  if (!place.name.empty()) names.parameters.check(place.name, node.span, context);
  return place;
}

std::vector<NamedPlace> read_parameter_list(const Node& node, const std::string& what,
                                            const AnalysisNames& names, Context& context) {
  std::vector<NamedPlace> list;
  for (const Node* item : as_list(node)) {
    NamedPlace place = read_parameter_name(*item, what, names, context);
    const auto twice =
        std::find_if(list.begin(), list.end(), [&](const NamedPlace& p) { return p.name == place.name; });
    if (twice != list.end())
      context.diagnostics.error(item->span, fmt::format("'{}' stands twice in {}", place.name, what));
    else
      list.push_back(std::move(place));
  }
  if (list.empty()) context.diagnostics.error(node.span, fmt::format("{} is an empty list", what));
  return list;
}

std::optional<NamedPlace> read_strategy_id(const Node* node, const std::string& what,
                                           const AnalysisNames& names, Context& context) {
  if (node == nullptr) return std::nullopt;
  const std::string id = read_text(*node, what, context);
  if (id.empty()) return std::nullopt;
  const auto& known = names.strategies;
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    context.diagnostics.error(node->span, fmt::format("no strategy is called '{}'", id),
                              suggestion(id, known));
    return std::nullopt;
  }
  return NamedPlace{id, node->span};
}

ComparedStrategies read_compared(const MapReader& map, const AnalysisNames& names, Context& context) {
  ComparedStrategies compared;
  compared.strategy = read_strategy_id(map.get("strategy"), "`strategy`", names, context);
  compared.comparator = read_strategy_id(map.get("comparator"), "`comparator`", names, context);
  if (compared.strategy && compared.comparator && compared.strategy->name == compared.comparator->name)
    context.diagnostics.error(compared.comparator->span,
                              fmt::format("'{}' can't be compared with itself", compared.strategy->name));
  return compared;
}

std::vector<double> read_quantiles(const Node& node, Context& context) {
  std::vector<double> quantiles;
  for (const Node* item : as_list(node)) {
    const auto q = read_constant(*item, "`quantiles`", context);
    if (!q) continue;
    if (!(*q > 0 && *q < 1))
      context.diagnostics.error(item->span,
                                fmt::format("a quantile lies between 0 and 1, not at {}", item->text));
    else
      quantiles.push_back(*q);
  }
  std::sort(quantiles.begin(), quantiles.end());
  return quantiles;
}

void read_groups(const Node& node, const AnalysisNames& names, OneWaySettings& settings, Context& context) {
  if (!expect_map(node, "`groups`", context)) return;
  std::vector<NamedPlace> seen;
  for (const Entry& entry : node.entries) {
    if (!has_value(entry, "`groups`", context)) continue;
    check_id("group", entry.key, entry.key_span, context.diagnostics);
    OneWaySettings::Group group{entry.key, {}, entry.key_span};
    group.members =
        read_parameter_list(entry.value, fmt::format("the group '{}'", entry.key), names, context);
    for (const NamedPlace& m : group.members) {
      const auto other =
          std::find_if(seen.begin(), seen.end(), [&](const NamedPlace& p) { return p.name == m.name; });
      if (other != seen.end())
        context.diagnostics.error(m.span, fmt::format("'{}' is in another group already ({})", m.name,
                                                      line_of(other->span, m.span)));
      seen.push_back(m);
    }
    settings.groups.push_back(std::move(group));
  }
}

OneWaySettings read_owsa(const Node& node, const AnalysisNames& names, Context& context) {
  OneWaySettings settings;
  settings.span = node.span;
  const MapReader map(node, Place::owsa, "`owsa`",
                      {"strategy", "comparator", "parameters", "groups", "probabilistic", "quantiles"},
                      context);
  if (!map.is_map()) return settings;
  settings.compared = read_compared(map, names, context);
  const Node* parameters = map.get("parameters");
  if (parameters != nullptr && !(parameters->is_scalar() && parameters->text == "all"))
    settings.parameters = read_parameter_list(*parameters, "`parameters`", names, context);
  if (const Node* groups = map.get("groups")) read_groups(*groups, names, settings, context);
  if (const Node* probabilistic = map.get("probabilistic"))
    settings.probabilistic = read_flag(*probabilistic, "`probabilistic`", context);
  if (const Node* quantiles = map.get("quantiles")) settings.quantiles = read_quantiles(*quantiles, context);
  return settings;
}

/// `[a, b]` with a < b.
std::optional<MoveRange> read_move_range(const Node& node, const std::string& what, Context& context) {
  if (!node.is_sequence() || node.items.size() != 2) {
    context.diagnostics.error(node.span, fmt::format("{} must be two numbers", what), "as `[5_000, 20_000]`");
    return std::nullopt;
  }
  const auto from = read_constant(node.items[0], what, context),
             to = read_constant(node.items[1], what, context);
  if (!from || !to) return std::nullopt;
  if (*from < *to) return MoveRange{*from, *to};
  context.diagnostics.error(node.items[1].span, fmt::format("{} must rise: {} isn't above {}", what,
                                                            node.items[1].text, node.items[0].text));
  return std::nullopt;
}

void read_axis_ranges(const Node& node, TwoWaySettings& settings, Context& context) {
  if (!expect_map(node, "`ranges`", context)) return;
  for (const Entry& entry : node.entries) {
    if (!has_value(entry, "`ranges`", context)) continue;
    TwoWaySettings::Axis* axis = nullptr;
    for (TwoWaySettings::Axis* const a : {&settings.x, &settings.y})
      if (a->parameter.name == entry.key) axis = a;
    if (axis == nullptr)
      context.diagnostics.error(entry.key_span,
                                fmt::format("'{}' isn't one of the two parameters", entry.key));
    else
      axis->range = read_move_range(entry.value, fmt::format("the range of '{}'", entry.key), context);
  }
}

TwoWaySettings read_twsa(const Node& node, const AnalysisNames& names, Context& context) {
  TwoWaySettings settings;
  settings.span = node.span;
  const MapReader map(node, Place::twsa, "`twsa`", {"parameters", "points", "ranges"}, context);
  if (!map.is_map()) return settings;
  if (const Node* parameters = map.require("parameters", "the two, as `parameters: [c_drug, hr_drug]`")) {
    const auto list = read_parameter_list(*parameters, "`parameters`", names, context);
    if (list.size() == 2) {
      settings.x.parameter = list[0];
      settings.y.parameter = list[1];
    } else if (!list.empty()) {
      context.diagnostics.error(parameters->span,
                                fmt::format("a two-way analysis has two parameters, not {}", list.size()));
    }
  }
  if (const Node* points = map.get("points")) {
    const auto list = as_list(*points);
    if (list.size() > 2) context.diagnostics.error(points->span, "`points` is one number, or two");
    for (std::size_t i = 0; i < 2 && !list.empty(); ++i)
      (i == 0 ? settings.x : settings.y).points = static_cast<int>(
          read_integer(*list[std::min(i, list.size() - 1)], "`points`", 2, kMostGridPoints, context)
              .value_or(2));
  }
  // Without its two parameters there is nothing to hold the ranges against.
  if (const Node* ranges = map.get("ranges"); ranges != nullptr && !settings.y.parameter.name.empty())
    read_axis_ranges(*ranges, settings, context);
  return settings;
}

ThresholdSettings read_threshold(const Node& node, const AnalysisNames& names, Context& context) {
  using Outcome = ThresholdSettings::Outcome;
  ThresholdSettings settings;
  settings.span = node.span;
  const MapReader map(
      node, Place::threshold, "an entry of `threshold`",
      {"parameter", "strategy", "comparator", "wtp", "icer", "outcome", "range", "probabilistic"}, context);
  if (!map.is_map()) return settings;
  if (const Node* parameter = map.require("parameter", "as `{parameter: c_drug, strategy: drug}`"))
    settings.parameter = read_parameter_name(*parameter, "`parameter`", names, context);
  settings.compared = read_compared(map, names, context);
  if (const Node* outcome = map.get("outcome"))
    settings.outcome =
        read_choice<Outcome>(
            *outcome, "`outcome`",
            {{"net_benefit", Outcome::net_benefit}, {"cost", Outcome::cost}, {"effect", Outcome::effect}},
            context)
            .value_or(Outcome::net_benefit);
  if (const Node* wtp = map.get("wtp")) settings.wtp = read_thresholds(*wtp, "`wtp`", context);
  if (const Node* icer = map.get("icer")) {
    settings.icer = true;
    if (map.has("wtp"))
      context.diagnostics.error(
          map.key_span("icer"), "`icer` and `wtp` can't stand together",
          "an ICER hits a target where the net benefit at this willingness to pay is 0");
    settings.wtp = read_thresholds(*icer, "`icer`", context);
  }
  if (settings.outcome != Outcome::net_benefit && !settings.wtp.empty())
    context.diagnostics.error(map.key_span("outcome"), "costs or effects alone have no willingness to pay",
                              "leave out `wtp` and `icer`, or `outcome`");
  if (const Node* range = map.get("range")) settings.range = read_move_range(*range, "`range`", context);
  if (const Node* probabilistic = map.get("probabilistic"))
    settings.probabilistic = read_flag(*probabilistic, "`probabilistic`", context);
  return settings;
}

std::vector<EquitySettings::GroupFormula> read_groups_of(const Node* node, const std::string& what,
                                                         const AnalysisNames& names, Context& context) {
  std::vector<EquitySettings::GroupFormula> list;
  if (node == nullptr || !expect_map(*node, what, context)) return list;
  for (const Entry& entry : node->entries) {
    if (std::find(names.subgroups.begin(), names.subgroups.end(), entry.key) == names.subgroups.end())
      context.diagnostics.error(entry.key_span, fmt::format("no subgroup is called '{}'", entry.key),
                                suggestion(entry.key, names.subgroups));
    if (!has_value(entry, what, context)) continue;
    if (auto formula = read_formula(entry.value, fmt::format("'{}' in {}", entry.key, what), context))
      list.push_back({{entry.key, entry.key_span}, *std::move(formula)});
  }
  return list;
}

EquitySettings read_equity(const Node& node, const AnalysisNames& names, Context& context) {
  EquitySettings settings;
  settings.span = node.span;
  const MapReader map(node, Place::equity, "`equity`",
                      {"strategy", "comparator", "baseline", "burden", "aversion", "wtp"}, context);
  if (!map.is_map()) return settings;
  settings.compared = read_compared(map, names, context);
  settings.baseline = read_groups_of(map.require("baseline", "as `baseline: {women: 70, men: 66}`"),
                                     "`baseline`", names, context);
  settings.burden = read_groups_of(map.get("burden"), "`burden`", names, context);
  if (const Node* aversion = map.get("aversion")) {
    settings.aversion = read_thresholds(*aversion, "`aversion`", context);
    std::sort(settings.aversion.begin(), settings.aversion.end());
  }
  if (const Node* wtp = map.get("wtp")) settings.wtp = read_constant(*wtp, "`wtp`", context);
  return settings;
}

} // namespace

void read_sensitivity(const MapReader& analyses, const AnalysisNames& names, Analyses& target,
                      Context& context) {
  if (const Node* owsa = analyses.get("owsa")) target.owsa = read_owsa(*owsa, names, context);
  if (const Node* twsa = analyses.get("twsa"))
    for (const Node* one : as_list(*twsa))
      target.twsa.push_back(read_twsa(*one, names, context));
  if (const Node* thresholds = analyses.get("threshold"))
    for (const Node* one : as_list(*thresholds))
      target.thresholds.push_back(read_threshold(*one, names, context));
  if (const Node* budget = analyses.get("budget_impact"))
    target.budget = read_budget(*budget, names, context);
  if (const Node* equity = analyses.get("equity")) target.equity = read_equity(*equity, names, context);
}

} // namespace cea::input
