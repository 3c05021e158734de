#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

int run_equity(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  require_section(loaded.file.base->analyses.equity.has_value(), loaded, "`equity:` under `analyses:`");
  require_strategies(equity_strategies(loaded), loaded, "`equity`");
  Request request = single_analysis(loaded, arguments);
  request.sensitivity.equity = true;
  return show_evaluation(loaded, request, arguments);
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
