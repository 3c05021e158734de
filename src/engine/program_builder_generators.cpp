// Continuous-time chains in the programs.
#include "engine/program_builder.h"

#include <algorithm>

namespace cea {

using formula::NodeId;
using formula::NodeOp;
using plan::Instruction;

/// One instruction for everything that is needed of a generator; each result gets a register of its own.
Instruction ProgramBuilder::build_generator(NodeId id) {
  const std::uint32_t index = graph_[id].payload;
  const formula::Generator& g = graph_.generator(index);
  plan::Generator built{.states = static_cast<std::int32_t>(g.states.size()),
                        .depth = g.depth,
                        .move_begin = static_cast<std::int32_t>(plan_.generator_moves.size()),
                        .output_begin = static_cast<std::int32_t>(plan_.generator_outputs.size())};
  for (const auto& r : g.rates) {
    plan_.generator_moves.push_back({r.from, r.to});
    plan_.generator_rates.push_back(operand(r.rate));
  }
  built.move_end = static_cast<std::int32_t>(plan_.generator_moves.size());
  Instruction ins{.op = static_cast<std::uint8_t>(NodeOp::generator_share),
                  .target = plan_.registers,
                  .first = needed_.at(id),
                  .payload = static_cast<std::int32_t>(plan_.generators.size())};
  for (const NodeId node : results_of_.at(index)) {
    const bool years = graph_[node].op == NodeOp::generator_years;
    const auto state = std::find(g.states.begin(), g.states.end(), static_cast<int>(graph_[node].a));
    built.with_years = built.with_years || years;
    register_[node] = plan_.registers;
    plan_.generator_outputs.push_back(
        {plan_.registers++, static_cast<std::int32_t>(state - g.states.begin()), years});
  }
  built.output_end = static_cast<std::int32_t>(plan_.generator_outputs.size());
  plan_.generators.push_back(built);
  return ins;
}

} // namespace cea
