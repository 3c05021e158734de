// `outcomes:`, and which outcome ICERs use.
#include "input/outcomes.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::input {

namespace {

constexpr std::array<std::string_view, 5> kTaken = {"qaly", "life_years", "evly", "cost", "effect"};
constexpr std::array<std::string_view, 4> kOwnKeys = {"label", "better", "discounting", "category"};

template <typename Words> bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool check_outcome_id(const Entry& entry, Context& context) {
  if (!contains(kTaken, entry.key))
    return check_id("outcome", entry.key, entry.key_span, context.diagnostics);
  context.diagnostics.error(
      entry.key_span, fmt::format("an outcome can't be called '{}': the language uses this word", entry.key),
      entry.key == "evly" ? "`effect: evly` gives equal-value life years"
                          : "QALYs and life years are there without being named");
  return false;
}

/// Keys of items that an outcome can't have.
void check_keys(const Entry& entry, Context& context) {
  for (const Entry& key : entry.value.entries) {
    if (key.key == "utility_loss" || key.key == "for")
      context.diagnostics.error(key.key_span, fmt::format("`{}` doesn't go with an outcome", key.key),
                                "a loss of utility counts in QALYs: write an item of `effects:`");
    if (key.key == "category")
      context.diagnostics.error(key.key_span, "`category` doesn't go with an outcome",
                                "only costs have categories");
    if (key.key == "discount")
      context.diagnostics.error(key.key_span, "`discount` doesn't go with an outcome",
                                "outcomes are undiscounted unless they have `discounting:`");
  }
}

void read_what_counts(const Entry& entry, const ItemContext& model, FurtherOutcome& outcome,
                      Context& context) {
  Node items;
  items.kind = Node::Kind::map;
  items.span = entry.value.span;
  items.entries.push_back(entry);
  std::erase_if(items.entries.front().value.entries,
                [](const Entry& e) { return contains(kOwnKeys, e.key) || e.key == "discount"; });
  outcome.by_tree = items.entries.front().value.entries.empty();
  if (outcome.by_tree) return;
  auto read = read_items(&items, "`outcomes`", model, context);
  if (!read.empty()) outcome.item = std::move(read.front().item);
}

FurtherOutcome read_outcome(const Entry& entry, const ItemContext& model, Context& context) {
  FurtherOutcome outcome;
  outcome.id = entry.key;
  outcome.span = entry.key_span;
  check_keys(entry, context);
  const auto get = [&](std::string_view key) {
    const Node* node = entry.value.find(key);
    return node == nullptr || node->is_null() ? nullptr : node;
  };
  if (const Node* label = get("label")) outcome.label = read_prose(*label, "`label`", context);
  if (const Node* better = get("better"))
    outcome.fewer_is_better =
        read_choice<bool>(*better, "`better`", {{"more", false}, {"fewer", true}}, context).value_or(false);
  if (const Node* discounting = get("discounting"))
    outcome.discounting = read_discount_rates(*discounting, "`discounting`", context);
  read_what_counts(entry, model, outcome, context);
  return outcome;
}

bool counts_in_effects(const std::vector<Item>& items) {
  return std::any_of(items.begin(), items.end(),
                     [](const Item& item) { return item.utility_loss.has_value(); });
}

/// Whether the file says anything about QALYs.
bool counts_qalys(const Scenario& s) {
  const auto strategy_has = [](const Strategy& x) {
    return !x.effects.empty() || counts_in_effects(x.costs) || (x.tree && has_effect(x.tree->root, "qaly"));
  };
  return !s.effects.empty() || counts_in_effects(s.costs) ||
         std::any_of(s.states.begin(), s.states.end(),
                     [](const HealthState& h) { return h.utility.has_value(); }) ||
         std::any_of(s.strategies.begin(), s.strategies.end(), strategy_has);
}

bool tree_counts(const Scenario& s, std::string_view outcome) {
  return std::any_of(s.strategies.begin(), s.strategies.end(), [&](const Strategy& strategy) {
    return strategy.tree && has_effect(strategy.tree->root, outcome);
  });
}

/// Equal-value life years are QALYs, but for the life years gained over one comparator.
void check_evly(const Scenario& s, const Span& span, Context& context) {
  if (!s.counts_qalys || s.trees_alone()) {
    context.diagnostics.error(span, "equal-value life years need states with utilities",
                              "they are QALYs, but for the life years that a strategy gains");
    return;
  }
  const auto comparator_of = [&](const Strategy& strategy) {
    return strategy.comparator.empty() ? s.strategies.front().id : strategy.comparator;
  };
  for (const Strategy& strategy : s.strategies) {
    const Strategy& common = s.strategies[s.common_comparator()];
    if (strategy.id == common.id || comparator_of(strategy) == common.id) continue;
    // The first is compared with nobody: the common comparator is compared with it.
    const Strategy& other = comparator_of(strategy) == strategy.id ? common : strategy;
    context.diagnostics.error(
        span,
        fmt::format("equal-value life years need one comparator, but '{}' is compared with '{}' and others "
                    "with '{}'",
                    other.id, comparator_of(other), common.id),
        fmt::format("they value life years gained over it: write `comparator: {}` for all others",
                    common.id));
    return;
  }
}

/// QALYs where the file says anything about them, life years otherwise.
std::string default_effect(const Scenario& s, const Span& file, Context& context) {
  if (s.counts_qalys) return "qaly";
  if (s.trees_alone() && !s.outcomes.empty() && !tree_counts(s, "life_years"))
    context.diagnostics.error(
        {file.file, 1, 1}, "the file doesn't say which outcome ICERs use",
        fmt::format("it has neither QALYs nor life years: write `effect: {}`", s.outcomes.front().id));
  return "life_years";
}

} // namespace

std::vector<FurtherOutcome> read_outcomes(const Node* node, const ItemContext& model, Context& context) {
  std::vector<FurtherOutcome> outcomes;
  if (node == nullptr || !expect_map(*node, "`outcomes`", context)) return outcomes;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`outcomes`", context)) continue;
    if (!expect_map(entry.value, fmt::format("the outcome '{}'", entry.key), context)) continue;
    if (check_outcome_id(entry, context)) outcomes.push_back(read_outcome(entry, model, context));
  }
  return outcomes;
}

void read_effect(const Node* node, const Span& file, Scenario& scenario, Context& context) {
  scenario.counts_qalys = counts_qalys(scenario);
  for (const FurtherOutcome& outcome : scenario.outcomes)
    if (outcome.by_tree && !tree_counts(scenario, outcome.id))
      context.diagnostics.error(
          outcome.span, fmt::format("nothing counts in the outcome '{}'", outcome.id),
          "say what does, as `{entering: dead, each: 1}`, or let branches of a tree do it");
  if (node == nullptr) {
    scenario.effect = default_effect(scenario, file, context);
    return;
  }
  scenario.effect = "qaly";
  std::vector<std::string> words = {"qaly", "life_years", "evly"};
  for (const FurtherOutcome& outcome : scenario.outcomes)
    words.push_back(outcome.id);
  if (const auto index = read_choice_index(*node, "`effect`", words, context))
    scenario.effect = words[*index];
  if (scenario.in_evly()) check_evly(scenario, node->span, context);
}

} // namespace cea::input
