#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

int run_scenario(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  return show_evaluation(loaded, request_of(loaded, arguments), arguments);
}

} // namespace

Command run_command() {
  return {.name = "run",
          .files = "SCENARIO",
          .summary = "base case, scenario analyses, and what the file's `analyses:` ask for",
          .details = "The probabilistic analysis runs where the file has `analyses: {psa: …}` or with\n"
                     "`--samples N`.\n\n"
                     "Example:\n"
                     "  cea run scenarios/sick_sicker.yaml\n"
                     "  cea run scenarios/sick_sicker.yaml --set c_trtB=10_000 --format json -o results.json",
          .options = {"format", "output", "samples", "seed", "threads", "strategy", "wtp", "set", "trace",
                      "allow-path", "quiet", "no-color", "help", "test-block"},
          .run = run_scenario};
}

} // namespace cea::cli
