#include "analysis/base_case.h"

#include "analysis/frontier.h"
#include "engine/subgroups.h"
#include "formula/arithmetic.h"

#include <algorithm>

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

/// Living states give life years; without states a tree's branches may.
bool counts_life_years(const Scenario& s) {
  return !s.trees_alone() || std::any_of(s.strategies.begin(), s.strategies.end(), [](const Strategy& x) {
    return x.tree && has_effect(x.tree->root, "life_years");
  });
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
  if (s.counts_qalys || s.effect == "qaly") totals.effects.emplace_back("qaly", 0.0);
  if (counts_life_years(s)) totals.effects.emplace_back("life_years", 0.0);
  if (s.in_evly()) totals.effects.emplace_back("evly", 0.0);
  for (const FurtherOutcome& outcome : s.outcomes)
    totals.effects.emplace_back(outcome.id, 0.0);
  totals.undiscounted_effects = totals.effects;
  for (const std::string& category : model.categories[index])
    totals.cost_by_category.emplace_back(category, 0.0);
  for (const HealthState& state : s.states) {
    totals.cost_by_state.emplace_back(state.id, 0.0);
    if (!s.in_evly()) totals.effect_by_state.emplace_back(state.id, 0.0);
  }
  if (s.has_tree()) {
    totals.cost_by_state.emplace_back("tree", 0.0);
    if (!s.in_evly()) totals.effect_by_state.emplace_back("tree", 0.0);
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
  const std::string& outcome = id_of(*model.scenario, c.outcome);
  add_named(c.discounted ? t.effects : t.undiscounted_effects, outcome, value);
  if (c.discounted && outcome == model.scenario->effect && !model.scenario->in_evly())
    t.effect_by_state[state].second += value;
}

} // namespace

namespace {

/// Partitioned survival: adds rows 0 … T of the states' shares, weighted.
void add_shares(const CompiledModel& model, const std::vector<formula::NodeId>& shares, double weight,
                std::span<const double> inputs, std::vector<std::vector<double>>& rows) {
  formula::CycleTable table(model.graph, model.grid.cycles, inputs);
  for (std::size_t s = 0; s < shares.size(); ++s) {
    const std::vector<double>& values = table(shares[s]);
    for (std::size_t t = 0; t < rows.size(); ++t)
      rows[t][s] += weight * values[t];
  }
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

std::vector<StrategyTotals> totals_of(const CompiledModel& model, std::span<const double> outputs,
                                      int subgroup) {
  std::vector<StrategyTotals> totals;
  for (std::size_t i = 0; i < model.scenario->strategies.size(); ++i)
    totals.push_back(empty_totals(model, i));
  for (std::size_t o = 0; o < outputs.size(); ++o)
    if (model.outputs[o].subgroup == subgroup)
      add_output(totals[static_cast<std::size_t>(model.outputs[o].strategy)], model, model.outputs[o],
                 outputs[o]);
  return totals;
}

namespace {

BaseCase decided(const CompiledModel& model, std::span<const double> outputs, int subgroup,
                 const std::vector<double>& thresholds) {
  BaseCase result;
  result.strategies = totals_of(model, outputs, subgroup);
  result.effect = model.scenario->effect;
  result.fewer_is_better = model.scenario->fewer_is_better();
  result.thresholds = thresholds;
  fill_decision(result, comparators_of(*model.scenario));
  return result;
}

std::vector<double> base_outputs(const CompiledModel& model) {
  SingleRun run = simulate_once(model, model.base_values);
  if (!run.valid) throw_fault(model, model.base_values, std::nullopt);
  return std::move(run.outputs);
}

} // namespace

BaseCase base_case(const CompiledModel& model, const std::vector<double>& thresholds) {
  return decided(model, base_outputs(model), -1, thresholds);
}

std::vector<SubgroupResult> subgroup_results(const CompiledModel& model,
                                             const std::vector<double>& thresholds) {
  std::vector<SubgroupResult> results;
  const std::vector<Subgroup>& groups = model.scenario->subgroups;
  if (groups.empty()) return results;
  const std::vector<double> outputs = base_outputs(model);
  const std::vector<double> weights = subgroup_weights(model, model.base_values);
  for (std::size_t g = 0; g < groups.size(); ++g)
    results.push_back({groups[g].id, groups[g].label, weights[g],
                       decided(model, outputs, static_cast<int>(g), thresholds)});
  return results;
}

Trace cohort_trace(const CompiledModel& model, std::span<const double> inputs, int subgroup) {
  const SingleRun run = simulate_once(model, inputs, true);
  std::vector<double> weights = subgroup_weights(model, inputs);
  for (std::size_t g = 0; subgroup >= 0 && g < weights.size(); ++g)
    weights[g] = static_cast<int>(g) == subgroup ? 1 : 0;
  Trace trace;
  trace.cycle_length = model.grid.cycle_length;
  for (const HealthState& s : model.scenario->states) {
    trace.states.push_back(s.id);
    trace.alive.push_back(s.alive);
  }
  for (std::size_t i = 0; i < model.scenario->strategies.size(); ++i) {
    trace.strategies.push_back(model.scenario->strategies[i].id);
    auto& rows = trace.rows.emplace_back(run.cells.size(), std::vector<double>(trace.states.size(), 0.0));
    for (std::size_t group = 0; group < weights.size(); ++group) {
      const std::size_t chain = model.chain_of(i, group);
      if (const auto& shares = model.membership[i * weights.size() + group]; !shares.empty()) {
        add_shares(model, shares, weights[group], inputs, rows);
        continue;
      }
      const auto first = static_cast<std::size_t>(model.plan.first_cell[chain]);
      for (std::size_t r = 0; r < rows.size(); ++r)
        for (std::size_t c = 0; c < model.chains[chain].cells.size(); ++c)
          rows[r][static_cast<std::size_t>(model.chains[chain].cells[c].state)] +=
              weights[group] * run.cells[r][first + c];
    }
  }
  return trace;
}

} // namespace cea
