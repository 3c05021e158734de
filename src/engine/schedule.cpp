#include "engine/schedule.h"

#include "engine/program_builder.h"
#include "engine/small_chains.h"
#include "engine/tunnels.h"

#include <algorithm>
#include <cmath>

namespace cea {

using formula::NodeId;

namespace {

class Scheduler {
public:
  Scheduler(const formula::Graph& graph, formula::CycleTable& tables, const std::vector<CellChain>& chains,
            const RewardPlan& rewards, BlockPlan& plan)
      : chains_(chains), rewards_(rewards), plan_(plan), builder_(graph, tables, plan) {}

  void run(const std::vector<CheckInstance>& checks, const std::vector<std::vector<formula::NodeId>>& watched,
           bool keep_all) {
    number_cells();
    find_live(keep_all);
    need_nodes(checks);
    for (const auto& nodes : watched)
      for (const formula::NodeId node : nodes)
        builder_.check(plan::kNoteNegative, node, 0);
    builder_.build();
    lay_out_rewards();
    lay_out_edges();
    for (std::size_t c = 0; c < chains_.size(); ++c)
      for (const auto& [cell, share] : chains_[c].start)
        plan_.start.push_back({global(c, cell), builder_.operand(share)});
    for (const auto& f : rewards_.finals)
      plan_.finals.push_back({f.output, f.accumulator, builder_.operand(f.factor)});
    std::stable_sort(plan_.finals.begin(), plan_.finals.end(),
                     [](const auto& a, const auto& b) { return a.output < b.output; });
    for (const auto& w : rewards_.weights)
      plan_.weights.insert(plan_.weights.end(), w.begin(), w.end());
  }

private:
  [[nodiscard]] int global(std::size_t chain, int cell) const { return plan_.first_cell[chain] + cell; }

  void number_cells() {
    plan_.cells = 0;
    for (const CellChain& chain : chains_) {
      plan_.first_cell.push_back(plan_.cells);
      plan_.cells += static_cast<int>(chain.cells.size());
    }
    plan_.first_cell.push_back(plan_.cells);
  }

  /// Cells whose membership reaches a reward.
  void find_live(bool keep_all) {
    live_.assign(static_cast<std::size_t>(plan_.cells), keep_all);
    if (keep_all) return;
    std::vector<std::vector<int>> sources(static_cast<std::size_t>(plan_.cells));
    for (std::size_t c = 0; c < chains_.size(); ++c)
      for (const CellEdge& e : chains_[c].edges)
        sources[static_cast<std::size_t>(global(c, e.to))].push_back(global(c, e.from));
    std::vector<int> open;
    const auto wake = [&](int cell) {
      if (live_[static_cast<std::size_t>(cell)]) return;
      live_[static_cast<std::size_t>(cell)] = true;
      open.push_back(cell);
    };
    for (const auto& g : rewards_.groups)
      for (const int cell : g.cells)
        wake(global(static_cast<std::size_t>(g.trace), cell));
    for (const auto& v : rewards_.varying)
      for (const int cell : v.cells)
        wake(global(static_cast<std::size_t>(v.trace), cell));
    while (!open.empty()) {
      const int cell = open.back();
      open.pop_back();
      for (const int source : sources[static_cast<std::size_t>(cell)])
        wake(source);
    }
  }

  void need_nodes(const std::vector<CheckInstance>& checks) {
    for (std::size_t c = 0; c < chains_.size(); ++c) {
      for (const CellEdge& e : chains_[c].edges)
        if (live_[static_cast<std::size_t>(global(c, e.to))])
          builder_.need(e.probability, chains_[c].cells[static_cast<std::size_t>(e.from)].first, true);
      for (const auto& [cell, share] : chains_[c].start)
        builder_.need(share, 0, false);
    }
    for (const auto& f : rewards_.finals)
      builder_.need(f.factor, 0, false);
    for (const auto& v : rewards_.varying) {
      int first = plan_.cycles;
      for (const int cell : v.cells)
        first = std::min(
            first, chains_[static_cast<std::size_t>(v.trace)].cells[static_cast<std::size_t>(cell)].first);
      builder_.need(v.amount, std::max(0, v.end_weight >= 0 ? first - 1 : first), false);
    }
    for (const CheckInstance& check : checks)
      builder_.check(check.check->kind == Check::Kind::finite ? plan::kCheckFinite : plan::kCheckNotNegative,
                     check.node, check.first);
  }

