#include "input/build_scenario.h"

#include "formula/ast.h"
#include "input/check_trees.h"
#include "input/curves.h"
#include "input/outcomes.h"
#include "input/read_strategies.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace cea::input {

namespace {

struct Required {
  const char* key;
  const char* hint;
};

constexpr std::array kRequired = {
    Required{"cea", "the format version: `cea: 1`"},
    Required{"time", "as `time: {cycle_length: 1 year, horizon: 40 years}`"},
    Required{"discounting", "as `discounting: {costs: 3%, effects: 3%}`; there is no default"},
    Required{"states", "the health states, as `states: {well: {…}, dead: {alive: false}}`"},
    Required{"strategies", "what is compared, as `strategies: {usual_care: {label: Usual care}, …}`"},
};

void check_version(const Node* version, Context& context) {
  if (version == nullptr || (version->is_scalar() && version->text == "1")) return;
  context.diagnostics.error(
      version->span,
      fmt::format("the format version must be 1, not {}", version->is_scalar() ? version->text : "this"),
      "as `cea: 1`");
}

void note_name(std::map<std::string, std::pair<std::string, Span>>& seen, const std::string& kind,
               const std::string& name, const Span& at, Context& context) {
  const auto [first, fresh] = seen.emplace(name, std::pair(kind, at));
  if (!fresh)
    context.diagnostics.error(at,
                              fmt::format("'{}' is a {} and already a {} ({})", name, kind,
                                          first->second.first, line_of(first->second.second, at)),
                              "formulas couldn't tell them apart: choose another name");
}

/// Parameters, families, tables, curves and clocks share the names that formulas use.
void check_shared_names(const Node& root, const Scenario& scenario, Context& context) {
  std::map<std::string, std::pair<std::string, Span>> seen;
  for (const Table& table : scenario.tables)
    note_name(seen, "table", table.name, table.span, context);
  for (const Clock& clock : scenario.clocks)
    note_name(seen, "clock", clock.name, clock.span, context);
  for (const Curve& curve : scenario.curves)
    if (formula::is_identifier(curve.name)) note_name(seen, "curve", curve.name, curve.span, context);
  const auto is_noted_as = [&](const std::string& kind, const std::string& name) {
    const auto known = seen.find(name);
    return known != seen.end() && known->second.first == kind;
  };
  for (const Strategy& strategy : scenario.strategies)
    for (const CurveChoice& choice : strategy.curves)
      if (!is_noted_as("curve", choice.name)) note_name(seen, "curve", choice.name, choice.span, context);
  if (const Node* parameters = root.find("parameters"))
    for (const Entry& entry : parameters->entries)
      note_name(seen, "parameter", entry.key, entry.key_span, context);
  for (const JointDistribution& joint : scenario.joint)
    for (const auto& member : joint.parameters)
      if (member.name.find('.') == std::string::npos && !is_noted_as("parameter", member.name))
        note_name(seen, "parameter", member.name, member.span, context);
}

/// Whether the file has decision trees but no states.
bool trees_alone(const Node& root) {
  if (root.find("states") != nullptr) return false;
  if (root.find("tree") != nullptr) return true;
  const Node* strategies = root.find("strategies");
  return strategies != nullptr &&
         std::any_of(strategies->entries.begin(), strategies->entries.end(),
                     [](const Entry& strategy) { return strategy.value.find("tree") != nullptr; });
}

void check_sections(const Node& root, Context& context) {
  constexpr std::array<std::string_view, 3> of_cohorts = {"time", "discounting", "states"};
  for (const Required& section : kRequired) {
    if (root.find(section.key) != nullptr) continue;
    if (std::find(of_cohorts.begin(), of_cohorts.end(), section.key) != of_cohorts.end() && trees_alone(root))
      continue;
    context.diagnostics.error({root.span.file, 1, 1},
                              fmt::format("the section `{}:` is missing", section.key), section.hint);
  }
}

std::vector<Item> plain_items(const std::vector<ReadItem>& items) {
  std::vector<Item> plain;
  for (const ReadItem& item : items)
    plain.push_back(item.item);
  return plain;
}

void read_general(const MapReader& map, Scenario& scenario, Context& context) {
  check_version(map.get("cea"), context);
  if (const Node* title = map.get("title")) scenario.title = read_prose(*title, "`title`", context);
  if (const Node* question = map.get("question"))
    scenario.question = read_prose(*question, "`question`", context);
  scenario.setting = read_setting(map.get("setting"), context);
  scenario.time = read_time(map.get("time"), context);
  std::tie(scenario.cost_discounting, scenario.effect_discounting) =
      read_discounting(map.get("discounting"), context);
  if (const Node* wtp = map.get("willingness_to_pay"))
    scenario.willingness_to_pay = read_thresholds(*wtp, "`willingness_to_pay`", context);
  scenario.price_index = read_price_index(map.get("price_index"), context);
  scenario.tables = read_tables(map.get("tables"), context);
  scenario.curves = read_curves(map.get("curves"), scenario.time.days_per_year, context);
}

/// Partitioned survival gives membership itself.
void refuse_moves(const MapReader& map, Context& context) {
  for (const char* key : {"transitions", "transition_rates", "matrix", "mortality", "start", "clocks"})
    if (map.has(key))
      context.diagnostics.error(map.key_span(key),
                                fmt::format("`{}` and `partitioned_survival` both say who is where", key),
                                "keep one of them; background mortality belongs to the curves");
}

/// States and everything that refers to them.
void read_model(const MapReader& map, const ParameterNames& names, Scenario& scenario, Context& context) {
  StateSpace space = read_states(map.get("states"), context);
  scenario.clocks = read_clocks(map.get("clocks"), space, context);
  std::vector<std::string> clocks;
  for (const Clock& clock : scenario.clocks)
    clocks.push_back(clock.name);
  const Moves moves = read_moves({map.get("transitions"), map.get("transition_rates"), map.get("matrix"),
                                  map.get("mortality"), map.get("start")},
                                 space, context);
  scenario.partitioned = read_partitioned_survival(map.get("partitioned_survival"), space, context);
  if (scenario.partitioned) refuse_moves(map, context);
  const ItemContext items{space, clocks};
  const auto costs = read_items(map.get("costs"), "`costs`", items, context);
  const auto effects = read_items(map.get("effects"), "`effects`", items, context);
  scenario.outcomes = read_outcomes(map.get("outcomes"), items, context);
  scenario.costs = plain_items(costs);
  scenario.effects = plain_items(effects);
  scenario.strategies =
      read_strategies(map.get("strategies"),
                      {space, clocks, names, moves, costs, effects, map.get("tree"), scenario.outcomes,
                       scenario.curves, scenario.partitioned.has_value(), scenario.time.days_per_year},
                      context);
  check_curve_names(scenario.curves, scenario.strategies, scenario.tables, context);
  if (scenario.strategies.empty() && !scenario.partitioned) { // the rest is checked all the same
    const Transitions common = complete_moves(moves, {}, space);
    check_moves({{{}, &common, map.has("tree")}}, space, map.span(), context);
  }
  scenario.layers = std::move(space.layers);
  scenario.states = std::move(space.states());
  check_trees(scenario, moves.start_span, context);
}

} // namespace

