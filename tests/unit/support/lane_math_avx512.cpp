// Compiled with -mavx512f; otherwise as lane_math_avx2.cpp.
#include "lane_math_apply.h"

void apply_in_eight_lanes(LaneFunction f, const double* x, const double* y, double* out, long n) {
  apply_all<cea::lanes::V8>(f, x, y, out, n);
}
