#include "analysis/budget_prices.h"

#include "analysis/verify_changes.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

namespace {

/// A name that no parameter, table or curve has.
std::string unused_name(const Scenario& scenario, std::string name) {
  const auto taken = [&](const auto& all, const auto& name_of) {
    return std::any_of(all.begin(), all.end(), [&](const auto& x) { return name_of(x) == name; });
  };
  while (taken(scenario.parameters, [](const Parameter& p) { return p.name; }) ||
         taken(scenario.tables, [](const Table& t) { return t.name; }) ||
         taken(scenario.curves, [](const Curve& c) { return c.name; }))
    name += '_';
  return name;
}

/// Multiplies what is set for a price and isn't computed from it; whether there was any.
bool multiply(std::vector<SetEntry>& set, const std::string& price, const std::string& factor,
              verification::NameClosure& names) {
  bool found = false;
  for (SetEntry& e : set) {
    if (e.name != price || e.distribution || e.value.text.empty() || names.of(e.value).contains(price))
      continue;
    e.value.text = fmt::format("({}) * {}", e.value.text, factor);
    found = true;
  }
  return found;
}

} // namespace

PricedScenario with_movable_prices(const std::shared_ptr<const Scenario>& scenario) {
  auto copy = std::make_shared<Scenario>(*scenario);
  PricedScenario result;
  verification::NameClosure names(*scenario);
  bool changed = false;
  for (const YearlyFormulas& price : scenario->analyses.budget->price_factors) {
    const std::string factor = unused_name(*copy, "price_factor_of_" + price.name.name);
    bool found = false;
    const auto look_at = [&](std::vector<SetEntry>& set) {
      found = multiply(set, price.name.name, factor, names) || found;
    };
    for (Subgroup& group : copy->subgroups)
      look_at(group.set);
    for (Strategy& strategy : copy->strategies) {
      look_at(strategy.set);
      for (SubgroupSettings& both : strategy.subgroups)
        look_at(both.set);
    }
    result.factors.push_back(found ? factor : "");
    if (!found) continue;
    changed = true;
    Parameter one;
    one.name = factor;
    one.value = verification::number_formula(1);
    copy->parameters.push_back(std::move(one));
  }
  result.scenario = changed ? copy : scenario;
  return result;
}

std::shared_ptr<const Scenario> starting_later(const Scenario& scenario, int years) {
  auto copy = std::make_shared<Scenario>(scenario);
  if (copy->setting.start_year) *copy->setting.start_year += years;
  return copy;
}

} // namespace cea
