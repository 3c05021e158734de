#include "cli/schema.h"

#include <nlohmann/json.hpp>

namespace cea::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Alternatives of a shape: split at `|` outside of brackets.
std::vector<std::string_view> alternatives(std::string_view shape) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= shape.size(); ++i) {
    const char c = i < shape.size() ? shape[i] : '|';
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (c != '|' || (depth > 0 && i < shape.size())) continue;
    parts.push_back(shape.substr(begin, i - begin));
    begin = i + 1;
  }
  return parts;
}

Json schema_of(std::string_view shape);

Json alternative(std::string_view shape) {
  const std::string_view inner = shape.size() > 2 ? shape.substr(1, shape.size() - 2) : std::string_view{};
  if (shape == "text") return {{"type", {"string", "number", "boolean"}}};
  if (shape == "formula") return {{"type", {"number", "string"}}};
  if (shape == "whole") return {{"type", {"integer", "string"}}};
  if (shape == "flag") return {{"type", "boolean"}};
  if (shape.starts_with('=')) return {{"const", shape.substr(1)}};
  if (shape.starts_with('@')) return {{"$ref", "#/$defs/" + std::string(shape.substr(1))}};
  if (shape.starts_with('[')) return {{"type", "array"}, {"items", schema_of(inner)}};
  return {{"type", "object"}, {"additionalProperties", schema_of(inner)}};
}

/// Words that stand beside each other become one `enum`.
Json schema_of(std::string_view shape) {
  Json words = Json::array(), any = Json::array();
  for (const std::string_view part : alternatives(shape)) {
    if (part.starts_with('='))
      words.push_back(part.substr(1));
    else
      any.push_back(alternative(part));
  }
  if (!words.empty()) any.push_back({{"enum", words}});
  any.push_back({{"type", "null"}});
  return {{"anyOf", any}};
}

Json mapping_schema(const SchemaMapping& mapping) {
  Json properties = Json::object(), others = false;
  for (const SchemaKey& key : mapping.keys) {
    Json value = schema_of(key.shape);
    if (!key.help.empty()) value["description"] = key.help;
    if (key.name.empty())
      others = std::move(value);
    else
      properties[std::string(key.name)] = std::move(value);
  }
  return {{"type", "object"}, {"properties", properties}, {"additionalProperties", others}};
}

} // namespace

std::string scenario_schema() {
  Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
               {"title", "Scenario file of cea"},
               {"description", "A decision model for cost-effectiveness analysis."}};
  Json definitions = Json::object();
  for (const SchemaMapping& mapping : schema_mappings()) {
    Json schema = mapping_schema(mapping);
    if (mapping.name == "scenario")
      root.update(schema);
    else
      definitions[std::string(mapping.name)] = std::move(schema);
  }
  // A file that extends another has its version, too, but may leave all else to it.
  root["required"] = {"cea"};
  root["if"] = {{"required", {"extends"}}};
  root["then"] = Json::object();
  root["else"] = {{"required", {"cea", "strategies"}}};
  root["$defs"] = std::move(definitions);
  return root.dump(2) + "\n";
}

} // namespace cea::cli
