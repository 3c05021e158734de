#include "oracle/read_case.h"
#include "property/compare_runs.h"
#include "property/random_model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

using namespace cea;
using namespace cea::property;

namespace {

double sum(const std::map<std::string, double>& parts) {
  double total = 0;
  for (const auto& [key, value] : parts)
    total += value;
  return total;
}

/// What must hold of any result: shares sum to 1, tables to their totals.
void check_run(const Scenario& scenario, const oracle::StrategyRun& run) {
  for (const auto& row : run.trace) {
    double total = 0;
    for (const double share : row) {
      CHECK(share >= -1e-12);
      total += share;
    }
    CHECK(total == doctest::Approx(1).epsilon(1e-12));
  }
  const auto own = run.totals.further.find(scenario.effect);
  const double effect = own != run.totals.further.end()   ? own->second
                        : scenario.effect == "life_years" ? run.totals.life_years
                        : scenario.effect == "qaly"       ? run.totals.qaly
                                                          : 0;
  CHECK(std::isfinite(run.totals.cost));
  CHECK(sum(run.totals.cost_by_category) == doctest::Approx(run.totals.cost).epsilon(1e-12));
  CHECK(sum(run.totals.cost_by_state) == doctest::Approx(run.totals.cost).epsilon(1e-12));
  CHECK(sum(run.totals.effect_by_state) == doctest::Approx(effect).epsilon(1e-12));
  CHECK(run.totals.undiscounted_life_years >= run.totals.life_years - 1e-12);
}

} // namespace

TEST_CASE("random models are valid for base values and draws") {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    const RandomModel model = random_model(seed, 1);
    CAPTURE(model.yaml);
    try {
      const ScenarioFile file = oracle::read_case(model.yaml);
      for (const auto& run : oracle::run(*file.base))
        check_run(*file.base, run);
      for (const auto& run : oracle::run(*file.base, {}, model.draws.at(0)))
        check_run(*file.base, run);
      for (const ScenarioVariant& v : file.variants)
        for (const auto& run : oracle::run(*v.scenario, v.set))
          check_run(*v.scenario, run);
    } catch (const std::exception& e) {
      FAIL_CHECK(std::string(e.what()));
    }
  }
}

TEST_CASE("a random model depends on its seed alone") {
  CHECK(random_model(7).yaml == random_model(7).yaml);
  CHECK(random_model(7).yaml != random_model(8).yaml);
}

TEST_CASE("differences between runs are found") {
  const std::vector<oracle::StrategyRun> want{{"a", {}, {{1, 0}}}};
  CHECK(differences(want, want, 1e-12).empty());
  auto got = want;
  got[0].trace[0][1] = 1e-11;
  got[0].totals.cost_by_state["x"] = std::nan("");
  got[0].totals.qaly = 1;
  CHECK(differences(got, want, 1e-12).size() == 3);
  CHECK(differences({}, want, 1e-12).size() == 1);
}
