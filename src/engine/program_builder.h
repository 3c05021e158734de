#pragma once

#include "engine/branch_guards.h"
#include "engine/schedule.h"

#include <map>
#include <unordered_map>
#include <vector>

namespace cea {

/// Turns nodes into the two programs of a plan. Call `need` for every node that something reads, then
/// `build`, then `operand` where it's read.
class ProgramBuilder {
public:
  ProgramBuilder(const formula::Graph& graph, formula::CycleTable& tables, BlockPlan& plan)
      : graph_(graph), tables_(tables), plan_(plan),
        guards_(graph, tables, plan.cycles, [this](formula::NodeId node) { return operands_of(node); }) {}

  /// From cycle `first` on. `in_register`: constants and cycle-only values are spread over the lanes.
  void need(formula::NodeId node, int first, bool in_register);
  void check(std::uint8_t code, formula::NodeId node, int first);
  void build();
  [[nodiscard]] plan::Operand operand(formula::NodeId node);
  [[nodiscard]] int reg(formula::NodeId node) const { return spread_or_value(node); }

private:
  struct Pending {
    formula::NodeId node;
    int first;
    std::uint8_t code; ///< 0 for a value, otherwise a check or broadcast of it
  };
  enum class Level { constant, cycle, sample, both };
  [[nodiscard]] Level level(formula::NodeId node) const;
  [[nodiscard]] int spread_or_value(formula::NodeId node) const;
  void mark(formula::NodeId node, int first);
  std::vector<formula::NodeId> operands_of(formula::NodeId node) const;
  void frontier_of_mean(formula::NodeId node, std::vector<formula::NodeId>& out) const;
  [[nodiscard]] std::vector<Pending> order_of(Level wanted) const;
  void emit_level(Level wanted, std::vector<plan::Instruction>& program);
  plan::Instruction instruction(formula::NodeId node);
  int build_mean(formula::NodeId body, bool smooth);
  plan::Instruction build_generator(formula::NodeId node);
  void add_mean_instruction(formula::NodeId id, const std::map<formula::NodeId, int>& slot);
  [[nodiscard]] bool quick_in_mean(const formula::Node& node, bool smooth) const;
  [[nodiscard]] bool linear_in_time(formula::NodeId id) const;
  int constant_slot(double value);
  int table_slot(formula::NodeId node);
  void find_guards();
  void find_reruns();

  const formula::Graph& graph_;
  formula::CycleTable& tables_;
  BlockPlan& plan_;
  std::map<formula::NodeId, int> needed_; ///< first cycle of every value to be computed, in node order
  std::unordered_map<formula::NodeId, bool> pinned_;
  std::map<formula::NodeId, int> spread_; ///< first cycle of constants and cycle-only values to spread
  std::vector<Pending> checks_;
  std::map<std::pair<formula::NodeId, std::uint8_t>, std::size_t> check_at_;
  std::unordered_map<formula::NodeId, int> register_, spread_register_;
  std::unordered_map<std::uint32_t, std::vector<formula::NodeId>> results_of_; ///< needed, of each generator
  std::unordered_map<std::uint64_t, int> constant_;
  std::unordered_map<formula::NodeId, int> table_;
  std::vector<formula::NodeId> table_nodes_;
  BranchGuards guards_;
};

} // namespace cea
