#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

int run_owsa(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Request request = single_analysis(loaded, arguments);
  OneWaySettings settings = loaded.file.base->analyses.owsa.value_or(OneWaySettings{});
  if (arguments.has("parameter")) {
    settings.parameters = parameters_of(arguments, *loaded.file.base);
    settings.groups.clear();
  }
  settings.probabilistic = settings.probabilistic || arguments.has("probabilistic");
  request.sensitivity.one_way = std::move(settings);
  return show_evaluation(loaded, request, arguments);
}

} // namespace

Command owsa_command() {
  return {.name = "owsa",
          .files = "SCENARIO",
          .summary = "one-way sensitivity analysis (tornado)",
          .details =
              "Every parameter with a range or a distribution at its low and high end, by swing of net\n"
              "benefit, and the value at which the best strategy changes. What is compared, groups of\n"
              "parameters and the choice of parameters stand under `analyses: {owsa: …}` of the file.\n\n"
              "Example:\n"
              "  cea owsa scenarios/sick_sicker.yaml --wtp 50_000",
          .options = {"format", "output", "parameter", "probabilistic", "samples", "seed", "threads",
                      "strategy", "wtp", "set", "allow-path", "quiet", "no-color", "help", "test-block"},
          .run = run_owsa};
}

} // namespace cea::cli
