#include "analysis/base_case.h"

#include "analysis/frontier.h"

namespace cea {

namespace {

void add_named(NamedAmounts& amounts, const std::string& name, double value) {
  for (auto& [known, sum] : amounts)
    if (known == name) {
      sum += value;
      return;
    }
  amounts.emplace_back(name, value);
}

/// Every category and state of the strategy, so that tables have all rows even where they are 0.
StrategyTotals empty_totals(const CompiledModel& model, std::size_t index) {
  const Scenario& s = *model.scenario;
  StrategyTotals totals{.id = s.strategies[index].id,
                        .label = s.strategies[index].label,
                        .effects = {},
                        .undiscounted_effects = {},
                        .cost_by_category = {},
                        .cost_by_state = {},
                        .effect_by_state = {},
                        .comparator = {}};
  if (totals.label.empty()) totals.label = totals.id;
  totals.comparator = s.strategies[comparators_of(s)[index]].id;
  if (s.effect != "life_years") totals.effects.emplace_back("qaly", 0.0);
  totals.effects.emplace_back("life_years", 0.0);
  totals.undiscounted_effects = totals.effects;
  for (const std::string& category : model.categories[index])
    totals.cost_by_category.emplace_back(category, 0.0);
  for (const HealthState& state : s.states) {
    totals.cost_by_state.emplace_back(state.id, 0.0);
    totals.effect_by_state.emplace_back(state.id, 0.0);
  }
  return totals;
}

void add_output(StrategyTotals& t, const CompiledModel& model, const OutputChannel& c, double value) {
  const auto state = static_cast<std::size_t>(c.state);
  if (c.outcome == Outcome::cost) {
    (c.discounted ? t.cost : t.undiscounted_cost) += value;
    if (!c.discounted) return;
    add_named(t.cost_by_category,
              model.categories[static_cast<std::size_t>(c.strategy)][static_cast<std::size_t>(c.category)],
              value);
    t.cost_by_state[state].second += value;
    return;
  }
  const std::string outcome = c.outcome == Outcome::qaly ? "qaly" : "life_years";
  add_named(c.discounted ? t.effects : t.undiscounted_effects, outcome, value);
  if (c.discounted && outcome == model.scenario->effect) t.effect_by_state[state].second += value;
}

} // namespace

std::vector<std::size_t> comparators_of(const Scenario& scenario) {
  std::vector<std::size_t> result;
  for (const Strategy& s : scenario.strategies) {
    std::size_t index = 0;
    for (std::size_t i = 0; i < scenario.strategies.size(); ++i)
      if (scenario.strategies[i].id == s.comparator) index = i;
    result.push_back(index);
  }
  return result;
}

std::vector<StrategyTotals> totals_of(const CompiledModel& model, std::span<const double> outputs) {
  std::vector<StrategyTotals> totals;
  for (std::size_t i = 0; i < model.scenario->strategies.size(); ++i)
    totals.push_back(empty_totals(model, i));
  for (std::size_t o = 0; o < outputs.size(); ++o)
    add_output(totals[static_cast<std::size_t>(model.outputs[o].strategy)], model, model.outputs[o],
               outputs[o]);
  return totals;
}

BaseCase base_case(const CompiledModel& model, const std::vector<double>& thresholds) {
  const SingleRun run = simulate_once(model, model.base_values);
  if (!run.valid) throw_fault(model, model.base_values, std::nullopt);
  BaseCase result;
  result.strategies = totals_of(model, run.outputs);
  result.effect = model.scenario->effect;
  result.thresholds = thresholds;
  fill_decision(result, comparators_of(*model.scenario));
  return result;
}

Trace cohort_trace(const CompiledModel& model, std::span<const double> inputs) {
  const SingleRun run = simulate_once(model, inputs, true);
  Trace trace;
  for (const HealthState& s : model.scenario->states)
    trace.states.push_back(s.id);
  for (std::size_t i = 0; i < model.scenario->strategies.size(); ++i) {
    trace.strategies.push_back(model.scenario->strategies[i].id);
    const auto chain = static_cast<std::size_t>(model.trace_of[i]);
    const auto first = static_cast<std::size_t>(model.plan.first_cell[chain]);
    auto& rows = trace.rows.emplace_back();
    for (const std::vector<double>& cells : run.cells) {
      std::vector<double> row(trace.states.size(), 0.0);
      for (std::size_t c = 0; c < model.chains[chain].cells.size(); ++c)
        row[static_cast<std::size_t>(model.chains[chain].cells[c].state)] += cells[first + c];
      rows.push_back(std::move(row));
    }
  }
  return trace;
}

} // namespace cea
