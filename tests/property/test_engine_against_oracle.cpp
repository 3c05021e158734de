#include "oracle/read_case.h"
#include "property/compare_runs.h"
#include "property/engine_adapter.h"
#include "property/random_model.h"
#include "support/diagnostics.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

using namespace cea;
using namespace cea::property;

namespace {

int models() {
  return model_count(120, 20);
}

constexpr double kTolerance = 1e-12;

using Values = std::map<std::string, double>;

std::vector<oracle::StrategyRun> engine(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                                        const Values& values) {
  return run_engine(scenario, overrides, values);
}

/// What differs under one set of values, or why an engine failed.
std::vector<std::string> differ(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                                const Values& values) {
  std::vector<oracle::StrategyRun> want;
  try {
    want = oracle::run(scenario, overrides, values);
  } catch (const std::exception& e) {
    return {std::string("the oracle failed: ") + e.what()};
  }
  try {
    return differences(engine(scenario, overrides, values), want, kTolerance);
  } catch (const std::exception& e) {
    return {std::string("the engine failed: ") + e.what()};
  }
}

/// The first differences of a model, over base case, scenarios and draws; empty where there are none.
std::string first_difference(const RandomModel& model) {
  std::optional<ScenarioFile> file;
  try {
    file = oracle::read_case(model.yaml);
  } catch (const InputError& e) {
    return std::string("the model can't be read:\n") + e.what();
  }
  std::vector<Values> samples{{}};
  samples.insert(samples.end(), model.draws.begin(), model.draws.end());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (const auto d = differ(*file->base, {}, samples[i]); !d.empty())
      return fmt::format("sample {} of {}\n{}", i, samples[i], fmt::join(d, "\n"));
    if (i > 1) continue; // for the scenarios, base values and one draw will do
    for (const ScenarioVariant& v : file->variants)
      if (const auto d = differ(*v.scenario, v.set, samples[i]); !d.empty())
        return fmt::format("scenario {} sample {} of {}\n{}", v.id, i, samples[i], fmt::join(d, "\n"));
  }
  return {};
}

} // namespace

TEST_CASE("equal-value life years agree with the oracle on random models") {
  int compared = 0, gained = 0;
  for (int seed = 2001; seed <= 2000 + models() / 2; ++seed) {
    const RandomModel model = random_model(static_cast<std::uint64_t>(seed));
    Scenario s = *oracle::read_case(model.yaml).base;
    if (s.trees_alone() || !s.counts_qalys) continue;
    s.effect = "evly";
    for (std::size_t i = 0; i < std::min<std::size_t>(model.draws.size(), 2); ++i) {
      const auto d = differ(s, {}, model.draws[i]);
      if (!d.empty())
        FAIL("model of seed " << seed << ": " << fmt::format("{}", fmt::join(d, "\n")) << "\n\n"
                              << model.yaml);
      ++compared;
      for (const auto& run : oracle::run(s, {}, model.draws[i]))
        if (std::abs(run.totals.further.at("evly") - run.totals.qaly) > 1e-6) {
          ++gained;
          break;
        }
    }
  }
  CHECK(compared > models() / 2);
  // That there is something to compare: about every fifth model gains. Compilers order a generator's calls
  // within an expression as they like, so one seed makes other models with another compiler.
  CHECK(gained > compared / 10);
}

TEST_CASE("the engine agrees with the oracle on random models") {
  const int count = models();
  REQUIRE(count > 0);
  for (int seed = 1; seed <= count; ++seed) {
    const RandomModel model = random_model(static_cast<std::uint64_t>(seed));
    const std::string difference = first_difference(model);
    if (difference.empty()) continue;
    FAIL("model of seed " << seed << ": " << difference << "\n\n" << model.yaml);
  }
}
