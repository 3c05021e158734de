#include "cli/command.h"
#include "cli/dump.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

#include <set>

namespace cea::cli {

namespace {

std::set<std::string> confidential(const Results& results) {
  std::set<std::string> names;
  for (const ParameterSummary& p : results.parameters)
    if (p.confidential) names.insert(p.name);
  return names;
}

int run_psa(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Request request = single_analysis(loaded, arguments);
  request.psa = request.samples > 0;
  if (!request.psa && !arguments.has("dump"))
    throw UsageError("`psa` needs samples", "`cea run --samples 0` gives the base case alone");
  const auto dump = arguments.one("dump");
  request.keep_samples = dump.has_value();
  if (dump && !request.psa) throw UsageError("`--dump` needs samples", "leave out `--samples 0`");
  const Evaluation evaluation = evaluate(loaded, request);
  show_warnings(arguments, evaluation.results.warnings);
  if (dump)
    write_samples(*dump, *evaluation.samples, evaluation.results.base_case->effect,
                  confidential(evaluation.results));
  // Samples that go to standard output go there alone.
  const bool alone = dump == "-" && arguments.one("output").value_or("-") == "-";
  if (!alone) write_results(arguments, evaluation.results);
  return 0;
}

} // namespace

Command psa_command() {
  return {.name = "psa",
          .files = "SCENARIO",
          .summary = "probabilistic sensitivity analysis",
          .details =
              "Runs beside the base case, with 10,000 samples and seed 1 where neither the file nor the\n"
              "command line says otherwise. `--dump -` writes the samples alone to standard output.\n\n"
              "Example:\n"
              "  cea psa scenarios/sick_sicker.yaml --samples 50_000 --seed 7 --dump samples.csv",
          .options = {"format", "output", "samples", "seed", "threads", "strategy", "wtp", "set", "dump",
                      "allow-path", "quiet", "no-color", "help", "test-block"},
          .run = run_psa};
}

} // namespace cea::cli
