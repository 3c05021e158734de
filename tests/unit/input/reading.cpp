#include "unit/input/reading.h"

#include <unistd.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <utility>

namespace cea::test {

namespace {

struct Section {
  const char* key;
  const char* text;
};

constexpr std::array kSections = {
    Section{"cea", "1"},
    Section{"time", "{cycle_length: 1 year, horizon: 10 years}"},
    Section{"discounting", "{costs: 3%, effects: 3%}"},
    Section{"parameters", "{p: {value: 0.1, source: x}, c_drug: {value: 100, source: x}}"},
    Section{"states", "{well: {utility: 0.9, cost: 10}, sick: {utility: 0.5}, dead: {alive: false}}"},
    Section{"start", "{well: 1}"},
    Section{"mortality", "0.01"},
    Section{"transitions", "{well: {sick: p}, sick: {well: 0.2}}"},
    Section{"strategies", "{a: {}, b: {}}"},
};

} // namespace

Reading read(const std::string& text, const ReadOptions& options, const std::string& name) {
  Reading reading;
  reading.file = read_scenario_text(text, name, options, reading.diagnostics);
  return reading;
}

Reading read_path(const std::string& path, const ReadOptions& options) {
  Reading reading;
  reading.file = read_scenario_file(path, options, reading.diagnostics);
  return reading;
}

std::string scenario(const std::map<std::string, std::string>& sections) {
  std::string text;
  auto left = sections;
  for (const Section& section : kSections) {
    const auto own = left.find(section.key);
    const std::string value = own == left.end() ? section.text : own->second;
    if (!value.empty()) text += fmt::format("{}: {}\n", section.key, value);
    if (own != left.end()) left.erase(own);
  }
  for (const auto& [key, value] : left)
    text += fmt::format("{}: {}\n", key, value);
  return text;
}

std::string errors(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics.sorted())
    if (d.severity == Severity::error)
      text += fmt::format("{}:{}: {}\n", d.span.line, d.span.column, d.message);
  return text;
}

std::string problems(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics.sorted())
    text += fmt::format("{}{}:{}: {}\n", d.severity == Severity::warning ? "warning: " : "", d.span.line,
                        d.span.column, d.message);
  return text;
}

std::string hints(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& d : diagnostics.sorted())
    text += d.hint + "\n";
  return text;
}

StateIndex index_of(const Scenario& scenario, const std::string& id) {
  const auto at = std::find_if(scenario.states.begin(), scenario.states.end(),
                               [&](const HealthState& s) { return s.id == id; });
  REQUIRE(at != scenario.states.end());
  return static_cast<StateIndex>(at - scenario.states.begin());
}

const HealthState& state(const Scenario& scenario, const std::string& id) {
  return scenario.states[static_cast<std::size_t>(index_of(scenario, id))];
}

const Strategy& strategy(const Scenario& scenario, const std::string& id) {
  const auto at = std::find_if(scenario.strategies.begin(), scenario.strategies.end(),
                               [&](const Strategy& s) { return s.id == id; });
  REQUIRE(at != scenario.strategies.end());
  return *at;
}

std::string move(const Scenario& scenario, const std::string& id, const std::string& from,
                 const std::string& to) {
  const auto& row =
      strategy(scenario, id).transitions.rows[static_cast<std::size_t>(index_of(scenario, from))];
  if (!row) return {};
  for (const TransitionEntry& entry : row->entries)
    if (entry.to == index_of(scenario, to)) return entry.rest ? "rest" : entry.probability.text;
  return {};
}

Folder::Folder() {
  static int count = 0;
  path_ = std::filesystem::temp_directory_path() / fmt::format("cea-test-{}-{}", ::getpid(), ++count);
  std::filesystem::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void Folder::write(const std::string& name, const std::string& text) const {
  std::filesystem::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << text;
}

} // namespace cea::test
