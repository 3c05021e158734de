#include "analysis/lint.h"

#include "analysis/base_case.h"
#include "engine/checks.h"
#include "engine/transition_rows.h"
#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea {

namespace {

std::size_t index(StateIndex state) {
  return static_cast<std::size_t>(state);
}

/// An amount that people get for being dead.
void lint_dead_states(const CompiledModel& model, Diagnostics& diagnostics) {
  for (const CompiledModel::Amount& amount : model.amounts) {
    if (amount.branch) continue;
    const HealthState& state = model.scenario->states[index(amount.state)];
    if (state.alive || model.graph.is_constant(amount.node, 0)) continue;
    diagnostics.warning(
        amount.span,
        fmt::format("'{}' is a state of the dead, and this amount counts in it in every cycle "
                    "until the horizon",
                    state.id),
        fmt::format("what a death costs once is an item with `entering: {}`", state.id));
  }
}

/// A living state that nobody leaves, not even by death: its cost runs on until the horizon.
void lint_endless_states(const Scenario& s, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < s.states.size(); ++i) {
    const HealthState& state = s.states[i];
    const bool left = s.partitioned || !state.absorbing ||
                      std::any_of(s.strategies.begin(), s.strategies.end(), [&](const Strategy& strategy) {
                        return strategy.transitions.mortality[i].has_value();
                      });
    if (!state.alive || left || !state.cost || state.cost->text == "0") continue;
    diagnostics.warning(
        state.cost->span,
        fmt::format("nobody leaves the absorbing state '{}', so its cost counts until the horizon", state.id),
        "`mortality` is the way out of an absorbing state; what happens once is an item with `entering:`");
  }
}

/// The move of an item that counts everybody who enters `state`.
bool counts_entries(const Item& item, StateIndex state, std::size_t states) {
  return item.kind == Item::Kind::move && !item.leaving && contains(item.to, state) &&
         item.from.size() + item.to.size() == states;
}

/// States in which people of a strategy begin, from `start` or the leaves of a tree.
std::vector<StateIndex> starting_states(const Strategy& strategy) {
  std::vector<StateIndex> states;
  for (const Transitions::Start& start : strategy.transitions.start)
    if (start.share.text != "0") states.push_back(start.state);
  if (strategy.tree)
    for_each_leaf(strategy.tree->root, [&](const TreeBranch& leaf) {
      if (leaf.to) states.push_back(*leaf.to);
    });
  return states;
}

void lint_entering(const Scenario& s, const Strategy& strategy, const Item& item, Diagnostics& diagnostics) {
  if (item.including_start) return;
  for (const StateIndex state : starting_states(strategy)) {
    if (!counts_entries(item, state, s.states.size())) continue;
    diagnostics.warning(item.span,
                        fmt::format("'{}' counts who enters '{}', but not those who start there", item.id,
                                    s.states[index(state)].id),
                        "`including_start: true` counts them, too");
    return;
  }
}

void lint_items(const Scenario& s, Diagnostics& diagnostics) {
  for (const Strategy& strategy : s.strategies) {
    for (const auto* items : {&s.costs, &strategy.costs, &s.effects, &strategy.effects})
      for (const Item& item : *items)
        lint_entering(s, strategy, item, diagnostics);
    for (const FurtherOutcome& outcome : s.outcomes)
      if (outcome.item) lint_entering(s, strategy, *outcome.item, diagnostics);
  }
}

void lint_ranges(const Scenario& s, const std::vector<ParameterSummary>& summaries,
                 Diagnostics& diagnostics) {
  std::size_t at = 0; // summaries are in the order of the parameters
  for (const Parameter& p : s.parameters) {
    if (at == summaries.size() || summaries[at].name != p.name) continue;
    const ParameterSummary& summary = summaries[at++];
    if (p.low && p.high && summary.low && summary.high && *summary.low > *summary.high) {
      diagnostics.warning(p.low->span, fmt::format("the range of '{}' is upside down", p.name),
                          fmt::format("`low` is {:.6g}, `high` is {:.6g}", *summary.low, *summary.high));
      continue;
    }
    const bool below = p.low && summary.low && *summary.low > summary.value;
    const bool above = p.high && summary.high && *summary.high < summary.value;
    if (!below && !above) continue;
    diagnostics.warning(
        below ? p.low->span : p.high->span,
        fmt::format("the range of '{}' misses its base value {:.6g}", p.name, summary.value),
        fmt::format("`{}` is {:.6g}", below ? "low" : "high", below ? *summary.low : *summary.high));
  }
}

