#include "cli/schema.h"

#include "cli/template.h"
#include "input/files.h"
#include "input/read.h"
#include "input/yaml.h"
#include "support/text.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace cea;
using Json = nlohmann::ordered_json;

namespace {

const Json& schema() {
  static const Json parsed = Json::parse(cli::scenario_schema());
  return parsed;
}

/// A YAML document as JSON, as an editor sees it: plain numbers and truth values are such.
Json json_of(const input::Node& node) {
  using Kind = input::Node::Kind;
  if (node.kind == Kind::null) return nullptr;
  if (node.kind == Kind::scalar) {
    if (!node.quoted && (node.text == "true" || node.text == "false")) return node.text == "true";
    const auto number = node.quoted ? std::nullopt : parse_number(node.text);
    return number ? Json(*number) : Json(node.text);
  }
  Json result = node.kind == Kind::map ? Json::object() : Json::array();
  for (const input::Entry& entry : node.entries)
    result[entry.key] = json_of(entry.value);
  for (const input::Node& item : node.items)
    result.push_back(json_of(item));
  return result;
}

Json parsed_yaml(const std::string& text) {
  Diagnostics diagnostics;
  const auto source = input::make_source("test.yaml", text, input::Hash::no, diagnostics);
  REQUIRE(source);
  const auto node = input::parse_yaml(source, diagnostics);
  INFO(render(diagnostics));
  REQUIRE(node);
  return json_of(*node);
}

/// As much of JSON Schema as the schema uses. Returns what is wrong, empty where nothing is.
std::string fault(const Json& rule, const Json& value, const std::string& at);

bool has_type(const std::string& type, const Json& value) {
  if (type == "null") return value.is_null();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_boolean();
  if (type == "integer")
    return value.is_number() && value.get<double>() == static_cast<double>(value.get<long long>());
  FAIL("a type of its own: " << type);
  return false;
}

std::string fault_of_type(const Json& types, const Json& value, const std::string& at) {
  for (const Json& type : types.is_array() ? types : Json::array({types}))
    if (has_type(type.get<std::string>(), value)) return "";
  return fmt::format("{}: {} isn't {}", at, value.dump(), types.dump());
}

std::string fault_of_any(const Json& rules, const Json& value, const std::string& at) {
  std::string all;
  for (const Json& rule : rules) {
    const std::string one = fault(rule, value, at);
    if (one.empty()) return "";
    all += "\n  " + one;
  }
  return fmt::format("{}: no alternative fits:{}", at, all);
}

std::string fault_of_members(const Json& rule, const Json& value, const std::string& at) {
  for (const auto& [key, member] : value.items()) {
    const std::string place = at + "/" + key;
    if (rule.contains("properties") && rule["properties"].contains(key)) {
      if (std::string f = fault(rule["properties"][key], member, place); !f.empty()) return f;
    } else if (rule.contains("additionalProperties")) {
      const Json& others = rule["additionalProperties"];
      if (others == false) return place + ": no such key";
      if (std::string f = fault(others, member, place); !f.empty()) return f;
    }
  }
  return "";
}

std::string fault(const Json& rule, const Json& value, const std::string& at) {
  if (rule.contains("$ref")) {
    const auto name = rule["$ref"].get<std::string>().substr(std::string("#/$defs/").size());
    return fault(schema()["$defs"].at(name), value, at);
  }
  if (rule.contains("type"))
    if (std::string f = fault_of_type(rule["type"], value, at); !f.empty()) return f;
  if (rule.contains("enum") &&
      std::find(rule["enum"].begin(), rule["enum"].end(), value) == rule["enum"].end())
    return fmt::format("{}: {} is none of {}", at, value.dump(), rule["enum"].dump());
  if (rule.contains("anyOf"))
    if (std::string f = fault_of_any(rule["anyOf"], value, at); !f.empty()) return f;
  if (value.is_array() && rule.contains("items"))
    for (std::size_t i = 0; i < value.size(); ++i)
      if (std::string f = fault(rule["items"], value[i], fmt::format("{}/{}", at, i)); !f.empty()) return f;
  return value.is_object() ? fault_of_members(rule, value, at) : "";
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void check_valid(const std::string& what, const std::string& yaml) {
  CAPTURE(what);
  CHECK(fault(schema(), parsed_yaml(yaml), "") == "");
}

std::vector<std::filesystem::path> yaml_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(CEA_SOURCE_DIR) + "/" + folder))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  REQUIRE_FALSE(files.empty());
  return files;
}

