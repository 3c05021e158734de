#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

#include <fmt/format.h>

namespace cea::cli {

namespace {

int run_equity(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  if (!loaded.file.base->analyses.equity) {
    Diagnostics problems;
    problems.error({}, fmt::format("`{}` has no `equity:` under `analyses:`", loaded.file.path),
                   "scenarios/README.md shows how to write one");
    throw InputError(std::move(problems));
  }
  Request request = single_analysis(loaded, arguments);
  request.sensitivity.equity = sensitivity_of(loaded, request.found).equity;
  const Evaluation evaluation = evaluate(loaded, request);
  show_warnings(arguments, evaluation.results.warnings);
  write_results(arguments, evaluation.results);
  return 0;
}

} // namespace

Command equity_command() {
  return {
      .name = "equity",
      .files = "SCENARIO",
      .summary = "who gains, who bears the opportunity cost, and what that does to inequality",
      .details =
          "Subgroups' health before and after, equally distributed equivalent health and the Atkinson\n"
          "index over inequality aversion. Baseline health stands under `analyses: {equity: …}`.\n\n"
          "Example:\n"
          "  cea equity model.yaml --wtp 20_000",
      .options = {"format", "output", "strategy", "wtp", "set", "allow-path", "quiet", "no-color", "help"},
      .run = run_equity};
}

} // namespace cea::cli
