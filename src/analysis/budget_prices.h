#pragma once

#include "model/scenario.h"

#include <memory>
#include <string>
#include <vector>

namespace cea {

/// A scenario whose prices a budget can move.
///
/// A price factor acts on a parameter's value. Where a strategy or a subgroup sets the parameter to something
/// that isn't computed from it (`set: {c_drug: 2_500}`), that value is a price, too: it is multiplied by a
/// parameter of its own, 1 in the file's prices.
struct PricedScenario {
  std::shared_ptr<const Scenario> scenario;
  std::vector<std::string> factors; ///< those parameters, one a price factor; empty where none is needed
};
PricedScenario with_movable_prices(const std::shared_ptr<const Scenario>& scenario);

/// The scenario for people who start so many years later, for whom `calendar_year` is later.
std::shared_ptr<const Scenario> starting_later(const Scenario& scenario, int years);

} // namespace cea
