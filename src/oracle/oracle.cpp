#include "oracle/oracle.h"

#include "oracle/cohort.h"
#include "oracle/count.h"
#include "oracle/time.h"
#include "oracle/tree.h"

namespace cea::oracle {

namespace {

std::vector<std::vector<double>> trace_of(const Cohort& cohort, std::size_t states) {
  std::vector<std::vector<double>> trace;
  for (const Row& row : cohort.rows) {
    std::vector<double> shares(states);
    for (const auto& [member, share] : row)
      shares.at(static_cast<std::size_t>(member.state)) += share;
    trace.push_back(shares);
  }
  return trace;
}

StrategyRun run_strategy(const Scenario& scenario, const Strategy& strategy, Values& values, bool with_stay) {
  TreeRun tree;
  double duration = 0;
  if (strategy.tree) {
    values.enter_tree();
    tree = run_tree(scenario, *strategy.tree, values);
    if (strategy.tree->duration) duration = values(*strategy.tree->duration, {});
    values.leave_tree(duration);
  }
  if (scenario.states.empty()) return {strategy.id, tree.totals, {}};
  TimeAxis axis = time_axis(scenario.time, values);
  axis.start = duration;
  const Cohort cohort = scenario.partitioned ? partitioned_cohort(scenario, values, axis.cycles)
                                             : run_cohort(scenario, strategy.transitions, values, axis.cycles,
                                                          with_stay, strategy.tree ? &tree.start : nullptr);
  tree.totals.periods[-1] = {tree.totals.qaly, tree.totals.life_years, tree.totals.undiscounted_qaly,
                             tree.totals.undiscounted_life_years};
  Counter counter(scenario, cohort, axis, values, with_stay, tree.totals);
  counter.count_states();
  for (const auto* items : {&scenario.costs, &strategy.costs})
    for (const Item& item : *items)
      counter.count_item(item, Outcome::cost);
  for (const auto* items : {&scenario.effects, &strategy.effects})
    for (const Item& item : *items)
      counter.count_item(item, Outcome::qaly);
  for (const FurtherOutcome& outcome : scenario.outcomes)
    counter.count_outcome(outcome);
  return {strategy.id, counter.totals(), trace_of(cohort, scenario.states.size())};
}

/// Life years that a strategy gains in a period over its comparator count 0.851, what both have in common the
/// strategy's own mean utility (Campbell, Whittington & Pearson 2023).
double equal_value(double qaly, double life_years, double shared) {
  return life_years <= shared ? qaly : shared * (qaly / life_years) + 0.851 * (life_years - shared);
}

void add_evly(const Scenario& scenario, std::vector<StrategyRun>& runs) {
  const auto other = runs.at(scenario.common_comparator()).totals.periods;
  for (StrategyRun& run : runs) {
    double &sum = run.totals.further["evly"], &undiscounted = run.totals.undiscounted_further["evly"];
    for (const auto& [period, own] : run.totals.periods) {
      const auto it = other.find(period);
      const Totals::Period theirs = it == other.end() ? Totals::Period{} : it->second;
      sum += equal_value(own.qaly, own.life_years, theirs.life_years);
      undiscounted +=
          equal_value(own.undiscounted_qaly, own.undiscounted_life_years, theirs.undiscounted_life_years);
    }
  }
}

} // namespace

std::vector<StrategyRun> run(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                             const std::map<std::string, double>& given) {
  std::vector<StrategyRun> runs;
  for (const Strategy& strategy : scenario.strategies) {
    try {
      // Stays are told apart only where a formula asks for one: a run without them takes less time.
      Values values(scenario, overrides, given, strategy);
      runs.push_back(run_strategy(scenario, strategy, values, false));
    } catch (const StayUnknown&) {
      Values values(scenario, overrides, given, strategy);
      try {
        runs.push_back(run_strategy(scenario, strategy, values, true));
      } catch (const StayUnknown&) {
        throw ModelError(strategy.span, "a time in state is asked for where there is no state");
      }
    }
  }
  if (scenario.effect == "evly") add_evly(scenario, runs);
  return runs;
}

} // namespace cea::oracle
