#include "analysis/live_scenario.h"

#include "formula/ast.h"
#include "formula/print.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

bool is_literal(const FormulaText& formula, double days_per_year) {
  Diagnostics ignored;
  const auto parsed = formula::parse(formula, ignored, {days_per_year});
  if (!parsed) return false;
  std::vector<std::string> values, calls;
  formula::collect_names(*parsed, values, calls);
  return values.empty() && calls.empty();
}

namespace {

/// Turns literals into parameters of a scenario.
class Lifting {
public:
  explicit Lifting(Scenario& scenario) : s_(scenario) {}

  void discounting(DiscountRule& rule, const std::string& what) {
    for (std::size_t i = 0; i < rule.steps.size(); ++i) {
      const std::string number = rule.steps.size() == 1 ? "" : fmt::format("_{}", i + 1);
      lift(rule.steps[i].rate, fmt::format("discount_{}{}", what, number),
           fmt::format("Discount rate, {}{}", what, number.empty() ? "" : fmt::format(", step {}", i + 1)));
    }
  }

  void states() {
    for (HealthState& state : s_.states) {
      const std::string& label = state.label.empty() ? state.id : state.label;
      if (state.cost) lift(*state.cost, "cost__" + plain(state.id), label + ": cost a year");
      if (state.utility) lift(*state.utility, "utility__" + plain(state.id), label + ": utility");
    }
  }

  void settings() {
    for (Strategy& strategy : s_.strategies)
      for (SetEntry& entry : strategy.set)
        if (!entry.distribution)
          lift(entry.value, fmt::format("{}__{}", entry.name, plain(strategy.id)),
               fmt::format("{} under {}", label_of(entry.name),
                           strategy.label.empty() ? strategy.id : strategy.label));
  }

private:
  static std::string plain(std::string id) {
    std::replace_if(
        id.begin(), id.end(), [](char c) { return c == '.' || c == '-'; }, '_');
    return id;
  }

  [[nodiscard]] std::string label_of(const std::string& name) const {
    const Parameter* p = s_.parameter(name);
    return p == nullptr || p->label.empty() ? name : p->label;
  }

  void lift(FormulaText& formula, const std::string& name, std::string label) {
    if (s_.parameter(name) != nullptr || !is_literal(formula, s_.time.days_per_year)) return;
    Parameter p;
    p.name = name;
    p.value = formula;
    p.label = std::move(label);
    p.provenance.source = "written in the scenario's formulas";
    p.span = formula.span;
    s_.parameters.push_back(std::move(p));
    formula.text = name;
  }

  Scenario& s_;
};

} // namespace

Scenario with_literals_as_parameters(const Scenario& scenario) {
  Scenario changed = scenario;
  Lifting lifting(changed);
  lifting.discounting(changed.cost_discounting, "costs");
  lifting.discounting(changed.effect_discounting, "effects");
  lifting.states();
  lifting.settings();
  return changed;
}

std::set<std::string> fixed_numbers(const Scenario& scenario, const std::vector<SetEntry>& overrides) {
  std::set<std::string> fixed;
  for (const Parameter& p : scenario.parameters) {
    const bool drawn_jointly =
        std::any_of(scenario.joint.begin(), scenario.joint.end(), [&](const JointDistribution& joint) {
          return std::any_of(joint.parameters.begin(), joint.parameters.end(),
                             [&](const auto& member) { return member.name == p.name; });
        });
    const FormulaText* value = p.value ? &*p.value : nullptr;
    bool uncertain = p.distribution.has_value() || drawn_jointly;
    for (const SetEntry& entry : overrides)
      if (entry.name == p.name) {
        value = &entry.value;
        uncertain = entry.distribution.has_value();
      }
    if (!uncertain && value != nullptr && is_literal(*value, scenario.time.days_per_year))
      fixed.insert(p.name);
  }
  return fixed;
}

} // namespace cea
