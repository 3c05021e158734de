// The section `joint`: parameters that are drawn together.
#include "input/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

namespace cea::input {

namespace {

void read_joint_members(const Node& node, JointDistribution& joint, Context& context) {
  for (const Node* item : as_list(node)) {
    const std::string name = read_text(*item, "a member of `joint`", context);
    if (!name.empty()) joint.parameters.push_back({name, item->span});
  }
}

void check_count(const std::vector<FormulaText>& list, std::size_t expected, std::string_view what,
                 const Node& node, const JointDistribution& joint, Context& context) {
  if (list.size() == expected) return;
  context.diagnostics.error(
      node.span, fmt::format("{} {} for {} parameters", list.size(), what, joint.parameters.size()));
}

std::vector<FormulaText> read_list(const Node& node, std::string_view key, Context& context) {
  std::vector<FormulaText> list;
  for (const Node* item : as_list(node))
    if (auto formula = read_formula(*item, fmt::format("`{}`", key), context))
      list.push_back(*std::move(formula));
  return list;
}

/// A matrix by rows, as `[[1, 0.2], [0.2, 1]]`.
std::vector<FormulaText> read_matrix(const Node& node, std::string_view key, const JointDistribution& joint,
                                     Context& context) {
  const std::size_t n = joint.parameters.size();
  std::vector<FormulaText> matrix;
  const bool rows = node.is_sequence() && node.items.size() == n &&
                    std::all_of(node.items.begin(), node.items.end(),
                                [&](const Node& row) { return row.is_sequence() && row.items.size() == n; });
  if (!rows) {
    context.diagnostics.error(node.span,
                              fmt::format("`{}` must be a matrix of {} rows with {} numbers", key, n, n),
                              "as `[[0.04, -0.001], [-0.001, 0.0001]]`");
    return matrix;
  }
  for (const Node& row : node.items)
    for (auto& formula : read_list(row, key, context))
      matrix.push_back(std::move(formula));
  return matrix;
}

/// Nothing that the file says is passed over.
void refuse(const MapReader& map, std::initializer_list<const char*> keys, const std::string& beside,
            Context& context) {
  for (const char* key : keys)
    if (map.has(key))
      context.diagnostics.error(map.key_span(key), fmt::format("`{}` doesn't go with `{}`", key, beside),
                                "remove one of the two");
}

void read_dirichlet(const MapReader& map, JointDistribution& joint, Context& context) {
  refuse(map, {"mean", "covariance", "se", "sd", "correlation"}, "dirichlet", context);
  const Node* counts = map.require("counts");
  if (counts == nullptr) return;
  joint.counts = read_list(*counts, "counts", context);
  check_count(joint.counts, joint.parameters.size(), "counts", *counts, joint, context);
}

void read_spread(const MapReader& map, const char* key, JointDistribution& joint, Context& context) {
  const std::size_t n = joint.parameters.size();
  const Node& node = *map.get(key);
  joint.se = read_list(node, key, context);
  check_count(joint.se, n, fmt::format("`{}`", key), node, joint, context);
  const Node* correlation = map.get("correlation");
  if (correlation == nullptr)
    context.diagnostics.error(
        map.key_span(key), fmt::format("`{}` needs `correlation:`", key),
        "one number for all pairs, or a matrix; without one the parameters are drawn apart");
  else if (correlation->is_scalar())
    joint.correlation = read_list(*correlation, "correlation", context);
  else
    joint.correlation = read_matrix(*correlation, "correlation", joint, context);
}

void read_normal(const MapReader& map, JointDistribution& joint, Context& context) {
  refuse(map, {"counts"}, joint.family, context);
  if (map.has("covariance")) refuse(map, {"correlation"}, "covariance", context);
  if (const Node* mean = map.require("mean")) {
    joint.mean = read_list(*mean, "mean", context);
    check_count(joint.mean, joint.parameters.size(), "means", *mean, joint, context);
  }
  const bool both = map.has("se") && map.has("sd");
  const char* const spread = map.has("se") ? "se" : "sd";
  const bool by_spread = map.has(spread);
  if (both || by_spread == map.has("covariance")) {
    context.diagnostics.error(
        joint.family_span,
        fmt::format("`{}` needs either `covariance:` or `se:` with `correlation:`", joint.family));
    return;
  }
  if (by_spread)
    read_spread(map, spread, joint, context);
  else
    joint.covariance = read_matrix(*map.get("covariance"), "covariance", joint, context);
}

JointDistribution read_joint(const Node& node, Context& context) {
  JointDistribution joint;
  joint.span = node.span;
  const MapReader map(
      node, Place::joint, "an entry of `joint`",
      {"parameters", "distribution", "counts", "mean", "covariance", "se", "sd", "correlation"}, context);
  if (!map.is_map()) return joint;
  if (const Node* members = map.require("parameters")) read_joint_members(*members, joint, context);
  const Node* family = map.require("distribution");
  if (family == nullptr) return joint;
  joint.family = read_text(*family, "`distribution`", context);
  joint.family_span = family->span;
  if (joint.family == "dirichlet") {
    read_dirichlet(map, joint, context);
  } else if (joint.family == "multivariate_normal" || joint.family == "multivariate_lognormal") {
    read_normal(map, joint, context);
  } else if (joint.family == "empirical") {
    context.diagnostics.error(joint.family_span, "`empirical` isn't supported by this version of cea");
  } else if (!joint.family.empty()) {
    context.diagnostics.error(
        joint.family_span, fmt::format("no joint distribution is called '{}'", joint.family),
        "a joint distribution is `dirichlet`, `multivariate_normal` or `multivariate_lognormal`");
  }
  return joint;
}

} // namespace

std::vector<JointDistribution> read_joints(const Node* node, Context& context) {
  std::vector<JointDistribution> all;
  if (node == nullptr) return all;
  if (!node->is_sequence()) {
    context.diagnostics.error(node->span, "`joint` must be a list",
                              "as `- {parameters: [p_a, p_b], distribution: dirichlet, counts: [12, 30]}`");
    return all;
  }
  for (const Node& item : node->items)
    all.push_back(read_joint(item, context));
  return all;
}

void check_joints(const ParameterList& list, Context& context) {
  const ParameterNames names(list);
  std::map<std::string, const Parameter*> by_name;
  for (const Parameter& p : list.parameters)
    by_name.emplace(p.name, &p);
  std::map<std::string, Span> seen;
  for (const JointDistribution& joint : list.joint) {
    for (const JointDistribution::Member& member : joint.parameters) {
      if (!names.check(member.name, member.span, context)) continue;
      const auto [first, fresh] = seen.emplace(member.name, member.span);
      if (!fresh)
        context.diagnostics.error(member.span, fmt::format("'{}' already stands in `joint` in {}",
                                                           member.name, line_of(first->second, member.span)));
      if (by_name.at(member.name)->distribution)
        context.diagnostics.error(
            member.span,
            fmt::format("'{}' has a distribution of its own ({})", member.name,
                        line_of(by_name.at(member.name)->distribution->span, member.span)),
            "a member of `joint` is drawn with the others: remove one of the two");
    }
    if (joint.parameters.size() == 1)
      context.diagnostics.error(joint.span, "a joint distribution needs at least two parameters");
  }
}

} // namespace cea::input
