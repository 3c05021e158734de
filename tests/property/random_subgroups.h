#pragma once

#include "model/scenario.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cea::property {

/// The scenario with two to four random subgroups: settings from `draws`, numbers and formulas as weights,
/// and settings of strategies in single subgroups. Depends on the seed alone.
Scenario with_subgroups(const Scenario& scenario, const std::vector<std::map<std::string, double>>& draws,
                        std::uint64_t seed);

} // namespace cea::property
