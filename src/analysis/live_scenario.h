#pragma once

#include "model/scenario.h"

#include <set>
#include <string>

namespace cea {

/// Whether a formula names nothing: a number, or arithmetic with numbers.
bool is_literal(const FormulaText& formula, double days_per_year);

/// The scenario with numbers that stand in its formulas turned into parameters, so that they can be changed:
/// discount rates, costs and utilities of states, and what strategies `set`. Results stay the same.
Scenario with_literals_as_parameters(const Scenario& scenario);

/// Parameters that are plain numbers without a distribution: what an analysis has to vary so that all numbers
/// are inputs of the compiled model.
std::set<std::string> fixed_numbers(const Scenario& scenario, const std::vector<SetEntry>& overrides);

} // namespace cea
