#include "analysis/decide.h"

#include "cli/command.h"
#include "cli/load.h"
#include "cli/settings.h"
#include "input/read.h"

#include <fmt/format.h>

namespace cea::cli {

namespace {

Results header_of(const std::string& path, const SampleInputs& table) {
  Results results;
  results.file = path;
  results.sha256 = table.span.file->sha256;
  results.version = CEA_VERSION;
  return results;
}

/// `--strategy` and `--samples`.
void choose(DecisionSamples& samples, const Arguments& arguments) {
  const std::vector<std::string>& all = samples.samples.strategies;
  const std::vector<std::string>& wanted = arguments.has("strategy") ? arguments.all("strategy") : all;
  check_strategies(all, wanted);
  const std::size_t rows = samples.samples.costs.front().size();
  const std::size_t count = samples_of(arguments).value_or(rows);
  if (count == 0 || count > rows)
    throw UsageError(fmt::format("{} samples asked for, but the file has {}", count, rows),
                     "`--samples` takes the first ones; leave it out to take all");
  restrict_samples(samples, std::vector<std::string>(wanted), count);
}

int run_decide(const Arguments& arguments) {
  check_output(arguments);
  DecideSettings settings;
  if (arguments.has("wtp")) {
    WillingnessToPay wtp = willingness_to_pay_of(arguments);
    settings.thresholds = std::move(wtp.thresholds);
    settings.grid = std::move(wtp.grid);
  }
  const SimulationOptions simulation = simulation_of(arguments);
  if (arguments.file().ends_with(".yaml") || arguments.file().ends_with(".yml"))
    throw UsageError("`decide` reads samples, not a scenario",
                     fmt::format("`cea psa {} --dump samples.csv` writes them", arguments.file()));
  Diagnostics found;
  const auto table = read_samples(arguments.file(), found);
  if (!table) throw InputError(found);
  Results results = header_of(arguments.file(), *table);
  results.warnings = found.sorted();
  DecisionSamples samples = samples_from_table(*table);
  choose(samples, arguments);
  decide(results, samples, settings, simulation.threads);
  show_warnings(arguments, results.warnings);
  write_results(arguments, results);
  return 0;
}

} // namespace

Command decide_command() {
  return {
      .name = "decide",
      .files = "SAMPLES.csv",
      .summary = "decision analysis of samples made elsewhere",
      .details =
          "Columns cost.STRATEGY and effect.STRATEGY or qaly.STRATEGY hold the samples of a strategy;\n"
          "`sim`, `sample` and `iteration` are an index, all others parameters. Gives the incremental\n"
          "table, CEAC, CEAF, expected loss and EVPI; a single row gives the incremental table alone.\n"
          "Without `--wtp`, curves stand at 0 to 200,000 by 2,000, thresholds at 50,000, 100,000 and\n"
          "150,000.\n\n"
          "Example:\n"
          "  cea psa scenarios/sick_sicker.yaml --dump - | cea decide - --wtp 100_000",
      .options = {"format", "output", "samples", "threads", "strategy", "wtp", "quiet", "no-color", "help"},
      .run = run_decide};
}

} // namespace cea::cli
