#include "cli/verification.h"

#include "cli/second_engine.h"
#include "cli/settings.h"

namespace cea::cli {

VerifyResult verify_model(const LoadedScenario& loaded, const Arguments& arguments, std::size_t samples) {
  VerifyOptions options;
  options.psa.samples = samples;
  options.psa.seed = seed_of(arguments).value_or(loaded.file.base->analyses.psa.seed);
  options.psa.simulation = simulation_of(arguments);
  options.run = run_for_verification;
  options.second_run = run_second_engine;
  return verify(loaded.file.base, loaded.overrides, options);
}

} // namespace cea::cli
