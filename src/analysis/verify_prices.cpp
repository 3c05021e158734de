#include "analysis/verify_prices.h"

#include "formula/ast.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace cea::verification {

namespace {

using formula::Expression;
using formula::Op;

PriceUse both(PriceUse a, PriceUse b) {
  return {a.adds || b.adds, a.subtracts || b.subtracts};
}

PriceUse turned(PriceUse a) {
  return {a.subtracts, a.adds};
}

bool is_negative(const Expression& e) {
  return (e.op == Op::number && e.number < 0) ||
         (e.op == Op::negate && e.arguments[0]->op == Op::number && e.arguments[0]->number > 0);
}

/// Functions that grow with each of their arguments.
bool grows(const std::string& function) {
  static const std::vector<std::string> kGrowing = {"min",  "max",   "floor",      "ceil", "round",
                                                    "sqrt", "exp",   "log",        "sum",  "cycle_mean",
                                                    "if",   "clamp", "interpolate"};
  return std::find(kGrowing.begin(), kGrowing.end(), function) != kGrowing.end();
}

class Uses {
public:
  Uses(const Scenario& scenario, const std::string& parameter) : wanted_(parameter) {
    const auto add_set = [&](const std::vector<SetEntry>& set) {
      for (const SetEntry& e : set)
        values_[e.name].push_back(&e.value);
    };
    for (const Parameter& p : scenario.parameters)
      if (p.value) values_[p.name].push_back(&*p.value);
    for (const Subgroup& group : scenario.subgroups)
      add_set(group.set);
    for (const Strategy& s : scenario.strategies) {
      add_set(s.set);
      for (const SubgroupSettings& group : s.subgroups)
        add_set(group.set);
    }
  }

  PriceUse of(const std::optional<FormulaText>& formula) {
    if (!formula || formula->text.empty()) return {};
    Diagnostics ignored;
    const auto tree = formula::parse(*formula, ignored);
    return tree ? of(*tree) : PriceUse{};
  }

  PriceUse of(const std::vector<Item>& items) {
    PriceUse use;
    for (const Item& item : items)
      for (const auto* formula : {&item.per_year, &item.per_cycle, &item.each, &item.once})
        use = both(use, of(*formula));
    return use;
  }

  PriceUse of(const TreeBranch& branch) {
    PriceUse use;
    for (const TreeBranch::Amount& cost : branch.costs)
      use = both(use, of(std::optional(cost.formula)));
    for (const TreeBranch& next : branch.branches)
      use = both(use, of(next));
    return use;
  }

private:
  PriceUse of_name(const std::string& name) {
    PriceUse use{name == wanted_, false};
    const auto [it, is_new] = known_.emplace(name, use);
    if (!is_new) return it->second; // known, or being looked at
    for (const FormulaText* value : values_[name])
      use = both(use, of(std::optional(*value)));
    return known_[name] = use;
  }

  PriceUse of(const Expression& e) {
    const auto part = [&](std::size_t i) { return of(*e.arguments[i]); };
    switch (e.op) {
    case Op::name:
      return of_name(e.name);
    case Op::negate:
      return turned(part(0));
    case Op::subtract:
      return both(part(0), turned(part(1)));
    case Op::divide:
      return both(part(0), turned(part(1)));
    case Op::multiply: {
      const bool turns = is_negative(*e.arguments[0]) != is_negative(*e.arguments[1]);
      const PriceUse use = both(part(0), part(1));
      return turns ? turned(use) : use;
    }
    default:
      break;
    }
    PriceUse use;
    for (const auto& argument : e.arguments)
      if (argument) use = both(use, of(*argument));
    const bool known = e.op == Op::add || (e.op == Op::call && grows(e.name));
    return known ? use : both(use, turned(use));
  }

  const std::string& wanted_;
  std::map<std::string, std::vector<const FormulaText*>> values_;
  std::map<std::string, PriceUse> known_;
};

void clear(FormulaText& formula) {
  if (!formula.text.empty()) formula.text = fmt::format("0 * ({})", formula.text);
}
void clear(std::optional<FormulaText>& formula) {
  if (formula) clear(*formula);
}

void clear_amounts(std::vector<Item>& items) {
  for (Item& item : items)
    for (auto* formula : {&item.per_year, &item.per_cycle, &item.each, &item.once})
      clear(*formula);
}

template <class Wanted> void clear_tree(TreeBranch& branch, const Wanted& wanted) {
  for (TreeBranch::Amount* const amount : wanted(branch))
    clear(amount->formula);
  for (TreeBranch& next : branch.branches)
    clear_tree(next, wanted);
}

} // namespace

PriceUse price_use(const Scenario& scenario, const std::string& parameter) {
  Uses uses(scenario, parameter);
  PriceUse use = uses.of(scenario.costs);
  for (const HealthState& state : scenario.states)
    use = both(use, uses.of(state.cost));
  for (const Strategy& s : scenario.strategies) {
    use = both(use, uses.of(s.costs));
    if (s.tree) use = both(use, uses.of(s.tree->root));
  }
  return use;
}

Scenario without_costs(Scenario s) {
  clear_amounts(s.costs);
  for (HealthState& state : s.states)
    clear(state.cost);
  const auto costs = [](TreeBranch& branch) {
    std::vector<TreeBranch::Amount*> all;
    for (TreeBranch::Amount& cost : branch.costs)
      all.push_back(&cost);
    return all;
  };
  for (Strategy& strategy : s.strategies) {
    clear_amounts(strategy.costs);
    if (strategy.tree) clear_tree(strategy.tree->root, costs);
  }
  return s;
}

Scenario without_qalys(Scenario s) {
  const auto clear_losses = [](std::vector<Item>& items) {
    for (Item& item : items)
      clear(item.utility_loss);
  };
  clear_amounts(s.effects);
  for (HealthState& state : s.states)
    clear(state.utility);
  const auto qalys = [](TreeBranch& branch) {
    std::vector<TreeBranch::Amount*> all;
    for (TreeBranch::Amount& effect : branch.effects)
      if (effect.name == "qaly") all.push_back(&effect);
    return all;
  };
  for (auto* items : {&s.costs, &s.effects})
    clear_losses(*items);
  for (Strategy& strategy : s.strategies) {
    clear_amounts(strategy.effects);
    for (auto* items : {&strategy.costs, &strategy.effects})
      clear_losses(*items);
    if (strategy.tree) clear_tree(strategy.tree->root, qalys);
  }
  return s;
}

} // namespace cea::verification
