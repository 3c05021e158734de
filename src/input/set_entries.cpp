#include "input/sections.h"

#include <fmt/format.h>

namespace cea::input {

namespace {

std::optional<SetEntry> read_set_mapping(SetEntry entry, const Node& node, Context& context) {
  const MapReader map(node, Place::set_entry, fmt::format("the setting of '{}'", entry.name),
                      {"value", "distribution", "unit"}, context);
  const Node* value = map.require("value");
  if (const Node* distribution = map.get("distribution"))
    entry.distribution = read_distribution(*distribution, entry.name, context);
  if (const Node* unit = map.get("unit")) entry.unit = {read_text(*unit, "`unit`", context), unit->span};
  if (value == nullptr) return std::nullopt;
  auto formula = read_formula(*value, "`value`", context);
  if (!formula) return std::nullopt;
  entry.value = *std::move(formula);
  return entry;
}

} // namespace

std::optional<SetEntry> read_set_entry(const std::string& name, const Span& name_span, const Node& value,
                                       Context& context) {
  SetEntry entry;
  entry.name = name;
  entry.span = name_span;
  if (value.is_map()) return read_set_mapping(std::move(entry), value, context);
  auto formula = read_formula(value, fmt::format("the setting of '{}'", name), context);
  if (!formula) return std::nullopt;
  entry.value = *std::move(formula);
  return entry;
}

std::vector<SetEntry> read_set(const Node* node, const ParameterNames& names, Context& context) {
  std::vector<SetEntry> set;
  if (node == nullptr || !expect_map(*node, "`set`", context)) return set;
  for (const Entry& entry : node->entries) {
    const bool known = names.check(entry.key, entry.key_span, context);
    if (!has_value(entry, "`set`", context)) continue;
    auto read = read_set_entry(entry.key, entry.key_span, entry.value, context);
    if (read && known) set.push_back(*std::move(read));
  }
  return set;
}

} // namespace cea::input
