#pragma once

#include "cli/arguments.h"
#include "model/scenario.h"
#include "support/diagnostics.h"

#include <string>
#include <vector>

namespace cea::cli {

/// A scenario file as the command line changes it.
struct LoadedScenario {
  ScenarioFile file; ///< with the strategies of `--strategy` only
  std::vector<SetEntry> overrides;
  std::vector<std::string> override_texts; ///< `--set` as given
  bool some_strategies = false;            ///< `--strategy` left some out
  Diagnostics warnings;
};

/// Reads a scenario and applies `--strategy`, `--set` and `--allow-path`. Throws InputError with all that is
/// wrong, and UsageError for a strategy that doesn't exist or a `--set` that isn't `name=formula`.
LoadedScenario load_scenario(const std::string& path, const Arguments& arguments);

/// Throws InputError where the file lacks what a command is about; `section` as in "`subgroups:`". Nothing to
/// show is a problem of the file, not a table without rows.
void require_section(bool has, const LoadedScenario& loaded, const std::string& section);

/// Throws UsageError for an id of `--strategy` that isn't among those there are.
void check_strategies(const std::vector<std::string>& there_are, const std::vector<std::string>& wanted);

/// Adds what was found to `to`.
void forward(const Diagnostics& from, Diagnostics& to);

} // namespace cea::cli
