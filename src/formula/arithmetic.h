#pragma once

#include "formula/graph.h"

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

/// A table's value at x; NaN outside its keys.
double look_up(const LookupColumn& column, double x);

/// Where a formula is evaluated.
struct Place {
  std::span<const double> inputs;
  double cycle = 0;
  double moment = 0;
};

/// Value of a node, by walking the graph: slow, exact in the same bits as the block engine, and lazy:
/// the branch of `if` that isn't taken isn't evaluated. Counters must have been replaced.
class Evaluator {
public:
  Evaluator(const Graph& graph, Place place) : graph_(graph), place_(place) {}
  double operator()(NodeId id);

private:
  double compute(NodeId id);
  const Graph& graph_;
  Place place_;
  std::unordered_map<NodeId, double> done_;
};

/// Values of a node that depends on the cycle alone, for cycles 0…last. Kept per node, so that shared
/// parts are computed once.
class CycleTable {
public:
  CycleTable(const Graph& graph, int last_cycle) : graph_(graph), last_(last_cycle) {}
  const std::vector<double>& operator()(NodeId id);

private:
  const Graph& graph_;
  int last_;
  std::unordered_map<NodeId, std::vector<double>> done_;
};

/// Mean over [start, start + length] of a function given on points; relative accuracy 1e-12.
/// Splits at the sign changes of `switches` (where `if`, `min`, `max` change branch), then integrates by
/// Gauss-Legendre of 16 points, halving where 12 points disagree.
/// `evaluate(body, t)` gives node values at time t.
double mean_over_cycle(const Graph& graph, NodeId body, const Place& place, double start, double length);

} // namespace cea::formula
