#include "analysis/why.h"

#include "analysis/base_case.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

namespace cea {

namespace {

/// Discounted totals of one strategy by state; one more for the decision tree.
struct ByState {
  std::vector<double> cost, effect, time;
};

ByState by_state(const CompiledModel& model, std::span<const double> outputs, std::size_t strategy) {
  const std::size_t states = model.scenario->states.size();
  ByState sums{std::vector<double>(states + 1), std::vector<double>(states + 1),
               std::vector<double>(states + 1)};
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    const OutputChannel& c = model.outputs[o];
    if (c.strategy != static_cast<int>(strategy) || !c.discounted || c.subgroup >= 0) continue;
    const auto state = static_cast<std::size_t>(c.state);
    if (c.outcome == Outcome::cost) sums.cost[state] += outputs[o];
    if (c.outcome == outcome_of(*model.scenario, model.scenario->effect)) sums.effect[state] += outputs[o];
    if (c.outcome == Outcome::life_years) sums.time[state] += outputs[o];
  }
  return sums;
}

/// The split by cause; `a` and `b`: amounts by state before and after.
void add_causes(WhyParts& parts, const std::vector<double>& a, const std::vector<double>& b,
                const std::vector<double>& time_a, const std::vector<double>& time_b) {
  double life_a = 0, life_b = 0;
  for (std::size_t s = 0; s < time_a.size(); ++s) {
    life_a += time_a[s];
    life_b += time_b[s];
  }
  for (std::size_t s = 0; s < a.size(); ++s) {
    if (!(time_a[s] > 0) && !(time_b[s] > 0)) {
      parts.unit_amounts += b[s] - a[s];
      continue;
    }
    // A state that one of the two never visits has the other's amounts per year.
    const double unit_b = time_b[s] > 0 ? b[s] / time_b[s] : a[s] / time_a[s];
    const double unit_a = time_a[s] > 0 ? a[s] / time_a[s] : unit_b;
    // Nobody's time has no shares; it is then survival alone that differs.
    const double share_b = life_b > 0 ? time_b[s] / life_b : time_a[s] / life_a;
    const double share_a = life_a > 0 ? time_a[s] / life_a : share_b;
    const double unit = (unit_a + unit_b) / 2;
    parts.survival += (life_b - life_a) * unit * (share_a + share_b) / 2;
    parts.time_in_states += (life_a + life_b) / 2 * unit * (share_b - share_a);
    parts.unit_amounts += (time_a[s] + time_b[s]) / 2 * (unit_b - unit_a);
    if (!(time_a[s] > 0)) parts.unit_amounts -= a[s]; // what is counted there without anybody's time
    if (!(time_b[s] > 0)) parts.unit_amounts += b[s];
  }
}

WhyParts parts_of(const std::string& outcome, const Scenario& scenario, const std::vector<double>& a,
                  const std::vector<double>& b, const std::vector<double>& time_a,
                  const std::vector<double>& time_b) {
  WhyParts parts;
  parts.outcome = outcome;
  for (std::size_t s = 0; s < a.size(); ++s) {
    const double difference = b[s] - a[s];
    parts.total += difference;
    const bool tree = s == scenario.states.size();
    if (!tree || difference != 0)
      parts.by_state.emplace_back(tree ? "tree" : scenario.states[s].id, difference);
  }
  add_causes(parts, a, b, time_a, time_b);
  return parts;
}

void add_categories(WhyParts& parts, const StrategyTotals& before, const StrategyTotals& after) {
  const auto add = [&](const NamedAmounts& amounts, double sign) {
    for (const auto& [name, x] : amounts) {
      const auto it = std::find_if(parts.by_category.begin(), parts.by_category.end(),
                                   [&id = name](const auto& known) { return known.first == id; });
      if (it == parts.by_category.end())
        parts.by_category.emplace_back(name, sign * x);
      else
        it->second += sign * x;
    }
  };
  add(before.cost_by_category, -1);
  add(after.cost_by_category, 1);
}

/// Years by state, the comparator's and the strategy's, counted and discounted as costs are.
std::pair<std::vector<double>, std::vector<double>> times_of_costs(const CompiledModel& base,
                                                                   const std::vector<SetEntry>& overrides,
                                                                   std::size_t strategy,
                                                                   std::size_t comparator) {
  auto alike = std::make_shared<Scenario>(*base.scenario);
  alike->effect_discounting = alike->cost_discounting;
  alike->time.effects_correction = alike->time.costs_correction;
  Diagnostics problems;
  const auto model = compile(alike, {.detail = Detail::full, .overrides = overrides}, problems);
  if (!model) throw InputError(std::move(problems));
  const SingleRun run = simulate_once(*model, model->base_values);
  return {by_state(*model, run.outputs, comparator).time, by_state(*model, run.outputs, strategy).time};
}

/// Discounted increments by year since the start; nothing for a model longer than `kMostYears`.
void add_years(WhyResult& result, const CompiledModel& base, const std::vector<SetEntry>& overrides,
               std::size_t strategy, std::size_t comparator) {
  constexpr double kMostYears = 200;
  const double horizon = base.scenario->trees_alone() ? 1 : base.grid.horizon;
  if (horizon > kMostYears) return;
  const int years = static_cast<int>(std::ceil(horizon - 1e-9)) + 1; // rows at the horizon fall into one more
  Diagnostics problems;
  const auto model =
      compile(base.scenario, {.detail = Detail::full, .overrides = overrides, .years = years}, problems);
  if (!model) throw InputError(std::move(problems));
  const SingleRun run = simulate_once(*model, model->base_values);
  for (WhyParts* parts : {&result.cost, &result.effect})
    parts->by_year.assign(static_cast<std::size_t>(years), 0.0);
  for (std::size_t o = 0; o < run.outputs.size(); ++o) {
    const OutputChannel& c = model->outputs[o];
    const double sign = c.strategy == static_cast<int>(strategy)     ? 1
                        : c.strategy == static_cast<int>(comparator) ? -1
                                                                     : 0;
    if (!c.discounted) continue;
    WhyParts& parts = c.outcome == Outcome::cost ? result.cost : result.effect;
    parts.by_year[static_cast<std::size_t>(c.year)] += sign * run.outputs[o];
  }
}

} // namespace

WhyResult explain_increment(const CompiledModel& model, const std::vector<SetEntry>& overrides,
                            std::size_t strategy, std::size_t comparator) {
  const SingleRun run = simulate_once(model, model.base_values);
  const Scenario& s = *model.scenario;
  const ByState before = by_state(model, run.outputs, comparator),
                after = by_state(model, run.outputs, strategy);
  const std::vector<StrategyTotals> totals = totals_of(model, run.outputs);
  WhyResult result;
  result.strategy = totals[strategy].id;
  result.comparator = totals[comparator].id;
  result.strategy_label = totals[strategy].label;
  result.comparator_label = totals[comparator].label;
  const auto [time_before, time_after] = times_of_costs(model, overrides, strategy, comparator);
  result.cost = parts_of("cost", s, before.cost, after.cost, time_before, time_after);
  result.effect = parts_of(s.effect, s, before.effect, after.effect, before.time, after.time);
  add_categories(result.cost, totals[comparator], totals[strategy]);
  for (std::size_t state = 0; state < s.states.size(); ++state)
    if (s.states[state].alive)
      result.times.push_back(
          {s.states[state].id, before.time[state], after.time[state] - before.time[state]});
  add_years(result, model, overrides, strategy, comparator);
  return result;
}

} // namespace cea
