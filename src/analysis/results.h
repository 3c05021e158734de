#pragma once

#include "analysis/bridge_results.h"
#include "analysis/budget_results.h"
#include "analysis/cloud_results.h"
#include "analysis/equity_results.h"
#include "analysis/estimate.h"
#include "analysis/explanation.h"
#include "analysis/quadrant.h"
#include "analysis/sensitivity_results.h"
#include "analysis/verify_results.h"
#include "analysis/why_results.h"
#include "support/diagnostics.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cea {

/// Named amounts in a fixed order (categories, states, outcomes by id).
using NamedAmounts = std::vector<std::pair<std::string, double>>;

/// Totals of one strategy per person. `effects` holds every outcome (`qaly`, `life_years`, the file's own).
struct StrategyTotals {
  std::string id, label;
  double cost = 0;
  NamedAmounts effects;
  double undiscounted_cost = 0;
  NamedAmounts undiscounted_effects;
  /// Discounted; each sums to its total. Equal-value life years are nobody's state's: without
  /// `effect_by_state`.
  NamedAmounts cost_by_category, cost_by_state, effect_by_state;
  std::string comparator; ///< id for the pairwise comparison
};

enum class DominanceStatus { reference, non_dominated, dominated, extendedly_dominated };

/// A row of the fully incremental table, in order of cost. Empty comparator, deltas and ICER for the
/// reference and the dominated.
struct IncrementalRow {
  std::size_t strategy = 0; ///< index in file order
  DominanceStatus status = DominanceStatus::reference;
  std::optional<std::size_t> comparator;
  std::optional<double> delta_cost, delta_effect, icer;
};

struct PairwiseRow {
  std::size_t strategy = 0, comparator = 0;
  double delta_cost = 0, delta_effect = 0;
  std::optional<double> icer; ///< a number in north_east and south_west only
  Quadrant quadrant = Quadrant::origin;
  std::vector<double> inmb; ///< one a threshold
};

struct BaseCase {
  std::vector<StrategyTotals> strategies;
  std::string effect; ///< the outcome that ICERs use
  /// Fewer of this outcome are better: increments, net benefit and ICERs then count how many are averted,
  /// while totals say how many there are.
  bool fewer_is_better = false;
  std::vector<double> thresholds;       ///< willingness to pay, as in the file
  std::vector<std::vector<double>> nmb; ///< [strategy][threshold]
  std::vector<IncrementalRow> incremental;
  std::vector<PairwiseRow> pairwise;
};

/// Samples of a probabilistic sensitivity analysis, made here or elsewhere.
struct PsaSamples {
  std::vector<std::string> strategies; ///< ids
  /// [strategy][sample], per person. Of an outcome of which fewer are better, `effects` holds the negative,
  /// so that more of it is always better.
  std::vector<std::vector<double>> costs, effects;
  bool fewer_is_better = false;
  std::vector<std::string> parameters;
  std::vector<std::vector<double>> values; ///< [parameter][sample]; may be empty where nobody asked
  std::vector<std::size_t> comparators;    ///< one a strategy: index of its pairwise comparator
  std::size_t dropped = 0;                 ///< samples left out as invalid
  std::size_t crossed = 0;                 ///< samples in which crossing curves were held
};

struct PsaPairwiseRow {
  std::size_t strategy = 0, comparator = 0;
  Estimate delta_cost, delta_effect;
  std::optional<double> icer; ///< of the means
  Quadrant quadrant = Quadrant::origin;
  std::vector<Estimate> inmb; ///< one a threshold
};

