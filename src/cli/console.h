#pragma once

#include "support/diagnostics.h"

#include <string>
#include <vector>

namespace cea::cli {

/// How messages reach the user: on standard error, in colour on a terminal.
struct Console {
  bool color = false, quiet = false;

  void show(const Diagnostic& d) const;
  /// Everything that was found, in order of place; with several errors, how many. `quiet` leaves out
  /// warnings.
  void show_errors(const Diagnostics& diagnostics) const;
  /// Nothing when `quiet`.
  void show_warnings(const std::vector<Diagnostic>& warnings) const;
};

/// From `--no-color`, NO_COLOR, `--quiet` and whether standard error is a terminal. Looks at the words of the
/// command line themselves, because problems found in them are shown, too.
Console console_of(const std::vector<std::string>& words);

/// Columns of the terminal, or 100 where standard output is something else.
int output_width();

} // namespace cea::cli