/// A utility is at most 1, and no value set goes below -1.6 (1 is full health, 0 is dead).
void lint_utilities(const Scenario& s, const std::vector<ParameterSummary>& summaries,
                    Diagnostics& diagnostics) {
  constexpr double kWorst = -1.6;
  for (const ParameterSummary& summary : summaries) {
    if (summary.unit != "utility" || (summary.value >= kWorst && summary.value <= 1)) continue;
    const Parameter* const p = s.parameter(summary.name);
    diagnostics.warning(
        p->value ? p->value->span : p->span,
        fmt::format("the utility '{}' is {:.6g}; full health is 1, dead is 0", summary.name, summary.value));
  }
}

/// Proportions alive at the horizon, one a strategy.
std::vector<double> alive_at_horizon(const CompiledModel& model) {
  const Trace trace = cohort_trace(model, model.base_values);
  std::vector<double> alive;
  for (const auto& rows : trace.rows) {
    double sum = 0;
    for (std::size_t s = 0; s < trace.states.size(); ++s)
      if (model.scenario->states[s].alive) sum += rows.back()[s];
    alive.push_back(sum);
  }
  return alive;
}

/// Where crossing curves are held, how often and how far.
void lint_crossing(const CompiledModel& model, Diagnostics& diagnostics) {
  for (std::size_t i = 0; i < model.crossing.size(); ++i) {
    formula::CycleTable table(model.graph, model.grid.cycles, model.base_values);
    std::vector<double> lowest(static_cast<std::size_t>(model.grid.cycles + 1), 0);
    for (const formula::NodeId share : model.crossing[i])
      for (std::size_t t = 0; t < lowest.size(); ++t)
        lowest[t] = std::min(lowest[t], table(share)[t]);
    const auto crossed =
        std::count_if(lowest.begin(), lowest.end(), [](double x) { return x < -kProbabilityTolerance; });
    if (crossed == 0) continue;
    const auto worst = std::min_element(lowest.begin(), lowest.end());
    diagnostics.warning(
        model.scenario->partitioned->span,
        fmt::format("curves cross in {} of {} rows of '{}' and are held: by up to {:.3g}, in cycle {}",
                    crossed, lowest.size(), model.scenario->strategies[i / model.weights.size()].id, -*worst,
                    worst - lowest.begin()),
        "the curves contradict each other there: other distributions may fit better");
  }
}

} // namespace

std::vector<const Parameter*> unused_parameters(const Scenario& s, const std::set<std::string>& used) {
  std::set<std::string> all = used;
  for (const JointDistribution& joint : s.joint)
    if (std::any_of(joint.parameters.begin(), joint.parameters.end(),
                    [&](const auto& p) { return used.contains(p.name); }))
      for (const auto& member : joint.parameters)
        all.insert(member.name);
  std::vector<const Parameter*> unused;
  for (const Parameter& p : s.parameters)
    if (!all.contains(p.name)) unused.push_back(&p);
  return unused;
}

void warn_unused(const std::vector<const Parameter*>& unused, Diagnostics& diagnostics) {
  for (const Parameter* p : unused)
    diagnostics.warning(p->span, fmt::format("nothing uses the parameter '{}'", p->name));
}

void lint_scenario(const CompiledModel& model, const std::vector<ParameterSummary>& parameters,
                   Diagnostics& diagnostics) {
  lint_dead_states(model, diagnostics);
  lint_endless_states(*model.scenario, diagnostics);
  lint_crossing(model, diagnostics);
  lint_items(*model.scenario, diagnostics);
  lint_double_counts(*model.scenario, diagnostics);
  lint_ranges(*model.scenario, parameters, diagnostics);
  lint_utilities(*model.scenario, parameters, diagnostics);
  lint_conversions(model, diagnostics);
}

void lint_horizon(const CompiledModel& model, Diagnostics& diagnostics) {
  constexpr double kMany = 0.05;
  constexpr std::size_t kMostEntries = 1'000'000;
  const Scenario& s = *model.scenario;
  const bool can_die =
      std::any_of(s.states.begin(), s.states.end(), [](const HealthState& h) { return !h.alive; });
  const auto entries =
      static_cast<std::size_t>(model.plan.cells) * static_cast<std::size_t>(model.plan.cycles + 1);
  if (!can_die || entries > kMostEntries) return;
  const std::vector<double> alive = alive_at_horizon(model);
  const auto most = static_cast<std::size_t>(std::max_element(alive.begin(), alive.end()) - alive.begin());
  const double share = alive[most];
  if (share <= kMany) return;
  const Span where = s.time.horizon  ? s.time.horizon->span
                     : s.time.cycles ? s.time.cycles->span
                                     : s.time.span;
  diagnostics.warning(
      where,
      fmt::format("{:.0f} % are still alive at the horizon ('{}')", 100 * share, s.strategies[most].id),
      "costs and effects after it aren't counted");
}

} // namespace cea
