#include "analysis/input_mover.h"

#include "engine/joint_moves.h"
#include "formula/arithmetic.h"

#include <algorithm>

namespace cea {

namespace {

void move_group(const JointGroup& group, const std::vector<double>& before, std::vector<double>& values,
                std::vector<bool>& settled) {
  std::vector<double> from = group.base, to = group.base;
  std::vector<bool> moved(group.inputs.size(), false);
  for (std::size_t m = 0; m < group.inputs.size(); ++m) {
    if (group.inputs[m] < 0) continue;
    const auto input = static_cast<std::size_t>(group.inputs[m]);
    from[m] = before[input];
    to[m] = values[input];
    moved[m] = settled[input];
  }
  follow_moves(group, from, to, moved);
  for (std::size_t m = 0; m < group.inputs.size(); ++m) {
    if (group.inputs[m] < 0) continue;
    values[static_cast<std::size_t>(group.inputs[m])] = to[m];
    settled[static_cast<std::size_t>(group.inputs[m])] = true;
  }
}

/// Multiplies inputs; they are settled then.
void apply(const Moves& factors, std::vector<double>& values, std::vector<bool>& settled) {
  for (const auto& [input, factor] : factors) {
    values[input] *= factor;
    settled[input] = true;
  }
}

} // namespace

std::optional<std::size_t> input_of(const CompiledModel& model, const std::string& name) {
  for (const CompiledModel::ResolvedParameter& p : model.parameters) {
    const formula::Node& node = model.graph[p.node];
    if (p.name == name && node.op == formula::NodeOp::input && model.inputs[node.payload].name == name)
      return node.payload;
  }
  return std::nullopt;
}

std::vector<std::size_t> inputs_of(const CompiledModel& model, const std::string& name) {
  std::vector<std::size_t> all;
  if (!input_of(model, name)) return all;
  for (std::size_t i = 0; i < model.inputs.size(); ++i)
    if (model.inputs[i].name == name && !model.inputs[i].by_strategy) all.push_back(i);
  return all;
}

std::vector<bool> brought_inputs(const CompiledModel& model, const SampleInputs* replay) {
  std::vector<bool> brought(model.inputs.size(), false);
  for (std::size_t i = 0; replay != nullptr && i < brought.size(); ++i)
    brought[i] = std::find(replay->columns.begin(), replay->columns.end(), model.inputs[i].name) !=
                 replay->columns.end();
  return brought;
}

InputMover::InputMover(const CompiledModel& model) : model_(model), joint_(model.joint) {
  for (JointGroup& group : joint_)
    if (group.kind == JointGroup::Kind::empirical) group.covariance = sample_covariance(group);
  for (const CopulaGroup& group : model.copulas) {
    Copula copula{&group, {}, {}};
    for (const std::string& name : group.names)
      if (const auto input = input_of(model, name); input && model.inputs[*input].distribution) {
        copula.inputs.push_back(*input);
        copula.marginals.push_back(&*model.inputs[*input].distribution);
      }
    if (copula.inputs.size() == group.names.size()) copulas_.push_back(std::move(copula));
  }
  for (std::size_t i = 0; i < model.inputs.size(); ++i)
    if (model.graph.depends(*model.inputs[i].base) != 0) computed_.push_back(i);
}

void InputMover::move_base(const Moves& moves, std::vector<double>& values, const Moves& factors) const {
  std::vector<bool> settled = move(moves, values);
  // A factor acts on the value that its input would have, which may be computed from what was moved.
  for (const std::size_t i : computed_)
    if (!settled[i]) values[i] = formula::Evaluator(model_.graph, {.inputs = values})(*model_.inputs[i].base);
  if (factors.empty()) return;
  apply(factors, values, settled);
  for (const std::size_t i : computed_)
    if (!settled[i]) values[i] = formula::Evaluator(model_.graph, {.inputs = values})(*model_.inputs[i].base);
}

void InputMover::move_sample(const Moves& moves, std::vector<double>& values,
                             const std::vector<bool>& brought, const Moves& factors) const {
  std::vector<bool> settled = move(moves, values);
  const auto compute = [&] {
    for (const std::size_t i : computed_) {
      const ModelInput& input = model_.inputs[i];
      if (settled[i] || brought[i] || input.distribution || input.joint >= 0) continue;
      values[i] = formula::Evaluator(model_.graph, {.inputs = values})(*input.base);
    }
  };
  compute();
  if (factors.empty()) return;
  apply(factors, values, settled);
  compute();
}

std::vector<bool> InputMover::move(const Moves& moves, std::vector<double>& values) const {
  const std::vector<double> before = values;
  std::vector<bool> settled(values.size(), false);
  std::vector<int> groups;
  for (const auto& [input, value] : moves) {
    values[input] = value;
    settled[input] = true;
    const int group = model_.inputs[input].joint;
    if (group >= 0 && std::find(groups.begin(), groups.end(), group) == groups.end()) groups.push_back(group);
  }
  for (const int group : groups)
    move_group(joint_[static_cast<std::size_t>(group)], before, values, settled);
  move_copulas(before, values, settled);
  return settled;
}

void InputMover::move_copulas(const std::vector<double>& before, std::vector<double>& values,
                              std::vector<bool>& settled) const {
  for (const Copula& copula : copulas_) {
    std::vector<double> from, to;
    std::vector<bool> moved;
    for (const std::size_t input : copula.inputs) {
      const double factor = model_.inputs[input].factor; // of the price index, on what is drawn
      from.push_back(before[input] / factor);
      to.push_back(values[input] / factor);
      moved.push_back(settled[input]);
    }
    if (std::find(moved.begin(), moved.end(), true) == moved.end()) continue;
    follow_moves(*copula.group, copula.marginals, from, to, moved);
    for (std::size_t i = 0; i < moved.size(); ++i) {
      if (!moved[i]) values[copula.inputs[i]] = to[i] * model_.inputs[copula.inputs[i]].factor;
      settled[copula.inputs[i]] = true;
    }
  }
}

} // namespace cea
