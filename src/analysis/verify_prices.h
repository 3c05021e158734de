#pragma once

#include "model/scenario.h"

#include <string>

namespace cea::verification {

/// In which direction a scenario's cost formulas use a parameter, also through other parameters and through
/// what scenario, subgroups and strategies set: `c_drug` in `2 * c_drug` adds, `c_saved` in
/// `3_000 - c_saved` subtracts. Factors are taken to be positive unless they are negative numbers.
struct PriceUse {
  bool adds = false, subtracts = false;
};
PriceUse price_use(const Scenario& scenario, const std::string& parameter);

/// Every amount of costs (or of QALYs) times 0, whether it is a parameter or a number.
Scenario without_costs(Scenario s);
Scenario without_qalys(Scenario s);

} // namespace cea::verification
