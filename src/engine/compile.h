#pragma once

#include "engine/budget_formulas.h"
#include "engine/copulas.h"
#include "engine/inputs.h"
#include "engine/schedule.h"
#include "engine/time_grid.h"
#include "model/scenario.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cea {

/// What a run reports: everything that the base case's tables show, or totals alone: cost and the outcome of
/// ICERs, the latter as its negative where fewer of it are better, so that decisions can treat all alike.
enum class Detail { totals, full };

struct CompileOptions {
  Detail detail = Detail::totals;
  bool keep_trace = false;           ///< follow every state, rewarded or not
  std::vector<SetEntry> overrides{}; ///< a scenario's `set`, then `--set`
  /// Parameters that an analysis varies, before strategies' `set`: each becomes an input. One that the
  /// model's size depends on (a horizon, say) can't, and stays what it is.
  std::set<std::string> varied{};
  std::set<std::string> replayed{}; ///< parameters whose draws were made elsewhere
  /// Above 0: outputs by year since the start, for so many years, in place of totals (`yearly_channels`).
  int years = 0;
  bool by_subgroup = false;  ///< outputs of every subgroup, too, beside the weighted ones
  bool keep_rewards = false; ///< what totals are made of, as `CompiledModel::rewards`
};

/// One number that a run yields for each sample.
struct OutputChannel {
  int strategy = 0;
  Outcome outcome = Outcome::cost;
  bool discounted = true;
  int category = 0; ///< index into the strategy's categories, with Detail::full
  /// State in whose total it stands, with Detail::full; one past the last: the decision tree.
  StateIndex state = 0;
  int subgroup = -1; ///< −1: the whole population, subgroups averaged with their weights
  int year = -1;     ///< since the start, where costs are split into years
};

/// An output that isn't a sum over the cohort: equal-value life years of a strategy in a subgroup
/// (engine/evly.h), from sums by cycle (`accumulator` + k is that of cycle k) and from outputs of the tree;
/// −1 for what isn't there.
struct DerivedOutput {
  std::vector<int> outputs; ///< that of the whole population, and the subgroup's own where kept
  int weight = -1;          ///< output with the subgroup's weight; −1: 1
  bool compared = false;    ///< with another strategy
  int qalys = -1, life_years = -1, comparator_life_years = -1;                ///< accumulators
  int tree_qalys = -1, tree_life_years = -1, comparator_tree_life_years = -1; ///< outputs
};

/// A model ready to run: programs, sparse structure, and what messages need.
struct CompiledModel {
  std::shared_ptr<const Scenario> scenario;
  formula::Graph graph;
  std::vector<ModelInput> inputs;
  std::vector<JointGroup> joint;
  std::vector<CopulaGroup> copulas;
  std::vector<double> base_values; ///< one an input
  TimeGrid grid;
  std::vector<std::vector<std::string>> categories; ///< of each strategy
  std::vector<formula::NodeId> weights; ///< of the subgroups, summing to 1; a single 1 where there are none
  std::vector<formula::NodeId> start_times; ///< when the cohort model begins, in years, as `trace_of`
  std::vector<int> trace_of; ///< chain of each (strategy, subgroup), see `chain_of`; equal ones share
  std::vector<CellChain> chains;
  /// Partitioned survival: of each (strategy, subgroup) the shares of the states, and those before clamping;
  /// else empty.
  std::vector<std::vector<formula::NodeId>> membership, crossing;
  std::vector<OutputChannel> outputs;
  int hidden_outputs = 0;             ///< of the plan, behind `outputs`: what derived outputs need
  std::vector<DerivedOutput> derived; ///< fill some of `outputs`
  std::vector<std::unique_ptr<std::vector<Check>>> check_store;
  std::vector<CheckInstance> checks;
  struct Amount { ///< a reward's node, to find what isn't finite
    formula::NodeId node = 0;
    int first = 0, last = 0;
    int strategy = 0, subgroup = -1;
    StateIndex state = 0;
    Span span;
    std::optional<std::string> branch{}; ///< path, of a decision tree's amount, which has no state
  };
  std::vector<Amount> amounts;
  struct Conversion { ///< an entry of a row that turns a rate into a probability of the cycle
    int strategy = 0, subgroup = 0;
    StateIndex from = 0, to = 0;
    formula::NodeId probability = 0, hazard = 0; ///< whoever has been in the state since the start
    Span span;
  };
  std::vector<Conversion> conversions;
  /// With `keep_rewards`: totals are Σ over these and over cycles first … last of the cell's membership at
  /// the start or end of the cycle, times amount, times discount; a reward without a cell counts once.
  struct Reward {
    int strategy = 0, subgroup = 0;
    Outcome outcome = Outcome::cost;
    int category = 0;
    formula::NodeId amount = 0, discount = 0;
    int cell = -1; ///< of the chain of strategy and subgroup; −1: an amount of the decision tree
    bool end_of_cycle = false;
    int first = 0, last = 0;
  };
  std::vector<Reward> rewards;
  BlockPlan plan;
  std::set<std::string> used_names; ///< for "a parameter nobody uses"
  struct ResolvedParameter {
    std::string name;
    formula::NodeId node = 0;
    bool constant_in_time = true;
    std::optional<formula::NodeId> low{},
        high{}; ///< range for deterministic analyses, where the file gives it
  };
  std::optional<BudgetNodes> budget;         ///< of `analyses.budget_impact`
  std::optional<EquityNodes> equity;         ///< of `analyses.equity`
  std::vector<ResolvedParameter> parameters; ///< base values, before subgroups' and strategies' `set`

  /// The chain that a strategy's people of a subgroup follow.
  [[nodiscard]] std::size_t chain_of(std::size_t strategy, std::size_t subgroup) const {
    return static_cast<std::size_t>(trace_of[strategy * weights.size() + subgroup]);
  }
};

/// Compiles a scenario. Reports every problem it finds (unknown names, circles, probabilities that can't be,
/// in whichever cycle) and returns nothing when there were errors.
std::unique_ptr<CompiledModel> compile(std::shared_ptr<const Scenario> scenario,
                                       const CompileOptions& options, Diagnostics& diagnostics);

} // namespace cea
