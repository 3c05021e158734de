#ifdef __AVX2__
#include "sampling/lane_draws.h"

namespace cea::sampling {

const DrawFunctions kAvx2Draws = LaneDraws<lanes::V4>::functions();

} // namespace cea::sampling
#endif
