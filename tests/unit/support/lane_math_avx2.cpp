// Compiled with -mavx2 (see tests/CMakeLists.txt). Includes nothing that has inline functions of its own, so
// that no AVX2 code is picked by the linker for the rest of the program.
#include "lane_math_apply.h"

void apply_in_four_lanes(LaneFunction f, const double* x, const double* y, double* out, long n) {
  apply_all<cea::lanes::V4>(f, x, y, out, n);
}