struct PsaResult {
  std::size_t samples = 0, invalid = 0;
  std::size_t crossed = 0; ///< samples in which crossing survival curves were held (`crossing: clamp`)
  std::uint64_t seed = 0;
  bool seeded = true; ///< false where nothing was drawn here, so that there is no seed
  bool latin_hypercube = false;
  std::string inputs_file; ///< where samples were replayed
  std::vector<std::string> strategies, labels;
  std::string effect;
  bool fewer_is_better = false; ///< as in `BaseCase`
  std::vector<double> thresholds;
  std::vector<Estimate> cost, effect_estimate;       ///< one a strategy
  std::vector<std::vector<double>> nmb;              ///< means, [strategy][threshold]
  std::vector<std::vector<double>> probability_best; ///< at the thresholds, [strategy][threshold]
  std::vector<IncrementalRow> incremental;           ///< of the means
  std::vector<PsaPairwiseRow> pairwise;
  std::vector<double> wtp;                          ///< grid of the curves below
  std::vector<std::vector<double>> ceac, ceac_mcse; ///< [strategy][wtp]
  std::vector<std::size_t> frontier;                ///< strategy with the highest mean net benefit, per wtp
  std::vector<std::vector<double>> expected_loss, expected_loss_mcse; ///< [strategy][wtp]
  std::vector<double> evpi, evpi_mcse;                                ///< per person, per wtp
};

/// A scenario analysis or `--set` variant: its base case.
struct ScenarioResult {
  std::string id, label;
  BaseCase base_case;
};

/// One subgroup by itself.
struct SubgroupResult {
  std::string id, label;
  double weight = 0; ///< share of the population
  BaseCase base_case;
};

/// The trace against one observed figure.
struct ValidationResult {
  std::string quantity, label, strategy;
  std::string scenario, subgroup; ///< ids; empty for base case and whole population
  std::string at_text, source;
  double at = 0; ///< years
  double model = 0, observed = 0;
  std::optional<double> low, high, n;
};

/// Proportions in each state, one matrix a strategy.
struct Trace {
  std::vector<std::string> strategies, states;
  std::vector<std::vector<std::vector<double>>> rows; ///< [strategy][row][state]
  std::vector<bool> alive;                            ///< [state]
  double cycle_length = 0;                            ///< years between rows
};

/// An input as the report lists it: resolved base value and interval with its origin.
struct ParameterSummary {
  std::string name, label, unit, distribution, source, quality, note, section;
  double value = 0;
  std::optional<double> low, high;
  bool uncertain = false;
  bool confidential = false; ///< its value isn't shown
  bool derived = false;      ///< computed from other parameters or tables, without a distribution of its own
  Span span;                 ///< of its name
};

/// A table or a survival curve of the scenario, and where it is from.
struct DataSummary {
  std::string name, holds, source, quality, note;
  Span span;
};

/// All that one run produced: what every renderer gets.
struct Results {
  std::string file, sha256, title, question, currency, country;
  std::string locale; ///< of numbers for people, as `de_DE`; empty: `en_US`
  std::vector<std::string> perspective;
  std::optional<int> price_year;
  std::string version;
  std::vector<std::string> overrides; ///< `--set` as given
  std::string settings_note;          ///< one line: cycle length, horizon, counting, discounting
  std::vector<Diagnostic> warnings;
  std::vector<std::string> state_labels;                           ///< where ids alone wouldn't do
  std::vector<std::pair<std::string, std::string>> outcome_labels; ///< of the file's own outcomes, by id
  std::vector<ParameterSummary> parameters;
  std::vector<DataSummary> data; ///< tables, and curves that name a source
  bool headline_probabilistic = false;
  std::optional<BaseCase> base_case;
  bool base_case_is_means = false; ///< of samples made elsewhere: `psa` says the same
  std::optional<Trace> trace;
  std::optional<Explanation> explanation;
  std::optional<PsaResult> psa;
  std::optional<PsaCloud> cloud; ///< where a report draws it
  std::vector<ScenarioResult> scenarios;
  std::vector<SubgroupResult> subgroups;
  std::vector<ValidationResult> validation;
  std::optional<OneWayResult> one_way;
  std::vector<TwoWayResult> two_way;
  std::vector<ThresholdResult> thresholds;
  std::optional<BudgetResult> budget;
  std::optional<CompareResult> compare;
  std::optional<EquityResult> equity;
  std::optional<WhyResult> why;
  std::optional<VerifyResult> verify;
};

} // namespace cea
