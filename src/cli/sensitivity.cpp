#include "cli/sensitivity.h"

#include "analysis/base_case.h"
#include "analysis/budget_impact.h"
#include "analysis/equity.h"
#include "analysis/one_way.h"
#include "analysis/threshold.h"
#include "analysis/two_way.h"
#include "formula/names.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::cli {

namespace {

/// The first strategy that an analysis names and the run doesn't have.
const NamedPlace* left_out(const std::vector<NamedPlace>& named, const Scenario& scenario) {
  for (const NamedPlace& one : named)
    if (std::none_of(scenario.strategies.begin(), scenario.strategies.end(),
                     [&](const Strategy& s) { return s.id == one.name; }))
      return &one;
  return nullptr;
}

std::string left_out_message(const std::string& what, const NamedPlace& missing) {
  return fmt::format("{} is left out: `--strategy` leaves out '{}'", what, missing.name);
}

bool can_run(const std::vector<NamedPlace>& named, const std::string& what, const LoadedScenario& loaded,
             Diagnostics& found) {
  const NamedPlace* const missing = left_out(named, *loaded.file.base);
  if (missing != nullptr) found.warning(missing->span, left_out_message(what, *missing));
  return missing == nullptr;
}

std::vector<NamedPlace> named_in(const ComparedStrategies& compared) {
  std::vector<NamedPlace> named;
  for (const auto* one : {&compared.strategy, &compared.comparator})
    if (*one) named.push_back(**one);
  return named;
}

/// Whether `--set` gives a parameter one value, which leaves no range to vary it over.
bool is_fixed(const NamedPlace& parameter, const LoadedScenario& loaded) {
  const Parameter* const p = loaded.file.base->parameter(parameter.name);
  if (p == nullptr || (p->low && p->high)) return false;
  return std::any_of(loaded.overrides.begin(), loaded.overrides.end(), [&](const SetEntry& entry) {
    return entry.name == parameter.name && !formula::names_in(entry.value).contains(entry.name);
  });
}

/// The file's one-way analysis without parameters that `--set` fixes; nothing where it named no others.
std::optional<OneWaySettings> variable(OneWaySettings settings, const LoadedScenario& loaded,
                                       Diagnostics& found) {
  const auto drop_fixed = [&](std::vector<NamedPlace>& from) {
    std::erase_if(from, [&](const NamedPlace& one) {
      if (!is_fixed(one, loaded)) return false;
      found.warning(one.span, fmt::format("'{}' isn't varied: `--set` gives it one value", one.name));
      return true;
    });
  };
  const bool named = !settings.parameters.empty();
  drop_fixed(settings.parameters);
  for (OneWaySettings::Group& group : settings.groups)
    drop_fixed(group.members);
  std::erase_if(settings.groups, [](const OneWaySettings::Group& group) { return group.members.empty(); });
  if (named && settings.parameters.empty()) return std::nullopt;
  return settings;
}

class SensitivityRun {
public:
  SensitivityRun(Results& results, const CompiledModel& base, const LoadedScenario& loaded,
                 const PsaOptions& psa)
      : results_(results), base_(base), loaded_(loaded), psa_(psa) {}

  void one_way(const OneWaySettings& settings) {
    const Comparison comparison =
        choose_comparison(*base_.scenario, *results_.base_case, settings.compared, settings.span, "`owsa`");
    auto bars = one_way_bars(base_, results_.parameters, settings);
    const MovableModel model(base_, loaded_.overrides, moved_names(bars), psa_.simulation);
    OneWayResult result = cea::one_way(model, comparison, std::move(bars));
    if (settings.probabilistic && psa_.samples > 0) {
      const MovableModel drawing(base_, loaded_.overrides, moved_names(result.bars), psa_.simulation,
                                 replayed());
      add_conditional_means(result, drawing, base_, settings.quantiles, psa_);
    }
    results_.one_way = std::move(result);
  }

  void two_way(const TwoWaySettings& settings) {
    TwoWayResult plan = two_way_plan(base_, *results_.base_case, results_.parameters, settings);
    const MovableModel model(base_, loaded_.overrides, {plan.x.name, plan.y.name}, psa_.simulation);
    results_.two_way.push_back(cea::two_way(model, std::move(plan)));
  }

  void threshold(const ThresholdSettings& settings, bool draw_prices) {
    ThresholdResult plan = threshold_plan(base_, *results_.base_case, results_.parameters, settings);
    const MovableModel model(base_, loaded_.overrides, {plan.parameter}, psa_.simulation);
    ThresholdResult result = find_thresholds(model, std::move(plan));
    if (settings.probabilistic.value_or(draw_prices && result.money) && psa_.samples > 0) {
      const MovableModel drawing(base_, loaded_.overrides, {result.parameter}, psa_.simulation, replayed());
      add_probabilistic_thresholds(result, drawing, psa_);
    }
    results_.thresholds.push_back(std::move(result));
  }

