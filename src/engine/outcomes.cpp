#include "engine/outcomes.h"

#include <stdexcept>

namespace cea {

Outcome outcome_of(const Scenario& scenario, std::string_view id) {
  if (id == "qaly") return Outcome::qaly;
  if (id == "life_years") return Outcome::life_years;
  if (id == "evly") return Outcome::evly;
  for (std::size_t i = 0; i < scenario.outcomes.size(); ++i)
    if (scenario.outcomes[i].id == id) return further_outcome(i);
  throw std::logic_error("no outcome is called '" + std::string(id) + "'");
}

const std::string& id_of(const Scenario& scenario, Outcome outcome) {
  static const std::string qaly = "qaly", life_years = "life_years", evly = "evly";
  if (is_further(outcome)) return scenario.outcomes[index_of_further(outcome)].id;
  if (outcome == Outcome::evly) return evly;
  return outcome == Outcome::qaly ? qaly : life_years;
}

} // namespace cea
