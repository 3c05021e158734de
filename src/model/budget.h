#pragma once

#include "model/formula_text.h"
#include "model/sensitivity.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// Something that a year-by-year list gives for a strategy or parameter; one value holds for all years.
struct YearlyFormulas {
  NamedPlace name;
  std::vector<FormulaText> values;
};

/// `analyses.budget_impact`: a payer's budget with and without a new strategy. Everything is a formula of
/// parameters, so that sensitivity analyses reach it.
struct BudgetSettings {
  int years = 5;
  std::optional<FormulaText> members;   ///< of the plan, for costs per member and month
  std::optional<FormulaText> prevalent; ///< people eligible at the start
  std::vector<FormulaText> incident;    ///< people becoming eligible in each year
  std::vector<YearlyFormulas> uptake;   ///< share of the year's incident people on a strategy
  std::vector<YearlyFormulas>
      prevalent_uptake;                ///< share of the prevalent people who start a strategy in a year
  std::optional<NamedPlace> displaces; ///< the strategy that uptake takes from; default the first
  /// Shares of the year's incident people with and without the new strategy, in place of `uptake`.
  std::vector<YearlyFormulas> without, with;
  std::vector<YearlyFormulas> price_factors; ///< on a parameter, by calendar year
  std::vector<FormulaText> set_up;           ///< programme costs of each year
  std::optional<FormulaText> per_entrant;    ///< programme cost of each person who takes up a strategy
  std::vector<NamedPlace> categories;        ///< that count; empty: all
  Span span;
};

} // namespace cea
