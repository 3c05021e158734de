// The commands `scenarios` and `subgroups`: a part of what `run` shows.
#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

int show(const Arguments& arguments, const LoadedScenario& loaded, bool scenarios) {
  Request request = single_analysis(loaded, arguments);
  request.scenarios = scenarios;
  request.subgroups = !scenarios;
  request.validation = false;
  return show_evaluation(loaded, request, arguments);
}

int run_scenarios(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  require_section(!loaded.file.variants.empty(), loaded, "`scenarios:`");
  return show(arguments, loaded, true);
}

int run_subgroups(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  require_section(!loaded.file.base->subgroups.empty(), loaded, "`subgroups:`");
  return show(arguments, loaded, false);
}

const std::vector<std::string_view> kOptionsOfBoth = {"format",     "output", "strategy", "wtp", "set",
                                                      "allow-path", "quiet",  "no-color", "help"};

} // namespace

Command scenarios_command() {
  return {.name = "scenarios",
          .files = "SCENARIO",
          .summary = "the file's scenario analyses against the base case",
          .details = "Example:\n"
                     "  cea scenarios scenarios/rheumatoid_arthritis.yaml --format csv",
          .options = kOptionsOfBoth,
          .run = run_scenarios};
}

Command subgroups_command() {
  return {.name = "subgroups",
          .files = "SCENARIO",
          .summary = "each subgroup by itself, against the whole population",
          .details = "The whole is the average of the subgroups with their weights; its ICERs are those of\n"
                     "the averages.\n\n"
                     "Example:\n"
                     "  cea subgroups model.yaml --wtp 50_000",
          .options = kOptionsOfBoth,
          .run = run_subgroups};
}

} // namespace cea::cli
