#pragma once

#include "oracle/oracle.h"

#include <map>
#include <string>
#include <vector>

namespace cea::property {

/// Runs the fast engine in the oracle's terms: see oracle::run for the meaning of the arguments.
std::vector<oracle::StrategyRun> run_engine(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                                            const std::map<std::string, double>& values);

} // namespace cea::property
