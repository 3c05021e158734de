#include "engine/inputs.h"

#include "engine/patient_laws.h"
#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::NodeId;

namespace {

const char* family_of(const JointGroup& group) {
  switch (group.kind) {
  case JointGroup::Kind::dirichlet:
    return "dirichlet";
  case JointGroup::Kind::normal:
    return "multivariate_normal";
  case JointGroup::Kind::lognormal:
    return "multivariate_lognormal";
  case JointGroup::Kind::empirical:
    return "empirical";
  }
  return "";
}

} // namespace

void ModelInputs::add_joint(JointGroup group) {
  const int index = static_cast<int>(joint_.size());
  for (std::size_t i = 0; i < group.names.size(); ++i)
    members_[group.names[i]] = {index, static_cast<int>(i)};
  group.inputs.assign(group.names.size(), -1);
  joint_.push_back(std::move(group));
}

NodeId ModelInputs::add(const std::string& key, ModelInput input) {
  const auto [it, is_new] = by_key_.emplace(key, static_cast<std::uint32_t>(inputs_.size()));
  if (is_new) inputs_.push_back(std::move(input));
  return graph_.input(it->second);
}

std::optional<NodeId> ModelInputs::drawn(const std::string& name, const DistributionCall& call,
                                         const std::vector<formula::EvaluatedArgument>& arguments,
                                         NodeId base, double factor, bool by_strategy) {
  std::vector<NamedNumber> numbers;
  std::string key = fmt::format("{}\x1f{}\x1f{}\x1f{}\x1f{}", name, call.family, base, factor, by_strategy);
  for (const auto& a : arguments) {
    numbers.push_back({a.name, a.value, a.span});
    key += fmt::format("\x1f{}={}", a.name, a.value);
  }
  if (call.sample) key += fmt::format("\x1f{}", fmt::ptr(call.sample));
  if (const auto it = by_key_.find(key); it != by_key_.end()) return graph_.input(it->second);
  const auto distribution = call.sample ? std::optional<Distribution>(empirical_distribution(*call.sample))
                                        : make_distribution(call.family, call.span, numbers, diagnostics_);
  if (!distribution) return std::nullopt;
  warn_off_interval(name, *distribution, numbers, call.span);
  ModelInput input{.name = name,
                   .base = base,
                   .distribution = distribution,
                   .factor = factor,
                   .by_strategy = by_strategy,
                   .text = call.text,
                   .span = call.span};
  return add(key, std::move(input));
}

std::optional<NodeId> ModelInputs::joint_member(const std::string& name, std::optional<NodeId> base,
                                                double factor) {
  const auto it = members_.find(name);
  if (it == members_.end()) return std::nullopt;
  const auto [index, member] = it->second;
  JointGroup& group = joint_[static_cast<std::size_t>(index)];
  const auto at = static_cast<std::size_t>(member);
  if (!base) base = graph_.constant(factor * group.base[at]);
  if (varied_.contains(name) || replayed_.contains(name)) return base;
  const NodeId node = add("joint\x1f" + name, {.name = name,
                                               .base = base,
                                               .factor = factor,
                                               .joint = index,
                                               .member = member,
                                               .text = family_of(group)});
  group.inputs[at] = static_cast<int>(graph_[node].payload);
  return node;
}

std::shared_ptr<const formula::PatientFamily>
ModelInputs::patients(const DistributionCall& call, const std::vector<formula::EvaluatedArgument>& arguments,
                      bool constant) {
  std::vector<NamedNumber> numbers;
  for (const auto& a : arguments)
    numbers.push_back({a.name, a.value, a.span});
  return patient_family(call, numbers, constant, diagnostics_);
}

NodeId ModelInputs::varied(const std::string& name, NodeId base) {
  return add(fmt::format("varied\x1f{}\x1f{}", name, base), {.name = name, .base = base});
}

void ModelInputs::needed_before_run(NodeId node) {
  if (varied_.empty()) return;
  std::vector<NodeId> open{node};
  std::set<NodeId> seen;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    const formula::Node& n = graph_[id];
    if (n.op == formula::NodeOp::input && varied_.contains(inputs_[n.payload].name))
      sizing_.insert(inputs_[n.payload].name);
    const formula::Operands below = formula::operands(n);
    open.insert(open.end(), below.id, below.id + below.count);
    if (n.op != formula::NodeOp::expected) continue;
    const formula::Expectation& e = graph_.expectation(n.payload);
    open.push_back(e.body);
    for (const auto& quantity : e.variables)
      open.insert(open.end(), quantity.arguments.begin(), quantity.arguments.end());
  }
}

void ModelInputs::evaluate_bases() {
  std::vector<double> values(inputs_.size(), std::nan(""));
  // A base value uses only inputs registered before it: they were resolved first.
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    ModelInput& input = inputs_[i];
    input.base_value = values[i] = formula::Evaluator(graph_, {.inputs = values})(*input.base);
    if (!std::isfinite(input.base_value))
      diagnostics_.error(input.span, fmt::format("the base value of '{}' isn't a finite number", input.name));
    else
      warn_off_base(input);
  }
}

void ModelInputs::warn_off_base(const ModelInput& input) {
  if (!input.distribution) return;
  const auto off = [&](double centre) {
    return std::abs(centre * input.factor - input.base_value) > 0.05 * std::abs(input.base_value) + 1e-12;
  };
  const auto peak = mode(*input.distribution);
  if (off(mean(*input.distribution)) && off(quantile(*input.distribution, 0.5)) && (!peak || off(*peak)))
    diagnostics_.warning(
        input.span,
        fmt::format(
            "the base value of '{}' is {:.6g}, but its distribution has mean {:.6g} and median {:.6g}",
            input.name, input.base_value, mean(*input.distribution) * input.factor,
            quantile(*input.distribution, 0.5) * input.factor),
        "the base case and the PSA then answer different questions");
}

/// A family with two numbers can't meet centre and both ends of a skewed interval, nor a misprinted end.
void ModelInputs::warn_off_interval(const std::string& name, const Distribution& distribution,
                                    const std::vector<NamedNumber>& numbers, const Span& span) {
  constexpr double kFar = 0.1; // of the interval's width
  const auto given = [&](const char* word) {
    const auto it =
        std::find_if(numbers.begin(), numbers.end(), [&](const auto& n) { return n.name == word; });
    return it == numbers.end() ? std::nan("") : it->value;
  };
  const double low = given("low"), high = given("high");
  if (std::isnan(low) || std::isnan(high)) return;
  const double from = quantile(distribution, 0.025), to = quantile(distribution, 0.975);
  if (!(std::abs(from - low) > kFar * (high - low)) && !(std::abs(to - high) > kFar * (high - low))) return;
  diagnostics_.warning(
      span,
      fmt::format("the distribution of '{}' has its 95 % interval at {:.3g} to {:.3g}, not at "
                  "{:.6g} to {:.6g}",
                  name, from, to, low, high),
      "check `low` and `high` against the source; the interval sets the spread, the centre is "
      "what the distribution says");
}

std::vector<double> ModelInputs::base_values() const {
  std::vector<double> values;
  for (const ModelInput& input : inputs_)
    values.push_back(input.base_value);
  return values;
}

} // namespace cea
