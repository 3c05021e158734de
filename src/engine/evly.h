#pragma once

#include "engine/compile.h"

#include <map>
#include <span>
#include <tuple>
#include <vector>

namespace cea {

/// What a year of life gained counts in equal-value life years, whoever gains it: the mean utility of the
/// general US population that is considered healthy (ICER's reference case, 2023).
constexpr double kGeneralPopulationUtility = 0.851;

/// Equal-value life years of one period (a cycle, a row of the row schemes, the decision tree), from a
/// strategy's QALYs and life years in it and its comparator's life years, discounted or not. Life years
/// shared with the comparator count at the strategy's mean utility in the period, those gained at 0.851:
///
///   evLY = QALY · LY_c / LY + 0.851 · (LY − LY_c)  where LY > LY_c,  otherwise evLY = QALY
///
/// so that against the comparator, whose evLYs are its QALYs, gains are LY_c · (Q − Q_c) + 0.851 · (LY −
/// LY_c) (Campbell, Whittington & Pearson 2023; the stepwise calculation in the appendices of ICER's reports;
/// after Nord et al. 1999).
double equal_value(double qalys, double life_years, double comparator_life_years);

/// Collects what equal-value life years are computed from: QALYs and life years of every strategy and
/// subgroup, kept apart by cycle, and those of decision trees.
class EvlySeries {
public:
  /// Nothing where outputs are wanted by year: those are of costs.
  EvlySeries(const Scenario& scenario, const CompileOptions& options)
      : scenario_(scenario), wanted_(scenario.in_evly() && options.years == 0),
        with_undiscounted_(options.detail == Detail::full) {}

  /// Adds the rewards of a term to those of its cell; `amount` is undiscounted.
  void add(std::vector<CellReward>& rewards, const RewardTerm& term, int strategy, int group, int first,
           formula::NodeId amount, formula::NodeId discounted);
  void add_tree(const ExpectedAmount& amount, int strategy, int group, formula::Graph& graph);
  [[nodiscard]] int count() const { return static_cast<int>(series_.size()); }

  /// Adds the channels of equal-value life years to the model's outputs, and what they need to the plan. With
  /// `keep`, those of the subgroups follow.
  void finish(CompiledModel& model, RewardPlan& plan, int subgroups, bool keep);

private:
  using Key = std::tuple<int, int, Outcome, bool>; ///< strategy, subgroup, outcome, discounted
  int series(const Key& key);
  int hidden(CompiledModel& model, RewardPlan& plan, formula::NodeId node) const;
  void derive(CompiledModel& model, RewardPlan& plan, int strategy, int group, bool discounted,
              const std::vector<int>& outputs);

  const Scenario& scenario_;
  bool wanted_, with_undiscounted_;
  std::map<Key, int> series_;
  std::map<std::tuple<int, int, Outcome>, formula::NodeId> trees_;
};

/// Fills in the outputs that aren't sums: `accumulators` and `outputs` are [index][lane]. A result that isn't
/// finite makes its lane invalid.
void derive_outputs(const CompiledModel& model, plan::Workspace& workspace);

} // namespace cea
