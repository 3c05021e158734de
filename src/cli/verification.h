#pragma once

#include "analysis/verify.h"
#include "cli/load.h"

namespace cea::cli {

/// How many samples the probabilistic tests of a verification draw where nobody asks for another number.
constexpr std::size_t kVerifySamples = 1'000;

/// Verifies a scenario as the command line changes it, with the second engine beside the first.
VerifyResult verify_model(const LoadedScenario& loaded, const Arguments& arguments, std::size_t samples);

} // namespace cea::cli
