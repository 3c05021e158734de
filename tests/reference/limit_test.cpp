// `limit` and `perspective` against the same models written out without them.
#include "analysis/frontier.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace cea;
using namespace cea::reference;

namespace {

/// A loading phase of three months at most, then maintenance; relapse starts the loading anew.
std::string model(const std::string& states, const std::string& rows, const std::string& costs = "{}",
                  const std::string& perspective = "health_care") {
  return fmt::format(R"(cea: 1
title: Loading and maintenance
setting: {{perspective: {}}}
time: {{cycle_length: 1 month, horizon: 3 years}}
discounting: {{costs: 3%, effects: 3%}}
willingness_to_pay: 50_000
states:
{}
  kept: {{cost: 600, utility: 0.8}}
  dead: {{alive: false}}
start: {{load: 1}}
mortality: 0.004
transitions:
{}
strategies: {{one: {{costs: {}}}}}
)",
                     perspective, states, rows, costs);
}

StrategyTotals totals_of(const std::string& text) {
  return run(load_text(text, own_scenario("limit.yaml"))).base.strategies.at(0);
}

const std::string kLimited = "  load: {cost: 2_000, utility: 0.6, limit: 3 cycles}";
const std::string kLimitedRows = "  load: {kept: rest, dead: 0.02}\n  kept: {load: 0.05}";

void check_same(const StrategyTotals& a, const StrategyTotals& b) {
  const Tolerance t{0, 1e-12};
  CHECK(agrees(a.cost, b.cost, t));
  CHECK(agrees(amount(a.effects, "qaly").value(), amount(b.effects, "qaly").value(), t));
  CHECK(agrees(amount(a.effects, "life_years").value(), amount(b.effects, "life_years").value(), t));
}

} // namespace

TEST_CASE("a limit of three cycles is three tunnel states") {
  const StrategyTotals limited = totals_of(model(kLimited, kLimitedRows));
  const StrategyTotals tunnels =
      totals_of(model("  load: {cost: 2_000, utility: 0.6}\n  load2: {cost: 2_000, utility: 0.6}\n"
                      "  load3: {cost: 2_000, utility: 0.6}",
                      "  load: {load2: rest, dead: 0.02}\n  load2: {load3: rest, dead: 0.02}\n"
                      "  load3: {kept: rest, dead: 0.02}\n  kept: {load: 0.05}"));
  check_same(limited, tunnels);
  CHECK(limited.cost > 2'000);
}

TEST_CASE("a limit may be a duration and leave room for other moves") {
  const StrategyTotals by_cycles = totals_of(model(kLimited, kLimitedRows));
  check_same(by_cycles,
             totals_of(model("  load: {cost: 2_000, utility: 0.6, limit: 3 months}", kLimitedRows)));
  // With a limit of one cycle, what is left over moves on at once.
  check_same(totals_of(model("  load: {cost: 2_000, utility: 0.6, limit: 1 cycle}", kLimitedRows)),
             totals_of(model("  load: {cost: 2_000, utility: 0.6}", kLimitedRows)));
}

TEST_CASE("an item counts under its own perspective only") {
  const std::string item = "{work: {in: load, per_year: 5_000, perspective: [societal, employer]}}";
  const StrategyTotals payer = totals_of(model(kLimited, kLimitedRows, item));
  const StrategyTotals society = totals_of(model(kLimited, kLimitedRows, item, "[health_care, societal]"));
  check_same(payer, totals_of(model(kLimited, kLimitedRows)));
  check_same(society, totals_of(model(kLimited, kLimitedRows, "{work: {in: load, per_year: 5_000}}")));
  CHECK(society.cost > payer.cost + 100);
  CHECK(!amount(payer.cost_by_category, "other"));
}
