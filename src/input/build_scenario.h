#pragma once

#include "input/reader.h"
#include "input/sections.h"
#include "input/yaml.h"
#include "model/scenario.h"

#include <memory>

namespace cea::input {

/// A scenario with the names that settings of scenario analyses may use.
struct BuiltScenario {
  std::shared_ptr<const Scenario> scenario;
  ParameterNames names;
};

/// The keys of the top level.
const std::vector<std::string>& top_keys();

/// Reads the top level of a scenario file, its scenario analyses and `extends` left aside.
BuiltScenario build_scenario(const Node& root, Context& context);

/// Warns of a setting that a strategy's own `set` hides: it comes after, and doesn't build on it.
void warn_hidden(const SetEntry& entry, const Scenario& scenario, Diagnostics& diagnostics);

/// Reads `validation:`; the scenario analyses it names must have been read.
std::vector<ValidationTarget> read_validation(const Node& root, const ScenarioFile& file, Context& context);

/// Reads `scenarios:`; each is merged into `root`, or shares the base case where it only sets parameters.
std::vector<ScenarioVariant> read_variants(const Node& root, const BuiltScenario& base, Context& context);

} // namespace cea::input
