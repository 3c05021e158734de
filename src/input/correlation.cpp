// The section `correlation`: a Gaussian copula over the distributions of parameters.
#include "input/number_files.h"
#include "input/sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace cea::input {

namespace {

class CorrelationReader {
public:
  CorrelationReader(const ParameterList& list, Context& context)
      : names_(list), joint_(&list.joint), context_(&context) {
    for (const Parameter& p : list.parameters)
      by_name_.emplace(p.name, &p);
  }

  void read(const Node& node, std::vector<Correlation>& all) {
    Diagnostics found;
    Context inner{found, context_->files};
    Correlation one;
    const MapReader map(node, Place::correlation, "an entry of `correlation`",
                        {"between", "value", "matrix", "label", "source", "quality", "note"}, inner);
    if (map.is_map()) {
      read_provenance(map, inner);
      if (const Node* between = map.require("between", "the parameters, as `between: [c_drug, c_care]`"))
        members(*between, one, inner);
      values(map, one, inner);
    }
    forward(found, context_->diagnostics);
    if (!found.has_errors() && map.is_map()) all.push_back(std::move(one));
  }

private:
  void members(const Node& node, Correlation& one, Context& context) {
    for (const Node* item : as_list(node)) {
      const std::string name = read_text(*item, "`between`", context);
      if (name.empty() || !names_.check(name, item->span, context)) continue;
      if (std::any_of(one.between.begin(), one.between.end(), [&](const auto& m) { return m.name == name; }))
        context.diagnostics.error(item->span, fmt::format("'{}' stands twice in `between`", name));
      check_distribution(name, item->span, context);
      one.between.push_back({name, item->span});
    }
    if (as_list(node).size() < 2)
      context.diagnostics.error(node.span, "a correlation needs at least two parameters");
  }

  void check_distribution(const std::string& name, const Span& at, Context& context) {
    for (const JointDistribution& joint : *joint_)
      for (const auto& member : joint.parameters)
        if (member.name == name) {
          context.diagnostics.error(
              at, fmt::format("'{}' is drawn with others in `joint` ({})", name, line_of(member.span, at)),
              "say the correlation there, or take the parameter out of it");
          return;
        }
    if (!by_name_.at(name)->distribution)
      context.diagnostics.error(at, fmt::format("'{}' has no distribution", name),
                                "only parameters that are drawn can be correlated");
  }

  static void values(const MapReader& map, Correlation& one, Context& context) {
    const Node* value = map.get("value");
    const Node* matrix = map.get("matrix");
    if ((value == nullptr) == (matrix == nullptr)) {
      context.diagnostics.error(map.span(), "an entry of `correlation` needs either `value:` or `matrix:`",
                                "as `{between: [c_drug, c_care], value: 0.4}`");
      return;
    }
    if (value != nullptr) {
      one.span = value->span;
      if (auto formula = read_formula(*value, "`value`", context)) one.values.push_back(*std::move(formula));
      return;
    }
    one.span = matrix->span;
    std::vector<std::string> names;
    for (const auto& member : one.between)
      names.push_back(member.name);
    one.values = read_matrix(*matrix, "matrix", names, context);
  }

  ParameterNames names_;
  const std::vector<JointDistribution>* joint_;
  Context* context_;
  std::map<std::string, const Parameter*> by_name_;
};

} // namespace

std::vector<Correlation> read_correlations(const Node* node, const ParameterList& list, Context& context) {
  std::vector<Correlation> all;
  if (node == nullptr) return all;
  if (!node->is_sequence()) {
    context.diagnostics.error(node->span, "`correlation` must be a list",
                              "as `- {between: [c_drug, c_care], value: 0.4}`");
    return all;
  }
  CorrelationReader reader(list, context);
  for (const Node& item : node->items)
    reader.read(item, all);
  return all;
}

} // namespace cea::input
