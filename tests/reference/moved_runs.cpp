#include "reference/moved_runs.h"

#include "analysis/describe.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

namespace cea::reference {

namespace {

std::vector<SetEntry> entries_of(const std::vector<std::string>& set) {
  std::vector<SetEntry> entries;
  Diagnostics problems;
  for (const std::string& text : set)
    if (auto entry = read_override(text, problems)) entries.push_back(*std::move(entry));
  REQUIRE_FALSE(problems.has_errors());
  return entries;
}

std::unique_ptr<CompiledModel> compiled(const std::shared_ptr<const Scenario>& scenario,
                                        const std::vector<SetEntry>& overrides) {
  Diagnostics problems;
  auto model = compile(scenario, {.detail = Detail::full, .overrides = overrides}, problems);
  INFO(render(problems));
  REQUIRE(model != nullptr);
  return model;
}

} // namespace

BaseRun base_run(ScenarioFile file, const std::vector<std::string>& set,
                 const std::vector<double>& thresholds) {
  BaseRun run;
  run.file = std::move(file);
  run.overrides = entries_of(set);
  run.model = compiled(run.file.base, run.overrides);
  run.base = base_case(*run.model, thresholds.empty() ? run.file.base->willingness_to_pay : thresholds);
  run.parameters = parameter_summaries(*run.model);
  return run;
}

OneWayResult one_way_of(const BaseRun& run) {
  const OneWaySettings settings = run.file.base->analyses.owsa.value_or(OneWaySettings{});
  auto bars = one_way_bars(*run.model, run.parameters, settings);
  const MovableModel model(*run.model, run.overrides, moved_names(bars), {});
  return one_way(model, choose_comparison(*run.file.base, run.base, settings.compared, {}, "`owsa`"),
                 std::move(bars));
}

OneWayResult one_way_of(const BaseRun& run, const std::string& strategy, const std::string& comparator,
                        std::vector<OneWayBar> bars) {
  const ComparedStrategies compared{NamedPlace{strategy, {}}, NamedPlace{comparator, {}}};
  const MovableModel model(*run.model, run.overrides, moved_names(bars), {});
  return one_way(model, choose_comparison(*run.file.base, run.base, compared, {}, "`owsa`"), std::move(bars));
}

OneWayBar bar_of(const BaseRun& run, const std::string& parameter, double low, double high) {
  const auto p = std::find_if(run.parameters.begin(), run.parameters.end(),
                              [&](const ParameterSummary& x) { return x.name == parameter; });
  REQUIRE(p != run.parameters.end());
  OneWayBar bar;
  bar.id = bar.label = parameter;
  bar.members.push_back({parameter, p->value, low, high});
  return bar;
}

const OneWayBar& bar(const OneWayResult& result, const std::string& id) {
  const auto it =
      std::find_if(result.bars.begin(), result.bars.end(), [&](const OneWayBar& b) { return b.id == id; });
  REQUIRE(it != result.bars.end());
  return *it;
}

ThresholdSettings threshold(const std::string& parameter, const std::string& strategy,
                            const std::string& comparator, std::vector<double> wtp) {
  ThresholdSettings settings;
  settings.parameter.name = parameter;
  if (!strategy.empty()) settings.compared.strategy = NamedPlace{strategy, {}};
  if (!comparator.empty()) settings.compared.comparator = NamedPlace{comparator, {}};
  settings.wtp = std::move(wtp);
  return settings;
}

ThresholdResult threshold_of(const BaseRun& run, std::size_t n) {
  return threshold_of(run, run.file.base->analyses.thresholds.at(n));
}

ThresholdResult threshold_of(const BaseRun& run, const ThresholdSettings& settings) {
  ThresholdResult plan = threshold_plan(*run.model, run.base, run.parameters, settings);
  const MovableModel model(*run.model, run.overrides, {plan.parameter}, {});
  return find_thresholds(model, std::move(plan));
}

ThresholdResult drawn_threshold_of(const BaseRun& run, const ThresholdSettings& settings,
                                   std::size_t samples) {
  ThresholdResult result = threshold_of(run, settings);
  PsaOptions options;
  options.samples = samples;
  const MovableModel model(*run.model, run.overrides, {result.parameter}, {});
  add_probabilistic_thresholds(result, model, options);
  return result;
}

TwoWayResult two_way_of(const BaseRun& run, const TwoWaySettings& settings) {
  TwoWayResult plan = two_way_plan(*run.model, run.base, run.parameters, settings);
  const MovableModel model(*run.model, run.overrides, {plan.x.name, plan.y.name}, {});
  return two_way(model, std::move(plan));
}

BaseCase base_case_with(const BaseRun& run, const std::vector<std::pair<std::string, double>>& values) {
  std::vector<std::string> texts;
  for (const auto& [name, value] : values)
    texts.push_back(fmt::format("{}={}", name, value));
  std::vector<SetEntry> overrides = run.overrides;
  for (SetEntry& entry : entries_of(texts))
    overrides.push_back(std::move(entry));
  return base_case(*compiled(run.file.base, overrides), run.base.thresholds);
}

} // namespace cea::reference
