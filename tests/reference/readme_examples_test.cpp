// Every example of the language reference runs. A fence follows comments that say what it is: `name: X` gives
// it a name, `with: X` lays it over that one as `extends` does, `file: X` is a file that others refer to.
#include "analysis/budget_impact.h"
#include "reference/moved_runs.h"

#include <doctest/doctest.h>

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

using namespace cea;
using namespace cea::reference;

namespace {

struct Block {
  std::size_t line = 0; ///< of the fence in the page
  std::string language, text;
  std::map<std::string, std::string> marks; ///< name, with, file
};

/// `<!-- key: value -->` into `marks`; anything else but an empty line clears them.
void read_mark(const std::string& line, std::map<std::string, std::string>& marks) {
  const std::string open = "<!-- ", close = " -->";
  if (line.empty()) return;
  const std::size_t colon = line.find(": ");
  if (!line.starts_with(open) || !line.ends_with(close) || colon == std::string::npos) return marks.clear();
  marks[line.substr(open.size(), colon - open.size())] =
      line.substr(colon + 2, line.size() - colon - 2 - close.size());
}

std::vector<Block> blocks_of(const std::string& page) {
  std::vector<Block> blocks;
  std::map<std::string, std::string> marks;
  std::istringstream in(page);
  std::size_t number = 0;
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) blocks.push_back({number, line.substr(3), {}, std::exchange(marks, {})});
      inside = !inside;
    } else if (inside) {
      blocks.back().text += line + "\n";
    } else {
      read_mark(line, marks);
    }
  }
  return blocks;
}

/// A folder that goes away with the test.
class Folder {
public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("cea_readme_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

private:
  std::filesystem::path path_;
};

bool uncertain(const Scenario& scenario) {
  return !scenario.joint.empty() ||
         std::any_of(scenario.parameters.begin(), scenario.parameters.end(),
                     [](const Parameter& p) { return p.distribution.has_value(); });
}

bool all_finite(const std::vector<std::vector<double>>& values) {
  return std::all_of(values.begin(), values.end(), [](const std::vector<double>& column) {
    return std::all_of(column.begin(), column.end(), [](double x) { return std::isfinite(x); });
  });
}

void check_base_case(const BaseCase& base) {
  CHECK(base.strategies.size() >= 2);
  for (const StrategyTotals& s : base.strategies) {
    CAPTURE(s.id);
    CHECK(std::isfinite(s.cost));
    CHECK_FALSE(s.effects.empty());
    CHECK(std::isfinite(effect_of(base, s.id)));
  }
}

PsaSamples samples_of(const ScenarioFile& file) {
  const auto& inputs = file.base->analyses.psa.inputs;
  if (inputs) return replay(file, *inputs);
  PsaOptions options;
  options.samples = 100;
  return probabilistic(*compile_variant(file, {}, Detail::totals), options);
}

void check_samples_valid(const ScenarioFile& file) {
  const PsaSamples samples = samples_of(file);
  CHECK(samples.dropped == 0);
  CHECK_FALSE(samples.costs.at(0).empty());
  CHECK(all_finite(samples.costs));
  CHECK(all_finite(samples.effects));
}

/// What `analyses:` asks for, each with a result.
void check_analyses(const ScenarioFile& file) {
  const Analyses& wanted = file.base->analyses;
  if (!wanted.owsa && wanted.twsa.empty() && wanted.thresholds.empty() && !wanted.budget) return;
  const BaseRun run = base_run(file);
  if (wanted.owsa) CHECK_FALSE(one_way_of(run).bars.empty());
  for (const TwoWaySettings& settings : wanted.twsa)
    CHECK_FALSE(two_way_of(run, settings).boundary.empty());
  for (const ThresholdSettings& settings : wanted.thresholds) {
    const ThresholdResult result = threshold_of(run, settings);
    for (const auto& target : result.targets)
      CHECK(target.status != ThresholdResult::Status::no_effect);
  }
  if (!wanted.budget) return;
  Diagnostics warnings;
  const BudgetImpact impact(*run.model, {}, one_way_bars(*run.model, run.parameters, {}), {});
  CHECK(impact.run(warnings).base.net.size() == static_cast<std::size_t>(wanted.budget->years));
}

void check_example(const std::string& path) {
  const ScenarioFile file = load(path);
  check_base_case(run(file).base);
  for (const ScenarioVariant& variant : file.variants) {
    CAPTURE(variant.id);
    check_base_case(run(file, variant.id).base);
  }
  if (uncertain(*file.base)) check_samples_valid(file);
  check_analyses(file);
}

std::vector<Block> page() {
  return blocks_of(text_of(shipped_scenario("README.md")));
}

/// The blocks that others refer to, as files beside them.
void write_files(const Folder& folder, const std::vector<Block>& blocks) {
  for (const Block& block : blocks) {
    if (block.marks.contains("file")) (void)folder.write(block.marks.at("file"), block.text);
    if (block.marks.contains("name")) (void)folder.write(block.marks.at("name") + ".yaml", block.text);
  }
}

} // namespace

TEST_CASE("examples of a page are found with their marks") {
  const auto blocks = blocks_of(
      "<!-- name: a -->\n<!-- file: b -->\n\n```yaml\nx: 1\n```\n<!-- with: a -->\ntext\n```\ny\n```\n");
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].language == "yaml");
  CHECK(blocks[0].text == "x: 1\n");
  CHECK(blocks[0].marks == std::map<std::string, std::string>{{"name", "a"}, {"file", "b"}});
  CHECK(blocks[0].line == 4);
  CHECK(blocks[1].marks.empty());
}

TEST_CASE("every example of the language reference runs") {
  const Folder folder;
  const std::vector<Block> blocks = page();
  write_files(folder, blocks);
  std::size_t examples = 0;
  for (const Block& block : blocks) {
    if (block.language != "yaml") continue;
    ++examples;
    CAPTURE(block.line);
    const auto below = block.marks.find("with");
    const std::string text =
        below == block.marks.end() ? block.text : "extends: " + below->second + ".yaml\n" + block.text;
    CHECK_NOTHROW(check_example(folder.write("example.yaml", text)));
  }
  CHECK(examples >= 25);
}
