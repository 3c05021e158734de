#include "analysis/verify_changes.h"
#include "analysis/verify_prices.h"
#include "analysis/verify_tests.h"
#include "formula/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::verification {

namespace {

bool has_qaly(const VerifiedRun& run) {
  return std::any_of(run.totals.front().effects.begin(), run.totals.front().effects.end(),
                     [](const auto& e) { return e.first == "qaly"; });
}

VerifyCheck utilities_one(const Subject& s) {
  const char* const id = "utilities_one";
  const std::string changed = "utility of living states 1, no other QALYs",
                    expected = "QALYs equal life years";
  if (s.scenario->trees_alone() || !has_qaly(s.base))
    return not_applicable(id, changed, expected, "the model has no states with QALYs");
  std::string reason, fault;
  const auto run = s.attempt(with_full_utility(*s.scenario), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (const StrategyTotals& t : run->totals)
    for (const auto* effects : {&t.effects, &t.undiscounted_effects}) {
      const double qaly = effect_named(*effects, "qaly"), years = effect_named(*effects, "life_years");
      if (!agree(qaly, years) && fault.empty())
        fault = fmt::format("'{}' has {:.6f} QALYs and {:.6f} life years", t.id, qaly, years);
    }
  const StrategyTotals& first = run->totals.front();
  return judged(
      id, changed, expected, fault,
      fmt::format("equal in every strategy; '{}' {:.4f}", first.id, effect_named(first.effects, "qaly")));
}

std::vector<SetEntry> all_at(const Subject& s, bool (*wanted)(const std::string& unit), double value) {
  std::vector<SetEntry> settings;
  for (const ParameterSummary& p : s.parameters) {
    if (!wanted(p.unit)) continue;
    settings.push_back(setting(*s.scenario->parameter(p.name), value));
  }
  return settings;
}

bool is_money(const std::string& unit) {
  return formula::parse_money(unit).has_value();
}
bool is_utility(const std::string& unit) {
  return unit == "utility" || unit == "qaly";
}

struct Wording {
  const char* id;
  std::string changed, expected;
};

/// First with the parameters at 0 alone, which shows numbers that stand in formulas; then with those at 0,
/// too: whatever is left then comes from nowhere.
VerifyCheck nothing_left(const Subject& s, const Wording& words, const std::vector<SetEntry>& settings,
                         const Scenario& cleared, double (*amount)(const StrategyTotals&),
                         const char* parameters) {
  std::string reason, fault, numbers;
  if (const auto run = settings.empty() ? std::nullopt : s.attempt(settings, reason))
    for (const StrategyTotals& t : run->totals)
      if (!agree(amount(t), 0) && numbers.empty())
        numbers =
            fmt::format(", after {:.6g} in '{}' from amounts that aren't {}", amount(t), t.id, parameters);
  const auto run = s.attempt(cleared, reason);
  if (!run) return not_applicable(words.id, words.changed, words.expected, reason);
  for (const StrategyTotals& t : run->totals)
    if (!agree(amount(t), 0) && fault.empty())
      fault = fmt::format("'{}' still has {:.6g}, with every amount 0", t.id, amount(t));
  return judged(words.id, words.changed, words.expected, fault, "0 in every strategy" + numbers);
}

VerifyCheck prices_zero(const Subject& s) {
  const char* const id = "prices_zero";
  const std::string changed = "every price 0", expected = "no costs";
  const auto costs = [](const StrategyTotals& t) { return t.undiscounted_cost; };
  return nothing_left(s, {id, changed, expected}, all_at(s, is_money, 0), without_costs(*s.scenario), costs,
                      "parameters of money");
}

VerifyCheck utilities_zero(const Subject& s) {
  const char* const id = "utilities_zero";
  const std::string changed = "every utility and loss of utility 0", expected = "no QALYs";
  if (!has_qaly(s.base)) return not_applicable(id, changed, expected, "the model has no QALYs");
  const auto qalys = [](const StrategyTotals& t) { return effect_named(t.undiscounted_effects, "qaly"); };
  return nothing_left(s, {id, changed, expected}, all_at(s, is_utility, 0), without_qalys(*s.scenario), qalys,
                      "parameters of utility");
}

VerifyCheck discounting_zero(const Subject& s) {
  const char* const id = "discounting_zero";
  const std::string changed = "discount rates 0", expected = "discounted totals equal undiscounted ones";
  std::string reason, fault;
  const auto run = s.attempt(with_discount_rate(*s.scenario, 0), reason);
  if (!run) return not_applicable(id, changed, expected, reason);
  for (const StrategyTotals& t : run->totals) {
    if (!agree(t.cost, t.undiscounted_cost) && fault.empty())
      fault = fmt::format("'{}' costs {:.4f} discounted and {:.4f} undiscounted", t.id, t.cost,
                          t.undiscounted_cost);
    for (const auto& [name, x] : t.effects)
      if (const double plain = effect_named(t.undiscounted_effects, name); !agree(x, plain) && fault.empty())
        fault = fmt::format("'{}' has {} {:.6f} discounted and {:.6f} undiscounted", t.id, name, x, plain);
  }
  return judged(id, changed, expected, fault, "equal in every strategy");
}

bool undiscounted(const Scenario& s, const std::string& outcome) {
  return std::any_of(s.outcomes.begin(), s.outcomes.end(), [&](const FurtherOutcome& o) {
    return o.id == outcome && (o.discounting.empty() || (o.item && o.item->undiscounted));
  });
}

/// With a rate beyond all measure, what is dated after the first year is worth nothing.
VerifyCheck discounting_extreme(const Subject& s) {
  const char* const id = "discounting_extreme";
  const std::string changed = "discount rates 10^12", expected = "nothing after the first year counts";
  if (s.scenario->trees_alone()) return not_applicable(id, changed, expected, "decision trees have no time");
  const Scenario extreme = with_extreme_discounting(without_undiscounted_items(*s.scenario));
  const int year = 2 * static_cast<int>(std::ceil(0.5 / s.model->grid.cycle_length)) + 2;
  if (s.model->grid.cycles <= year)
    return not_applicable(id, changed, expected, "the model is no longer than that");
  std::string reason, fault;
  const auto whole = s.attempt(extreme, reason), short_one = s.attempt(with_cycles(extreme, year), reason);
  if (!whole || !short_one) return not_applicable(id, changed, expected, reason);
  for (std::size_t i = 0; i < whole->totals.size(); ++i) {
    const StrategyTotals &a = whole->totals[i], &b = short_one->totals[i];
    if (!agree(a.cost, b.cost) && fault.empty())
      fault = fmt::format("'{}' costs {:.4f}, of which {:.4f} in the first cycles", a.id, a.cost, b.cost);
    for (const auto& [name, x] : a.effects)
      if (const double first = effect_named(b.effects, name);
          !undiscounted(*s.scenario, name) && !agree(x, first) && fault.empty())
        fault = fmt::format("'{}' has {} {:.6f}, of which {:.6f} in the first cycles", a.id, name, x, first);
  }
  return judged(id, changed, expected, fault,
                fmt::format("'{}' costs {:.2f}, all of it in the first cycles", whole->totals[0].id,
                            whole->totals[0].cost));
}

} // namespace

Checks outcome_checks(const Subject& s) {
  return {utilities_one(s), prices_zero(s), utilities_zero(s), discounting_zero(s), discounting_extreme(s)};
}

} // namespace cea::verification
