// The command `explain`: what the engine saw of a file.
#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

int explain_scenario(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Request request = request_of(loaded, arguments);
  request.psa = false;
  request.scenarios = false;
  request.subgroups = false;
  request.trace = true;
  request.explain_cycle = cycle_of(arguments).value_or(0);
  const Evaluation evaluation = evaluate(loaded, request);
  show_warnings(arguments, evaluation.results.warnings);
  write_results(arguments, evaluation.results);
  return 0;
}

} // namespace

Command explain_command() {
  return {
      .name = "explain",
      .files = "SCENARIO",
      .summary = "what the engine saw: parameters, transitions of a cycle, trace",
      .details = "Parameters resolved with value, formula and source; each strategy's settings; the\n"
                 "probabilities of one cycle with the formula behind each; where totals come from; and\n"
                 "the cohort trace.\n\n"
                 "Example:\n"
                 "  cea explain scenarios/sick_sicker.yaml --cycle 10 --strategy B",
      .options = {"format", "output", "cycle", "strategy", "set", "allow-path", "quiet", "no-color", "help"},
      .run = explain_scenario};
}

} // namespace cea::cli
