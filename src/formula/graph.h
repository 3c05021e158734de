#pragma once

#include "formula/node_op.h"
#include "model/table.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace cea::formula {

using NodeId = std::uint32_t;

/// What a value depends on, as a set of bits; the compiler computes it as rarely as that allows.
using Dependence = std::uint64_t;
constexpr Dependence kSample = 1, kCycle = 2, kMoment = 4, kStay = 8;
constexpr int kMostClocks = 32;
constexpr Dependence clock_bit(int clock) {
  return Dependence{16} << clock;
}
constexpr int kMostPatients =
    8; ///< quantities that differ between patients, those of nested expectations too
constexpr Dependence kPatients = Dependence{0xFF} << 52;
constexpr Dependence patient_bit(int quantity) {
  return Dependence{1} << (52 + quantity);
}
constexpr Dependence kCounters = ~(kSample | kCycle | kMoment | kPatients); ///< stay and clocks

struct Node {
  NodeOp op = NodeOp::constant;
  NodeId a = 0, b = 0, c = 0; ///< operands
  std::uint32_t payload = 0;  ///< input, clock or table column
  double value = 0;           ///< of a constant
  Dependence depends = 0;
};

/// A column of a table, ready for look-up; `positions` are where interpolation anchors its values.
struct LookupColumn {
  /// One of the keys.
  struct Axis {
    double first = 0, last = 0; ///< valid range, ends included
    std::vector<double> positions;
  };
  std::string table, column;
  Interpolation between = Interpolation::step;
  bool hold = false;
  Axis axis;
  std::vector<double> values; ///< logs for loglinear; of two keys, one row a value of the first
  std::optional<Axis> second{};
};

/// A continuous-time chain over one cycle, for who begins in `states[0]`; all other states can be reached.
struct Generator {
  struct Rate {
    int from = 0, to = 0; ///< places in `states`
    NodeId rate = 0;      ///< yearly
  };
  std::vector<int> states; ///< as the caller numbers them
  std::vector<Rate> rates; ///< by `to`, then `from`
  int depth = 0;           ///< the longest of all shortest ways between two states
  Dependence depends = 0;
  std::vector<double> shares{}, years{}; ///< results by place, where they depend on nothing
};

class PatientFamily;

/// `expected("…", x="…")`: the mean of `body` over independent quantities, which the `patient` nodes `first`,
/// `first` + 1 … stand for; those below are of expectations around this one.
struct Expectation {
  struct Variable {
    std::shared_ptr<const PatientFamily> family;
    std::vector<NodeId> arguments;
    std::string name; ///< for messages
  };
  std::vector<Variable> variables;
  NodeId body = 0;
  std::size_t first = 0;
  /// Dependence on its own quantities.
  [[nodiscard]] Dependence own() const {
    Dependence bits = 0;
    for (std::size_t v = 0; v < variables.size(); ++v)
      bits |= patient_bit(static_cast<int>(first + v));
    return bits;
  }
};

/// Formulas of all strategies as one graph without duplicates (hash-consed), constants folded and
/// products arranged so that what changes rarely is computed rarely. Nodes are only ever appended; a
/// node's operands stand before it.
class Graph {
public:
  Graph();

  NodeId constant(double value);
  NodeId input(std::uint32_t index);
  NodeId cycle();
  NodeId stay();
  NodeId clock(int index);
  NodeId moment();
  NodeId unary(NodeOp op, NodeId a);
  NodeId binary(NodeOp op, NodeId a, NodeId b);
  NodeId select(NodeId condition, NodeId a, NodeId b);
  /// 0 where a is exactly 0, otherwise 1: comparisons have a tolerance, truth has none.
  NodeId truth(NodeId a) { return unary(NodeOp::logical_not, unary(NodeOp::logical_not, a)); }
  NodeId lookup(std::uint32_t column, NodeId x);
  NodeId lookup(std::uint32_t column, NodeId x, NodeId y);
  /// Mean of `body` over the moment from 0 to 1. `smooth`: between two switches (`if`, `min`, `max`) there is
  /// room enough for quadrature points to see them, as between the hazards of two curves.
  NodeId unit_mean(NodeId body, bool smooth = false);
  /// Σ of `a` over the cycles 0 … k − 1, in cycle k.
  NodeId prefix_sum(NodeId a);
  /// A chain's rates; those that are 0 and what can't be reached from `start` are left out. `from` and `to`
  /// are the caller's numbers of states.
  std::uint32_t add_generator(int start, const std::vector<Generator::Rate>& rates);
  /// Share of a state at the end of the cycle, or expected years in it during the cycle.
  NodeId generator_share(std::uint32_t generator, int state);
  NodeId generator_years(std::uint32_t generator, int state);
  [[nodiscard]] const Generator& generator(std::uint32_t index) const { return generators_[index]; }

