#include "analysis/base_case.h"
#include "analysis/bridge.h"
#include "analysis/one_way.h"
#include "cli/command.h"
#include "cli/evaluate.h"
#include "cli/settings.h"
#include "input/scenario_changes.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::cli {

namespace {

BaseCase base_case_of(const ScenarioFile& file, const std::vector<double>& thresholds) {
  Diagnostics problems;
  const auto model = compile(file.base, {.detail = Detail::full}, problems);
  if (!model) throw InputError(std::move(problems));
  return base_case(*model, thresholds);
}

const Strategy* find(const Scenario& scenario, const std::string& id) {
  const auto it = std::find_if(scenario.strategies.begin(), scenario.strategies.end(),
                               [&](const Strategy& s) { return s.id == id; });
  return it == scenario.strategies.end() ? nullptr : &*it;
}

std::string ids_of(const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const Strategy& s : scenario.strategies)
    ids.push_back(s.id);
  return join(ids, ", ");
}

/// Two files must be about the same question for a bridge between them.
void check_comparable(const ScenarioFile& a, const ScenarioFile& b) {
  Diagnostics problems;
  if (a.base->setting.currency != b.base->setting.currency)
    problems.error({},
                   fmt::format("`{}` is in {}, `{}` in {}: their results can't be compared", a.path,
                               a.base->setting.currency.empty() ? "no currency" : a.base->setting.currency,
                               b.path, b.base->setting.currency.empty() ? "none" : b.base->setting.currency));
  if (a.base->effect != b.base->effect)
    problems.error(
        {}, fmt::format("the effect of `{}` is {}, that of `{}` is {}: their results can't be compared",
                        a.path, a.base->effect, b.path, b.base->effect));
  if (problems.has_errors()) throw InputError(std::move(problems));
}

/// The comparison: that of `--strategy`, or of the first file's default, both in both files.
std::pair<std::string, std::string> compared_strategies(const Arguments& arguments, const ScenarioPair& pair,
                                                        const BaseCase& base) {
  const Scenario &a = *pair.first().base, &b = *pair.second().base;
  const std::vector<std::string>& wanted = arguments.all("strategy");
  if (wanted.size() > 2)
    throw UsageError("`cea compare` compares two strategies", "`--strategy` twice at most");
  ComparedStrategies named;
  if (!wanted.empty()) named.strategy = NamedPlace{wanted[0], {}};
  if (wanted.size() > 1) named.comparator = NamedPlace{wanted[1], {}};
  const Comparison chosen = choose_comparison(a, base, named, {}, "a bridge between two files");
  const std::pair ids(a.strategies[chosen.strategy].id, a.strategies[chosen.comparator].id);
  Diagnostics problems;
  for (const std::string& id : {ids.first, ids.second})
    if (find(b, id) == nullptr)
      problems.error(
          {},
          fmt::format("`{}` has no strategy '{}', so there is nothing to compare it with", pair.second().path,
                      id),
          fmt::format("it has {}; `--strategy A --strategy B` names two that both files have", ids_of(b)));
  if (problems.has_errors()) throw InputError(std::move(problems));
  return ids;
}

const char* word(ScenarioChange::Kind kind) {
  switch (kind) {
  case ScenarioChange::Kind::added:
    return "added";
  case ScenarioChange::Kind::removed:
    return "removed";
  case ScenarioChange::Kind::changed:
    break;
  }
  return "changed";
}

CompareResult compare(const Arguments& arguments, const ScenarioPair& pair, const BaseCase& base) {
  const ScenarioFile &a = pair.first(), &b = pair.second();
  CompareResult result{a.path, b.path, a.sha256, b.sha256, {}, {}, {}, {}, base.thresholds, {}, {}};
  std::tie(result.strategy, result.comparator) = compared_strategies(arguments, pair, base);
  result.strategy_label = find(*a.base, result.strategy)->label;
  result.comparator_label = find(*a.base, result.comparator)->label;
  std::vector<bool> counts;
  for (const ScenarioChange& c : pair.changes()) {
    result.differences.push_back(
        {word(c.kind), c.path, c.before, c.after, c.place_before, c.place_after, c.counts});
    counts.push_back(c.counts);
  }
  const BuildWith build = [&](const std::vector<bool>& made, Diagnostics& problems) {
    return pair.with(made, problems);
  };
  result.bridge = bridge_between(build, counts, result.strategy, result.comparator, base.thresholds);
  return result;
}

int run_compare(const Arguments& arguments) {
  check_output(arguments);
  Diagnostics found;
  const auto pair = ScenarioPair::read(arguments.files()[0], arguments.files()[1],
                                       {.allow_paths = arguments.all("allow-path")}, found);
  if (!pair) throw InputError(std::move(found));
  check_comparable(pair->first(), pair->second());
  std::vector<double> thresholds = pair->first().base->willingness_to_pay;
  if (arguments.has("wtp")) thresholds = willingness_to_pay_of(arguments).thresholds;
  (void)base_case_of(pair->second(), thresholds); // its problems are said before any work
  Results results;
  const Scenario& scenario = *pair->first().base;
  results.file = pair->first().path;
  results.sha256 = pair->first().sha256;
  results.title = fmt::format("{} compared with {}", pair->first().path, pair->second().path);
  results.currency = scenario.setting.currency;
  results.country = scenario.setting.country;
  results.locale = scenario.setting.locale;
  results.price_year = scenario.setting.price_year;
  results.version = CEA_VERSION;
  results.base_case = base_case_of(pair->first(), thresholds);
  results.compare = compare(arguments, *pair, *results.base_case);
  for (const Diagnostic& d : found.sorted())
    results.warnings.push_back(d);
  show_warnings(arguments, results.warnings);
  write_results(arguments, results);
  return 0;
}

} // namespace

Command compare_command() {
  return {.name = "compare",
          .files = "A B",
          .summary = "what differs between two scenarios, and what each difference does to the result",
          .details =
              "Differences with their places in both files, and a bridge from A's result to B's: one\n"
              "change after the other, and each alone. `--strategy X --strategy Y` compares X with Y;\n"
              "without it the strategy best in A at the first threshold is compared with its comparator.\n\n"
              "Example:\n"
              "  cea compare submission.yaml review.yaml",
          .options = {"format", "output", "strategy", "wtp", "allow-path", "quiet", "no-color", "help"},
          .two_files = true,
          .run = run_compare};
}

} // namespace cea::cli
