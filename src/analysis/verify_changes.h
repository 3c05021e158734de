#pragma once

#include "model/scenario.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// Changes to a scenario whose outcome is known, for verification.
namespace cea::verification {

/// A formula that is a number.
FormulaText number_formula(double x, const Span& span = {});
SetEntry setting(const Parameter& parameter, double value);

/// Living states have utility 1; no item or branch of a tree gives or costs QALYs.
Scenario with_full_utility(Scenario s);
/// Every discount rate, also those of items and outcomes.
Scenario with_discount_rate(Scenario s, double rate);
/// What is dated later than time 0 is worth nothing.
Scenario with_extreme_discounting(Scenario s);
/// Items that are never discounted are left out.
Scenario without_undiscounted_items(Scenario s);
Scenario with_cycles(Scenario s, int cycles);
/// Cycles of half the length, over the same time.
Scenario with_half_cycles(Scenario s);
/// Every strategy has all that the first one has.
Scenario with_equal_strategies(Scenario s);
/// Strategies in the opposite order.
Scenario with_reversed_strategies(Scenario s);
/// What the file says of mortality, by `mortality:` or as an entry to a dead state, becomes this probability;
/// with 1 the other entries of such a row go (a yearly rate becomes one that nobody outlives), with 0 what
/// was left over for the dead stays. What it doesn't say isn't added.
Scenario with_mortality(Scenario s, double probability);
/// The cohort starts in one state, without a tree before it.
Scenario starting_in(Scenario s, StateIndex state);

/// Names that a formula mentions, through parameters too; functions as `name(`.
class NameClosure {
public:
  explicit NameClosure(const Scenario& scenario);
  [[nodiscard]] const std::set<std::string>& of(const FormulaText& formula);
  [[nodiscard]] const std::set<std::string>& of_parameter(const std::string& name);

private:
  const Scenario& scenario_;
  std::map<std::string, std::set<std::string>> of_parameter_, of_text_;
};

/// Why halving the cycles would change the model itself, or empty: probabilities that don't follow the
/// cycle's length, counts of cycles, amounts per cycle.
std::string why_cycles_are_fixed(const Scenario& scenario);

} // namespace cea::verification
