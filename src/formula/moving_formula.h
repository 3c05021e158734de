#pragma once

#include "formula/arithmetic.h"
#include "formula/quadrature.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace cea::formula {

/// A formula evaluated again and again while something in it moves: the moment of a mean, or the patient of
/// an expectation. What doesn't move is computed once.
///
/// Where a switch moves it is exact: a tolerance would shift it and cost an integral nine digits. What
/// `tolerant` names, patients that take single values, doesn't count as moving for this.
class MovingFormula {
public:
  /// `place` is read anew after each `moved()`; `moving` is kMoment or bits of kPatients.
  MovingFormula(const Graph& graph, NodeId root, const Place& place, Dependence moving);

  void moved() { values_.clear(); }
  double operator()() { return value(root_); }
  void set_tolerant(Dependence tolerant) { tolerant_ = tolerant; }

  /// A quantity and the levels at which the formula has a corner or a jump.
  struct Crossing {
    enum class Of { a, difference, quotient } of = Of::a;
    NodeId a = 0, b = 0;
    Levels levels;
    Dependence depends = 0;
  };
  [[nodiscard]] const std::vector<Crossing>& crossings() const { return crossings_; }
  double quantity(const Crossing& c);

  /// Whether the formula is constant between crossings while only `moving` moves.
  [[nodiscard]] bool constant_between_crossings(Dependence moving) const;

private:
  double value(NodeId id);
  double compute(NodeId id, const Node& n);
  void collect(NodeId id);
  void add_crossings(const Node& n);
  void cross(Crossing::Of of, NodeId a, NodeId b, const Levels& levels);
  bool only_steps(NodeId id, Dependence moving, std::unordered_map<NodeId, bool>& known) const;

  const Graph& graph_;
  NodeId root_;
  const Place& place_;
  Dependence moving_;
  Evaluator fixed_;
  Dependence tolerant_ = 0;
  std::vector<std::pair<NodeId, double>> values_;
  std::vector<Crossing> crossings_;
  std::unordered_set<NodeId> seen_;
};

} // namespace cea::formula
