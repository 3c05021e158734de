#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

int run_budget_impact(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  require_section(loaded.file.base->analyses.budget.has_value(), loaded,
                  "`budget_impact:` under `analyses:`");
  require_strategies(budget_strategies(loaded), loaded, "`budget_impact`");
  Request request = single_analysis(loaded, arguments);
  request.sensitivity.budget = true;
  return show_evaluation(loaded, request, arguments);
}

} // namespace

Command budget_impact_command() {
  return {.name = "budget-impact",
          .files = "SCENARIO",
          .summary = "what a payer spends with and without a new strategy, by year",
          .details =
              "Population, uptake, prices by year and programme costs stand under\n"
              "`analyses: {budget_impact: …}` of the file. Ranges over all parameters, and over samples\n"
              "where the file asks for a probabilistic analysis.\n\n"
              "Example:\n"
              "  cea budget-impact model.yaml --format csv -o budget.csv",
          .options = {"format", "output", "samples", "seed", "threads", "strategy", "wtp", "set",
                      "allow-path", "quiet", "no-color", "help", "test-block"},
          .run = run_budget_impact};
}

} // namespace cea::cli
