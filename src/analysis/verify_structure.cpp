#include "analysis/verify_changes.h"
#include "analysis/verify_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::verification {

namespace {

/// Share of the living in a row of the trace.
double alive_in(const Scenario& s, const std::vector<double>& row) {
  double sum = 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    if (s.states[i].alive) sum += row[i];
  return sum;
}

bool can_die(const Scenario& s) {
  return std::any_of(s.states.begin(), s.states.end(), [](const HealthState& h) { return !h.alive; });
}

std::string why_no_mortality(const Scenario& s) {
  if (s.trees_alone()) return "decision trees have no mortality";
  if (s.partitioned) return "survival comes from curves";
  return can_die(s) ? "" : "the model has no dead state";
}

VerifyCheck populations(const Subject& s) {
  const char* const id = "populations";
  const std::string expected =
      "states sum to 1 in every cycle, none is negative, nobody returns from the dead";
  if (s.base.trace.rows.empty()) return not_applicable(id, "", expected, "the model has no cohort");
  std::string fault;
  double worst = 0;
  const Scenario& scenario = *s.scenario;
  for (std::size_t i = 0; i < s.base.trace.rows.size(); ++i) {
    double alive_before = 2;
    for (std::size_t t = 0; t < s.base.trace.rows[i].size(); ++t) {
      const std::vector<double>& row = s.base.trace.rows[i][t];
      double sum = 0, least = 1;
      for (const double x : row) {
        sum += x;
        least = std::min(least, x);
      }
      worst = std::max(worst, std::abs(sum - 1));
      const double alive = alive_in(scenario, row);
      const std::string& strategy = s.base.trace.strategies[i];
      if (!fault.empty()) continue;
      if (std::abs(sum - 1) > 1e-9)
        fault = fmt::format("'{}' sums to {:.10g} in row {}", strategy, sum, t);
      else if (least < -1e-12)
        fault = fmt::format("'{}' has a share of {:.3g} in row {}", strategy, least, t);
      else if (alive > alive_before + 1e-9)
        fault = fmt::format("'{}' has {:.6g} alive in row {} and {:.6g} before", strategy, alive, t,
                            alive_before);
      alive_before = alive;
    }
  }
  return judged(id, "", expected, fault, fmt::format("largest deviation from 1: {:.1g}", worst));
}

VerifyCheck mortality_zero(const Subject& s) {
  const char* const id = "mortality_zero";
  const std::string changed = "mortality and entries to dead states 0",
                    expected = "nobody dies after the start";
  if (const std::string why = why_no_mortality(*s.scenario); !why.empty())
    return not_applicable(id, changed, expected, why);
  std::string reason, fault;
  const auto run = s.attempt(with_mortality(*s.scenario, 0), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (std::size_t i = 0; i < run->trace.rows.size(); ++i) {
    const double first = alive_in(*s.scenario, run->trace.rows[i].front()); // a tree's deaths come before
    for (std::size_t t = 0; t < run->trace.rows[i].size(); ++t)
      if (const double alive = alive_in(*s.scenario, run->trace.rows[i][t]);
          std::abs(alive - first) > 1e-9 && fault.empty())
        fault = fmt::format("'{}' has {:.6g} alive in row {}, {:.6g} at the start", run->trace.strategies[i],
                            alive, t, first);
  }
  return judged(id, changed, expected, fault, "as many in every row as at the start");
}

/// From every living state in turn, so that a state that nobody dies in is found.
VerifyCheck mortality_one(const Subject& s) {
  constexpr std::size_t kMostStates = 60;
  const char* const id = "mortality_one";
  const std::string changed = "mortality 1, starting in each living state in turn",
                    expected = "all dead after one cycle";
  const Scenario& base = *s.scenario;
  if (const std::string why = why_no_mortality(base); !why.empty())
    return not_applicable(id, changed, expected, why);
  if (base.states.size() > kMostStates)
    return not_applicable(id, changed, expected, fmt::format("the model has {} states", base.states.size()));
  const Scenario deadly = with_cycles(with_mortality(base, 1), 2);
  std::string reason, fault;
  std::size_t tested = 0, skipped = 0;
  for (std::size_t state = 0; state < base.states.size(); ++state) {
    if (!base.states[state].alive) continue;
    const auto run = s.attempt(starting_in(deadly, static_cast<StateIndex>(state)), reason);
    skipped += run ? 0 : 1;
    if (!run) continue;
    ++tested;
    for (std::size_t i = 0; i < run->trace.rows.size(); ++i)
      if (const double alive = alive_in(base, run->trace.rows[i].at(1)); alive > 1e-9 && fault.empty())
        fault = fmt::format("'{}': {:.6g} of those in '{}' are alive after a cycle", run->trace.strategies[i],
                            alive, base.states[state].id);
  }
  if (tested == 0) return not_applicable(id, changed, expected, reason);
  const std::string without =
      skipped > 0 ? fmt::format("; {} can't be started in: {}", skipped, reason) : std::string();
  return judged(id, changed, expected, fault, fmt::format("from each of {} states{}", tested, without));
}

/// What is dated at time 0 comes with two cycles as with all of them; whatever else the dead have doesn't.
VerifyCheck everybody_dead(const Subject& s) {
  const char* const id = "everybody_dead";
  const std::string changed = "everybody dead at the start",
                    expected = "no costs, effects or life years after time 0";
  const Scenario& base = *s.scenario;
  if (const std::string why = why_no_mortality(base); !why.empty())
    return not_applicable(id, changed, expected, why);
  if (s.model->grid.cycles <= 2)
    return not_applicable(id, changed, expected, "the model has no more than two cycles");
  std::string reason, fault;
  std::size_t tested = 0;
  for (std::size_t state = 0; state < base.states.size(); ++state) {
    if (base.states[state].alive) continue;
    const Scenario dead = starting_in(base, static_cast<StateIndex>(state));
    const auto whole = s.attempt(dead, reason), start = s.attempt(with_cycles(dead, 2), reason);
    if (!whole || !start) continue;
    ++tested;
    for (std::size_t i = 0; i < whole->totals.size(); ++i) {
      const StrategyTotals &a = whole->totals[i], &b = start->totals[i];
      if (!agree(a.undiscounted_cost, b.undiscounted_cost) && fault.empty())
        fault = fmt::format("the dead in '{}' of '{}' cost {:.2f}", base.states[state].id, a.id,
                            a.undiscounted_cost);
      for (const auto& [name, x] : a.undiscounted_effects)
        if (!agree(x, effect_named(b.undiscounted_effects, name)) && fault.empty())
          fault =
              fmt::format("the dead in '{}' of '{}' have {} {:.4f}", base.states[state].id, a.id, name, x);
    }
  }
  if (tested == 0) return not_applicable(id, changed, expected, reason);
  return judged(id, changed, expected, fault, "nothing in every strategy");
}

double largest_change(const VerifiedRun& a, const VerifiedRun& b, std::string& where) {
  double most = 0;
  const auto look = [&](double x, double y, const std::string& what) {
    const double change = std::abs(y - x) / std::max(std::abs(x), 1e-9);
    if (change <= most) return;
    most = change;
    where = what;
  };
  for (std::size_t i = 0; i < a.totals.size(); ++i) {
    look(a.totals[i].cost, b.totals[i].cost, fmt::format("cost of '{}'", a.totals[i].id));
    for (const auto& [name, x] : a.totals[i].effects)
      look(x, effect_named(b.totals[i].effects, name), fmt::format("{} of '{}'", name, a.totals[i].id));
  }
  return most;
}

VerifyCheck half_cycles(const Subject& s) {
  constexpr double kLittle = 0.02;
  const char* const id = "half_cycles";
  const std::string changed = "cycles of half the length", expected = "totals move by at most 2 %";
  if (const std::string why = why_cycles_are_fixed(*s.scenario); !why.empty())
    return not_applicable(id, changed, expected, why);
  std::string reason, where;
  const auto run = s.attempt(with_half_cycles(*s.scenario), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  const double most = largest_change(s.base, *run, where);
  const std::string text = fmt::format("the {} moves by {:.2f} %", where, 100 * most);
  return judged(id, changed, expected, most > kLittle ? text : "", most == 0 ? "nothing moves" : text);
}

VerifyCheck longer_horizon(const Subject& s) {
  const char* const id = "longer_horizon";
  const std::string changed = "horizon longer by a fifth", expected = "life years don't fall";
  if (s.scenario->trees_alone())
    return not_applicable(id, changed, expected, "decision trees have no horizon");
  // An even number keeps row schemes that need one.
  const int cycles = s.model->grid.cycles + 2 * (s.model->grid.cycles / 10 + 1);
  std::string reason, fault;
  const auto run = s.attempt(with_cycles(*s.scenario, cycles), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (std::size_t i = 0; i < run->totals.size(); ++i) {
    const double before = effect_named(s.base.totals[i].effects, "life_years"),
                 after = effect_named(run->totals[i].effects, "life_years");
    if (after < before && !agree(after, before) && fault.empty())
      fault = fmt::format("'{}' has {:.4f} life years, {:.4f} with the longer horizon", run->totals[i].id,
                          before, after);
  }
  return judged(id, changed, expected, fault,
                fmt::format("{} cycles in place of {}", cycles, s.model->grid.cycles));
}

} // namespace

Checks structure_checks(const Subject& s) {
  return {populations(s),    mortality_zero(s), mortality_one(s),
          everybody_dead(s), half_cycles(s),    longer_horizon(s)};
}

} // namespace cea::verification
