#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"
#include "cli/verification.h"

#include <algorithm>

namespace cea::cli {

namespace {

int run_verify(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Evaluation evaluation = evaluate(loaded, single_analysis(loaded, arguments));
  Results& results = evaluation.results;
  results.verify = verify_model(loaded, arguments, samples_of(arguments).value_or(kVerifySamples));
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
