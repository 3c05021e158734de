#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

#include <fmt/format.h>

namespace cea::cli {

namespace {

int run_budget_impact(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  if (!loaded.file.base->analyses.budget) {
    Diagnostics problems;
    problems.error({}, fmt::format("`{}` has no `budget_impact:` under `analyses:`", loaded.file.path),
                   "scenarios/README.md shows how to write one");
    throw InputError(std::move(problems));
  }
  Request request = single_analysis(loaded, arguments);
  Diagnostics found;
  request.sensitivity.budget = sensitivity_of(loaded, found).budget;
  if (!request.sensitivity.budget) {
    Diagnostics problems;
    for (const Diagnostic& d : found.all())
      if (d.message.starts_with("`budget_impact`"))
        problems.error(d.span, d.message, "a budget impact needs every strategy that it names");
    throw InputError(std::move(problems));
  }
  const Evaluation evaluation = evaluate(loaded, request);
  show_warnings(arguments, evaluation.results.warnings);
  write_results(arguments, evaluation.results);
  return 0;
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
