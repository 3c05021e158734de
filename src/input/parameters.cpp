#include "input/limits.h"
#include "input/sections.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace cea::input {

namespace {

const std::vector<std::string>& parameter_keys() {
  static const std::vector<std::string> keys = {"value",  "distribution", "low",     "high", "unit",
                                                "label",  "source",       "quality", "note", "section",
                                                "bounds", "confidential", "index"};
  return keys;
}

/// Keys that tell a parameter whose `value` was forgotten from a family; a family may well have members
/// `low` and `high`.
constexpr std::array<std::string_view, 10> kTellingKeys = {"distribution", "unit",  "source",  "quality",
                                                           "note",         "label", "section", "bounds",
                                                           "confidential", "index"};

bool is_family(const Node& node) {
  if (!node.is_map() || node.entries.empty() || node.find("value") != nullptr) return false;
  return std::none_of(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
    return !entry.value.is_map() &&
           std::find(kTellingKeys.begin(), kTellingKeys.end(), entry.key) != kTellingKeys.end();
  });
}

bool lacks_source(const Parameter& parameter) {
  if (!parameter.value || !parameter.provenance.source.empty() || parameter.unit.text == "switch")
    return false;
  if (!is_literal(*parameter.value)) return false;
  const auto number = constant_value(*parameter.value);
  return !(parameter.bare && number && (*number == 0 || *number == 1));
}

/// Warns of literal numbers without source, by name up to a number that a person still reads.
void warn_without_source(const std::vector<Parameter>& parameters, Context& context) {
  constexpr std::size_t most_named = 25;
  std::size_t count = 0;
  const Parameter* first_unnamed = nullptr;
  for (const Parameter& parameter : parameters) {
    if (!lacks_source(parameter)) continue;
    if (++count == most_named + 1) first_unnamed = &parameter;
    if (count > most_named) continue;
    context.diagnostics.warning(parameter.span,
                                fmt::format("the parameter '{}' is a number without source", parameter.name),
                                "say where it comes from with `source:`");
  }
  if (first_unnamed != nullptr)
    context.diagnostics.warning(
        first_unnamed->span,
        fmt::format("{} more parameters are numbers without source", count - most_named));
}

void read_bounds(const Node& node, Parameter& parameter, Context& context) {
  if (!node.is_sequence() || node.items.size() != 2) {
    context.diagnostics.error(node.span, "`bounds` must be a list of two numbers", "as `bounds: [0, 1]`");
    return;
  }
  auto low = read_formula(node.items[0], "`bounds`", context);
  auto high = read_formula(node.items[1], "`bounds`", context);
  if (!low || !high) return;
  const auto least = constant_value(*low), most = constant_value(*high);
  if (least && most && *least > *most)
    context.diagnostics.error(node.span, "the lower bound is above the upper bound");
  parameter.bounds.emplace(*std::move(low), *std::move(high));
}

void read_details(const MapReader& map, Parameter& parameter, Context& context) {
  if (const Node* distribution = map.get("distribution"))
    parameter.distribution = read_distribution(*distribution, parameter.name, context);
  parameter.low = read_optional_formula(map, "low", context);
  parameter.high = read_optional_formula(map, "high", context);
  if (const Node* bounds = map.get("bounds")) read_bounds(*bounds, parameter, context);
  if (const Node* unit = map.get("unit")) parameter.unit = {read_text(*unit, "`unit`", context), unit->span};
  if (const Node* label = map.get("label")) parameter.label = read_prose(*label, "`label`", context);
  if (const Node* section = map.get("section"))
    parameter.section = read_prose(*section, "`section`", context);
  parameter.provenance = read_provenance(map, context);
  if (const Node* flag = map.get("confidential"))
    parameter.confidential = read_flag(*flag, "`confidential`", context);
  if (const Node* index = map.get("index"))
    parameter.index_exempt = read_choice<bool>(*index, "`index`", {{"none", true}}, context).value_or(false);
}

/// Reads `parameters:` into a list, families into their members.
class Collector {
public:
  Collector(std::set<std::string> joint_members, ParameterList& list, Context& context)
      : joint_members_(std::move(joint_members)), list_(&list), context_(&context) {}

  void read(const Entry& entry) {
    check_name(entry);
    if (is_joint(entry.key)) {
      add(entry, entry.key);
    } else if (has_value(entry, "`parameters`", *context_)) {
      if (is_family(entry.value))
        read_family(entry);
      else
        add(entry, entry.key);
    }
  }

private:
  [[nodiscard]] bool is_joint(const std::string& name) const { return joint_members_.contains(name); }

  void check_name(const Entry& entry) {
    if (entry.key.find('.') == std::string::npos) {
      check_formula_name("parameter", entry.key, entry.key_span, context_->diagnostics);
      return;
    }
    const std::string family = entry.key.substr(0, entry.key.find('.'));
    context_->diagnostics.error(entry.key_span,
                                fmt::format("a parameter's name can't have a dot, as '{}'", entry.key),
                                fmt::format("members of a family stand in a mapping: `{}: {{{}: …}}`", family,
                                            entry.key.substr(family.size() + 1)));
  }

