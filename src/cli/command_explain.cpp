// The command `explain`: what the engine saw of a file, and why a strategy costs and gives more.
#include "analysis/one_way.h"
#include "analysis/why.h"
#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"

namespace cea::cli {

namespace {

/// The strategy that the user names against its comparator.
WhyResult why(const LoadedScenario& loaded, BaseCase base, const std::string& strategy) {
  if (loaded.file.base->in_evly()) {
    Diagnostics problems;
    problems.error({}, "`explain --why` can't split equal-value life years by state and year",
                   "it splits QALYs: write `effect: qaly`");
    throw InputError(std::move(problems));
  }
  if (base.thresholds.empty()) { // the choice of strategies needs none where the user makes it
    base.thresholds = {0};
    base.nmb.assign(base.strategies.size(), {0.0});
  }
  const ComparedStrategies wanted{NamedPlace{strategy, {}}, std::nullopt};
  const Comparison comparison = choose_comparison(*loaded.file.base, base, wanted, {}, "`explain --why`");
  Diagnostics problems;
  const auto model =
      compile(loaded.file.base, {.detail = Detail::full, .overrides = loaded.overrides}, problems);
  if (!model) throw InputError(std::move(problems));
  return explain_increment(*model, loaded.overrides, comparison.strategy, comparison.comparator);
}

int explain_scenario(const Arguments& arguments) {
  check_output(arguments);
  const LoadedScenario loaded = load_scenario(arguments.file(), arguments);
  Request request = single_analysis(loaded, arguments);
  const auto strategy = arguments.one("why");
  if (!strategy) {
    request.trace = true;
    request.explain_cycle = cycle_of(arguments).value_or(0);
  }
  Evaluation evaluation = evaluate(loaded, request);
  if (strategy) evaluation.results.why = why(loaded, *evaluation.results.base_case, *strategy);
  show_warnings(arguments, evaluation.results.warnings);
  write_results(arguments, evaluation.results);
  return 0;
}

} // namespace

Command explain_command() {
  return {.name = "explain",
          .files = "SCENARIO",
          .summary = "what the engine saw: parameters, transitions of a cycle, trace",
          .details =
              "Parameters resolved with value, formula and source; each strategy's settings; the\n"
              "probabilities of one cycle with the formula behind each; where totals come from; and\n"
              "the cohort trace.\n\n"
              "With `--why STRATEGY` instead: the strategy's discounted increments over its comparator by\n"
              "cause (living longer, time in other states, other amounts), state, category and year.\n\n"
              "Example:\n"
              "  cea explain scenarios/sick_sicker.yaml --cycle 10 --strategy B\n"
              "  cea explain scenarios/sick_sicker.yaml --why B",
          .options = {"format", "output", "cycle", "why", "strategy", "set", "allow-path", "quiet",
                      "no-color", "help"},
          .run = explain_scenario};
}

} // namespace cea::cli
