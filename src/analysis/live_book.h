#pragma once

#include "analysis/live_cells.h"
#include "analysis/results.h"

#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace cea {

/// Where a total stands on a strategy's sheet, and what it is.
struct LiveTotal {
  int subgroup = 0;
  std::string cell;
  double value = 0;
};

/// A strategy's sheet: a column a kind of cost or effect, a row a cycle.
struct LiveRewardColumn {
  using Member = std::pair<const CompiledModel::Reward*, int>; ///< and its cell
  int subgroup = 0, category = 0;
  Outcome outcome = Outcome::cost;
  formula::NodeId discount = 0;
  std::vector<const CompiledModel::Reward*> rewards;
};

/// Writes the sheets of cohorts and strategies. `plan` notes what nodes are needed; `write` comes after
/// `LiveCells::arrange`.
class LiveBook {
public:
  /// `cells` must outlive it.
  LiveBook(const CompiledModel& model, LiveCells& cells) : model_(model), cells_(cells) {}

  /// Throws LiveObstacle for a model that is too large.
  void plan();
  void write(std::vector<LiveSheet>& sheets);

  /// Cells that make up a total; category −1: all.
  [[nodiscard]] std::vector<LiveTotal> totals(int strategy, Outcome outcome, int category,
                                              bool discounted) const;
  [[nodiscard]] std::string strategy_sheet(int strategy) const;

private:
  using Key = std::tuple<int, Outcome, int, bool>; ///< strategy, outcome, category, discounted
  void plan_chain(std::size_t chain);
  void plan_rewards();
  void run_chain(std::size_t chain);
  void write_chain(std::size_t chain, LiveSheet& sheet);
  void write_probabilities(std::size_t chain, LiveSheet& sheet);
  void write_shares(std::size_t at, LiveSheet& sheet);
  void write_strategy(int strategy, LiveSheet& sheet);
  int write_column(const LiveRewardColumn& column, int strategy, int at, LiveSheet& sheet);
  std::string amount_in(const LiveRewardColumn& column, std::size_t chain, int cycle,
                        const std::string& sheet, double& value);
  void add_headings(LiveSheet& sheet, int last_cycle) const;
  std::string inflow(std::size_t chain, int cell, int cycle) const;
  [[nodiscard]] std::string cell_label(const Cell& cell) const;
  [[nodiscard]] std::string strategies_of(std::size_t chain) const;
  [[nodiscard]] bool everybody(std::size_t chain) const;
  [[nodiscard]] std::string trace_name(std::size_t chain) const;
  [[nodiscard]] int last_row(const LiveRewardColumn& column) const;

  const CompiledModel& model_;
  LiveCells& cells_;
  std::vector<std::vector<LiveRewardColumn>> columns_;    ///< [strategy]
  std::vector<std::vector<std::vector<double>>> members_; ///< [chain][row][cell]
  std::vector<std::vector<int>> probability_column_;      ///< [chain][edge]; −1: certain
  std::map<Key, std::vector<LiveTotal>> totals_;
};

/// Names for a model's inputs that no spreadsheet takes for a cell or a word of its own; unique without case.
std::vector<std::string> live_input_names(const CompiledModel& model);

/// The sheet `Inputs`, with a name for each cell. Returns how many inputs it has.
int write_live_inputs(const CompiledModel& model, const std::vector<std::string>& input_names,
                      LiveCells& cells, LiveModelResult& result);

/// What the sheet `Model` is made from.
struct LiveSummarySource {
  const CompiledModel& model;
  const BaseCase& base_case;
  const LiveBook& book;
  LiveCells& cells;
  int inputs = 0; ///< on `Inputs`
};

/// The first sheet: results beside the engine's, comparisons, net benefit. Throws LiveObstacle where results
/// differ by more than 1e-9.
LiveSheet live_summary(const LiveSummarySource& source);
/// The same where there is no live model: what stands in the way.
LiveSheet live_refusal(const std::vector<std::string>& obstacles);

} // namespace cea
