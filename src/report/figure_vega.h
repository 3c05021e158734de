#pragma once

#include "report/figure.h"

#include <nlohmann/json.hpp>

namespace cea::report {

/// The figure as a Vega-Lite 5 specification with its data. Parameters: `wtp`, the threshold that columns
/// follow, and `hidden`, the ids of series not shown. Numbers are rounded to six digits.
nlohmann::ordered_json vega_lite(const Figure& figure);

} // namespace cea::report
