#pragma once

#include "support/diagnostics.h"

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <vector>

namespace cea::cli {

/// Writes to standard error; a reader that has gone away changes nothing.
template <class... Arguments>
void to_stderr(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

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

/// Columns of the terminal; where standard output is something else, what COLUMNS says, or 100.
int output_width();

} // namespace cea::cli