  /// One cell for a set of cells: itself, or a pool that sums them.
  int pooled(int trace, const std::vector<int>& cells) {
    if (cells.size() == 1) return global(static_cast<std::size_t>(trace), cells[0]);
    const auto [it, is_new] = pool_of_.emplace(std::pair(trace, cells), plan_.cells);
    if (!is_new) return it->second;
    plan::Pool pool{.cell = plan_.cells++, .member_begin = static_cast<std::int32_t>(plan_.members.size())};
    for (const int cell : cells)
      plan_.members.push_back(
          {global(static_cast<std::size_t>(trace), cell), 0,
           chains_[static_cast<std::size_t>(trace)].cells[static_cast<std::size_t>(cell)].first});
    pool.member_end = static_cast<std::int32_t>(plan_.members.size());
    std::stable_sort(plan_.members.begin() + pool.member_begin, plan_.members.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    plan_.pools.push_back(pool);
    return it->second;
  }

  void lay_out_rewards() {
    for (const auto& group : rewards_.groups) {
      auto& sums = sums_of_[pooled(group.trace, group.cells)];
      for (const auto& s : group.sums)
        sums.push_back({s.accumulator, s.weight});
    }
    for (const auto& v : rewards_.varying)
      plan_.varying.push_back({v.accumulator, pooled(v.trace, v.cells), builder_.operand(v.amount),
                               v.start_weight, v.end_weight, v.by_cycle});
    for (plan::Pool& pool : plan_.pools)
      std::tie(pool.sum_begin, pool.sum_end) = append_sums(pool.cell);
  }

  std::pair<std::int32_t, std::int32_t> append_sums(int cell) {
    const auto begin = static_cast<std::int32_t>(plan_.sums.size());
    if (const auto it = sums_of_.find(cell); it != sums_of_.end())
      plan_.sums.insert(plan_.sums.end(), it->second.begin(), it->second.end());
    return {begin, static_cast<std::int32_t>(plan_.sums.size())};
  }

  void lay_out_edges() {
    for (std::size_t c = 0; c < chains_.size(); ++c) {
      const CellChain& chain = chains_[c];
      std::vector<std::vector<const CellEdge*>> incoming(chain.cells.size());
      for (const CellEdge& e : chain.edges)
        incoming[static_cast<std::size_t>(e.to)].push_back(&e);
      for (std::size_t cell = 0; cell < chain.cells.size(); ++cell) {
        const int at = global(c, static_cast<int>(cell));
        if (!live_[static_cast<std::size_t>(at)]) continue;
        plan::Destination d{.cell = at, .edge_begin = static_cast<std::int32_t>(plan_.edges.size())};
        auto& edges = incoming[cell];
        std::stable_sort(edges.begin(), edges.end(), [&](const CellEdge* a, const CellEdge* b) {
          return first_of(chain, a) < first_of(chain, b);
        });
        for (const CellEdge* e : edges)
          plan_.edges.push_back({global(c, e->from), builder_.reg(e->probability), first_of(chain, e)});
        d.edge_end = static_cast<std::int32_t>(plan_.edges.size());
        d.first = chain.cells[cell].first;
        std::tie(d.sum_begin, d.sum_end) = append_sums(at);
        plan_.destinations.push_back(d);
      }
    }
    std::stable_sort(plan_.destinations.begin(), plan_.destinations.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  static int first_of(const CellChain& chain, const CellEdge* e) {
    return chain.cells[static_cast<std::size_t>(e->from)].first;
  }

  const std::vector<CellChain>& chains_;
  const RewardPlan& rewards_;
  BlockPlan& plan_;
  ProgramBuilder builder_;
  std::vector<bool> live_;
  std::map<std::pair<int, std::vector<int>>, int> pool_of_;
  std::map<int, std::vector<plan::WeightedSum>> sums_of_;
};

} // namespace

BlockPlan schedule(const formula::Graph& graph, formula::CycleTable& tables,
                   const std::vector<CellChain>& chains, const RewardPlan& rewards,
                   const std::vector<CheckInstance>& checks,
                   const std::vector<std::vector<formula::NodeId>>& watched, int inputs, int outputs,
                   int cycles, bool keep_all) {
  BlockPlan plan;
  plan.inputs = inputs;
  plan.outputs = outputs;
  plan.cycles = cycles;
  plan.accumulators = rewards.accumulators;
  plan.at_horizon = rewards.at_horizon;
  plan.cycle_length = graph.cycle_length();
  Scheduler(graph, tables, chains, rewards, plan).run(checks, watched, keep_all);
  find_small_chains(plan);
  find_tunnels(plan);
  return plan;
}

plan::View BlockPlan::view() const {
  plan::View v;
  v.cycles = cycles;
  v.tables_stride = cycles + 1;
  v.registers = registers;
  v.cells = cells;
  v.accumulators = accumulators;
  v.outputs = outputs;
  v.zero = zero;
  v.timeless = varying.empty() && !at_horizon &&
               std::none_of(rerun.begin() + 1, rerun.end(), [](auto r) { return r == plan::kRerunAll; });
  v.rows_at_horizon = at_horizon;
  v.cycle_length = cycle_length;
  const auto set = [](const auto& from, auto& pointer) { pointer = from.data(); };
  const auto size = [](const auto& from) { return static_cast<std::int32_t>(from.size()); };
  set(sample_program, v.sample_program);
  set(cycle_program, v.cycle_program);
  set(mean_instructions, v.mean_instructions);
  set(destinations, v.destinations);
  set(edges, v.edges);
  set(members, v.members);
  set(sums, v.sums);
  set(pools, v.pools);
  set(varying, v.varying);
  set(small_chains, v.small_chains);
  set(chains, v.chains);
  set(tunnels, v.tunnels);
  set(tunnel_steps, v.tunnel_steps);
  set(tunnel_exits, v.tunnel_exits);
  set(late, v.late);
  set(trace_sums, v.trace_sums);
  set(trace_members, v.trace_members);
  set(start, v.start);
  set(finals, v.final_terms);
  set(means, v.means);
  set(generators, v.generators);
  set(generator_moves, v.generator_moves);
  set(generator_rates, v.generator_rates);
  set(generator_outputs, v.generator_outputs);
  set(constants, v.constants);
  set(tables, v.tables);
  set(weights, v.weights);
  set(rerun, v.rerun);
  set(guards, v.guards);
  v.sample_program_size = size(sample_program);
  v.cycle_program_size = size(cycle_program);
  v.destination_count = size(destinations);
  v.pool_count = size(pools);
  v.varying_count = size(varying);
  v.small_chain_count = size(small_chains);
  v.chain_count = size(chains);
  v.late_count = size(late);
  v.start_count = size(start);
  v.final_count = size(finals);
  return v;
}

std::size_t BlockPlan::doubles_per_lane() const {
  return static_cast<std::size_t>(registers + 2 * cells + accumulators + outputs);
}

} // namespace cea
