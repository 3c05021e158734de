#include "report/text.h"

#include "report/tables.h"
#include "unit/report/made_up.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace cea;
using namespace cea::report;

namespace {

std::string golden(const std::string& name) {
  std::ifstream in(std::string(CEA_SOURCE_DIR).append("/tests/unit/report/golden/").append(name),
                   std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Compares line by line, so that a difference shows where it is.
void check_lines(const std::string& got, const std::string& want) {
  std::istringstream got_lines(got), want_lines(want);
  std::string a, b;
  for (int line = 1; std::getline(want_lines, b); ++line) {
    CAPTURE(line);
    REQUIRE(static_cast<bool>(std::getline(got_lines, a)));
    CHECK(a == b);
  }
  CHECK(got == want);
}

/// CEA_UPDATE_GOLDENS=1 writes what the program gives; look at the difference before you commit it.
void check_golden(const std::string& got, const std::string& name) {
  if (std::getenv("CEA_UPDATE_GOLDENS") != nullptr)
    std::ofstream(std::string(CEA_SOURCE_DIR).append("/tests/unit/report/golden/").append(name),
                  std::ios::binary)
        << got;
  check_lines(got, golden(name));
}

int widest(const std::string& text) {
  std::istringstream lines(text);
  int most = 0;
  for (std::string line; std::getline(lines, line);)
    most = std::max(most, text_width(line));
  return most;
}

std::vector<std::string> titles(const Results& r) {
  std::vector<std::string> all;
  for (const Table& table : report_tables(r, Audience::terminal))
    all.push_back(table.title);
  return all;
}

} // namespace

TEST_CASE("the whole text at 80 columns") {
  const std::string text = to_text(made_up::results(), 80);
  CHECK(widest(text) <= 80);
  check_golden(text, "text_80.txt");
}

TEST_CASE("the whole text at 120 columns") {
  const std::string text = to_text(made_up::results(), 120);
  CHECK(widest(text) <= 120);
  check_golden(text, "text_120.txt");
}

TEST_CASE("the whole Markdown document") {
  check_golden(to_markdown(made_up::results()), "report.md");
}

TEST_CASE("the whole CSV") {
  check_golden(to_csv(made_up::results()), "report.csv");
}

TEST_CASE("the headline leads") {
  Results r = made_up::results();
  CHECK(titles(r)[1] == "Incremental analysis, deterministic");
  CHECK(titles(r)[2] == "Incremental analysis, probabilistic (means of 16 samples)");
  r.headline_probabilistic = true;
  CHECK(titles(r)[1] == "Incremental analysis, probabilistic (means of 16 samples)");
  CHECK(titles(r)[2] == "Incremental analysis, deterministic");
  CHECK(titles(r)[3] == "Pairwise comparison, probabilistic (means of 16 samples)");
}

TEST_CASE("a run without probabilistic analysis or parts has their tables left out") {
  Results r = made_up::results();
  r.psa.reset();
  r.scenarios.clear();
  r.parameters.clear();
  r.warnings.clear();
  for (StrategyTotals& s : r.base_case->strategies) {
    s.undiscounted_effects.clear();
    s.cost_by_category.clear();
    s.cost_by_state.clear();
    s.effect_by_state.clear();
  }
  CHECK(titles(r) == std::vector<std::string>{
                         r.title, "Incremental analysis, deterministic", "Pairwise comparison, deterministic",
                         "Totals per person", "Net monetary benefit ($) by willingness to pay per QALY",
                         "Incremental net monetary benefit ($) by willingness to pay per QALY"});
}

TEST_CASE("dropped samples and replayed inputs are said") {
  Results r = made_up::results();
  r.psa->invalid = 3;
  r.psa->seeded = false;
  r.psa->inputs_file = "draws.csv";
  CHECK(to_text(r, 120).find(
            "16 samples, inputs from draws.csv; 3 invalid samples dropped, which biases results") !=
        std::string::npos);
}

TEST_CASE("every output names what was run") {
  Results r = made_up::results();
  r.overrides = {"c_drug=12_935"};
  for (const std::string& text : {to_text(r, 80), to_markdown(r), to_csv(r)})
    for (const char* part :
         {"scenarios/ra.yaml", "0123456789ab", "0.1.0", "seed 1", "16 samples", "c_drug=12"})
      CHECK(text.find(part) != std::string::npos);
}
