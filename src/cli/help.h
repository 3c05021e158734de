#pragma once

#include "cli/command.h"

#include <string>

namespace cea::cli {

/// What `cea --help` says: the commands, and an example.
std::string overview();

/// What `cea COMMAND --help` says.
std::string help_of(const Command& command);

/// The command of that name. Throws UsageError for one that doesn't exist, with the nearest that does, and
/// for one that this version lacks.
const Command& command_called(const std::string& name);

} // namespace cea::cli
