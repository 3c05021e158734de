#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cea::oracle {

/// A survival distribution: hazard and cumulative hazard at a time.
struct Family {
  std::function<double(double)> hazard, cumulative;
};

/// A distribution by its name and arguments, from densities and tails of Boost.Math where it has them;
/// nothing for a name that isn't known. `choose` is told which piece of a piecewise hazard a time lies in.
std::optional<Family> family(const std::string& name,
                             const std::map<std::string, std::vector<double>>& arguments,
                             const std::function<bool(bool)>& choose);

} // namespace cea::oracle