  void budget(bool draw, Diagnostics& found) {
    const BudgetImpact impact(base_, loaded_.overrides, one_way_bars(base_, results_.parameters, {}),
                              psa_.simulation, replayed());
    results_.budget = impact.run(found);
    if (draw && psa_.samples > 0) impact.add_samples(*results_.budget, psa_);
  }

  void equity() {
    std::vector<SubgroupResult> groups = results_.subgroups;
    if (groups.empty()) groups = subgroup_results(base_, results_.base_case->thresholds);
    results_.equity = cea::equity(base_, *results_.base_case, groups);
  }

private:
  [[nodiscard]] const SampleInputs* replayed() const {
    const auto& inputs = base_.scenario->analyses.psa.inputs;
    return inputs ? &*inputs : nullptr;
  }

  Results& results_;
  const CompiledModel& base_;
  const LoadedScenario& loaded_;
  const PsaOptions& psa_;
};

} // namespace

std::vector<NamedPlace> budget_strategies(const LoadedScenario& loaded) {
  const BudgetSettings& budget = *loaded.file.base->analyses.budget;
  std::vector<NamedPlace> named;
  for (const auto* lists : {&budget.uptake, &budget.prevalent_uptake, &budget.without, &budget.with})
    for (const YearlyFormulas& one : *lists)
      named.push_back(one.name);
  if (budget.displaces) named.push_back(*budget.displaces);
  return named;
}

std::vector<NamedPlace> equity_strategies(const LoadedScenario& loaded) {
  return named_in(loaded.file.base->analyses.equity->compared);
}

void require_strategies(const std::vector<NamedPlace>& named, const LoadedScenario& loaded,
                        const std::string& what) {
  const NamedPlace* const missing = left_out(named, *loaded.file.base);
  if (missing == nullptr) return;
  Diagnostics problems;
  problems.error(missing->span, left_out_message(what, *missing),
                 fmt::format("{} needs every strategy that it names", what));
  throw InputError(std::move(problems));
}

SensitivityRequest sensitivity_of(const LoadedScenario& loaded, Diagnostics& found) {
  SensitivityRequest request;
  const Analyses& wanted = loaded.file.base->analyses;
  if (wanted.owsa && can_run(named_in(wanted.owsa->compared), "`owsa`", loaded, found))
    request.one_way = variable(*wanted.owsa, loaded, found);
  for (const TwoWaySettings& t : wanted.twsa) {
    const auto missing = [&](const TwoWaySettings::Axis& axis) {
      const bool without = !axis.range && is_fixed(axis.parameter, loaded);
      if (without)
        found.warning(axis.parameter.span,
                      fmt::format("`twsa` is left out: `--set` gives '{}' one value", axis.parameter.name),
                      "give it `low` and `high`, or the analysis `ranges`");
      return without;
    };
    if (!missing(t.x) && !missing(t.y)) request.two_way.push_back(t);
  }
  for (const ThresholdSettings& t : wanted.thresholds)
    if (can_run(named_in(t.compared), "`threshold`", loaded, found)) request.thresholds.push_back(t);
  request.budget = wanted.budget && can_run(budget_strategies(loaded), "`budget_impact`", loaded, found);
  request.equity = wanted.equity && can_run(equity_strategies(loaded), "`equity`", loaded, found);
  return request;
}

void add_sensitivity(Results& results, const CompiledModel& base, const LoadedScenario& loaded,
                     const SensitivityRequest& request, const PsaOptions& psa, Diagnostics& found) {
  SensitivityRun run(results, base, loaded, psa);
  if (request.one_way) run.one_way(*request.one_way);
  for (const TwoWaySettings& settings : request.two_way)
    run.two_way(settings);
  for (const ThresholdSettings& settings : request.thresholds)
    run.threshold(settings, request.probabilistic);
  if (request.equity) run.equity();
  if (request.budget) run.budget(request.probabilistic, found);
}

std::vector<NamedPlace> parameters_of(const Arguments& arguments, const Scenario& scenario) {
  std::vector<NamedPlace> wanted;
  std::vector<std::string> known;
  for (const Parameter& p : scenario.parameters)
    known.push_back(p.name);
  for (const std::string& name : arguments.all("parameter")) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      const std::string near = did_you_mean(name, known);
      throw UsageError(fmt::format("no parameter is called '{}'", name),
                       near.empty() ? "`--parameter` takes a name under `parameters:`"
                                    : fmt::format("did you mean '{}'?", near));
    }
    wanted.push_back({name, {}});
  }
  return wanted;
}

} // namespace cea::cli