/// Where a mapping of the schema stands in a file; KEY is the key that is tried.
const std::map<std::string_view, std::string> kPlaces = {
    {"scenario", "KEY: x"},
    {"variant", "scenarios: {v: {KEY: x}}"},
    {"setting", "setting: {KEY: x}"},
    {"time", "time: {KEY: x}"},
    {"weights", "time: {cycle_correction: {KEY: x}}"},
    {"corrections", "time: {cycle_correction: {KEY: x}}"},
    {"discounting", "discounting: {KEY: x}"},
    {"per_kind", "discounting: {costs: 3%, effects: 3%, compounding: {KEY: annual}}"},
    {"price_index", "price_index: {KEY: x}"},
    {"file", "matrix: {KEY: x}"},
    {"table", "tables: {t: {KEY: x}}"},
    {"parameter", "parameters: {p: {value: 1, KEY: x}}"},
    {"joint", "joint: [{KEY: x}]"},
    {"correlation", "correlation: [{KEY: x}]"},
    {"set_entry", "parameters: {p: 1}\nstrategies: {s: {set: {p: {KEY: x}}}}"},
    {"states", "states: {KEY: [x]}"},
    {"state", "states: {s: {KEY: x}}"},
    {"clock", "states: {s: {}}\nclocks: {c: {KEY: s}}"},
    {"curve", "curves: {c: {KEY: x}}"},
    {"kaplan_meier", "curves: {c: {kaplan_meier: {KEY: x}}}"},
    {"join", "curves: {c: {distribution: \"exponential(rate=1)\", then: {KEY: x}}}"},
    {"cure", "curves: {c: {distribution: \"exponential(rate=1)\", cure: {KEY: x}}}"},
    {"wane", "curves: {c: {distribution: \"exponential(rate=1)\", wane: {KEY: x}}}"},
    {"background", "curves: {c: {distribution: \"exponential(rate=1)\", background: {KEY: x}}}"},
    {"partitioned_survival", "partitioned_survival: {KEY: x}"},
    {"tree", "strategies: {s: {}}\ntree: {KEY: x}"},
    {"branch", "strategies: {s: {}}\ntree: {branches: {b: {KEY: x}}}"},
    {"item", "states: {s: {}}\ncosts: {c: {KEY: x}}"},
    {"outcome", "states: {s: {}}\noutcomes: {c: {KEY: x}}"},
    {"strategy", "strategies: {s: {KEY: x}}"},
    {"both", "strategies: {s: {subgroups: {g: {KEY: x}}}}"},
    {"subgroups", "subgroups: {KEY: a.csv}"},
    {"subgroup", "subgroups: {g: {KEY: x}}"},
    {"validation", "validation: [{KEY: x}]"},
    {"analyses", "analyses: {KEY: x}"},
    {"psa", "analyses: {psa: {KEY: x}}"},
    {"owsa", "analyses: {owsa: {KEY: x}}"},
    {"twsa", "analyses: {twsa: {KEY: x}}"},
    {"threshold", "analyses: {threshold: [{KEY: x}]}"},
    {"evppi", "analyses: {evppi: {KEY: x}}"},
    {"trial", "analyses: {evsi: {t: {KEY: x}}}"},
    {"equity", "analyses: {equity: {KEY: x}}"},
    {"budget_impact", "analyses: {budget_impact: {KEY: x}}"},
    {"eligible", "analyses: {budget_impact: {eligible: {KEY: x}}}"},
    {"programme", "analyses: {budget_impact: {eligible: {prevalent: 1}, programme: {KEY: x}}}"},
};

