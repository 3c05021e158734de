// Rates that a formula turns into a probability of the cycle.
#include "formula/arithmetic.h"
#include "formula/resolver.h"

namespace cea::formula {

namespace {

bool is_exponential_decay(const Expression& e) {
  const auto& a = e.arguments;
  return e.op == Op::subtract && a[0]->op == Op::number && a[0]->number == 1 && a[1]->op == Op::call &&
         a[1]->name == "exp" && a[1]->arguments.size() == 1;
}

} // namespace

std::optional<NodeId> Resolver::hazard_behind(const FormulaText& formula) {
  const ExpressionPtr e = parsed(formula);
  return e ? hazard(*e) : std::nullopt;
}

std::optional<NodeId> Resolver::hazard(const Expression& e) {
  if (e.op == Op::name) return hazard_of_parameter(e);
  if (is_exponential_decay(e)) {
    const Result exponent = expression(*e.arguments[1]->arguments[0]);
    return exponent ? Result(graph_.unary(NodeOp::negate, *exponent)) : std::nullopt;
  }
  if (e.op != Op::call || e.name != "rate_to_prob" || e.arguments.size() != 2) return std::nullopt;
  const Result rate = expression(*e.arguments[0]), duration = expression(*e.arguments[1]);
  if (!rate || !duration || !graph_.is_constant(*duration)) return std::nullopt;
  if (!nearly_equal(graph_.value(*duration), graph_.cycle_length())) return std::nullopt;
  return graph_.multiply(*rate, *duration);
}

std::optional<NodeId> Resolver::hazard_of_parameter(const Expression& e) {
  const auto level = level_meant(e.name);
  if (!level || stack_.size() >= kDeepestDefinition) return std::nullopt;
  const Definition& d = definitions_.at(e.name)[*level];
  if (d.value.text.empty() || d.distribution != nullptr || brought_by_sample(e.name, *level))
    return std::nullopt;
  const ExpressionPtr definition = parsed(d.value);
  if (!definition) return std::nullopt;
  stack_.emplace_back(e.name, *level);
  const Result result = hazard(*definition);
  stack_.pop_back();
  return result;
}

} // namespace cea::formula
