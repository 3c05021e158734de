#ifdef __AVX512F__
#include "sampling/lane_draws.h"

namespace cea::sampling {

const DrawFunctions kAvx512Draws = LaneDraws<lanes::V8>::functions();

} // namespace cea::sampling
#endif
