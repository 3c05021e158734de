#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

std::vector<TwoWaySettings> settings_of(const Arguments& arguments, const Scenario& scenario) {
  std::vector<TwoWaySettings> all = scenario.analyses.twsa;
  const std::vector<NamedPlace> parameters = parameters_of(arguments, scenario);
  if (!parameters.empty()) {
    if (parameters.size() != 2)
      throw UsageError("a two-way analysis has two parameters", "give `--parameter` twice");
    TwoWaySettings settings;
    settings.x.parameter = parameters[0];
    settings.y.parameter = parameters[1];
    all = {settings};
  }
  if (all.empty())
    throw UsageError("`cea twsa` needs two parameters",
                     "as `--parameter c_drug --parameter hr_drug`, or `analyses: {twsa: …}` in the file");
  return all;
}

int run_twsa(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Request request = single_analysis(loaded, arguments);
  request.sensitivity.two_way = settings_of(arguments, *loaded.file.base);
  return show_evaluation(loaded, request, arguments);
}

} // namespace

Command twsa_command() {
  return {.name = "twsa",
          .files = "SCENARIO",
          .summary = "two-way sensitivity analysis",
          .details =
              "Which strategy has the highest net benefit over a grid of two parameters, and the lines\n"
              "between them, computed rather than read off the grid. Ranges and number of points stand\n"
              "under `analyses: {twsa: …}` of the file.\n\n"
              "Example:\n"
              "  cea twsa scenarios/sick_sicker.yaml --parameter c_trtB --parameter hr_S1S2_trtB",
          .options = {"format", "output", "parameter", "threads", "strategy", "wtp", "set", "allow-path",
                      "quiet", "no-color", "help", "test-block"},
          .run = run_twsa};
}

} // namespace cea::cli
