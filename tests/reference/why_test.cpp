// Why costs and effects differ: causes against sums by hand.
#include "analysis/why.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

using namespace cea;
using namespace cea::reference;

namespace {

constexpr Tolerance kExact{1e-9, 1e-12};

/// Strategies that differ in one probability alone, whatever `time` and `discounting` say.
WhyResult why(const std::string& time, const std::string& discounting) {
  const ScenarioFile file = load_text("cea: 1\ntime: {cycle_length: 1 year, cycles: 8" + time +
                                          "}\ndiscounting: {" + discounting + R"yaml(}
states: {well: {utility: 0.9}, ill: {cost: 1_000, utility: 0.5}}
start: {well: 1}
parameters: {p: 0.3}
transitions: {well: {ill: p}, ill: {well: 0.2}}
strategies: {usual: {}, treat: {set: {p: 0.1}}}
)yaml",
                                      "why.yaml");
  return explain_increment(*compile_variant(file, {}, Detail::full), {}, 1, 0);
}

} // namespace

TEST_CASE("without differing amounts costs differ by time in states alone") {
  for (const auto& options :
       {std::pair("", "costs: 4%, effects: 1.5%"), std::pair("", "costs: 0, effects: 5%"),
        std::pair(", cycle_correction: {costs: end, effects: start}", "costs: 0, effects: 0")}) {
    const std::string time = options.first, discounting = options.second;
    CAPTURE(time);
    CAPTURE(discounting);
    const WhyResult r = why(time, discounting);
    CHECK(r.cost.total < -1);
    for (const WhyParts* parts : {&r.cost, &r.effect}) {
      CHECK(agrees(parts->survival, 0, kExact));
      CHECK(agrees(parts->unit_amounts, 0, kExact));
      CHECK(agrees(parts->time_in_states, parts->total, kExact));
    }
  }
}
