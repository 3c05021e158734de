#pragma once

#include "engine/schedule.h"

namespace cea {

/// Finds out whether all chains of a finished plan are small and their probabilities change seldom, and if
/// so lays them out for plan::Stretch; otherwise `plan.small_chains` stays empty.
void find_small_chains(BlockPlan& plan);

} // namespace cea