const std::vector<std::string>& top_keys() {
  static const std::vector<std::string> keys = {"cea",
                                                "title",
                                                "question",
                                                "setting",
                                                "time",
                                                "discounting",
                                                "willingness_to_pay",
                                                "price_index",
                                                "tables",
                                                "curves",
                                                "partitioned_survival",
                                                "parameters",
                                                "joint",
                                                "correlation",
                                                "states",
                                                "clocks",
                                                "start",
                                                "mortality",
                                                "transitions",
                                                "transition_rates",
                                                "matrix",
                                                "tree",
                                                "costs",
                                                "effects",
                                                "effect",
                                                "outcomes",
                                                "strategies",
                                                "subgroups",
                                                "scenarios",
                                                "validation",
                                                "analyses",
                                                "extends"};
  return keys;
}

BuiltScenario build_scenario(const Node& root, Context& context) {
  auto scenario = std::make_shared<Scenario>();
  const MapReader map(root, Place::top, "a scenario file", top_keys(), context);
  check_sections(root, context);
  read_general(map, *scenario, context);
  ParameterList list = read_parameters(map.get("parameters"), map.get("joint"), context);
  const ParameterNames names(list);
  scenario->correlation = read_correlations(map.get("correlation"), list, context);
  scenario->parameters = std::move(list.parameters);
  scenario->joint = std::move(list.joint);
  read_model(map, names, *scenario, context);
  scenario->subgroups = read_subgroups(map.get("subgroups"), names, scenario->strategies, context);
  check_shared_names(root, *scenario, context);
  read_effect(map.get("effect"), root.span, *scenario, context);
  AnalysisIds ids;
  for (const Strategy& s : scenario->strategies)
    ids.strategies.push_back(s.id);
  for (const Subgroup& s : scenario->subgroups)
    ids.subgroups.push_back(s.id);
  scenario->analyses = read_analyses(map.get("analyses"), names, ids, context);
  return {std::move(scenario), names};
}

} // namespace cea::input
