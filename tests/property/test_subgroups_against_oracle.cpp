#include "oracle/read_case.h"
#include "property/compare_runs.h"
#include "property/engine_adapter.h"
#include "property/random_model.h"
#include "property/random_subgroups.h"
#include "support/diagnostics.h"

#include "oracle/values.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace cea;
using namespace cea::property;

namespace {

constexpr double kTolerance = 1e-11;

using Sample = std::map<std::string, double>;

void add(std::map<std::string, double>& sum, double weight, const std::map<std::string, double>& part) {
  for (const auto& [name, value] : part)
    sum[name] += weight * value;
}

void add(oracle::StrategyRun& sum, double weight, const oracle::StrategyRun& part) {
  for (const auto amount : {&oracle::Totals::cost, &oracle::Totals::qaly, &oracle::Totals::life_years,
                            &oracle::Totals::undiscounted_cost, &oracle::Totals::undiscounted_qaly,
                            &oracle::Totals::undiscounted_life_years})
    sum.totals.*amount += weight * part.totals.*amount;
  for (const auto map :
       {&oracle::Totals::cost_by_category, &oracle::Totals::cost_by_state, &oracle::Totals::effect_by_state,
        &oracle::Totals::further, &oracle::Totals::undiscounted_further})
    add(sum.totals.*map, weight, part.totals.*map);
  sum.trace.resize(part.trace.size(), std::vector<double>(part.trace.front().size(), 0.0));
  for (std::size_t r = 0; r < part.trace.size(); ++r)
    for (std::size_t s = 0; s < part.trace[r].size(); ++s)
      sum.trace[r][s] += weight * part.trace[r][s];
}

/// A scenario as one subgroup meets it: its settings come before the strategies' own.
Scenario of_group(const Scenario& s, const Subgroup& group) {
  Scenario one = s;
  one.subgroups.clear();
  for (Strategy& strategy : one.strategies) {
    strategy.set.insert(strategy.set.begin(), group.set.begin(), group.set.end());
    for (const SubgroupSettings& both : strategy.subgroups)
      if (both.id == group.id) strategy.set.insert(strategy.set.end(), both.set.begin(), both.set.end());
  }
  return one;
}

/// Every group by itself through the slow engine, then their average.
std::vector<oracle::StrategyRun> average(const Scenario& s, const std::vector<SetEntry>& overrides,
                                         const Sample& values) {
  std::vector<double> weights;
  double total = 0;
  for (const Subgroup& group : s.subgroups) {
    Strategy plain;
    oracle::Values at(s, overrides, values, plain);
    weights.push_back(at(group.weight, {}));
    total += weights.back();
  }
  std::vector<oracle::StrategyRun> sum;
  for (const Strategy& strategy : s.strategies)
    sum.push_back({strategy.id, {}, {}});
  for (std::size_t g = 0; g < weights.size(); ++g) {
    const auto runs = oracle::run(of_group(s, s.subgroups[g]), overrides, values);
    for (std::size_t i = 0; i < runs.size(); ++i)
      add(sum[i], weights[g] / total, runs[i]);
  }
  return sum;
}

std::string first_difference(const RandomModel& model, std::uint64_t seed, int& compared) {
  const ScenarioFile file = oracle::read_case(model.yaml);
  Scenario s = with_subgroups(*file.base, model.draws, seed);
  if (seed % 3 == 0 && s.counts_qalys && !s.trees_alone()) s.effect = "evly";
  std::vector<Sample> samples{{}};
  samples.insert(samples.end(), model.draws.begin(), model.draws.end());
  for (std::size_t i = 0; i < 2; ++i) {
    std::vector<oracle::StrategyRun> want;
    try {
      want = average(s, {}, samples[i]);
    } catch (const ModelError&) {
      return {}; // settings that don't go together
    }
    try {
      ++compared;
      const auto d = differences(run_engine(s, {}, samples[i]), want, kTolerance);
      if (!d.empty()) return fmt::format("sample {}\n{}", i, fmt::join(d, "\n"));
    } catch (const std::exception& e) {
      return std::string("the engine failed: ") + e.what();
    }
  }
  return {};
}

} // namespace

TEST_CASE("the engine agrees with the oracle on random models with subgroups") {
#ifdef __SANITIZE_ADDRESS__
  constexpr int kModels = 8;
#else
  constexpr int kModels = 40;
#endif
  int compared = 0;
  for (std::uint64_t seed = 1001; seed < 1001 + kModels; ++seed) {
    const RandomModel model = random_model(seed);
    const std::string difference = first_difference(model, seed, compared);
    if (difference.empty()) continue;
    FAIL("model of seed " << seed << ": " << difference << "\n\n" << model.yaml);
  }
  CHECK(compared > kModels); // of two samples a model; some settings don't go together
}
