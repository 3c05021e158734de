// The section `joint`: parameters that are drawn together.
#include "input/number_files.h"
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

std::vector<std::string> names_of(const JointDistribution& joint) {
  std::vector<std::string> names;
  for (const auto& member : joint.parameters)
    names.push_back(member.name);
  return names;
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
  refuse(map, {"mean", "covariance", "se", "sd", "correlation", "file"}, "dirichlet", context);
  const Node* counts = map.require("counts");
  if (counts == nullptr) return;
  joint.counts = read_vector(*counts, "counts", names_of(joint), context);
}

/// What is given by a covariance stands under that key, or in the file that the entry names.
const Node* covariance_of(const MapReader& map) {
  return map.has("covariance") ? map.get("covariance") : map.get("file");
}

void read_spread(const MapReader& map, const char* key, JointDistribution& joint, Context& context) {
  const std::vector<std::string> names = names_of(joint);
  joint.se = read_vector(*map.get(key), key, names, context);
  const Node* correlation = map.get("correlation");
  if (correlation == nullptr) {
    context.diagnostics.error(
        map.key_span(key), fmt::format("`{}` needs `correlation:`", key),
        "one number for all pairs, or a matrix; without one the parameters are drawn apart");
    return;
  }
  const bool one = correlation->is_scalar() && !correlation->text.ends_with(".csv");
  if (!one)
    joint.correlation = read_matrix(*correlation, "correlation", names, context);
  else if (auto formula = read_formula(*correlation, "`correlation`", context))
    joint.correlation.push_back(*std::move(formula));
}

void read_normal(const MapReader& map, JointDistribution& joint, Context& context) {
  refuse(map, {"counts"}, joint.family, context);
  if (map.has("covariance")) refuse(map, {"correlation", "file"}, "covariance", context);
  if (map.has("file")) refuse(map, {"correlation"}, "file", context);
  if (const Node* mean = map.require("mean"))
    joint.mean = read_vector(*mean, "mean", names_of(joint), context);
  const bool both = map.has("se") && map.has("sd");
  const char* const spread = map.has("se") ? "se" : "sd";
  const bool by_spread = map.has(spread);
  const Node* covariance = covariance_of(map);
  if (both || by_spread == (covariance != nullptr)) {
    context.diagnostics.error(
        joint.family_span,
        fmt::format("`{}` needs either `covariance:` or `se:` with `correlation:`", joint.family));
    return;
  }
  if (by_spread)
    read_spread(map, spread, joint, context);
  else
    joint.covariance = read_matrix(*covariance, "covariance", names_of(joint), context);
}

/// A sample whose rows are drawn whole, such as an MCMC posterior.
void read_sample_of(const MapReader& map, JointDistribution& joint, Context& context) {
  refuse(map, {"counts", "mean", "covariance", "se", "sd", "correlation"}, "empirical", context);
  const Node* file = map.require("file", "a CSV file with a column a parameter and a row a draw");
  if (file == nullptr || joint.parameters.empty()) return;
  joint.columns = read_columns(read_text(*file, "`file`", context), file->span, names_of(joint), context);
  for (std::size_t i = 0; i < joint.columns.size(); ++i) {
    const auto [least, most] = std::minmax_element(joint.columns[i]->begin(), joint.columns[i]->end());
    if (*least < *most) continue;
    context.diagnostics.error(
        file->span, fmt::format("all values of the column '{}' are {:.6g}", joint.parameters[i].name, *least),
        "what isn't uncertain needs no distribution");
  }
}

JointDistribution read_joint(const Node& node, Context& context) {
  JointDistribution joint;
  joint.span = node.span;
  const MapReader map(
      node, Place::joint, "an entry of `joint`",
      {"parameters", "distribution", "counts", "mean", "covariance", "se", "sd", "correlation", "file"},
      context);
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
    read_sample_of(map, joint, context);
  } else if (!joint.family.empty()) {
    context.diagnostics.error(joint.family_span,
                              fmt::format("no joint distribution is called '{}'", joint.family),
                              "a joint distribution is `dirichlet`, `multivariate_normal`, "
                              "`multivariate_lognormal` or `empirical`");
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