  /// A quantity that differs between patients, by its number; below kMostPatients.
  NodeId patient(int quantity);
  /// Neither body nor arguments may depend on the moment.
  NodeId expected(const Expectation& expectation);
  [[nodiscard]] const Expectation& expectation(std::uint32_t index) const { return expectations_[index]; }

  NodeId add(NodeId a, NodeId b) { return binary(NodeOp::add, a, b); }
  NodeId subtract(NodeId a, NodeId b) { return binary(NodeOp::subtract, a, b); }
  NodeId multiply(NodeId a, NodeId b) { return binary(NodeOp::multiply, a, b); }
  NodeId divide(NodeId a, NodeId b) { return binary(NodeOp::divide, a, b); }

  std::uint32_t add_column(LookupColumn column);
  [[nodiscard]] const LookupColumn& column(std::uint32_t index) const { return columns_[index]; }

  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] bool is_constant(NodeId id) const { return nodes_[id].op == NodeOp::constant; }
  [[nodiscard]] bool is_constant(NodeId id, double value) const {
    return is_constant(id) && nodes_[id].value == value;
  }
  [[nodiscard]] double value(NodeId id) const { return nodes_[id].value; }
  [[nodiscard]] Dependence depends(NodeId id) const { return nodes_[id].depends; }
  [[nodiscard]] double cycle_length() const { return cycle_length_; }
  void set_cycle_length(double years) { cycle_length_ = years; }

  /// The name of the parameter whose value a node is, for messages; empty where it has none.
  [[nodiscard]] const std::string& label(NodeId id) const;
  void set_label(NodeId id, const std::string& name);

private:
  NodeId intern(Node node);
  NodeId fold(const Node& node);
  NodeId multiply_grouped(NodeId a, NodeId b);
  NodeId generator_value(NodeOp op, std::uint32_t generator, int state);
  [[nodiscard]] bool simplify(const Node& node, NodeId& result);
  void grow();

  std::vector<Node> nodes_;
  std::vector<NodeId> buckets_;
  std::vector<LookupColumn> columns_;
  std::vector<Generator> generators_;
  std::map<std::vector<std::uint64_t>, std::uint32_t> generator_of_;
  std::vector<Expectation> expectations_;
  std::map<std::pair<std::string, std::vector<NodeId>>, std::uint32_t> expectation_of_;
  std::unordered_map<NodeId, std::string> labels_;
  double cycle_length_ = 1;
};

/// Rewrites nodes with counters replaced: every occurrence of `counter` (kStay, a clock's bit, kCycle or
/// kMoment) by `replacement`. Keeps what it has rewritten, so many roots share work. Where sums over earlier
/// cycles occur, the cycle may be replaced by a whole number, itself or itself + 1.
class Substitution {
public:
  Substitution(Graph& graph, Dependence counter, NodeId replacement)
      : graph_(graph), counter_(counter), replacement_(replacement) {}
  NodeId operator()(NodeId id);

private:
  NodeId prefix_sum(const Node& node);
  NodeId result_of_generator(const Node& node);
  NodeId expected(const Node& node);

  Graph& graph_;
  Dependence counter_;
  NodeId replacement_;
  std::unordered_map<NodeId, NodeId> done_;
  std::unordered_map<std::uint32_t, std::uint32_t> generators_;
};

/// Whether a node is finite whatever the finite inputs are, but for overflow: sums and products of inputs.
bool always_finite(const Graph& graph, NodeId id);

/// Whether a product, or a choice between values, can come out as 0.
bool can_be_zero(const Graph& graph, NodeId id);

/// Operands of a node, in order; the rates of a generator and the arguments of an expectation aren't among
/// them.
struct Operands {
  NodeId id[3];
  int count;
};
Operands operands(const Node& node);

/// Whether a node is a result of a generator.
constexpr bool of_generator(NodeOp op) {
  return op == NodeOp::generator_share || op == NodeOp::generator_years;
}

} // namespace cea::formula
