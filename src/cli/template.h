#pragma once

#include <string_view>

namespace cea::cli {

/// The scenario that `cea new` writes: small, commented, and ready to run.
std::string_view scenario_template();

} // namespace cea::cli
