#include "cli/command.h"
#include "cli/console.h"
#include "cli/output.h"
#include "cli/template.h"

#include <fmt/format.h>

#include <filesystem>

namespace cea::cli {

namespace {

int write_new(const Arguments& arguments) {
  const std::string& path = arguments.file();
  std::error_code error;
  if (path != "-" && std::filesystem::exists(std::filesystem::symlink_status(path, error)))
    throw OutputError(fmt::format("'{}' exists already, and is left as it is", path));
  OutputFile file(path);
  file.write(scenario_template());
  file.finish();
  if (path != "-" && !arguments.has("quiet")) to_stderr("wrote {}; `cea run {}` runs it\n", path, path);
  return 0;
}

} // namespace

Command new_command() {
  return {.name = "new",
          .files = "FILE",
          .summary = "a small commented scenario to start from",
          .details = "An existing file is left alone.\n\n"
                     "Example:\n"
                     "  cea new model.yaml",
          .options = {"quiet", "help"},
          .run = write_new};
}

} // namespace cea::cli
