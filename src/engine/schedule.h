#pragma once

#include "engine/block_plan.h"
#include "engine/cells.h"
#include "engine/reward_plan.h"

#include <cstdint>
#include <vector>

namespace cea {

/// A check of one cell, counters replaced.
struct CheckInstance {
  const Check* check = nullptr;
  formula::NodeId node = 0, shown = 0;
  int first = 0, last = 0;
  int cell_cycles = -1; ///< completed cycles of the stay, for messages; −1 where not remembered
};

/// Owns what a `plan::View` points to.
struct BlockPlan {
  std::vector<plan::Instruction> sample_program, cycle_program, mean_instructions;
  std::vector<plan::Destination> destinations;
  std::vector<plan::Edge> edges, members;
  std::vector<plan::WeightedSum> sums;
  std::vector<plan::Pool> pools;
  std::vector<plan::VaryingReward> varying;
  std::vector<plan::SmallChain> small_chains;
  std::vector<plan::Chain> chains;
  std::vector<plan::Tunnel> tunnels;
  std::vector<std::int32_t> tunnel_steps, tunnel_exits;
  std::vector<plan::Destination> late;
  std::vector<plan::TraceSum> trace_sums;
  std::vector<std::int32_t> trace_members;
  std::vector<plan::Start> start;
  std::vector<plan::FinalTerm> finals;
  std::vector<plan::Mean> means;
  std::vector<formula::NodeId> mean_bodies; ///< for the slow way
  std::vector<plan::Generator> generators;
  std::vector<lanes::GeneratorMove> generator_moves;
  std::vector<plan::Operand> generator_rates;
  std::vector<plan::GeneratorOutput> generator_outputs;
  std::vector<double> constants, tables, weights;
  std::vector<std::uint8_t> rerun, guards;
  std::vector<int> first_cell; ///< of each trace, in the plan's numbering; one more at the end
  int cells = 0, registers = 0, inputs = 0, accumulators = 0, outputs = 0, cycles = 0;
  int zero = -1; ///< register that holds 0, where one is needed
  double cycle_length = 1;
  bool at_horizon = false;

  [[nodiscard]] plan::View view() const;
  /// Doubles that a workspace of so many lanes touches in each cycle: decides the block's size.
  [[nodiscard]] std::size_t doubles_per_lane() const;
};

/// Arranges everything into programs: what depends on the sample alone runs once a block, what depends on
/// sample and cycle once a cycle (and only in cycles in which one of its cycle-only inputs changed).
/// `watched`: values of which a sample notes whether one was below 0.
/// Cells of which nobody asks are left out unless `keep_all` (a trace is wanted).
BlockPlan schedule(const formula::Graph& graph, formula::CycleTable& tables,
                   const std::vector<CellChain>& chains, const RewardPlan& rewards,
                   const std::vector<CheckInstance>& checks,
                   const std::vector<std::vector<formula::NodeId>>& watched, int inputs, int outputs,
                   int cycles, bool keep_all);

} // namespace cea
