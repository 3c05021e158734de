#pragma once

#include "analysis/bridge_results.h"
#include "engine/compile.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cea {

/// Builds the first scenario with some of the changes made; null with problems where that can't be.
using BuildWith =
    std::function<std::shared_ptr<const Scenario>(const std::vector<bool>& made, Diagnostics& problems)>;

/// What each difference between two scenarios does to the base case.
///
/// Changes are made one after the other, in order; one that can't be run alone (an item of a state that comes
/// later) is made together with those that follow until the model runs. Beside each step stands what it does
/// alone, made in the first scenario: where the two differ, changes interact. The last step is the second
/// scenario. `counts`: changes that aren't made, because they can't matter, are false; they are made in the
/// end.
///
/// The comparison is that of `strategy` and `comparator`, which all steps must have; `thresholds` are the
/// first scenario's. Throws InputError where either end can't be run.
Bridge bridge_between(const BuildWith& build, const std::vector<bool>& counts, const std::string& strategy,
                      const std::string& comparator, const std::vector<double>& thresholds);

} // namespace cea
