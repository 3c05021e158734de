#pragma once

#include "oracle/oracle.h"

#include <string>
#include <vector>

namespace cea::property {

/// Differences between two engines' results, one a line: totals, totals by category and state, trace.
/// Numbers agree when they differ by at most `tolerance`·max(1, |a|, |b|); a missing key of a map is 0.
std::vector<std::string> differences(const std::vector<oracle::StrategyRun>& got,
                                     const std::vector<oracle::StrategyRun>& want, double tolerance);

/// How many models to try: the oracle is slow, and slower still under sanitizers. CEA_MODELS asks for others.
int model_count(int usual, int under_sanitizers);

} // namespace cea::property
