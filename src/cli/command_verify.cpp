#include "analysis/verify.h"
#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/second_engine.h"
#include "cli/settings.h"

#include <algorithm>

namespace cea::cli {

namespace {

int run_verify(const Arguments& arguments) {
  constexpr std::size_t kSamples = 1'000;
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Evaluation evaluation = evaluate(loaded, single_analysis(loaded, arguments));
  Results& results = evaluation.results;
  VerifyOptions options;
  options.psa.samples = samples_of(arguments).value_or(kSamples);
  options.psa.seed = seed_of(arguments).value_or(loaded.file.base->analyses.psa.seed);
  options.psa.simulation = simulation_of(arguments);
  options.run = run_for_verification;
  options.second_run = run_second_engine;
  results.verify = verify(loaded.file.base, loaded.overrides, options);
  show_warnings(arguments, results.warnings);
  write_results(arguments, results);
  const auto& checks = results.verify->checks;
  return std::any_of(checks.begin(), checks.end(),
                     [](const VerifyCheck& c) { return c.status == VerifyCheck::Status::fail; })
             ? 1
             : 0;
}

} // namespace

Command verify_command() {
  return {.name = "verify",
          .files = "SCENARIO",
          .summary = "black-box tests of the model, as checklists of verification ask for them",
          .details =
              "Changes the model in ways whose outcome is known beforehand (TECH-VER, AdViSHE) and compares\n"
              "inputs with what is said of them. Exit code 1 where a test fails. The table can go into a\n"
              "submission's appendix.\n\n"
              "Example:\n"
              "  cea verify scenarios/sick_sicker.yaml",
          .options = {"format", "output", "samples", "seed", "threads", "strategy", "wtp", "set",
                      "allow-path", "quiet", "no-color", "help", "test-block"},
          .run = run_verify};
}

} // namespace cea::cli