/// What the reader says of a key at a mapping's place.
std::string problems_with(const std::string& place, std::string_view key) {
  std::string text = place;
  text.replace(text.find("KEY"), 3, key);
  Diagnostics diagnostics;
  read_scenario_text("cea: 1\n" + text + "\n", "test.yaml", {}, diagnostics);
  std::string all;
  for (const Diagnostic& d : diagnostics.all())
    all += d.message + "\n";
  return all;
}

bool is_open(const cli::SchemaMapping& mapping) {
  return std::any_of(mapping.keys.begin(), mapping.keys.end(),
                     [](const auto& key) { return key.name.empty(); });
}

} // namespace

TEST_CASE("every reference of the schema leads somewhere") {
  const std::string text = cli::scenario_schema();
  std::size_t references = 0;
  for (std::size_t at = text.find("#/$defs/"); at != std::string::npos; at = text.find("#/$defs/", at + 1)) {
    const std::string name = text.substr(at + 8, text.find('"', at) - at - 8);
    CAPTURE(name);
    CHECK(schema()["$defs"].contains(name));
    ++references;
  }
  CHECK(references > 30);
}

TEST_CASE("files that the program runs fit the schema") {
  for (const char* folder : {"scenarios", "tests/reference/scenarios"})
    for (const auto& path : yaml_files(folder))
      check_valid(path.string(), text_of(path));
  check_valid("cea new", std::string(cli::scenario_template()));
}

TEST_CASE("examples of the language reference fit the schema") {
  std::istringstream page(text_of(std::string(CEA_SOURCE_DIR) + "/scenarios/README.md"));
  std::string example;
  bool inside = false;
  std::size_t number = 1, begin = 0, examples = 0;
  for (std::string line; std::getline(page, line); ++number) {
    if (line == "```yaml") {
      inside = true;
      begin = number;
      example.clear();
    } else if (inside && line == "```") {
      inside = false;
      ++examples;
      check_valid(fmt::format("example at line {}", begin), example);
    } else if (inside) {
      example += line + "\n";
    }
  }
  CHECK(examples > 20);
}

TEST_CASE("the schema knows the keys that the reader reads") {
  for (const cli::SchemaMapping& mapping : cli::schema_mappings()) {
    CAPTURE(mapping.name);
    for (const cli::SchemaKey& key : mapping.keys) {
      if (key.name.empty()) continue; // ids
      CAPTURE(key.name);
      REQUIRE(kPlaces.contains(mapping.name));
      const std::string problems = problems_with(kPlaces.at(mapping.name), key.name);
      CAPTURE(problems);
      CHECK(problems.find(fmt::format("unknown key `{}`", key.name)) == std::string::npos);
    }
    // That a key of no meaning is refused shows that the place is the right one.
    // Words of the language that this version doesn't read yet are in the schema, too.
    if (is_open(mapping) || mapping.name == "per_kind") continue;
    const std::string refusal = problems_with(kPlaces.at(mapping.name), "zzz");
    CHECK((refusal.find("unknown key `zzz`") != std::string::npos ||
           refusal.find("isn't supported by this version") != std::string::npos));
  }
}

TEST_CASE("the schema refuses what isn't the language") {
  const auto refused = [](const std::string& yaml) {
    return !fault(schema(), parsed_yaml(yaml), "").empty();
  };
  CHECK(refused("cea: 1\nstrategeis: {a: {}}\n"));
  CHECK(refused("cea: 1\ntime: {cycle_lenght: 1 year}\n"));
  CHECK(refused("cea: 1\nstates: [well, dead]\n"));
  CHECK(refused("cea: 1\nstates: {well: {alive: perhaps}}\n"));
  CHECK(refused("cea: 1\njoint: [{parameters: [a], distribution: dirichelt}]\n"));
  CHECK(refused("cea: 1\nscenarios: {a: {sett: {p: 1}}}\n"));
  CHECK_FALSE(refused("cea: 1\nscenarios: {a: {set: {p: [1, 2]}, time: {horizon: 10 years}}}\n"));
}
