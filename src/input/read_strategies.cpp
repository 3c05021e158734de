#include "input/read_strategies.h"

#include "input/curves.h"

#include "input/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea::input {

namespace {

void read_combines(const Node& node, StrategyParts& parts, Context& context) {
  for (const Node* item : as_list(node)) {
    const std::string id = read_text(*item, "`combines`", context);
    if (id.empty()) continue;
    if (std::find(parts.combines.begin(), parts.combines.end(), id) != parts.combines.end())
      context.diagnostics.error(item->span, fmt::format("'{}' stands twice in `combines`", id));
    else {
      parts.combines.push_back(id);
      parts.combines_spans.push_back(item->span);
    }
  }
}

void check_curve_choices(const StrategyParts& parts, const CommonModel& model, Context& context) {
  std::vector<std::string> names;
  for (const Curve& curve : model.curves)
    names.push_back(curve.name);
  for (const CurveChoice& choice : parts.curves)
    if (std::find(names.begin(), names.end(), choice.chosen) == names.end())
      context.diagnostics.error(choice.span, fmt::format("no curve is called '{}'", choice.chosen),
                                suggestion(choice.chosen, names));
}

StrategyParts read_parts(const Entry& entry, const CommonModel& model, Context& context) {
  StrategyParts parts;
  parts.id = entry.key;
  parts.span = entry.key_span;
  const MapReader map(entry.value, Place::strategy, fmt::format("the strategy '{}'", entry.key),
                      {"label", "set", "costs", "effects", "transitions", "transition_rates", "mortality",
                       "start", "curves", "tree", "combines", "comparator", "subgroups"},
                      context, "tree");
  if (!map.is_map()) return parts;
  if (const Node* label = map.get("label")) parts.label = read_prose(*label, "`label`", context);
  if (const Node* combines = map.get("combines")) read_combines(*combines, parts, context);
  if (const Node* comparator = map.get("comparator")) {
    parts.comparator = read_text(*comparator, "`comparator`", context);
    parts.comparator_span = comparator->span;
  }
  parts.set = read_set(map.get("set"), model.names, context);
  parts.subgroups = read_subgroup_settings(map.get("subgroups"), model.names, context);
  const ItemContext items{model.space, model.clocks};
  parts.costs = read_items(map.get("costs"), "`costs`", items, context);
  parts.effects = read_items(map.get("effects"), "`effects`", items, context);
  parts.moves = read_moves(
      {map.get("transitions"), map.get("transition_rates"), nullptr, map.get("mortality"), map.get("start")},
      model.space, context);
  check_same_kind(model.moves, parts.moves, context);
  if (const Node* tree = map.is_map() ? entry.value.find("tree") : nullptr;
      tree != nullptr && (!tree->is_null() || tree->written_null))
    parts.tree = read_tree_changes(*tree, map.key_span("tree"), context);
  parts.curves = read_curve_choices(map.get("curves"), parts.id, model.days_per_year, model.curves, context);
  check_curve_choices(parts, model, context);
  if (!model.partitioned) return parts;
  for (const char* key : {"transitions", "transition_rates", "mortality", "start"})
    if (map.has(key))
      context.diagnostics.error(map.key_span(key),
                                fmt::format("`{}` has no meaning under `partitioned_survival`", key),
                                "choose other curves for the strategy, as `curves: {os: os_new}`");
  return parts;
}

/// An item of all strategies would count beside the strategy's own of the same id.
void check_item_ids(const std::vector<ReadItem>& own, const std::vector<ReadItem>& common, Context& context) {
  for (const ReadItem& item : own) {
    const auto same = std::find_if(common.begin(), common.end(),
                                   [&](const ReadItem& other) { return other.item.id == item.item.id; });
    if (same != common.end())
      context.diagnostics.error(item.item.span,
                                fmt::format("'{}' is already an item of all strategies ({})", item.item.id,
                                            line_of(same->item.span, item.item.span)),
                                "both would count: choose another id, or move the item into the strategies");
  }
}

void check_comparators(const std::vector<StrategyParts>& all, Context& context) {
  std::vector<std::string> ids;
  for (const StrategyParts& parts : all)
    ids.push_back(parts.id);
  for (const StrategyParts& parts : all)
    if (!parts.comparator.empty() && std::find(ids.begin(), ids.end(), parts.comparator) == ids.end())
      context.diagnostics.error(parts.comparator_span,
                                fmt::format("no strategy is called '{}'", parts.comparator),
                                suggestion(parts.comparator, ids));
}

std::vector<Item> plain_items(std::vector<ReadItem> items) {
  std::vector<Item> plain;
  plain.reserve(items.size());
  for (ReadItem& item : items)
    plain.push_back(std::move(item.item));
  return plain;
}

Strategy complete(StrategyParts parts, const CommonModel& model, Context& context) {
  check_item_ids(parts.costs, model.costs, context);
  check_item_ids(parts.effects, model.effects, context);
  Strategy strategy;
  strategy.transitions = complete_moves(model.moves, parts.moves, model.space);
  strategy.tree = read_tree(model.tree, parts.tree, model.space, model.outcomes, context);
  if (strategy.tree) {
    if (parts.moves.start_span.file)
      context.diagnostics.error(parts.moves.start_span,
                                "`start` doesn't go with a tree: its leaves say where people begin",
                                "remove it, or write `tree: none` for this strategy");
    strategy.transitions.start.clear();
  }
  strategy.id = std::move(parts.id);
  strategy.label = std::move(parts.label);
  strategy.set = std::move(parts.set);
  strategy.subgroups = std::move(parts.subgroups);
  strategy.costs = plain_items(std::move(parts.costs));
  strategy.effects = plain_items(std::move(parts.effects));
  strategy.curves = std::move(parts.curves);
  strategy.comparator = std::move(parts.comparator);
  strategy.combines = std::move(parts.combines);
  strategy.span = std::move(parts.span);
  return strategy;
}

} // namespace

std::vector<Strategy> read_strategies(const Node* node, const CommonModel& model, Context& context) {
  std::vector<Strategy> strategies;
  if (node == nullptr || !expect_map(*node, "`strategies`", context)) return strategies;
  if (node->entries.size() > kMostStrategies) {
    context.diagnostics.error(node->span, fmt::format("more than {} strategies", kMostStrategies));
    return strategies;
  }
  std::vector<StrategyParts> all;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`strategies`", context)) continue;
    check_id("strategy", entry.key, entry.key_span, context.diagnostics);
    all.push_back(read_parts(entry, model, context));
  }
  if (node->entries.empty()) context.diagnostics.error(node->span, "`strategies` names no strategy");
  resolve_combinations(all, model.space, context);
  check_comparators(all, context);
  for (StrategyParts& parts : all)
    strategies.push_back(complete(std::move(parts), model, context));
  std::vector<NamedMoves> moves;
  const bool trees_alone = model.space.size() == 0 &&
                           std::any_of(strategies.begin(), strategies.end(),
                                       [](const Strategy& strategy) { return strategy.tree.has_value(); });
  for (const Strategy& strategy : strategies)
    moves.push_back({strategy.id, &strategy.transitions, strategy.tree.has_value() || trees_alone});
  if (!moves.empty() && !model.partitioned) check_moves(moves, model.space, node->span, context);
  return strategies;
}

} // namespace cea::input
