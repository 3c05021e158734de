#pragma once

#include "engine/schedule.h"

namespace cea {

/// Finds the tunnels of a finished plan: cells in a row, each entered from the one before it alone. Where
/// there are any, all chains are laid out for plan::Tunnels; otherwise `plan.chains` stays empty.
void find_tunnels(BlockPlan& plan);

} // namespace cea
