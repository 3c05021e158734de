// Means over a cycle against integrals that are known in closed form.
#include "formula/arithmetic.h"
#include "formula/graph.h"

#include <cmath>
#include <doctest/doctest.h>

using namespace cea::formula;

namespace {

struct OneCycle {
  Graph graph;
  NodeId t = graph.moment();
  NodeId number(double x) { return graph.constant(x); }
  double mean(NodeId body, double start, double length) {
    const NodeId moved =
        graph.add(graph.constant(start), graph.multiply(graph.moment(), graph.constant(length)));
    return unit_mean(graph, Substitution(graph, kMoment, moved)(body), {});
  }
};

} // namespace

TEST_CASE("smooth means") {
  OneCycle c;
  const NodeId decay = c.graph.unary(NodeOp::exp, c.graph.multiply(c.number(-3), c.t));
  CHECK(c.mean(decay, 1, 0.5) == doctest::Approx((std::exp(-3.0) - std::exp(-4.5)) / 1.5).epsilon(1e-14));
  CHECK(c.mean(c.graph.multiply(c.t, c.t), 0, 2) == doctest::Approx(4.0 / 3).epsilon(1e-14));
}

TEST_CASE("a switch within the cycle is found exactly") {
  OneCycle c;
  const NodeId after = c.graph.binary(NodeOp::max, c.graph.subtract(c.t, c.number(0.3)), c.number(0));
  CHECK(c.mean(after, 0, 1) == doctest::Approx(0.7 * 0.7 / 2).epsilon(1e-13));
}

TEST_CASE("a formula that cancels ends with the digits that are left") {
  // Halving intervals until the rounding of 1e9 + e^-t agreed with itself went on for days.
  OneCycle c;
  const NodeId big = c.number(1e9);
  const NodeId body =
      c.graph.subtract(c.graph.add(big, c.graph.unary(NodeOp::exp, c.graph.unary(NodeOp::negate, c.t))), big);
  CHECK(c.mean(body, 0, 1) == doctest::Approx(1 - std::exp(-1.0)).epsilon(1e-6));
}

TEST_CASE("windows that the probes step over") {
  OneCycle c;
  Graph& g = c.graph;
  const NodeId near =
      g.binary(NodeOp::less, g.unary(NodeOp::abs, g.subtract(c.t, c.number(0.511))), c.number(0.005));
  CHECK(c.mean(g.select(near, c.number(1), c.number(0)), 0, 1) == doctest::Approx(0.01).epsilon(1e-10));
  const NodeId weekly = g.binary(NodeOp::mod, c.t, c.number(1.0 / 52));
  const NodeId one_day = g.binary(NodeOp::less, weekly, c.number(1 / 365.25));
  CHECK(c.mean(g.select(one_day, c.number(1), c.number(0)), 0, 1) ==
        doctest::Approx(52 / 365.25).epsilon(1e-10));
}

TEST_CASE("what falls off before the first node") {
  OneCycle c;
  const NodeId decay = c.graph.unary(NodeOp::exp, c.graph.multiply(c.number(-10'000), c.t));
  CHECK(c.mean(decay, 0, 1) == doctest::Approx(1e-4).epsilon(1e-10));
}
