#include "analysis/verify_changes.h"
#include "analysis/verify_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::verification {

namespace {

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
    if (is_relative(p.unit)) settings.push_back(setting(*base.parameter(p.name), 1));
  const auto unit_of = [&](const std::string& name) {
    const Parameter* const p = base.parameter(name);
    return p == nullptr ? std::string() : p->unit.text;
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

std::string engines_differ(const StrategyTotals& engine, const StrategyTotals& second) {
  if (!agree(engine.cost, second.cost))
    return fmt::format("cost of '{}': engine {:.6f}, second engine {:.6f}", engine.id, engine.cost,
                       second.cost);
  for (const auto& [name, x] : engine.effects)
    if (const double y = effect_named(second.effects, name); !agree(x, y))
      return fmt::format("{} of '{}': engine {:.8f}, second engine {:.8f}", name, engine.id, x, y);
  return {};
}

VerifyCheck second_engine(const Subject& s) {
  const char* const id = "second_engine";
  const std::string expected = "an independent, slow engine gives the same totals";
  if (!s.options->second_run) return not_applicable(id, "", expected, "no second engine");
  std::string fault;
  VerifiedRun run;
  try {
    run = s.options->second_run(s.scenario, s.overrides);
  } catch (const SecondEngineLacks& e) {
    return not_applicable(id, "", expected, e.what());
  } catch (const std::exception& e) {
    return judged(id, "", expected, fmt::format("the engine runs the model, the second engine: {}", e.what()),
                  "");
  }
  for (const StrategyTotals& t : s.base.totals)
    if (fault.empty()) fault = engines_differ(t, of_id(run, t.id));
  return judged(id, "", expected, fault, "the same, to 8 digits");
}

} // namespace

Checks strategy_checks(const Subject& s) {
  return {equal_strategies(s), strategy_order(s), neutral_effects(s), second_engine(s)};
}

} // namespace cea::verification
