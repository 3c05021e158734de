#pragma once

#include "formula/resolver.h"
#include "model/scenario.h"
#include "support/diagnostics.h"

namespace cea {

/// Checks units where they are declared: amounts of several price years without a year to bring them to, and
/// a price year on a formula of amounts that are already in the setting's (an error, the others are
/// warnings), and words that look misspelt.
void check_declared_units(const Scenario& scenario, const formula::Resolver& resolver,
                          Diagnostics& diagnostics);

/// Of these only the price year on a formula of amounts that are already in the setting's.
void check_inflated_twice(const Scenario& scenario, const formula::Resolver& resolver,
                          Diagnostics& diagnostics);

} // namespace cea
