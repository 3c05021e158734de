#include "input/check_trees.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::input {

namespace {

/// Without states an item can only be paid once by everybody, at time 0.
void check_items(const std::vector<Item>& items, Context& context) {
  for (const Item& item : items)
    if (item.kind != Item::Kind::once || !item.at.empty() || item.then_every || item.during)
      context.diagnostics.error(
          item.span, fmt::format("the item '{}' needs states, and a decision tree alone has none", item.id),
          "put the amount on a branch of the tree, or write `once:` for everybody");
}

void check_alone(const Scenario& scenario, Context& context) {
  check_items(scenario.costs, context);
  check_items(scenario.effects, context);
  for (const FurtherOutcome& outcome : scenario.outcomes)
    if (outcome.item) check_items({*outcome.item}, context);
  for (const Strategy& strategy : scenario.strategies) {
    check_items(strategy.costs, context);
    check_items(strategy.effects, context);
    if (!strategy.tree)
      context.diagnostics.error(
          strategy.span, fmt::format("the strategy '{}' has no tree, and the file no states", strategy.id),
          "`tree: {cost: 0}` for one that costs and gives nothing");
  }
}

} // namespace

void check_trees(const Scenario& scenario, const Span& start_span, Context& context) {
  if (!scenario.has_tree()) return;
  if (scenario.trees_alone()) return check_alone(scenario, context);
  const bool everywhere = std::all_of(scenario.strategies.begin(), scenario.strategies.end(),
                                      [](const Strategy& s) { return s.tree.has_value(); });
  if (everywhere && start_span.file)
    context.diagnostics.error(start_span, "`start` doesn't go with `tree`: its leaves say where people begin",
                              "remove one of them");
  for (const HealthState& state : scenario.states)
    if (state.id == "tree")
      context.diagnostics.error(state.span, "a state can't be called 'tree' beside a decision tree",
                                "totals by state have a row of this name for the tree's amounts");
}

} // namespace cea::input
