#include "cli/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

namespace cea::cli {

namespace {

constexpr int kWidth = 100, kNarrowest = 40;

bool no_color_in_environment() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

} // namespace

void Console::show(const Diagnostic& d) const {
  to_stderr("{}", render(d, color));
}

void Console::show_errors(const Diagnostics& diagnostics) const {
  for (const Diagnostic& d : diagnostics.sorted())
    if (!quiet || d.severity == Severity::error) show(d);
  const std::size_t n = diagnostics.error_count();
  if (n > Diagnostics::kMostErrors)
    to_stderr("{} errors, the first {} shown\n", n, Diagnostics::kMostErrors);
  else if (n > 1)
    to_stderr("{} errors\n", n);
}

void Console::show_warnings(const std::vector<Diagnostic>& warnings) const {
  if (quiet) return;
  for (const Diagnostic& w : warnings)
    show(w);
}

Console console_of(const std::vector<std::string>& words) {
  const auto given = [&](const char* word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return {.color = isatty(STDERR_FILENO) != 0 && !no_color_in_environment() && !given("--no-color"),
          .quiet = given("--quiet") || given("-q")};
}

int output_width() {
  winsize size{};
  if (isatty(STDOUT_FILENO) != 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col != 0)
    return std::max(kNarrowest, static_cast<int>(size.ws_col));
  const char* const asked = std::getenv("COLUMNS");
  const int columns = asked == nullptr ? 0 : std::atoi(asked);
  return columns > 0 ? std::max(kNarrowest, columns) : kWidth;
}

} // namespace cea::cli
