#pragma once

#include "model/scenario.h"

#include <string>
#include <string_view>

namespace cea {

/// What a reward counts in. The file's own outcomes follow, in the order of `Scenario::outcomes`.
enum class Outcome : int { cost, qaly, life_years, evly, further };

constexpr Outcome further_outcome(std::size_t index) {
  return static_cast<Outcome>(static_cast<int>(Outcome::further) + static_cast<int>(index));
}
constexpr bool is_further(Outcome outcome) {
  return outcome >= Outcome::further;
}
constexpr std::size_t index_of_further(Outcome outcome) {
  return static_cast<std::size_t>(static_cast<int>(outcome) - static_cast<int>(Outcome::further));
}

/// The outcome with the id `qaly`, `life_years`, `evly` or that of one of the file's own.
Outcome outcome_of(const Scenario& scenario, std::string_view id);
/// Of an effect.
const std::string& id_of(const Scenario& scenario, Outcome outcome);

} // namespace cea
