#pragma once

#include "formula/graph.h"
#include "support/generator.h"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace cea::formula {

/// Comparisons, floor, ceil, mod, step look-ups and window ends take values within
/// 1e-9·max(1, |x|) as equal, so that 24 monthly cycles are two years.
constexpr double kTolerance = 1e-9;
bool nearly_equal(double x, double y);
double floor_within_tolerance(double x);
double ceil_within_tolerance(double x);

/// One operation on numbers; bits are the same as in the block engine. NaN where it has no value.
double apply(NodeOp op, double a, double b = 0, double c = 0);

/// A table's value at x, and y where it has two keys; NaN outside its keys.
double look_up(const LookupColumn& column, double x, double y = 0);

/// A generator's results for the values of its rates; a state is its place in `Generator::states`.
math::GeneratorResult solve(const Generator& generator, std::span<const double> rates, double cycle_length);

/// Where a formula is evaluated.
struct Place {
  std::span<const double> inputs;
  double cycle = 0;
  double moment = 0;
  std::span<const double> patients{}; ///< quantities of the expectation around
  class CycleTable* sums =
      nullptr; ///< of the same inputs: keeps sums over earlier cycles between evaluations
};

/// Value of a node, by walking the graph: slow, exact in the same bits as the block engine, and lazy:
/// the branch of `if` that isn't taken isn't evaluated. Counters must have been replaced.
class Evaluator {
public:
  Evaluator(const Graph& graph, Place place) : graph_(graph), place_(place) {}
  double operator()(NodeId id);

private:
  double compute(NodeId id);
  double result_of_generator(const Node& node);
  const Graph& graph_;
  Place place_;
  std::unordered_map<NodeId, double> done_;
  std::unordered_map<std::uint32_t, math::GeneratorResult> generators_;
};

/// Results of a generator by state, then by cycle.
struct GeneratorTables {
  std::vector<std::vector<double>> shares, years;
};

/// Values of a node for cycles 0…last, where it depends on the cycle and on inputs that are given. Kept per
/// node, so that shared parts are computed once.
class CycleTable {
public:
  CycleTable(const Graph& graph, int last_cycle, std::span<const double> inputs = {})
      : graph_(graph), last_(last_cycle), inputs_(inputs) {}
  const std::vector<double>& operator()(NodeId id);

private:
  const std::vector<double>& of_generator(const Node& node);
  const Graph& graph_;
  int last_;
  std::span<const double> inputs_;
  std::unordered_map<NodeId, std::vector<double>> done_;
  std::unordered_map<std::uint32_t, GeneratorTables> generators_;
};

/// Mean of a formula over the moment from 0 to 1; relative accuracy 1e-12. Splits where `if`, `min`, `max`
/// change branch, then integrates by Gauss-Legendre of 16 points, halving where 12 points disagree.
double unit_mean(const Graph& graph, NodeId body, const Place& place);

} // namespace cea::formula
