#include "oracle/read_case.h"
#include "property/compare_runs.h"
#include "property/engine_adapter.h"
#include "property/random_curves.h"
#include "support/diagnostics.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace cea;
using namespace cea::property;

namespace {

int models() {
  return model_count(30, 4);
}

/// Integrals of both engines are good to about this.
constexpr double kTolerance = 1e-10;

std::string first_difference(const RandomModel& model) {
  try {
    const ScenarioFile file = oracle::read_case(model.yaml);
    std::vector<std::map<std::string, double>> samples{{}};
    samples.insert(samples.end(), model.draws.begin(), model.draws.end());
    for (const auto& values : samples) {
      const auto want = oracle::run(*file.base, {}, values);
      if (const auto d = differences(run_engine(*file.base, {}, values), want, kTolerance); !d.empty())
        return fmt::format("{}\n{}", values, fmt::join(d, "\n"));
    }
  } catch (const std::exception& e) {
    return e.what();
  }
  return {};
}

} // namespace

TEST_CASE("survival curves agree with the oracle on random models") {
  for (int seed = 1; seed <= models(); ++seed) {
    const RandomModel model = random_curve_model(static_cast<std::uint64_t>(seed));
    const std::string difference = first_difference(model);
    if (!difference.empty()) FAIL("model of seed " << seed << ": " << difference << "\n\n" << model.yaml);
  }
}
