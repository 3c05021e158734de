#include "engine/curve_checks.h"

#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace cea {

formula::CurveChoices curve_choices(const Strategy& strategy) {
  formula::CurveChoices choices{.strategy = strategy.id};
  for (const CurveChoice& c : strategy.curves)
    choices.chosen.emplace(c.name, c.chosen);
  return choices;
}

void add_curve_checks(formula::Resolver& resolver, const Strategy& strategy, int subgroup, int cycles,
                      CompiledModel& model) {
  const auto& groups = model.scenario->subgroups;
  const std::vector<formula::CurveRequirement> requirements = resolver.curve_requirements();
  auto store = std::make_unique<std::vector<Check>>();
  for (const formula::CurveRequirement& r : requirements) {
    Check check{.kind = Check::Kind::curve,
                .node = r.node,
                .shown = r.shown,
                .what = r.what,
                .formula = r.must,
                .strategy = strategy.id,
                .subgroup = groups.empty() ? "" : groups[static_cast<std::size_t>(subgroup)].id,
                .span = r.formula.span,
                .hint = r.hint};
    if (!r.formula.text.starts_with('[')) check.behind = resolver.names_in(r.formula);
    store->push_back(std::move(check));
  }
  for (const Check& check : *store) {
    const bool moves = (model.graph.depends(check.node) & formula::kCycle) != 0;
    model.checks.push_back({&check, check.node, check.shown, 0, moves ? cycles - 1 : 0, -1});
  }
  model.check_store.push_back(std::move(store));
}

void check_curve_choices_used(const Scenario& scenario, const std::set<std::string>& used,
                              Diagnostics& diagnostics) {
  if (diagnostics.has_errors()) return; // formulas may not have been read
  std::vector<std::string> names;
  for (const Curve& curve : scenario.curves)
    names.push_back(curve.name);
  const auto is_used = [&](const std::string& name) {
    return used.contains(name) || std::find(names.begin(), names.end(), name) != names.end() ||
           std::any_of(scenario.curves.begin(), scenario.curves.end(),
                       [&](const Curve& c) { return c.from == name || (c.wane && c.wane->to == name); });
  };
  for (const Strategy& strategy : scenario.strategies)
    for (const CurveChoice& choice : strategy.curves) {
      if (is_used(choice.name)) continue;
      const std::string near = did_you_mean(choice.name, names);
      diagnostics.error(choice.span,
                        fmt::format("no formula uses a curve '{}', and none is called so", choice.name),
                        near.empty() ? "" : fmt::format("did you mean '{}'?", near));
    }
}

} // namespace cea
