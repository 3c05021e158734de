// The model as a spreadsheet: what its sheets hold, and what is refused. tests/spreadsheet has them
// recalculated.
#include "analysis/live_model.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

using namespace cea;
using namespace cea::reference;

namespace {

LiveModelResult live_of(const ScenarioFile& file) {
  return live_model(*file.base, {}, run(file).base);
}

/// `what` stands for the sick state's probability of dying; `more` are further sections.
std::string model(const std::string& what, const std::string& more = "", const std::string& parameters = "") {
  return fmt::format(R"yaml(cea: 1
title: A small model
time: {{cycle_length: 1 year, horizon: 30 years}}
discounting: {{costs: 3%, effects: 0%}}
willingness_to_pay: 50_000
parameters:
  p: 0.1
  A1: {{value: 0.6, unit: ratio}}
  a1: {{value: 0.5, unit: ratio}}
{}
states:
  well: {{utility: 0.9}}
  sick: {{cost: 1_000, utility: 0.6}}
  dead: {{alive: false}}
start: {{well: 1}}
transitions:
  well: {{sick: p * A1 * a1}}
  sick: {{dead: "{}"}}
strategies:
  one: {{}}
  two: {{set: {{p: 0.05}}}}
{})yaml",
                     parameters, what, more);
}

LiveModelResult live_text(const std::string& text) {
  return live_of(load_text(text, own_scenario("live.yaml")));
}

std::vector<std::string> sheet_names(const LiveModelResult& live) {
  std::vector<std::string> names;
  for (const LiveSheet& sheet : live.sheets)
    names.push_back(sheet.name);
  return names;
}

/// A refused model is one sheet that says why.
void check_refused(const LiveModelResult& live, const std::string& why) {
  REQUIRE(live.obstacles.size() == 1);
  CHECK_MESSAGE(live.obstacles[0].find(why) != std::string::npos, live.obstacles[0]);
  REQUIRE(sheet_names(live) == std::vector<std::string>{"Model"});
  CHECK(live.names.empty());
  const auto& cells = live.sheets[0].cells;
  CHECK(std::any_of(cells.begin(), cells.end(),
                    [&](const LiveCell& cell) { return cell.text == live.obstacles[0]; }));
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

} // namespace

TEST_CASE("a model has sheets of inputs and cohorts and strategies") {
  const LiveModelResult live = live_text(model("0.2"));
  CHECK(live.obstacles.empty());
  CHECK(sheet_names(live) == std::vector<std::string>{"Model", "Inputs", "Calculations", "Cycles", "Trace 1",
                                                      "Trace 2", "Strategy 1", "Strategy 2"});
  std::set<std::string> names;
  for (const auto& entry : live.names) {
    CHECK_MESSAGE(names.insert(lower(entry.first)).second, entry.first);
    CHECK(entry.second.starts_with("Inputs!$C$"));
    CHECK(entry.first != "A1"); // a cell
  }
  // A discount rate that stands in the file as a number can be changed; so can what a strategy sets.
  CHECK(names.contains("discount_costs"));
  CHECK(names.contains("p__two"));
}

TEST_CASE("every cell of a live model is a finite number or a text and stands alone") {
  for (const char* name : {"sick_sicker.yaml", "hip_replacement.yaml", "rheumatoid_arthritis.yaml"}) {
    const LiveModelResult live = live_of(load(shipped_scenario(name)));
    REQUIRE(live.obstacles.empty());
    for (const LiveSheet& sheet : live.sheets) {
      std::set<std::pair<int, int>> places;
      for (const LiveCell& cell : sheet.cells) {
        CHECK(places.insert({cell.row, cell.column}).second);
        const bool formula =
            cell.kind == LiveCell::Kind::formula || cell.kind == LiveCell::Kind::array_formula;
        if (formula) CHECK(cell.text.size() < 8192);
        if (formula) CHECK_FALSE(cell.text.empty());
        if (cell.value) CHECK(std::isfinite(*cell.value));
      }
    }
  }
}

TEST_CASE("a state with memory has a column for each time in it") {
  const LiveModelResult live = live_text(model("0.2 + 0.02 * min(cycles_in_state, 3)"));
  CHECK(live.obstacles.empty());
  const auto trace = std::find_if(live.sheets.begin(), live.sheets.end(),
                                  [](const LiveSheet& sheet) { return sheet.name == "Trace 1"; });
  REQUIRE(trace != live.sheets.end());
  for (const char* heading : {"sick, stay 0", "sick, stay 3"})
    CHECK(std::any_of(trace->cells.begin(), trace->cells.end(),
                      [&](const LiveCell& cell) { return cell.text == heading; }));
}

TEST_CASE("what has no formula is refused by name") {
  check_refused(live_text(model("expected('1 - exp(-x * p)', x='gamma(mean=0.2, sd=0.1)')")),
                "`expected(…)`");
  check_refused(live_text(model("c.event_probability(time)",
                                "curves: {c: {distribution: 'gamma(shape=1.5, rate=0.2)'}}\n")),
                "gamma");
  check_refused(live_text(model("0.2", "", "  secret: {value: 3, confidential: true}")), "confidential");
}

TEST_CASE("a mean is refused where fixed points don't give it") {
  check_refused(live_text(model("0.2 * cycle_mean(if(exp(-t) > 0.3, 1, 0.5))")), "changes branch");
  check_refused(live_text(model("0.2 * cycle_mean(max(t - 1, 0) ^ 0.1) / 3")), "bends too sharply");
}

TEST_CASE("a memory too long for a workbook is refused with its size") {
  std::string text = model("0.2 + 0.001 * time_in_state");
  text.replace(text.find("30 years"), 8, "900 years");
  check_refused(live_text(text), "cells of memory");
}

TEST_CASE("results that aren't the engine's are refused") {
  const ScenarioFile file = load_text(model("0.2"), own_scenario("live.yaml"));
  BaseCase base = run(file).base;
  base.strategies[1].cost *= 1 + 1e-7;
  check_refused(live_model(*file.base, {}, base), "'Cost' of 'two'");
}
