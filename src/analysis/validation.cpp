#include "analysis/validation.h"

#include "analysis/base_case.h"
#include "engine/subgroups.h"
#include "formula/arithmetic.h"
#include "formula/ast.h"
#include "formula/functions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

using formula::Expression;
using formula::NodeId;
using formula::NodeOp;
using formula::Op;

/// Shares of the cohort at one point of time.
using Shares = std::vector<double>;

Shares between_rows(const std::vector<std::vector<double>>& rows, double row) {
  const auto before = std::min(static_cast<std::size_t>(row), rows.size() - 1);
  const auto after = std::min(before + 1, rows.size() - 1);
  const double part = row - static_cast<double>(before);
  Shares shares;
  for (std::size_t s = 0; s < rows[before].size(); ++s)
    shares.push_back((1 - part) * rows[before][s] + part * rows[after][s]);
  return shares;
}

std::optional<NodeOp> binary_of(Op op) {
  switch (op) {
  case Op::add:
    return NodeOp::add;
  case Op::subtract:
    return NodeOp::subtract;
  case Op::multiply:
    return NodeOp::multiply;
  case Op::divide:
    return NodeOp::divide;
  case Op::power:
    return NodeOp::power;
  case Op::equal:
    return NodeOp::equal;
  case Op::not_equal:
    return NodeOp::not_equal;
  case Op::less:
  case Op::greater:
    return NodeOp::less;
  case Op::less_equal:
  case Op::greater_equal:
    return NodeOp::less_equal;
  case Op::logical_and:
    return NodeOp::logical_and;
  case Op::logical_or:
    return NodeOp::logical_or;
  default:
    return std::nullopt;
  }
}

/// A formula of numbers, parameters and shares. Its nodes are constants of a graph of its own, so that
/// functions and operators mean what they mean everywhere.
class Quantity {
public:
  Quantity(const CompiledModel& model, const ValidationTarget& target, std::set<std::string>& used,
           Diagnostics& diagnostics)
      : model_(model), target_(target), used_(used), diagnostics_(diagnostics) {
    graph_.set_cycle_length(model.grid.cycle_length);
  }

  /// `shares`: empty where a formula may not ask for any.
  std::optional<double> operator()(const FormulaText& text, const Shares& shares) {
    shares_ = &shares;
    const auto tree = formula::parse(text, diagnostics_, {model_.scenario->time.days_per_year});
    const auto node = tree ? expression(*tree) : std::nullopt;
    if (!node) return std::nullopt;
    const double value = formula::Evaluator(graph_, {})(*node); // what isn't finite isn't folded
    if (std::isfinite(value)) return value;
    diagnostics_.error(text.span, fmt::format("'{}' isn't a finite number", text.text));
    return std::nullopt;
  }

private:
  using Result = std::optional<NodeId>;

  Result expression(const Expression& e) {
    if (e.op == Op::number) return graph_.constant(e.number);
    if (e.op == Op::name) return name(e);
    if (e.op == Op::call && e.name == "in") return share(e);
    std::vector<NodeId> a;
    for (const auto& argument : e.arguments)
      if (const Result node = expression(*argument)) a.push_back(*node);
    if (a.size() != e.arguments.size()) return std::nullopt;
    if (e.op == Op::call) return call(e, a);
    if (e.op == Op::negate) return graph_.unary(NodeOp::negate, a[0]);
    if (e.op == Op::logical_not) return graph_.unary(NodeOp::logical_not, a[0]);
    if (e.op == Op::greater || e.op == Op::greater_equal) std::swap(a[0], a[1]);
    if (const auto op = binary_of(e.op)) return graph_.binary(*op, a[0], a[1]);
    diagnostics_.error(e.span, "a text can't stand here");
    return std::nullopt;
  }

  Result name(const Expression& e) {
    used_.insert(e.name);
    if (e.name == "cycle_length") return graph_.constant(model_.grid.cycle_length);
    for (const CompiledModel::ResolvedParameter& p : model_.parameters) {
      if (p.name != e.name) continue;
      if (p.constant_in_time)
        return graph_.constant(formula::Evaluator(model_.graph, {.inputs = model_.base_values})(p.node));
      diagnostics_.error(e.span, fmt::format("'{}' changes from cycle to cycle", e.name),
                         "what is compared with data is a formula of shares and of numbers that stay");
      return std::nullopt;
    }
    diagnostics_.error(e.span, fmt::format("the name '{}' isn't defined", e.name),
                       "the share of the cohort in a state is in(state)");
    return std::nullopt;
  }

