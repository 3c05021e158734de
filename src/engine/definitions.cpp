#include "engine/definitions.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

using formula::Resolver;

namespace {

void unknown_set(const SetEntry& e, const Resolver::Definitions& all, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const auto& [name, levels] : all)
    names.push_back(name);
  std::sort(names.begin(), names.end());
  const std::string near = did_you_mean(e.name, names);
  diagnostics.error(e.span, fmt::format("`set` names the parameter '{}', which isn't defined", e.name),
                    near.empty()
                        ? "define it under `parameters:`; its value there is what the other strategies use"
                        : fmt::format("did you mean '{}'?", near));
}

} // namespace

Resolver::Definitions definitions_of(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                                     const std::vector<SetEntry>* set, Diagnostics& diagnostics) {
  Resolver::Definitions all;
  for (const Parameter& p : scenario.parameters) {
    formula::Definition d{.value = p.value.value_or(FormulaText{}),
                          .parameter = &p,
                          .index_exempt = p.index_exempt,
                          .span = p.span};
    if (p.distribution) d.distribution = &*p.distribution;
    d.unit = &p.unit;
    all[p.name].push_back(d);
  }
  const auto add = [&](const std::vector<SetEntry>& entries, bool by_strategy) {
    for (const SetEntry& e : entries) {
      formula::Definition d{.value = e.value, .unit = &e.unit, .by_strategy = by_strategy, .span = e.span};
      if (e.distribution) d.distribution = &*e.distribution;
      const auto it = all.find(e.name);
      if (it == all.end())
        unknown_set(e, all, diagnostics);
      else
        it->second.push_back(d);
    }
  };
  add(overrides, false);
  if (set != nullptr) add(*set, true);
  return all;
}

} // namespace cea
