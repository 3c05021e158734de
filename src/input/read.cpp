#include "input/read.h"

#include "input/build_scenario.h"
#include "input/files.h"
#include "input/limits.h"
#include "input/merge.h"
#include "input/samples.h"
#include "input/yaml.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace cea {

namespace {

using namespace input;

std::optional<ScenarioFile> read_source(const std::shared_ptr<const SourceFile>& source,
                                        const std::string& path, const ReadOptions& options,
                                        Diagnostics& diagnostics) {
  auto parsed = parse_yaml(source, diagnostics);
  if (!parsed) return std::nullopt;
  Files files(source->name, options.allow_paths);
  Context context{diagnostics, files};
  const std::size_t before = diagnostics.error_count();
  const Node root = resolve_extends(*std::move(parsed), context);
  if (diagnostics.error_count() > before && root.find("states") == nullptr)
    return std::nullopt; // what the other file was to bring isn't there
  const BuiltScenario base = build_scenario(root, context);
  ScenarioFile file;
  file.path = path;
  file.sha256 = source->sha256;
  file.base = base.scenario;
  file.variants = read_variants(root, base, context);
  file.validation = read_validation(root, file, context);
  return file;
}

bool is_parameter_name(std::string_view name) {
  const auto parts = split(name, '.');
  return parts.size() <= 2 && std::all_of(parts.begin(), parts.end(), formula::is_identifier);
}

} // namespace

std::optional<ScenarioFile> read_scenario_file(const std::string& path, const ReadOptions& options,
                                               Diagnostics& diagnostics) {
  const auto source = load_named_file(path, kMostYamlBytes, Hash::yes, diagnostics);
  return source ? read_source(source, path, options, diagnostics) : std::nullopt;
}

std::optional<ScenarioFile> read_scenario_text(const std::string& text, const std::string& name,
                                               const ReadOptions& options, Diagnostics& diagnostics) {
  if (text.size() > kMostYamlBytes) {
    diagnostics.error({}, fmt::format("`{}` is larger than {} MB", name, kMostYamlBytes >> 20U));
    return std::nullopt;
  }
  const auto source = make_source(name, text, Hash::yes, diagnostics);
  return source ? read_source(source, name, options, diagnostics) : std::nullopt;
}

std::optional<SetEntry> read_override(const std::string& argument, Diagnostics& diagnostics) {
  const auto source = make_source("--set", argument, Hash::no, diagnostics);
  if (!source) return std::nullopt;
  const Span start{source, 1, 1};
  const std::size_t equals = argument.find('=');
  const std::string name(trim(argument.substr(0, equals)));
  if (equals == std::string::npos || !is_parameter_name(name)) {
    diagnostics.error(start, fmt::format("'{}' isn't a setting", argument), "as `--set c_drug=12_500`");
    return std::nullopt;
  }
  Node value;
  value.kind = Node::Kind::scalar;
  value.text = argument.substr(equals + 1);
  value.span = start.shifted(static_cast<int>(equals) + 1);
  Files files(".", {});
  Diagnostics found;
  Context context{found, files};
  auto entry = read_set_entry(name, start, value, context);
  forward(found, diagnostics);
  return found.has_errors() ? std::nullopt : std::move(entry);
}

bool check_override(const SetEntry& entry, const Scenario& scenario, Diagnostics& diagnostics) {
  std::vector<std::string> names;
  for (const Parameter& parameter : scenario.parameters)
    names.push_back(parameter.name);
  if (std::find(names.begin(), names.end(), entry.name) != names.end()) return true;
  diagnostics.error(entry.span, fmt::format("no parameter is called '{}'", entry.name),
                    suggestion(entry.name, names));
  return false;
}

void warn_hidden_override(const SetEntry& entry, const Scenario& scenario, Diagnostics& diagnostics) {
  warn_hidden(entry, scenario, diagnostics);
}

std::vector<double> read_wtp(const std::string& argument, Diagnostics& diagnostics) {
  Node value;
  value.kind = Node::Kind::scalar;
  value.text = argument;
  const auto source = make_source("--wtp", argument, Hash::no, diagnostics);
  if (!source) return {};
  value.span = {source, 1, 1};
  Files files(".", {});
  Context context{diagnostics, files};
  return read_thresholds(value, "willingness to pay", context);
}

std::optional<SampleInputs> read_samples(const std::string& path, Diagnostics& diagnostics) {
  const auto source = load_named_file(path, kMostCsvBytes, Hash::yes, diagnostics);
  if (!source) return std::nullopt;
  return read_sample_rows(
      source, [](const std::string&, const Span&) { return input::SampleColumn::take; }, diagnostics);
}

} // namespace cea