  Result share(const Expression& e) {
    const std::string set = e.arguments.size() == 1 ? e.arguments[0]->name : "";
    for (const ValidationTarget::Share& known : target_.shares) {
      if (known.name != set || shares_->empty()) continue;
      double sum = 0;
      for (const StateIndex s : known.states)
        sum += (*shares_)[static_cast<std::size_t>(s)];
      return graph_.constant(sum);
    }
    diagnostics_.error(e.span, "a share of the cohort can't stand here");
    return std::nullopt;
  }

  Result call(const Expression& e, const std::vector<NodeId>& a) {
    if (e.name == "if" && a.size() == 3) return graph_.select(a[0], a[1], a[2]);
    const auto arity = formula::arity_of(e.name);
    if (arity && e.name != "cycle_mean" && a.size() >= arity->least && a.size() <= arity->most)
      return formula::function_node(graph_, e.name, a);
    diagnostics_.error(e.span, fmt::format("'{}' can't stand here like this", e.name),
                       arity ? fmt::format("write {}", arity->form) : "");
    return std::nullopt;
  }

  const CompiledModel& model_;
  const ValidationTarget& target_;
  std::set<std::string>& used_;
  Diagnostics& diagnostics_;
  formula::Graph graph_;
  const Shares* shares_ = nullptr;
};

/// Shares of a strategy's people `at` years after the model's start; nothing after an error. Subgroups may
/// have trees of different duration in front of their cohorts.
std::optional<Shares> shares_at(const CompiledModel& model, std::size_t strategy, int subgroup, double at,
                                const Span& span, Diagnostics& diagnostics) {
  std::vector<double> weights = subgroup_weights(model, model.base_values);
  Shares sum(model.scenario->states.size(), 0.0);
  for (std::size_t g = 0; g < weights.size(); ++g) {
    const int group = model.scenario->subgroups.empty() ? -1 : static_cast<int>(g);
    if (subgroup >= 0) weights[g] = group == subgroup ? 1 : 0;
    if (weights[g] == 0) continue;
    const double start = formula::Evaluator(model.graph, {.inputs = model.base_values})(
        model.start_times[strategy * weights.size() + g]);
    const double row = (at - start) / model.grid.cycle_length;
    const double slack = formula::kTolerance * std::max(1, model.grid.cycles);
    if (row < -slack || row > model.grid.cycles + slack) {
      diagnostics.error(span, fmt::format("the trace goes from {:.6g} to {:.6g} years, not to {:.6g}", start,
                                          start + model.grid.cycles * model.grid.cycle_length, at));
      return std::nullopt;
    }
    const Trace trace = cohort_trace(model, model.base_values, group);
    const Shares shares = between_rows(trace.rows.at(strategy), std::max(0.0, row));
    for (std::size_t s = 0; s < sum.size(); ++s)
      sum[s] += weights[g] * shares[s];
  }
  return sum;
}

template <typename T> int index_of(const std::vector<T>& all, const std::string& id) {
  const auto it = std::find_if(all.begin(), all.end(), [&](const T& x) { return x.id == id; });
  return it == all.end() ? -1 : static_cast<int>(it - all.begin());
}

} // namespace

std::optional<ValidationResult> compare_with_data(const CompiledModel& model, const ValidationTarget& target,
                                                  std::set<std::string>& used, Diagnostics& diagnostics) {
  Quantity value(model, target, used, diagnostics);
  const auto at = value(target.at, {}), observed = value(target.observed, {});
  const auto optional = [&](const std::optional<FormulaText>& formula) {
    return formula ? value(*formula, {}) : std::nullopt;
  };
  ValidationResult result{.quantity = target.quantity.text,
                          .label = target.label,
                          .strategy = target.strategy,
                          .scenario = target.scenario,
                          .subgroup = target.subgroup,
                          .at_text = target.at.text,
                          .source = target.source,
                          .low = optional(target.low),
                          .high = optional(target.high),
                          .n = optional(target.n)};
  if (!at || !observed) return std::nullopt;
  const Scenario& s = *model.scenario;
  const auto shares = shares_at(model, static_cast<std::size_t>(index_of(s.strategies, target.strategy)),
                                index_of(s.subgroups, target.subgroup), *at, target.at.span, diagnostics);
  const auto modelled = shares ? value(target.quantity, *shares) : std::nullopt;
  if (!modelled) return std::nullopt;
  result.at = *at;
  result.model = *modelled;
  result.observed = *observed;
  return result;
}

} // namespace cea
