#pragma once

#include "model/scenario.h"
#include "oracle/oracle.h"

#include <map>
#include <string>

namespace cea::oracle {

/// A scenario file's text, read; throws InputError with everything the reader found.
ScenarioFile read_case(const std::string& yaml);

/// The base case of a scenario file's text, by strategy.
std::map<std::string, StrategyRun> run_case(const std::string& yaml,
                                            const std::map<std::string, double>& values = {});

} // namespace cea::oracle
