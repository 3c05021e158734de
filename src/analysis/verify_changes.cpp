#include "analysis/verify_changes.h"

#include "formula/ast.h"
#include "formula/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::verification {

namespace {

template <class Change> void for_each_item(Scenario& s, const Change& change) {
  for (auto* items : {&s.costs, &s.effects})
    for (Item& item : *items)
      change(item);
  for (Strategy& strategy : s.strategies)
    for (auto* items : {&strategy.costs, &strategy.effects})
      for (Item& item : *items)
        change(item);
}

/// Every discount rate: the scenario's, and those of items and outcomes.
template <class Change> void for_each_rate(Scenario& s, const Change& change) {
  for (DiscountRule* rule : {&s.cost_discounting, &s.effect_discounting})
    for (DiscountRule::Step& step : rule->steps)
      change(step.rate);
  for_each_item(s, [&](Item& item) {
    if (item.discount_rate) change(*item.discount_rate);
  });
  for (FurtherOutcome& outcome : s.outcomes) {
    for (DiscountRule::Step& step : outcome.discounting)
      change(step.rate);
    if (outcome.item && outcome.item->discount_rate) change(*outcome.item->discount_rate);
  }
}

void clear_effects(TreeBranch& branch) {
  branch.effects.clear();
  for (TreeBranch& next : branch.branches)
    clear_effects(next);
}

bool is_dead(const Scenario& s, StateIndex state) {
  return !s.states[static_cast<std::size_t>(state)].alive;
}

/// Who would have died stays, where the row says how many stay, too.
void nobody_dies(const Scenario& s, std::vector<TransitionEntry>& entries, StateIndex state) {
  std::erase_if(entries, [&](const TransitionEntry& e) { return e.rest && is_dead(s, e.to); });
  const bool rest =
      std::any_of(entries.begin(), entries.end(), [](const TransitionEntry& e) { return e.rest; });
  for (TransitionEntry& e : entries) {
    if (is_dead(s, e.to)) e.probability = number_formula(0, e.span);
    if (e.to != state || rest) continue;
    e.rest = true;
    e.probability = {};
  }
}

void set_mortality(const Scenario& s, Transitions& t, double probability) {
  for (std::size_t state = 0; state < s.states.size(); ++state) {
    bool stated = false;
    if (state < t.mortality.size() && t.mortality[state]) {
      t.mortality[state] = number_formula(probability, t.mortality[state]->span);
      stated = true;
    }
    if (state >= t.rows.size() || !t.rows[state]) continue;
    auto& entries = t.rows[state]->entries;
    const bool all_die = !stated && probability == 1;
    const auto death = std::find_if(entries.begin(), entries.end(),
                                    [&](const TransitionEntry& e) { return is_dead(s, e.to); });
    if (all_die && death != entries.end()) {
      TransitionEntry sure = *death;
      if (!sure.rest) sure.probability = number_formula(1, sure.span);
      if (t.by_rates) sure.probability.text = "50 / cycle_length"; // e^-50 of a cycle's people are left
      entries = {sure};
      continue;
    }
    if (death != entries.end()) nobody_dies(s, entries, static_cast<StateIndex>(state));
  }
}

bool counts_cycles(const std::set<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [](const std::string& n) {
    return n == "cycle" || n == "cycles_in_state" || n.ends_with(".cycles");
  });
}

bool follows_cycle_length(const std::set<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [](const std::string& n) {
    return n == "cycle_length" || n == "per_cycle(" || n.ends_with(".event_probability(");
  });
}

bool is_number(const FormulaText& formula, double& value) {
  Diagnostics ignored;
  const auto tree = formula::parse(formula, ignored);
  if (!tree || tree->op != formula::Op::number) return false;
  value = tree->number;
  return true;
}

} // namespace

FormulaText number_formula(double x, const Span& span) {
  return {fmt::format("{}", x), span};
}

SetEntry setting(const Parameter& parameter, double value) {
  SetEntry entry;
  entry.name = parameter.name;
  entry.span = parameter.span;
  entry.value = number_formula(value, parameter.span);
  return entry;
}

Scenario with_full_utility(Scenario s) {
  for (HealthState& state : s.states)
    if (state.alive) state.utility = number_formula(1, state.span);
  s.effects.clear();
  for (Strategy& strategy : s.strategies) {
    strategy.effects.clear();
    if (strategy.tree) clear_effects(strategy.tree->root);
  }
  for_each_item(s, [](Item& item) { item.utility_loss.reset(); });
  return s;
}

Scenario with_discount_rate(Scenario s, double rate) {
  for_each_rate(s, [&](FormulaText& formula) { formula = number_formula(rate, formula.span); });
  return s;
}

Scenario with_extreme_discounting(Scenario s) {
  Parameter rate; // an uncertain one: the engine refuses such a constant as a slip of the pen
  rate.name = "rate_beyond_measure";
  rate.value = number_formula(1e12);
  DistributionCall around{
      "uniform", {{"min", number_formula(1e12)}, {"max", number_formula(2e12)}}, "", {}, {}};
  rate.distribution = std::move(around);
  for_each_rate(s, [&](FormulaText& formula) { formula.text = rate.name; });
  s.parameters.push_back(std::move(rate));
  return s;
}

Scenario without_undiscounted_items(Scenario s) {
  const auto drop = [](std::vector<Item>& items) {
    std::erase_if(items, [](const Item& item) { return item.undiscounted; });
  };
  drop(s.costs);
  drop(s.effects);
  for (Strategy& strategy : s.strategies) {
    drop(strategy.costs);
    drop(strategy.effects);
  }
  return s;
}

