#include "sampling/lane_draws.h"

namespace cea::sampling {

const DrawFunctions kBaselineDraws = LaneDraws<lanes::V2>::functions();

} // namespace cea::sampling
