#include "property/random_subgroups.h"

#include "property/random_parameters.h"
#include "property/random_source.h"

#include <fmt/format.h>

namespace cea::property {

namespace {

/// A setting as a scenario file would give it: without unit, in the setting's price year.
SetEntry setting(const std::string& name, double value) {
  SetEntry entry;
  entry.name = name;
  entry.value.text = fmt::format("{}", value);
  return entry;
}

/// A draw's values as settings: all of them, because parts of two draws needn't go together.
std::vector<SetEntry> settings(const std::map<std::string, double>& draw) {
  std::vector<SetEntry> set;
  for (const auto& [name, value] : draw)
    set.push_back(setting(name, value));
  return set;
}

} // namespace

Scenario with_subgroups(const Scenario& scenario, const std::vector<std::map<std::string, double>>& draws,
                        std::uint64_t seed) {
  RandomSource random(seed);
  Scenario result = scenario;
  const int groups = random.integer(2, 4);
  for (int g = 0; g < groups; ++g) {
    Subgroup group;
    group.id = fmt::format("g{}", g);
    group.weight.text = random.chance(0.2) ? std::string("0") : digits(random.uniform(0.1, 5));
    if (!draws.empty() && !draws.front().empty() && random.chance(0.3))
      group.weight.text = fmt::format("1 + abs({})", draws.front().begin()->first);
    if (g == 0) group.weight.text = "2";
    if (!draws.empty() && random.chance(0.7)) group.set = settings(random.pick(draws));
    result.subgroups.push_back(group);
    for (Strategy& strategy : result.strategies)
      if (!draws.empty() && strategy.set.empty() && random.chance(0.2))
        strategy.subgroups.push_back({group.id, settings(random.pick(draws)), {}});
  }
  return result;
}

} // namespace cea::property
