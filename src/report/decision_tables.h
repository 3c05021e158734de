#pragma once

#include "analysis/results.h"
#include "report/table.h"
#include "report/table_context.h"

#include <optional>

namespace cea::report {

/// The ICER of a step on the cost-effectiveness plane in words or figures: `72,988` in the north-east,
/// `saves $12,000 per QALY given up` in the south-west, `dominant`, `dominated` or `no difference` elsewhere.
Cell icer_cell(const TableContext& context, Quadrant quadrant, std::optional<double> icer);

/// `north_east`, as machine formats call it.
std::string quadrant_name(Quadrant quadrant);
/// `extendedly_dominated`, as machine formats call it.
std::string status_name(DominanceStatus status);

} // namespace cea::report
