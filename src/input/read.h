#pragma once

#include "model/scenario.h"
#include "support/diagnostics.h"

#include <optional>
#include <string>
#include <vector>

/// From YAML text to the plain structs of `model/`. Nothing behind this header sees YAML.
namespace cea {

struct ReadOptions {
  std::vector<std::string> allow_paths; ///< folders outside the scenario's that files may lie in
};

/// Reads a scenario file with everything that it refers to; `-` is standard input.
///
/// All problems go into the diagnostics, errors and warnings, in one run. The result is complete where
/// there was no error, and null where nothing usable could be read. Names inside formulas, units and
/// values are left to the phases that follow.
std::optional<ScenarioFile> read_scenario_file(const std::string& path, const ReadOptions& options,
                                               Diagnostics& diagnostics);

/// As `read_scenario_file`, from a text. Files are looked for in the folder of `name`.
std::optional<ScenarioFile> read_scenario_text(const std::string& text, const std::string& name,
                                               const ReadOptions& options, Diagnostics& diagnostics);

/// `--set name=formula`. Nothing after a syntax error; whether the parameter exists is for `check_override`.
std::optional<SetEntry> read_override(const std::string& argument, Diagnostics& diagnostics);

/// Reports an override of a parameter that the scenario doesn't have; true where it has it.
bool check_override(const SetEntry& entry, const Scenario& scenario, Diagnostics& diagnostics);

/// Warns of an override that a strategy's own `set` hides: it comes after, and doesn't build on it.
void warn_hidden_override(const SetEntry& entry, const Scenario& scenario, Diagnostics& diagnostics);

/// `--wtp`: a number, or the steps of `A to B by C`. Nothing after an error.
std::vector<double> read_wtp(const std::string& argument, Diagnostics& diagnostics);

/// Samples made elsewhere: a CSV file with a header and numeric rows; `-` is standard input. The columns
/// `sim`, `sample` and `iteration` are left out. Problems carry line and column of the file. At most
/// 10,000,000 rows and 1 GiB.
std::optional<SampleInputs> read_samples(const std::string& path, Diagnostics& diagnostics);

} // namespace cea
