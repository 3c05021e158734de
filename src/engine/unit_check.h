#pragma once

#include "formula/resolver.h"
#include "model/scenario.h"
#include "support/diagnostics.h"

namespace cea {

/// Checks declared units where formulas are used, for one strategy: a probability over another time than the
/// cycle, a rate where a probability belongs and the reverse, a yearly amount used as an amount, an amount of
/// an event used per year, another currency than the setting's, a formula inflated twice, and what can't be
/// right inside formulas. Only what is certain is an error (see formula::UnitInference); what is likely, such
/// as an amount without time used per year, a warning; no number ever changes.
/// `cycle_length` in years.
void check_units(const Scenario& scenario, const Strategy& strategy, double cycle_length,
                 const formula::Resolver& resolver, Diagnostics& diagnostics);

/// Whether what a subgroup sets may change what formulas are, so that the units need a check of their own.
bool subgroup_may_change_units(const Scenario& scenario, const Strategy& strategy, std::size_t subgroup);

} // namespace cea
