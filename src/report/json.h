#pragma once

#include "analysis/results.h"

#include <string>

namespace cea::report {

/// results.json, format `cea-results/1`: the keys that the README documents, in a fixed order, numbers with
/// the shortest digits that read back the same, `null` for what doesn't exist; ends with a newline. It holds
/// nothing that differs between runs of the same input (no time, no thread count). Characters that would
/// steer a terminal are escaped; bytes that aren't UTF-8 become U+FFFD. Throws std::logic_error where a
/// result isn't finite.
std::string to_json(const Results& results);

} // namespace cea::report
