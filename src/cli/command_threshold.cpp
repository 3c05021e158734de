#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

std::vector<ThresholdSettings> settings_of(const Arguments& arguments, const Scenario& scenario) {
  std::vector<ThresholdSettings> all = scenario.analyses.thresholds;
  if (arguments.has("parameter")) all.clear();
  for (const NamedPlace& parameter : parameters_of(arguments, scenario)) {
    ThresholdSettings settings;
    settings.parameter = parameter;
    all.push_back(std::move(settings));
  }
  if (all.empty())
    throw UsageError("`cea threshold` needs a parameter",
                     "as `--parameter c_drug`, or `analyses: {threshold: …}` in the file");
  return all;
}

int run_threshold(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Request request = single_analysis(loaded, arguments);
  request.sensitivity.thresholds = settings_of(arguments, *loaded.file.base);
  if (arguments.has("probabilistic"))
    for (ThresholdSettings& settings : request.sensitivity.thresholds)
      settings.probabilistic = true;
  return show_evaluation(loaded, request, arguments);
}

} // namespace

Command threshold_command() {
  return {.name = "threshold",
          .files = "SCENARIO",
          .summary = "the value of a parameter at which a strategy becomes cost-effective",
          .details =
              "At every willingness to pay, deterministic and, for a price where the file asks for a\n"
              "probabilistic analysis, probabilistic: the value-based price. Without strategies in the\n"
              "file the one best at the first threshold is compared with its comparator.\n\n"
              "Example:\n"
              "  cea threshold scenarios/sick_sicker.yaml --parameter c_trtB",
          .options = {"format", "output", "parameter", "probabilistic", "samples", "seed", "threads",
                      "strategy", "wtp", "set", "allow-path", "quiet", "no-color", "help", "test-block"},
          .run = run_threshold};
}

} // namespace cea::cli