Scenario with_cycles(Scenario s, int cycles) {
  const Span span = s.time.horizon ? s.time.horizon->span : s.time.cycles ? s.time.cycles->span : s.time.span;
  s.time.horizon.reset();
  s.time.cycles = FormulaText{fmt::format("{}", cycles), span};
  return s;
}

Scenario with_half_cycles(Scenario s) {
  s.time.cycle_length.text = fmt::format("({}) / 2", s.time.cycle_length.text);
  if (s.time.cycles) s.time.cycles->text = fmt::format("2 * ({})", s.time.cycles->text);
  return s;
}

Scenario with_equal_strategies(Scenario s) {
  const Strategy first = s.strategies.front();
  for (Strategy& strategy : s.strategies) {
    const Strategy own = strategy;
    strategy = first;
    strategy.id = own.id;
    strategy.label = own.label;
    strategy.comparator = own.comparator;
    strategy.span = own.span;
  }
  return s;
}

Scenario with_reversed_strategies(Scenario s) {
  for (Strategy& strategy : s.strategies) // the first in file order, whatever comes first now
    if (strategy.comparator.empty()) strategy.comparator = s.strategies.front().id;
  std::reverse(s.strategies.begin(), s.strategies.end());
  return s;
}

Scenario with_mortality(Scenario s, double probability) {
  for (Strategy& strategy : s.strategies)
    set_mortality(s, strategy.transitions, probability);
  return s;
}

Scenario starting_in(Scenario s, StateIndex state) {
  for (Strategy& strategy : s.strategies) {
    strategy.tree.reset();
    strategy.transitions.start = {{state, number_formula(1, strategy.transitions.start_span), false}};
  }
  return s;
}

NameClosure::NameClosure(const Scenario& scenario) : scenario_(scenario) {}

const std::set<std::string>& NameClosure::of_parameter(const std::string& name) {
  const auto [it, is_new] = of_parameter_.emplace(name, std::set<std::string>{});
  if (!is_new) return it->second; // known, or being looked at: definitions don't go in circles
  const Parameter* const p = scenario_.parameter(name);
  std::set<std::string> all;
  if (p != nullptr && p->value) all = of(*p->value);
  return of_parameter_[name] = std::move(all);
}

const std::set<std::string>& NameClosure::of(const FormulaText& formula) {
  const auto known = of_text_.find(formula.text);
  if (known != of_text_.end()) return known->second;
  std::set<std::string> all = formula::names_in(formula);
  const std::set<std::string> own = all;
  for (const std::string& name : own) {
    const std::set<std::string>& below = of_parameter(name);
    all.insert(below.begin(), below.end());
  }
  return of_text_[formula.text] = std::move(all);
}

std::string why_cycles_are_fixed(const Scenario& s) {
  if (s.trees_alone()) return "decision trees have no cycles";
  NameClosure names(s);
  std::string reason;
  const auto judge = [&](const FormulaText& formula, const std::string& what, bool probability) {
    double value = 0;
    if (!reason.empty() || formula.text.empty()) return;
    if (probability && is_number(formula, value) && (value == 0 || value == 1)) return;
    const std::set<std::string>& all = names.of(formula);
    if (counts_cycles(all))
      reason = fmt::format("{} counts cycles", what);
    else if (probability && !follows_cycle_length(all))
      reason = fmt::format("{} is a probability per cycle that doesn't follow the cycle's length", what);
  };
  const auto judge_set = [&](const Strategy& strategy) {
    for (const SetEntry& e : strategy.set)
      if (counts_cycles(names.of(e.value))) reason = fmt::format("the setting of '{}' counts cycles", e.name);
  };
  for (const Strategy& strategy : s.strategies) {
    judge_set(strategy);
    for (std::size_t i = 0; i < strategy.transitions.rows.size(); ++i)
      if (strategy.transitions.rows[i])
        for (const TransitionEntry& e : strategy.transitions.rows[i]->entries)
          if (static_cast<std::size_t>(e.to) != i)
            judge(e.probability,
                  fmt::format("{} -> {}", s.states[i].id, s.states[static_cast<std::size_t>(e.to)].id),
                  !strategy.transitions.by_rates); // rates hold for cycles of any length
    for (std::size_t i = 0; i < strategy.transitions.mortality.size(); ++i)
      if (strategy.transitions.mortality[i])
        judge(*strategy.transitions.mortality[i], fmt::format("mortality in '{}'", s.states[i].id), true);
    for (const auto* items : {&s.costs, &s.effects, &strategy.costs, &strategy.effects})
      for (const Item& item : *items) {
        if (item.per_cycle && reason.empty()) reason = fmt::format("'{}' is an amount per cycle", item.id);
        for (const auto& formula : {item.per_year, item.rate, item.each, item.once, item.when})
          if (formula) judge(*formula, fmt::format("'{}'", item.id), false);
      }
  }
  for (const HealthState& state : s.states) {
    if (state.limit && state.limit_in_cycles && reason.empty())
      reason = fmt::format("the limit of '{}' is a number of cycles", state.id);
    for (const auto& formula : {state.cost, state.utility})
      if (formula) judge(*formula, fmt::format("an amount of '{}'", state.id), false);
  }
  for (const CycleCorrection* c : {&s.time.costs_correction, &s.time.effects_correction})
    if (c->counting == Counting::weights && reason.empty()) reason = "the weights of rows are given by cycle";
  return reason;
}

} // namespace cea::verification
