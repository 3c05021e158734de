#pragma once

#include "analysis/one_way.h"
#include "analysis/threshold.h"
#include "analysis/two_way.h"
#include "reference/scenario_runs.h"

namespace cea::reference {

/// A base case with what analyses that move parameters start from.
struct BaseRun {
  ScenarioFile file;
  std::vector<SetEntry> overrides;
  std::unique_ptr<CompiledModel> model;
  BaseCase base;
  std::vector<ParameterSummary> parameters;
};

/// `thresholds`: in place of the file's.
BaseRun base_run(ScenarioFile file, const std::vector<std::string>& set = {},
                 const std::vector<double>& thresholds = {});

/// As the file's `analyses: {owsa: …}` says, or all parameters.
OneWayResult one_way_of(const BaseRun& run);
/// The bars given.
OneWayResult one_way_of(const BaseRun& run, const std::string& strategy, const std::string& comparator,
                        std::vector<OneWayBar> bars);
OneWayBar bar_of(const BaseRun& run, const std::string& parameter, double low, double high);
const OneWayBar& bar(const OneWayResult& result, const std::string& id);

/// The file's n-th `threshold`, or one with these settings.
ThresholdResult threshold_of(const BaseRun& run, std::size_t n = 0);
ThresholdResult threshold_of(const BaseRun& run, const ThresholdSettings& settings);
/// With probabilistic values.
ThresholdResult drawn_threshold_of(const BaseRun& run, const ThresholdSettings& settings,
                                   std::size_t samples);

ThresholdSettings threshold(const std::string& parameter, const std::string& strategy = {},
                            const std::string& comparator = {}, std::vector<double> wtp = {});

TwoWayResult two_way_of(const BaseRun& run, const TwoWaySettings& settings);

/// Costs and effects of all strategies where parameters have these values, by a compilation of its own.
BaseCase base_case_with(const BaseRun& run, const std::vector<std::pair<std::string, double>>& values);

} // namespace cea::reference
