#include "input/limits.h"
#include "input/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::input {

namespace {

/// One formula, or one for each year.
std::vector<FormulaText> read_years(const Node& node, const std::string& what, int years, Context& context) {
  std::vector<FormulaText> values;
  for (const Node* item : as_list(node))
    if (auto formula = read_formula(*item, what, context)) values.push_back(*std::move(formula));
  if (node.is_sequence() && static_cast<int>(node.items.size()) != years)
    context.diagnostics.error(node.span,
                              fmt::format("{} has {} values for {} years", what, node.items.size(), years),
                              "one value for each year, or a single one for all");
  return values;
}

enum class Names { strategies, parameters };

std::vector<YearlyFormulas> read_by_name(const Node* node, const std::string& what, Names kind, int years,
                                         const AnalysisNames& names, Context& context) {
  std::vector<YearlyFormulas> all;
  if (node == nullptr || !expect_map(*node, what, context)) return all;
  for (const Entry& entry : node->entries) {
    if (kind == Names::parameters)
      names.parameters.check(entry.key, entry.key_span, context);
    else
      check_strategy(entry.key, entry.key_span, names, context);
    if (!has_value(entry, what, context)) continue;
    all.push_back({{entry.key, entry.key_span},
                   read_years(entry.value, fmt::format("'{}' in {}", entry.key, what), years, context)});
  }
  return all;
}

void read_eligible(const Node& node, BudgetSettings& budget, Context& context) {
  const MapReader map(node, Place::budget, "`eligible`", {"prevalent", "incident_per_year"}, context);
  if (!map.is_map()) return;
  budget.prevalent = read_optional_formula(map, "prevalent", context);
  if (const Node* incident = map.get("incident_per_year"))
    budget.incident = read_years(*incident, "`incident_per_year`", budget.years, context);
  if (!map.has("prevalent") && !map.has("incident_per_year"))
    context.diagnostics.error(node.span, "`eligible` names nobody",
                              "as `eligible: {prevalent: 5_460, incident_per_year: 800}`");
}

void read_programme(const Node& node, BudgetSettings& budget, Context& context) {
  const MapReader map(node, Place::budget, "`programme`", {"set_up", "per_entrant"}, context);
  if (!map.is_map()) return;
  if (const Node* set_up = map.get("set_up")) {
    budget.set_up = read_years(*set_up, "`set_up`", budget.years, context);
    if (!set_up->is_sequence()) // a single amount is spent once
      budget.set_up.resize(static_cast<std::size_t>(budget.years), FormulaText{"0", set_up->span});
  }
  budget.per_entrant = read_optional_formula(map, "per_entrant", context);
}

void check_shares(const MapReader& map, const BudgetSettings& budget, Context& context) {
  const bool by_shares = map.has("with") || map.has("without");
  if (by_shares && (map.has("uptake") || map.has("displaces")))
    context.diagnostics.error(map.key_span(map.has("with") ? "with" : "without"),
                              "shares `with` and `without` replace `uptake` and `displaces`",
                              "keep one of the two ways");
  else if (by_shares && !(map.has("with") && map.has("without")))
    context.diagnostics.error(map.key_span(map.has("with") ? "with" : "without"),
                              "`with` and `without` belong together");
  else if (!by_shares && !map.has("uptake") && !map.has("uptake_of_prevalent"))
    context.diagnostics.error(map.span(), "a budget impact needs `uptake:`",
                              "as `uptake: {drug: [10%, 20%, 30%]}`: of each year's incident people");
  if (budget.incident.empty() && (map.has("uptake") || by_shares))
    context.diagnostics.error(
        map.key_span(by_shares ? "with" : "uptake"),
        "`uptake` is a share of the year's incident people, and nobody is incident",
        "give `incident_per_year:`, or `uptake_of_prevalent:` for those eligible at the start");
  if (budget.prevalent && !map.has("uptake_of_prevalent"))
    context.diagnostics.warning(budget.prevalent->span,
                                "the prevalent people stay on what they have: they add to both budgets alike",
                                "`uptake_of_prevalent:` says who of them starts the new strategy, by year");
}

} // namespace

void check_strategy(const std::string& id, const Span& at, const AnalysisNames& names, Context& context) {
  if (std::find(names.strategies.begin(), names.strategies.end(), id) == names.strategies.end())
    context.diagnostics.error(at, fmt::format("no strategy is called '{}'", id),
                              suggestion(id, names.strategies));
}

BudgetSettings read_budget(const Node& node, const AnalysisNames& names, Context& context) {
  BudgetSettings budget;
  budget.span = node.span;
  const MapReader map(node, Place::budget, "`budget_impact`",
                      {"members", "eligible", "years", "uptake", "uptake_of_prevalent", "displaces",
                       "without", "with", "price_factors", "programme", "categories"},
                      context);
  if (!map.is_map()) return budget;
  if (const Node* years = map.get("years"))
    budget.years =
        static_cast<int>(read_integer(*years, "`years`", 1, kMostBudgetYears, context).value_or(1));
  budget.members = read_optional_formula(map, "members", context);
  if (const Node* eligible =
          map.require("eligible", "as `eligible: {prevalent: 5_460, incident_per_year: 800}`"))
    read_eligible(*eligible, budget, context);
  const auto by_name = [&](const char* key, Names kind) {
    return read_by_name(map.get(key), fmt::format("`{}`", key), kind, budget.years, names, context);
  };
  budget.uptake = by_name("uptake", Names::strategies);
  budget.prevalent_uptake = by_name("uptake_of_prevalent", Names::strategies);
  budget.without = by_name("without", Names::strategies);
  budget.with = by_name("with", Names::strategies);
  budget.price_factors = by_name("price_factors", Names::parameters);
  if (const Node* displaces = map.get("displaces")) {
    budget.displaces = NamedPlace{read_text(*displaces, "`displaces`", context), displaces->span};
    check_strategy(budget.displaces->name, displaces->span, names, context);
  }
  if (const Node* programme = map.get("programme")) read_programme(*programme, budget, context);
  if (const Node* categories = map.get("categories"))
    for (const Node* item : as_list(*categories))
      budget.categories.push_back({read_text(*item, "`categories`", context), item->span});
  check_shares(map, budget, context);
  return budget;
}

} // namespace cea::input
