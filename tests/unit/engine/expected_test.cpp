// Means over differences between patients against closed forms.
#include "engine/patient_laws.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using namespace cea;
using namespace cea::formula;

namespace {

struct Quantity {
  std::string family;
  std::vector<std::pair<std::string, double>> arguments;
};

/// E f(x, …) as the graph folds it.
double mean_of(const std::vector<Quantity>& quantities, const std::function<NodeId(Graph&)>& f) {
  Graph g;
  Expectation e;
  for (const Quantity& q : quantities) {
    Expectation::Variable variable;
    std::vector<NamedNumber> numbers;
    for (const auto& [name, value] : q.arguments) {
      numbers.push_back({name, value, {}});
      variable.arguments.push_back(g.constant(value));
    }
    Diagnostics diagnostics;
    DistributionCall call;
    call.family = q.family;
    variable.family = patient_family(call, numbers, true, diagnostics);
    REQUIRE_FALSE(diagnostics.has_errors());
    e.variables.push_back(variable);
  }
  e.body = f(g);
  const NodeId id = g.expected(e);
  REQUIRE(g.is_constant(id));
  return g.value(id);
}

void check(double got, double want) {
  CAPTURE(got);
  CAPTURE(want);
  CHECK(std::abs(got - want) <= 1e-11 * std::max(1.0, std::abs(want)));
}

NodeId x(Graph& g) {
  return g.patient(0);
}
NodeId y(Graph& g) {
  return g.patient(1);
}
NodeId itself(Graph& g) {
  return x(g);
}
NodeId square(Graph& g) {
  return g.multiply(x(g), x(g));
}
NodeId ceiling(Graph& g) {
  return g.unary(NodeOp::ceil, x(g));
}

double normal_tail(double z) {
  return std::erfc(z / std::sqrt(2.0)) / 2;
}

/// Σ P(X > k) over k ≥ 0, less Σ P(X ≤ k) over k < 0: the mean of ceil(X).
double mean_ceiling(const std::function<double(double)>& survival, int below) {
  double sum = 0;
  for (int k = 0; k < 200'000; ++k)
    sum += survival(k);
  for (int k = -1; k >= below; --k)
    sum -= 1 - survival(k);
  return sum;
}

} // namespace

TEST_CASE("vials from body weight") {
  const double want = mean_ceiling([](double k) { return normal_tail((k - 4.5) / 0.9); }, -60);
  check(mean_of({{"normal", {{"mean", 75}, {"sd", 15}}}},
                [](Graph& g) {
                  return g.unary(NodeOp::ceil, g.divide(g.multiply(x(g), g.constant(6)), g.constant(100)));
                }),
        want);
}

TEST_CASE("means of normal and lognormal") {
  const Quantity normal{"normal", {{"mean", 3}, {"se", 2}}};
  check(mean_of({normal}, itself), 3);
  check(mean_of({normal}, square), 13);
  check(mean_of({normal}, [](Graph& g) { return g.binary(NodeOp::max, x(g), g.constant(1)); }),
        1 + 2 * normal_tail(-1) + 2 * std::exp(-0.5) / std::sqrt(2 * std::acos(-1.0)));
  const Quantity wide{"lognormal", {{"meanlog", 1}, {"sdlog", 1.2}}};
  check(mean_of({wide}, itself), std::exp(1 + 0.72));
  check(mean_of({wide}, square), std::exp(2 + 2.88));
  check(mean_of({{"lognormal", {{"meanlog", 1}, {"sdlog", 0.5}}}}, ceiling),
        mean_ceiling([](double k) { return k <= 0 ? 1 : normal_tail((std::log(k) - 1) / 0.5); }, -1));
  check(mean_of({wide}, ceiling),
        mean_ceiling([](double k) { return k <= 0 ? 1 : normal_tail((std::log(k) - 1) / 1.2); }, -1));
}

TEST_CASE("means of gamma beta and their kin") {
  for (const double shape : {0.05, 0.7, 1.0, 12.0, 3000.0}) {
    CAPTURE(shape);
    const Quantity gamma{"gamma", {{"shape", shape}, {"scale", 2}}};
    check(mean_of({gamma}, itself), 2 * shape);
    check(mean_of({gamma}, square), 4 * shape * (shape + 1));
  }
  for (const auto& [a, b] : {std::pair(0.3, 0.4), {1.0, 1.0}, {2.0, 30.0}, {500.0, 20.0}}) {
    const Quantity beta{"beta", {{"alpha", a}, {"beta", b}}};
    check(mean_of({beta}, itself), a / (a + b));
    check(mean_of({beta}, square), a * (a + 1) / ((a + b) * (a + b + 1)));
  }
  check(mean_of({{"exponential", {{"rate", 0.4}}}}, [](Graph& g) { return g.unary(NodeOp::floor, x(g)); }),
        1 / std::expm1(0.4));
  check(mean_of({{"weibull", {{"shape", 2}, {"scale", 3}}}}, itself), 3 * std::tgamma(1.5));
  check(mean_of({{"weibull", {{"shape", 0.6}, {"scale", 3}}}}, ceiling),
        mean_ceiling([](double k) { return k <= 0 ? 1 : std::exp(-std::pow(k / 3, 0.6)); }, -1));
  check(mean_of({{"pert", {{"min", 10}, {"mode", 12}, {"max", 20}}}}, itself), (10 + 4 * 12 + 20) / 6.0);
}

TEST_CASE("means on an interval") {
  const Quantity uniform{"uniform", {{"min", 0}, {"max", 2.5}}};
  check(mean_of({uniform}, [](Graph& g) { return g.binary(NodeOp::mod, x(g), g.constant(1)); }),
        (1 + 0.125) / 2.5);
  check(mean_of({uniform},
                [](Graph& g) {
                  return g.select(g.binary(NodeOp::less, x(g), g.constant(1.1)), g.constant(5),
                                  g.constant(1));
                }),
        (5 * 1.1 + 1.4) / 2.5);
  const Quantity triangle{"triangular", {{"min", 1}, {"mode", 2}, {"max", 5}}};
  check(mean_of({triangle}, itself), 8 / 3.0);
  check(mean_of({triangle}, square), (1 + 4 + 25 + 2 + 5 + 10) / 6.0);
  check(mean_of({triangle}, ceiling), 2 * 0.25 + 3 * (5.0 / 12) + 4 * 0.25 + 5 * (1.0 / 12));
  for (const double low : {-1.0, 3.0, 5.5}) {
    const double density = std::exp(-low * low / 2) / std::sqrt(2 * std::acos(-1.0));
    check(mean_of({{"truncated_normal", {{"mean", 0}, {"se", 1}, {"min", low}}}}, itself),
          density / normal_tail(low));
  }
  check(mean_of({{"truncated_normal", {{"mean", 5}, {"se", 100}, {"min", 4}, {"max", 7}}}}, ceiling), [] {
    const auto at = [](double v) { return normal_tail(-(v - 5) / 100); };
    return (5 * (at(5) - at(4)) + 6 * (at(6) - at(5)) + 7 * (at(7) - at(6))) / (at(7) - at(4));
  }());
}

TEST_CASE("jumps of what rises and falls") {
  const auto outside = [](double a) { return normal_tail(a - 0.3) + normal_tail(a + 0.3); };
  double squares = 0, roots = 0;
  for (int k = 0; k < 200; ++k) {
    squares += outside(std::sqrt(k));
    roots += outside(k);
  }
  const Quantity normal{"normal", {{"mean", 0.3}, {"sd", 1}}};
  check(mean_of({normal}, [](Graph& g) { return g.unary(NodeOp::ceil, square(g)); }), squares);
  check(mean_of({normal}, [](Graph& g) { return g.unary(NodeOp::ceil, g.unary(NodeOp::abs, x(g))); }), roots);
  check(mean_of({{"normal", {{"mean", 0}, {"sd", 1}}}}, [](Graph& g) { return g.unary(NodeOp::abs, x(g)); }),
        std::sqrt(2 / std::acos(-1.0)));
  // 5·x·(1 − x) rises to 1.25 and falls again: it is above 1 between its two roots there.
  check(mean_of({{"uniform", {{"min", 0}, {"max", 1}}}},
                [](Graph& g) {
                  const NodeId rises = g.multiply(x(g), g.subtract(g.constant(1), x(g)));
                  return g.unary(NodeOp::ceil, g.multiply(g.constant(5), rises));
                }),
        1 + std::sqrt(0.2));
}

TEST_CASE("a great many jumps") {
  const double want = 75 * 400 + 0.5; // so dense that the part of a unit above is spread evenly
  check(mean_of({{"normal", {{"mean", 75}, {"sd", 15}}}},
                [](Graph& g) { return g.unary(NodeOp::ceil, g.multiply(x(g), g.constant(400))); }),
        want);
}

TEST_CASE("single values are summed") {
  check(mean_of({{"poisson", {{"mean", 700}}}}, itself), 700);
  check(mean_of({{"poisson", {{"mean", 0.3}}}}, square), 0.39);
  check(mean_of({{"binomial", {{"n", 40}, {"p", 0.2}}}}, square), 6.4 + 64);
  check(mean_of({{"bernoulli", {{"p", 0.2}}}}, [](Graph& g) { return g.unary(NodeOp::exp, x(g)); }),
        0.8 + 0.2 * std::exp(1));
  const Quantity discrete{"discrete",
                          {{"values", 60}, {"values", 90.00000001}, {"weights", 3}, {"weights", 1}}};
  // Within the tolerance of comparisons 90.00000001 is three times thirty.
  check(mean_of({discrete}, [](Graph& g) { return g.unary(NodeOp::ceil, g.divide(x(g), g.constant(30))); }),
        (2 * 3 + 3) / 4.0);
}

TEST_CASE("several quantities are independent") {
  const Quantity fast{"exponential", {{"rate", 2}}}, slow{"exponential", {{"rate", 0.5}}};
  check(mean_of({fast, slow}, [](Graph& g) { return g.binary(NodeOp::min, x(g), y(g)); }), 0.4);
  check(mean_of({{"normal", {{"mean", 1}, {"sd", 3}}}, {"gamma", {{"shape", 2}, {"rate", 1}}}},
                [](Graph& g) { return g.multiply(x(g), y(g)); }),
        2);
  check(mean_of({{"normal", {{"mean", 1}, {"sd", 3}}}, {"normal", {{"mean", 3}, {"sd", 4}}}},
                [](Graph& g) { return g.binary(NodeOp::less, x(g), y(g)); }),
        normal_tail(-0.4));
  check(mean_of({{"normal", {{"mean", 75}, {"sd", 15}}}, {"bernoulli", {{"p", 0.3}}}},
                [](Graph& g) {
                  return g.unary(NodeOp::ceil, g.multiply(x(g), g.add(g.constant(0.06),
                                                                      g.multiply(g.constant(0.01), y(g)))));
                }),
        0.7 * mean_ceiling([](double k) { return normal_tail((k - 4.5) / 0.9); }, -60) +
            0.3 * mean_ceiling([](double k) { return normal_tail((k - 5.25) / 1.05); }, -60));
}
