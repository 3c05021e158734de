#pragma once

#include "analysis/psa.h"
#include "analysis/results.h"
#include "analysis/verify_results.h"
#include "engine/compile.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <vector>

namespace cea {

/// What verification sees of a run: totals of every strategy and the cohort trace.
struct VerifiedRun {
  std::vector<StrategyTotals> totals;
  Trace trace; ///< without states empty
};

/// Runs a scenario at its base values; throws InputError or ModelError where it can't be run.
using RunScenario = std::function<VerifiedRun(const std::shared_ptr<const Scenario>& scenario,
                                              const std::vector<SetEntry>& overrides)>;

/// A second engine doesn't know what a scenario asks for, so there is nothing to compare with.
class SecondEngineLacks : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The run of the engine.
VerifiedRun run_for_verification(const std::shared_ptr<const Scenario>& scenario,
                                 const std::vector<SetEntry>& overrides);

struct VerifyOptions {
  PsaOptions psa;  ///< how many samples the probabilistic tests draw, and which
  RunScenario run; ///< the engine, or in tests one with a fault
  /// Another engine, to compare with; none: that test doesn't apply. Throws SecondEngineLacks for what it
  /// doesn't know; anything else that it throws is a disagreement.
  RunScenario second_run;
};

/// Black-box tests of a model, as checklists of model verification ask for them (TECH-VER: Büyükkaramikli et
/// al. 2019, PharmacoEconomics 37:1391–1408; AdViSHE: Vemer et al. 2016): the model is changed in ways whose
/// outcome is known beforehand, and inputs are compared with what is said of them. A test that doesn't apply
/// says why. Throws InputError where the model itself can't be run.
VerifyResult verify(const std::shared_ptr<const Scenario>& scenario, const std::vector<SetEntry>& overrides,
                    const VerifyOptions& options);

} // namespace cea
