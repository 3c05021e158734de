// `verify`: a sound model passes; each of the faults in tests/reference/faults is found by the test that its
// first line names; engines with a fault are found too.
#include "analysis/verify.h"
#include "reference/scenario_runs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

using namespace cea;
using namespace cea::reference;

namespace {

using Status = VerifyCheck::Status;

VerifyOptions with_engine(RunScenario run = run_for_verification) {
  VerifyOptions options;
  options.psa.samples = 500;
  options.psa.simulation.threads = 1;
  options.run = std::move(run);
  return options;
}

std::map<std::string, VerifyCheck> verified(const std::string& path,
                                            const VerifyOptions& options = with_engine()) {
  Diagnostics found;
  const auto file = read_scenario_file(path, {}, found);
  INFO(render(found));
  REQUIRE(file.has_value());
  REQUIRE_FALSE(found.has_errors());
  std::map<std::string, VerifyCheck> checks;
  for (const VerifyCheck& c : verify(file->base, {}, options).checks)
    checks[c.id] = c;
  return checks;
}

std::string fault(const std::string& name) {
  return std::string(CEA_SOURCE_DIR).append("/tests/reference/faults/").append(name);
}

std::set<std::string> failed(const std::map<std::string, VerifyCheck>& checks) {
  std::set<std::string> ids;
  for (const auto& [id, c] : checks)
    if (c.status == Status::fail) ids.insert(id);
  return ids;
}

} // namespace

TEST_CASE("verify: a sound model passes and every test but few applies") {
  const auto checks = verified(fault("sound.yaml"));
  CHECK(checks.size() >= 19);
  for (const auto& check : checks) {
    const VerifyCheck& c = check.second;
    CAPTURE(check.first);
    CAPTURE(c.observed);
    CHECK(c.status == (check.first == "second_engine" ? Status::not_applicable : Status::pass));
    CHECK_FALSE(c.expected.empty());
    CHECK_FALSE(c.observed.empty());
  }
}

TEST_CASE("verify: the project's own scenarios pass") {
  for (const char* const name :
       {"rheumatoid_arthritis.yaml", "sick_sicker.yaml", "sick_sicker_by_age.yaml", "hiv_lamivudine.yaml",
        "hip_replacement.yaml", "sumatriptan_migraine.yaml"}) {
    CAPTURE(name);
    CHECK(failed(verified(shipped_scenario(name))).empty());
  }
}

TEST_CASE("verify: each seeded fault is found") {
  std::size_t faults = 0;
  std::set<std::string> found_by;
  for (const auto& entry : std::filesystem::directory_iterator(fault(""))) {
    const std::string path = entry.path().string();
    if (entry.path().extension() != ".yaml" || entry.path().filename() == "sound.yaml") continue;
    const std::string text = text_of(path);
    const std::string expected = text.substr(2, text.find(':') - 2);
    CAPTURE(path);
    const auto checks = verified(path);
    REQUIRE(checks.contains(expected));
    CAPTURE(checks.at(expected).observed);
    CHECK(checks.at(expected).status == Status::fail);
    found_by.insert(expected);
    ++faults;
  }
  CHECK(faults >= 25);
  CHECK(found_by.size() >= 13);
}

TEST_CASE("verify: engines that count what nobody asked for are found") {
  const auto with = [](auto change) {
    return failed(verified(fault("sound.yaml"), with_engine([=](const auto& scenario, const auto& overrides) {
                             VerifiedRun run = run_for_verification(scenario, overrides);
                             change(run);
                             return run;
                           })));
  };
  CHECK(with([](VerifiedRun& run) {
          for (StrategyTotals& t : run.totals)
            t.cost = t.undiscounted_cost += 1;
        }).contains("prices_zero"));
  CHECK(with([](VerifiedRun& run) {
          for (StrategyTotals& t : run.totals)
            for (auto& [name, x] : t.undiscounted_effects)
              x += name == "qaly" ? 0.001 : 0;
        }).contains("utilities_zero"));
  const auto discounted = with([](VerifiedRun& run) { // a part that no discounting reaches
    for (StrategyTotals& t : run.totals)
      t.cost += 0.01 * t.undiscounted_cost;
  });
  CHECK(discounted.contains("discounting_zero"));
  CHECK(discounted.contains("discounting_extreme"));
  CHECK(with([](VerifiedRun& run) {
          for (auto& rows : run.trace.rows)
            if (rows.back().front() > 1e-6) {
              rows.back().front() -= 1e-6;
              rows.back().back() += 1e-6;
            }
        }).contains("mortality_zero"));
}

TEST_CASE("verify: an engine that treats strategies differently is found") {
  const auto checks =
      verified(fault("sound.yaml"), with_engine([](const auto& scenario, const auto& overrides) {
                 VerifiedRun run = run_for_verification(scenario, overrides);
                 run.totals.back().cost *= 1.01;
                 return run;
               }));
  CHECK(checks.at("equal_strategies").status == Status::fail);
  CHECK(checks.at("strategy_order").status == Status::fail);
  CHECK(checks.at("discounting_zero").status == Status::fail);
}

TEST_CASE("verify: an engine that loses people is found") {
  const auto checks =
      verified(fault("sound.yaml"), with_engine([](const auto& scenario, const auto& overrides) {
                 VerifiedRun run = run_for_verification(scenario, overrides);
                 run.trace.rows.front().back().front() -= 1e-6;
                 return run;
               }));
  CHECK(checks.at("populations").status == Status::fail);
}

TEST_CASE("verify: two engines that disagree are found") {
  VerifyOptions options = with_engine();
  options.second_run = run_for_verification;
  CHECK(verified(fault("sound.yaml"), options).at("second_engine").status == Status::pass);
  options.second_run = [](const auto& scenario, const auto& overrides) {
    VerifiedRun run = run_for_verification(scenario, overrides);
    run.totals.front().effects.front().second += 1e-6;
    return run;
  };
  const auto checks = verified(fault("sound.yaml"), options);
  CHECK(checks.at("second_engine").status == Status::fail);
  CHECK(failed(checks) == std::set<std::string>{"second_engine"});
  CHECK(checks.at("second_engine").observed.find("second engine") != std::string::npos);
}

TEST_CASE("verify: what the second engine lacks isn't a fault and anything else is") {
  VerifyOptions options = with_engine();
  options.second_run = [](const auto&, const auto&) -> VerifiedRun { throw SecondEngineLacks("no curves"); };
  auto check = verified(fault("sound.yaml"), options).at("second_engine");
  CHECK(check.status == Status::not_applicable);
  CHECK(check.observed == "no curves");
  options.second_run = [](const auto&, const auto&) -> VerifiedRun { throw ModelError({}, "it stops"); };
  check = verified(fault("sound.yaml"), options).at("second_engine");
  CHECK(check.status == Status::fail);
  CHECK(check.observed == "the engine runs the model, the second engine: it stops");
}
