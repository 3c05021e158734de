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
  const std::string changed = "mortality and entries to dead states 0", expected = "everybody stays alive";
  if (const std::string why = why_no_mortality(*s.scenario); !why.empty())
    return not_applicable(id, changed, expected, why);
  std::string reason, fault;
  const auto run = s.attempt(with_mortality(*s.scenario, 0), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (std::size_t i = 0; i < run->trace.rows.size(); ++i)
    for (std::size_t t = 0; t < run->trace.rows[i].size(); ++t)
      if (const double alive = alive_in(*s.scenario, run->trace.rows[i][t]);
          std::abs(alive - 1) > 1e-9 && fault.empty())
        fault = fmt::format("'{}' has {:.6g} alive in row {}", run->trace.strategies[i], alive, t);
  return judged(id, changed, expected, fault, "all alive in every row of every strategy");
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
  std::size_t tested = 0;
  for (std::size_t state = 0; state < base.states.size(); ++state) {
    if (!base.states[state].alive) continue;
    const auto run = s.attempt(starting_in(deadly, static_cast<StateIndex>(state)), reason);
    if (!run) continue;
    ++tested;
    for (std::size_t i = 0; i < run->trace.rows.size(); ++i)
      if (const double alive = alive_in(base, run->trace.rows[i].at(1)); alive > 1e-9 && fault.empty())
        fault = fmt::format("'{}': {:.6g} of those in '{}' are alive after a cycle", run->trace.strategies[i],
                            alive, base.states[state].id);
  }
  if (tested == 0) return not_applicable(id, changed, expected, reason);
  return judged(id, changed, expected, fault, fmt::format("from each of {} states", tested));
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

/// Totals of the strategy of the same id.
const StrategyTotals& of_id(const VerifiedRun& run, const std::string& id) {
  return *std::find_if(run.totals.begin(), run.totals.end(),
                       [&](const StrategyTotals& t) { return t.id == id; });
}

std::string difference(const StrategyTotals& a, const StrategyTotals& b) {
  if (!agree(a.cost, b.cost))
    return fmt::format("'{}' costs {:.4f}, '{}' {:.4f}", a.id, a.cost, b.id, b.cost);
  for (const auto& [name, x] : a.effects)
    if (const double y = effect_named(b.effects, name); !agree(x, y))
      return fmt::format("'{}' has {} {:.6f}, '{}' {:.6f}", a.id, name, x, b.id, y);
  return {};
}

VerifyCheck equal_strategies(const Subject& s) {
  const char* const id = "equal_strategies";
  const std::string changed = "every strategy has all inputs of the first", expected = "equal totals";
  if (s.scenario->strategies.size() < 2)
    return not_applicable(id, changed, expected, "there is one strategy");
  std::string reason, fault;
  const auto run = s.attempt(with_equal_strategies(*s.scenario), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (const StrategyTotals& t : run->totals)
    if (fault.empty()) fault = difference(run->totals.front(), t);
  return judged(id, changed, expected, fault, "equal");
}

VerifyCheck strategy_order(const Subject& s) {
  const char* const id = "strategy_order";
  const std::string changed = "strategies in the opposite order", expected = "the same totals";
  if (s.scenario->strategies.size() < 2)
    return not_applicable(id, changed, expected, "there is one strategy");
  std::string reason, fault;
  const auto run = s.attempt(with_reversed_strategies(*s.scenario), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (const StrategyTotals& t : s.base.totals)
    if (fault.empty()) fault = difference(t, of_id(*run, t.id));
  return judged(id, changed, expected, fault, "the same");
}

bool same_texts(const std::optional<FormulaText>& a, const std::optional<FormulaText>& b) {
  return a.has_value() == b.has_value() && (!a || a->text == b->text);
}

/// Whether two strategies follow the same rules, but for their settings.
bool same_rules(const Strategy& a, const Strategy& b) {
  const auto same_row = [](const std::optional<TransitionRow>& x, const std::optional<TransitionRow>& y) {
    if (x.has_value() != y.has_value()) return false;
    return !x ||
           std::equal(x->entries.begin(), x->entries.end(), y->entries.begin(), y->entries.end(),
                      [](const TransitionEntry& e, const TransitionEntry& f) {
                        return e.to == f.to && e.rest == f.rest && e.probability.text == f.probability.text;
                      });
  };
  const auto same_start = [](const Transitions::Start& x, const Transitions::Start& y) {
    return x.state == y.state && x.share.text == y.share.text;
  };
  const auto &p = a.transitions, &q = b.transitions;
  return std::equal(p.rows.begin(), p.rows.end(), q.rows.begin(), q.rows.end(), same_row) &&
         std::equal(p.mortality.begin(), p.mortality.end(), q.mortality.begin(), q.mortality.end(),
                    same_texts) &&
         std::equal(p.start.begin(), p.start.end(), q.start.begin(), q.start.end(), same_start) && !a.tree &&
         !b.tree && a.curves.empty() && b.curves.empty() && a.subgroups.empty() && b.subgroups.empty() &&
         a.effects.empty() && b.effects.empty();
}

bool is_relative(const std::string& unit) {
  return unit == "hazard ratio" || unit == "risk ratio" || unit == "odds ratio";
}

/// Relative effects at 1 make a strategy as effective as one without them.
VerifyCheck neutral_effects(const Subject& s) {
  const char* const id = "neutral_effects";
  const std::string changed = "hazard, risk and odds ratios 1",
                    expected = "strategies that differ by them alone are equally effective";
  const Scenario& base = *s.scenario;
  std::vector<SetEntry> settings;
  for (const ParameterSummary& p : s.parameters)
    if (is_relative(p.unit)) {
      const auto it = std::find_if(base.parameters.begin(), base.parameters.end(),
                                   [&](const Parameter& x) { return x.name == p.name; });
      settings.push_back(setting(*it, 1));
    }
  const auto unit_of = [&](const std::string& name) {
    const auto it = std::find_if(base.parameters.begin(), base.parameters.end(),
                                 [&](const Parameter& x) { return x.name == name; });
    return it == base.parameters.end() ? std::string() : it->unit.text;
  };
  NameClosure names(base);
  const Strategy& first = base.strategies.front();
  std::vector<std::size_t> compared;
  for (std::size_t i = 1; i < base.strategies.size(); ++i) {
    const Strategy& strategy = base.strategies[i];
    if (!first.set.empty() || strategy.set.empty() || !same_rules(first, strategy)) continue;
    const bool by_ratio = std::all_of(strategy.set.begin(), strategy.set.end(), [&](const SetEntry& e) {
      const std::set<std::string>& all = names.of(e.value);
      return std::any_of(all.begin(), all.end(),
                         [&](const std::string& n) { return is_relative(unit_of(n)); });
    });
    if (by_ratio) compared.push_back(i);
  }
  if (compared.empty())
    return not_applicable(id, changed, expected, "no strategy differs from the first by such ratios alone");
  std::string reason, fault;
  const auto run = s.attempt(settings, reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (const std::size_t i : compared)
    for (const auto& [name, x] : run->totals[i].effects)
      if (const double y = effect_named(run->totals[0].effects, name); !agree(x, y) && fault.empty())
        fault =
            fmt::format("'{}' has {} {:.6f}, '{}' {:.6f}", run->totals[i].id, name, x, run->totals[0].id, y);
  return judged(id, changed, expected, fault,
                fmt::format("{} strategies as effective as the first", compared.size()));
}

VerifyCheck second_engine(const Subject& s) {
  const char* const id = "second_engine";
  const std::string expected = "an independent, slow engine gives the same totals";
  if (!s.options->second_run) return not_applicable(id, "", expected, "no second engine");
  std::string reason, fault;
  std::optional<VerifiedRun> run;
  try {
    run = s.options->second_run(s.scenario, s.overrides);
  } catch (const std::exception& e) {
    reason = e.what();
  }
  if (!run) return not_applicable(id, "", expected, reason);
  for (const StrategyTotals& t : s.base.totals)
    if (fault.empty()) fault = difference(t, of_id(*run, t.id));
  return judged(id, "", expected, fault, "the same, to 8 digits");
}

} // namespace

Checks structure_checks(const Subject& s) {
  return {populations(s),      mortality_zero(s), mortality_one(s),   half_cycles(s),  longer_horizon(s),
          equal_strategies(s), strategy_order(s), neutral_effects(s), second_engine(s)};
}

} // namespace cea::verification
