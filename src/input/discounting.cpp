#include "input/sections.h"

#include <fmt/format.h>

namespace cea::input {

namespace {

constexpr const char* kHint = "as `discounting: {costs: 3%, effects: 3%}`; `0%` for none";

std::optional<FormulaText> step_start(const Entry& entry, Context& context) {
  Node key;
  key.kind = Node::Kind::scalar;
  key.text = entry.key;
  key.span = entry.key_span;
  return read_duration(key, "the start of a discounting step", context);
}

void check_ascending(const DiscountRule& rule, Context& context) {
  std::optional<double> before;
  for (const DiscountRule::Step& step : rule.steps) {
    const auto from = step.from ? constant_value(*step.from) : std::nullopt;
    if (from && !before && &step == &rule.steps.front() && *from != 0)
      context.diagnostics.error(step.from->span, "the first discounting step must start at `0 years`");
    if (from && before && *from <= *before)
      context.diagnostics.error(step.from->span, "discounting steps must ascend",
                                "as `{0 years: 3.5%, 30 years: 3%}`");
    before = from ? from : before;
  }
}

DiscountRule read_rule(const Node& node, const std::string& what, Context& context) {
  DiscountRule rule;
  rule.span = node.span;
  if (!node.is_map()) {
    if (auto rate = read_formula(node, what, context)) rule.steps.push_back({std::nullopt, *std::move(rate)});
    return rule;
  }
  for (const Entry& entry : node.entries) {
    if (!has_value(entry, what, context)) continue;
    auto from = step_start(entry, context);
    auto rate = read_formula(entry.value, "a discount rate", context);
    if (from && rate) rule.steps.push_back({std::move(from), *std::move(rate)});
  }
  if (node.entries.empty()) context.diagnostics.error(node.span, fmt::format("{} has no rate", what), kHint);
  check_ascending(rule, context);
  return rule;
}

/// Applies one setting to both rules, or each rule's own where it is given by outcome.
template <typename Apply>
void for_each_outcome(const MapReader& map, const char* key, std::pair<DiscountRule, DiscountRule>& rules,
                      Context& context, Apply apply) {
  const Node* node = map.get(key);
  if (node == nullptr) return;
  if (!node->is_map()) {
    apply(*node, rules.first);
    apply(*node, rules.second);
    return;
  }
  const MapReader both(*node, Place::discounting, fmt::format("`{}`", key), {"costs", "effects"}, context);
  if (const Node* costs = both.get("costs")) apply(*costs, rules.first);
  if (const Node* effects = both.get("effects")) apply(*effects, rules.second);
}

void read_options(const MapReader& map, std::pair<DiscountRule, DiscountRule>& rules, Context& context) {
  for_each_outcome(map, "compounding", rules, context, [&](const Node& node, DiscountRule& rule) {
    const auto value = read_choice<Compounding>(node, "`compounding`",
                                                {{"annual", Compounding::annual},
                                                 {"per_cycle", Compounding::per_cycle},
                                                 {"continuous", Compounding::continuous}},
                                                context);
    rule.compounding = value.value_or(rule.compounding);
  });
  for_each_outcome(map, "at", rules, context, [&](const Node& node, DiscountRule& rule) {
    rule.at = read_choice<CycleDate>(
        node, "`at`", {{"start", CycleDate::start}, {"middle", CycleDate::middle}, {"end", CycleDate::end}},
        context);
  });
  for_each_outcome(map, "granularity", rules, context, [&](const Node& node, DiscountRule& rule) {
    rule.by_year =
        read_choice<bool>(node, "`granularity`", {{"cycle", false}, {"year", true}}, context).value_or(false);
  });
  for_each_outcome(map, "first_year", rules, context, [&](const Node& node, DiscountRule& rule) {
    const auto value =
        read_choice<bool>(node, "`first_year`", {{"undiscounted", false}, {"discounted", true}}, context);
    rule.first_year_discounted = value.value_or(false);
    if (value && !rule.by_year)
      context.diagnostics.error(node.span, "`first_year` needs `granularity: year`");
  });
}

} // namespace

std::vector<DiscountRule::Step> read_discount_rates(const Node& node, const std::string& what,
                                                    Context& context) {
  return read_rule(node, what, context).steps;
}

std::pair<DiscountRule, DiscountRule> read_discounting(const Node* node, Context& context) {
  std::pair<DiscountRule, DiscountRule> rules;
  if (node == nullptr) return rules;
  if (!node->is_map()) {
    context.diagnostics.error(node->span, "`discounting` must say the rates of costs and effects", kHint);
    return rules;
  }
  const MapReader map(*node, Place::discounting, "`discounting`",
                      {"costs", "effects", "compounding", "at", "granularity", "first_year"}, context);
  if (const Node* costs = map.require("costs", kHint)) rules.first = read_rule(*costs, "`costs`", context);
  if (const Node* effects = map.require("effects", kHint))
    rules.second = read_rule(*effects, "`effects`", context);
  read_options(map, rules, context);
  return rules;
}

} // namespace cea::input
