#include "cli/load.h"

#include "cli/partial_check.h"
#include "input/read.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::cli {

namespace {

bool listed(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

std::vector<std::string> strategies_of(const Scenario& scenario) {
  std::vector<std::string> ids;
  for (const Strategy& s : scenario.strategies)
    ids.push_back(s.id);
  return ids;
}

/// The scenario with the strategies wanted, in the file's order; one that compares itself with a strategy
/// that is left out is compared with the first.
std::shared_ptr<const Scenario> with_strategies(const Scenario& scenario,
                                                const std::vector<std::string>& wanted) {
  auto copy = std::make_shared<Scenario>(scenario);
  // A budget that doesn't say what is displaced means the file's first strategy, left out or not.
  if (auto& budget = copy->analyses.budget; budget && !budget->displaces && budget->with.empty())
    budget->displaces = NamedPlace{scenario.strategies.front().id, budget->span};
  std::erase_if(copy->strategies, [&](const Strategy& s) { return !listed(wanted, s.id); });
  return copy;
}

/// A scenario analysis may have removed every strategy that is wanted.
void restrict(ScenarioFile& file, const std::vector<std::string>& wanted) {
  const auto whole = file.base;
  file.base = with_strategies(*whole, wanted);
  for (ScenarioVariant& variant : file.variants)
    variant.scenario = variant.scenario == whole ? file.base : with_strategies(*variant.scenario, wanted);
  std::erase_if(file.variants, [](const ScenarioVariant& v) { return v.scenario->strategies.empty(); });
  std::erase_if(file.validation, [&](const ValidationTarget& t) { return !listed(wanted, t.strategy); });
}

void read_overrides(const std::vector<std::string>& texts, LoadedScenario& loaded, Diagnostics& diagnostics) {
  for (const std::string& text : texts) {
    if (text.find('=') == std::string::npos)
      throw UsageError(fmt::format("`--set '{}'` isn't a setting", text), "as `--set c_drug=12_500`");
    auto entry = read_override(text, diagnostics);
    if (!entry || !check_override(*entry, *loaded.file.base, diagnostics)) continue;
    warn_hidden_override(*entry, *loaded.file.base, diagnostics);
    loaded.overrides.push_back(*std::move(entry));
    loaded.override_texts.push_back(text);
  }
}

/// Thresholds of the command line replace those that an analysis has of its own. A target ICER isn't one.
void replace_wtp(ScenarioFile& file) {
  auto copy = std::make_shared<Scenario>(*file.base);
  for (ThresholdSettings& settings : copy->analyses.thresholds)
    if (!settings.icer) settings.wtp.clear();
  if (copy->analyses.equity) copy->analyses.equity->wtp.reset();
  for (ScenarioVariant& variant : file.variants)
    if (variant.scenario == file.base) variant.scenario = copy;
  file.base = std::move(copy);
}

/// The command line comes after a scenario's own setting, which then isn't what its label says.
void warn_replaced_settings(const LoadedScenario& loaded, Diagnostics& diagnostics) {
  for (const SetEntry& entry : loaded.overrides)
    for (const ScenarioVariant& variant : loaded.file.variants)
      for (const SetEntry& own : variant.set)
        if (own.name == entry.name)
          diagnostics.warning(own.span,
                              fmt::format("`--set` replaces the setting of '{}' in the scenario '{}'",
                                          entry.name, variant.id));
}

} // namespace

void forward(const Diagnostics& from, Diagnostics& to) {
  for (const Diagnostic& d : from.all())
    if (d.severity == Severity::error)
      to.error(d.span, d.message, d.hint);
    else
      to.warning(d.span, d.message, d.hint);
}

void require_section(bool has, const LoadedScenario& loaded, const std::string& section) {
  if (has) return;
  Diagnostics problems;
  problems.error({}, fmt::format("`{}` has no {}", loaded.file.path, section),
                 "scenarios/README.md shows how to write it");
  throw InputError(std::move(problems));
}

void check_strategies(const std::vector<std::string>& there_are, const std::vector<std::string>& wanted) {
  for (const std::string& id : wanted) {
    if (listed(there_are, id)) continue;
    const std::string near = did_you_mean(id, there_are);
    throw UsageError(fmt::format("no strategy is called '{}'", id),
                     near.empty() ? fmt::format("there are {}", join(there_are, ", "))
                                  : fmt::format("did you mean '{}'?", near));
  }
}

LoadedScenario load_scenario(const std::string& path, const Arguments& arguments) {
  LoadedScenario loaded;
  Diagnostics& found = loaded.warnings;
  auto file = read_scenario_file(path, {.allow_paths = arguments.all("allow-path")}, found);
  if (!file || !file->base) throw InputError(found);
  loaded.file = *std::move(file);
  read_overrides(arguments.all("set"), loaded, found);
  if (found.has_errors()) {
    check_what_was_read(loaded.file.base, loaded.overrides, found);
    throw InputError(found);
  }
  if (arguments.has("strategy")) {
    check_strategies(strategies_of(*loaded.file.base), arguments.all("strategy"));
    const std::size_t all = loaded.file.base->strategies.size();
    restrict(loaded.file, arguments.all("strategy"));
    loaded.some_strategies = loaded.file.base->strategies.size() < all;
  }
  if (arguments.has("wtp")) replace_wtp(loaded.file);
  warn_replaced_settings(loaded, found);
  return loaded;
}

} // namespace cea::cli
