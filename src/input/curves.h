#pragma once

#include "input/reader.h"
#include "input/state_space.h"
#include "model/curves.h"
#include "model/scenario.h"

namespace cea::input {

/// Reads `curves:`; data by day or week are brought to years of so many days.
std::vector<Curve> read_curves(const Node* node, double days_per_year, Context& context);

/// Reads a strategy's `curves:`: names of other curves, or curves of its own, which join `curves`. The name
/// that is given one may be new: formulas use it all the same where every strategy chooses.
std::vector<CurveChoice> read_curve_choices(const Node* node, const std::string& strategy,
                                            double days_per_year, std::vector<Curve>& curves,
                                            Context& context);

/// Curves that others are made of must exist, by themselves or as strategies' choice. Tables that they follow
/// too.
void check_curve_names(const std::vector<Curve>& curves, const std::vector<Strategy>& strategies,
                       const std::vector<Table>& tables, Context& context);

/// Reads `partitioned_survival:`; nothing where the file has none.
std::optional<PartitionedSurvival> read_partitioned_survival(const Node* node, const StateSpace& space,
                                                             Context& context);

} // namespace cea::input
