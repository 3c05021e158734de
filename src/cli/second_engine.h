#pragma once

#include "analysis/verify.h"

namespace cea::cli {

/// Runs a scenario through the slow, independent engine (`oracle::run`), subgroups averaged. Throws
/// SecondEngineLacks where it lacks something that the scenario uses, or where explicit tunnel states would
/// be too many for it; the message says which.
VerifiedRun run_second_engine(const std::shared_ptr<const Scenario>& scenario,
                              const std::vector<SetEntry>& overrides);

} // namespace cea::cli
