#include "engine/counting.h"

#include <fmt/format.h>

namespace cea {

using formula::NodeId;
using formula::NodeOp;

std::optional<CountingRule> resolve_counting(const CycleCorrection& correction, const TimeGrid& grid,
                                             formula::Resolver& resolver, formula::Graph& g,
                                             Diagnostics& diagnostics) {
  CountingRule rule{correction.counting, std::nullopt, correction.moves_weighted};
  if (!counts_rows(rule.counting)) return rule;
  if (grid.last_part != 1) {
    diagnostics.error(
        correction.span,
        fmt::format("this cycle correction counts rows, so the horizon must be whole cycles, not {:.6g}",
                    grid.cycles - 1 + grid.last_part),
        "change `horizon`, or use `life-table`");
    return std::nullopt;
  }
  const NodeId cycle = g.cycle();
  const NodeId ends = g.binary(NodeOp::logical_or, g.binary(NodeOp::equal, cycle, g.constant(0)),
                               g.binary(NodeOp::equal, cycle, g.constant(grid.cycles)));
  switch (rule.counting) {
  case Counting::trapezoid:
    rule.weights = g.select(ends, g.constant(0.5), g.constant(1));
    break;
  case Counting::simpson: {
    if (grid.cycles % 2 != 0) {
      diagnostics.error(correction.span,
                        fmt::format("Simpson's rule needs an even number of cycles, not {}", grid.cycles),
                        "change `horizon`, or use `life-table`");
      return std::nullopt;
    }
    const NodeId odd = g.binary(NodeOp::equal, g.binary(NodeOp::mod, cycle, g.constant(2)), g.constant(1));
    rule.weights =
        g.select(ends, g.constant(1.0 / 3), g.select(odd, g.constant(4.0 / 3), g.constant(2.0 / 3)));
    break;
  }
  case Counting::weights: {
    const auto node = resolver.resolve(*correction.weights);
    if (!node) return std::nullopt;
    if ((g.depends(*node) & ~formula::kCycle) != 0) {
      diagnostics.error(correction.weights->span, "the weights may depend on `cycle` alone");
      return std::nullopt;
    }
    rule.weights = *node;
    break;
  }
  default:
    rule.weights = g.constant(1);
  }
  return rule;
}

NodeId TimeNodes::at(CycleDate date) {
  const double part = date == CycleDate::start ? 0 : date == CycleDate::middle ? 0.5 : 1;
  const NodeId cycles = g_.add(g_.cycle(), g_.constant(part));
  return g_.add(start_, g_.multiply(cycles, g_.constant(grid_.cycle_length)));
}

NodeId TimeNodes::part() {
  if (grid_.last_part == 1) return g_.constant(1);
  return g_.select(g_.binary(NodeOp::equal, g_.cycle(), g_.constant(grid_.cycles - 1)),
                   g_.constant(grid_.last_part), g_.constant(1));
}

NodeId TimeNodes::overlap(NodeId start, NodeId from, std::optional<NodeId> until) {
  const NodeId length = g_.constant(grid_.cycle_length);
  const NodeId end = g_.add(start, g_.multiply(part(), length));
  const NodeId upper = until ? g_.binary(NodeOp::min, end, *until) : end;
  const NodeId years = g_.subtract(upper, g_.binary(NodeOp::max, start, from));
  const NodeId share = g_.divide(years, length);
  // A window that ends where the cycle starts, but for rounding, doesn't reach into it.
  const NodeId reaches = g_.binary(NodeOp::less, g_.constant(0), share);
  const NodeId whole = g_.binary(NodeOp::equal, g_.constant(1), share);
  return g_.select(reaches, g_.select(whole, g_.constant(1), share), g_.constant(0));
}

std::vector<Contribution> TimeNodes::contributions(const CountingRule& rule, const Discounting& discounting) {
  if (counts_rows(rule.counting)) return {{false, *rule.weights, at(CycleDate::start), grid_.cycles, true}};
  const bool end = rule.counting == Counting::end;
  const NodeId time = at(discounting.at.value_or(end ? CycleDate::end : CycleDate::start));
  const NodeId one = g_.constant(1);
  const NodeId half = g_.constant(0.5);
  const int last = grid_.cycles - 1;
  if (rule.counting == Counting::start) return {{false, one, time, last, false}};
  if (end) return {{true, one, time, last, false}};
  return {{false, half, time, last, false}, {true, half, time, last, false}};
}

NodeId TimeNodes::move_weight(const CountingRule& rule) {
  if (!rule.moves_weighted || !rule.weights) return g_.constant(1);
  return formula::Substitution(g_, formula::kCycle, g_.add(g_.cycle(), g_.constant(1)))(*rule.weights);
}

} // namespace cea
