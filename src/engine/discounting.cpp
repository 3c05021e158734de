#include "engine/discounting.h"

#include <fmt/format.h>

namespace cea {

using formula::Graph;
using formula::NodeId;
using formula::NodeOp;

std::optional<Discounting> resolve_discounting(const DiscountRule& rule, formula::Resolver& resolver,
                                               Graph& graph, Diagnostics& diagnostics) {
  Discounting result{{}, rule.compounding, rule.at, rule.by_year, rule.first_year_discounted};
  bool complete = true;
  for (const auto& step : rule.steps) {
    const auto from =
        step.from ? resolver.resolve_constant(*step.from, "a discounting step's start") : std::optional(0.0);
    const auto rate = resolver.resolve(step.rate);
    complete = complete && from && rate;
    if (!from || !rate) continue;
    if ((graph.depends(*rate) & ~formula::kSample) != 0) {
      diagnostics.error(step.rate.span, "a discount rate can't change from cycle to cycle by a formula",
                        "give steps instead: `{0 years: 3.5%, 30 years: 3%}`");
      complete = false;
    } else if (graph.is_constant(*rate) && !(graph.value(*rate) > -1 && graph.value(*rate) <= 1)) {
      diagnostics.error(step.rate.span,
                        fmt::format("a discount rate of {:.6g} can't be meant", graph.value(*rate)),
                        "write 3% or 0.03");
      complete = false;
    }
    if (!result.steps.empty() && *from <= result.steps.back().from) {
      diagnostics.error(step.from->span, "discounting steps must be in ascending order");
      complete = false;
    }
    if (result.steps.empty() && *from != 0) {
      diagnostics.error(step.from->span, "the first discounting step must start at 0 years");
      complete = false;
    }
    result.steps.push_back({*from, *rate});
  }
  return complete ? std::optional(result) : std::nullopt;
}

namespace {

NodeId factor_of_step(Graph& g, const Discounting& rule, NodeId rate, NodeId years) {
  const NodeId exponent = g.unary(NodeOp::negate, years);
  switch (rule.compounding) {
  case Compounding::continuous:
    return g.unary(NodeOp::exp, g.multiply(rate, exponent));
  case Compounding::per_cycle: {
    const NodeId length = g.constant(g.cycle_length());
    return g.binary(NodeOp::power, g.add(g.constant(1), g.multiply(rate, length)),
                    g.divide(exponent, length));
  }
  case Compounding::annual:
    break;
  }
  return g.binary(NodeOp::power, g.add(g.constant(1), rate), exponent);
}

} // namespace

NodeId discount_factor(Graph& g, const Discounting& rule, NodeId time) {
  if (rule.by_year) {
    time = g.unary(NodeOp::floor, time);
    if (rule.first_year_discounted) time = g.add(time, g.constant(1));
  }
  NodeId product = g.constant(1);
  for (std::size_t i = 0; i < rule.steps.size(); ++i) {
    NodeId years = time;
    if (i > 0) years = g.binary(NodeOp::max, g.subtract(time, g.constant(rule.steps[i].from)), g.constant(0));
    if (i + 1 < rule.steps.size())
      years = g.binary(NodeOp::min, years, g.constant(rule.steps[i + 1].from - rule.steps[i].from));
    product = g.multiply(product, g.is_constant(rule.steps[i].rate, 0)
                                      ? g.constant(1)
                                      : factor_of_step(g, rule, rule.steps[i].rate, years));
  }
  return product;
}

} // namespace cea
