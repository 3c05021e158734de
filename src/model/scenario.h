#pragma once

#include "model/budget.h"
#include "model/correlation.h"
#include "model/curves.h"
#include "model/equity.h"
#include "model/items.h"
#include "model/outcome.h"
#include "model/parameters.h"
#include "model/sensitivity.h"
#include "model/settings.h"
#include "model/structure.h"
#include "model/subgroup.h"
#include "model/table.h"
#include "model/tree.h"
#include "model/validation.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cea {

/// A treatment strategy, with what it says beyond the common model. `combines` is already resolved: the
/// combination holds all settings, items and entries of its members.
struct Strategy {
  std::string id, label;
  std::vector<SetEntry> set;
  std::vector<SubgroupSettings> subgroups; ///< what this strategy sets in single subgroups
  std::vector<Item> costs, effects;
  Transitions transitions; ///< complete: the common model with this strategy's replacements
  /// Complete: in front of the cohort model, whose starting cohort its leaves then give, or alone.
  std::optional<DecisionTree> tree;
  std::vector<CurveChoice> curves;
  std::string comparator; ///< id, for pairwise comparison; empty: the first strategy
  std::vector<std::string> combines;
  Span span;

  /// What people read.
  [[nodiscard]] const std::string& name() const { return label.empty() ? id : label; }
};

/// PSA samples made elsewhere: one row a sample, one column a parameter.
struct SampleInputs {
  std::string file;
  std::vector<std::string> columns;
  std::vector<std::vector<double>> values; ///< [column][row]
  Span span;
  std::vector<Span> column_spans; ///< of the headings, where known
};

struct PsaSettings {
  bool requested = false; ///< the file has `analyses.psa`
  int samples = 10'000;
  std::uint64_t seed = 1;
  bool drop_invalid = false;    ///< `invalid: drop`
  bool latin_hypercube = false; ///< `design: latin_hypercube`
  std::optional<SampleInputs> inputs;
};

struct Analyses {
  bool headline_probabilistic = false;
  std::vector<double> wtp_grid; ///< `analyses.wtp`, ascending; empty: default grid
  PsaSettings psa;
  std::optional<OneWaySettings> owsa;
  std::vector<TwoWaySettings> twsa;
  std::vector<ThresholdSettings> thresholds;
  std::optional<BudgetSettings> budget;
  std::optional<EquitySettings> equity;
};

/// A whole model as read: plain data, names resolved to indices where that needs no formula.
struct Scenario {
  std::string title, question;
  Setting setting;
  TimeSettings time;
  DiscountRule cost_discounting, effect_discounting;
  std::vector<double> willingness_to_pay; ///< as written; the first is used where one is needed
  std::optional<PriceIndex> price_index;
  std::vector<Table> tables;
  std::vector<Curve> curves; ///< also those of single strategies
  std::vector<Parameter> parameters;
  std::vector<JointDistribution> joint;
  std::vector<Correlation> correlation;
  std::vector<Layer> layers;
  std::vector<HealthState> states;
  std::vector<Clock> clocks;
  std::optional<PartitionedSurvival> partitioned; ///< in place of transitions
  std::vector<Item> costs, effects;               ///< of all strategies
  std::vector<Strategy> strategies;               ///< in file order
  std::vector<Subgroup> subgroups;                ///< in file order; empty: one population
  std::vector<FurtherOutcome> outcomes;
  std::string effect;        ///< outcome that ICERs use: qaly, life_years or the id of a further one
  bool counts_qalys = false; ///< whether the file says anything about them
  Analyses analyses;

  /// The parameter of that name; null where there is none.
  [[nodiscard]] const Parameter* parameter(const std::string& name) const {
    const auto it = std::find_if(parameters.begin(), parameters.end(),
                                 [&](const Parameter& p) { return p.name == name; });
    return it == parameters.end() ? nullptr : &*it;
  }
  /// Without states there is no time: decision trees alone.
  [[nodiscard]] bool trees_alone() const { return states.empty(); }
  /// Whether ICERs use an outcome of which fewer are better.
  [[nodiscard]] bool fewer_is_better() const {
    return std::any_of(outcomes.begin(), outcomes.end(),
                       [&](const FurtherOutcome& o) { return o.id == effect && o.fewer_is_better; });
  }
  /// Whether ICERs use equal-value life years.
  [[nodiscard]] bool in_evly() const { return effect == "evly"; }
  /// Index of the strategy that others are compared with: the first that a `comparator:` names, otherwise the
  /// first of all.
  [[nodiscard]] std::size_t common_comparator() const {
    const auto named = std::find_if(strategies.begin(), strategies.end(),
                                    [](const Strategy& s) { return !s.comparator.empty(); });
    if (named == strategies.end()) return 0;
    const auto it = std::find_if(strategies.begin(), strategies.end(),
                                 [&](const Strategy& s) { return s.id == named->comparator; });
    return it == strategies.end() ? 0 : static_cast<std::size_t>(it - strategies.begin());
  }
  [[nodiscard]] bool has_tree() const {
    return std::any_of(strategies.begin(), strategies.end(),
                       [](const Strategy& s) { return s.tree.has_value(); });
  }
};

/// A scenario analysis: the file with some of it replaced.
struct ScenarioVariant {
  std::string id, label;
  std::vector<SetEntry> set;
  std::shared_ptr<const Scenario> scenario; ///< merged with the variant's sections, or the base itself
  Span span;
};

/// What a scenario file says: the base case and its scenario analyses.
struct ScenarioFile {
  std::string path;   ///< as the user wrote it
  std::string sha256; ///< of the file's bytes
  std::shared_ptr<const Scenario> base;
  std::vector<ScenarioVariant> variants;
  std::vector<ValidationTarget> validation;
};

} // namespace cea
