#pragma once

#include "input/reader.h"
#include "input/state_space.h"
#include "model/curves.h"
#include "model/table.h"

namespace cea::input {

/// Reads `curves:`.
std::vector<Curve> read_curves(const Node* node, Context& context);

/// Reads a strategy's `curves:`: names of other curves, or curves of its own, which join `curves`.
std::vector<CurveChoice> read_curve_choices(const Node* node, const std::string& strategy,
                                            std::vector<Curve>& curves, Context& context);

/// Curves that others are made of, and that strategies choose, must exist. Tables that they follow too.
void check_curve_names(const std::vector<Curve>& curves, const std::vector<Table>& tables, Context& context);

/// Reads `partitioned_survival:`; nothing where the file has none.
std::optional<PartitionedSurvival> read_partitioned_survival(const Node* node, const StateSpace& space,
                                                             Context& context);

} // namespace cea::input