  void read_family(const Entry& family) {
    list_->families.push_back(family.key);
    for (const Entry& member : family.value.entries) {
      const std::string name = family.key + "." + member.key;
      check_id("member of a family", member.key, member.key_span, context_->diagnostics);
      if (is_family(member.value) && !is_joint(name))
        context_->diagnostics.error(member.key_span, fmt::format("'{}' is a mapping without `value`", name),
                                    "families have one level of members");
      else if (is_joint(name) || has_value(member, fmt::format("the family '{}'", family.key), *context_))
        add(member, name);
    }
  }

  void add(const Entry& entry, const std::string& name) {
    Parameter parameter;
    parameter.name = name;
    parameter.span = entry.key_span;
    parameter.bare = entry.value.is_scalar() || entry.value.is_sequence();
    if (parameter.bare)
      parameter.value = read_formula(entry.value, fmt::format("the parameter '{}'", name), *context_);
    else if (entry.value.is_map())
      read_mapping(entry.value, parameter);
    list_->parameters.push_back(std::move(parameter));
  }

  void read_mapping(const Node& node, Parameter& parameter) {
    const MapReader map(node, Place::parameter, fmt::format("the parameter '{}'", parameter.name),
                        parameter_keys(), *context_);
    const Node* value = is_joint(parameter.name) ? map.get("value") : map.require("value");
    if (value != nullptr) parameter.value = read_formula(*value, "`value`", *context_);
    read_details(map, parameter, *context_);
  }

  std::set<std::string> joint_members_;
  ParameterList* list_;
  Context* context_;
};

/// Members of joint distributions need no entry of their own: their value is the mean. A name close to that
/// of a parameter is taken for a slip, and reported with the other names that no parameter has.
void add_joint_members(ParameterList& list, Context& context) {
  std::vector<std::string> names = list.families;
  for (const Parameter& parameter : list.parameters)
    names.push_back(parameter.name);
  std::set<std::string> known(names.begin(), names.end());
  for (const JointDistribution& joint : list.joint)
    for (const auto& member : joint.parameters) {
      if (known.contains(member.name) || member.name.find('.') != std::string::npos ||
          !did_you_mean(member.name, names).empty() ||
          !check_formula_name("parameter", member.name, member.span, context.diagnostics))
        continue;
      known.insert(member.name);
      Parameter parameter;
      parameter.name = member.name;
      parameter.span = member.span;
      list.parameters.push_back(std::move(parameter));
    }
}

} // namespace

Provenance read_provenance(const MapReader& map, Context& context) {
  Provenance provenance;
  if (const Node* source = map.get("source")) provenance.source = read_prose(*source, "`source`", context);
  if (const Node* quality = map.get("quality"))
    provenance.quality = read_prose(*quality, "`quality`", context);
  if (const Node* note = map.get("note")) provenance.note = read_prose(*note, "`note`", context);
  return provenance;
}

ParameterList read_parameters(const Node* parameters, const Node* joint, Context& context) {
  ParameterList list;
  list.joint = read_joints(joint, context);
  std::set<std::string> members;
  for (const JointDistribution& j : list.joint)
    for (const auto& member : j.parameters)
      members.insert(member.name);
  if (parameters != nullptr && expect_map(*parameters, "`parameters`", context)) {
    Collector collector(std::move(members), list, context);
    for (const Entry& entry : parameters->entries)
      collector.read(entry);
    if (list.parameters.size() > kMostParameters)
      context.diagnostics.error(parameters->span, fmt::format("more than {} parameters", kMostParameters));
  }
  add_joint_members(list, context);
  warn_without_source(list.parameters, context);
  check_joints(list, context);
  return list;
}

ParameterNames::ParameterNames(const ParameterList& list) : families_(list.families) {
  for (const Parameter& parameter : list.parameters)
    names_.emplace(parameter.name, parameter.span);
}

bool ParameterNames::check(const std::string& name, const Span& at, Context& context) const {
  if (contains(name)) return true;
  if (std::find(families_.begin(), families_.end(), name) != families_.end()) {
    const auto member = names_.upper_bound(name + ".");
    context.diagnostics.error(
        at, fmt::format("'{}' is a family of parameters", name),
        member == names_.end() ? "" : fmt::format("name its members, as `{}`", member->first));
    return false;
  }
  std::vector<std::string> candidates;
  if (!hints_are_wasted(context.diagnostics))
    for (const auto& [known, span] : names_)
      candidates.push_back(known);
  context.diagnostics.error(at, fmt::format("no parameter is called '{}'", name),
                            suggestion(name, candidates));
  return false;
}

} // namespace cea::input
