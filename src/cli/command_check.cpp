#include "cli/command.h"
#include "cli/console.h"
#include "cli/evaluate.h"
#include "cli/output.h"
#include "cli/settings.h"

#include <fmt/format.h>

namespace cea::cli {

namespace {

/// Whether the file is good; shows what was found.
bool check_file(const std::string& path, const Arguments& arguments, const Console& console) {
  try {
    const LoadedScenario loaded = load_scenario(path, arguments);
    Request request = request_of(loaded, arguments);
    request.psa = request.sensitivity.probabilistic = false;
    request.samples = 0;
    const Results results = evaluate(loaded, request).results;
    console.show_warnings(results.warnings);
    const std::size_t n = results.warnings.size();
    const std::string warnings = n == 0 ? "" : fmt::format(", {} warning{}", n, n == 1 ? "" : "s");
    if (!console.quiet) write_to_stdout(fmt::format("{}: ok{}\n", path, warnings));
    return true;
  } catch (const InputError& e) {
    console.show_errors(e.diagnostics());
    return false;
  }
}

int check_scenarios(const Arguments& arguments) {
  Console console = console_of({});
  console.color = console.color && !arguments.has("no-color");
  console.quiet = arguments.has("quiet");
  bool good = true;
  for (const std::string& path : arguments.files())
    good = check_file(path, arguments, console) && good;
  return good ? 0 : 1;
}

} // namespace

Command check_command() {
  return {.name = "check",
          .files = "SCENARIO…",
          .summary = "read and validate only; warnings, too",
          .details =
              "Everything that is wrong is reported in one run, each problem with its place. The base\n"
              "case and all scenario analyses are compiled and run once, without sampling.\n\n"
              "Example:\n"
              "  cea check scenarios/sick_sicker.yaml scenarios/hiv_lamivudine.yaml",
          .options = {"strategy", "set", "allow-path", "quiet", "no-color", "help"},
          .many_files = true,
          .run = check_scenarios};
}

} // namespace cea::cli
