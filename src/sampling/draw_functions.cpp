#include "sampling/draw_functions.h"

#include "support/processor.h"

namespace cea::sampling {

const DrawFunctions* baseline_draws() {
  return &kBaselineDraws;
}

const DrawFunctions* avx2_draws() {
#ifdef CEA_HAVE_X86_KERNELS
  if (has_avx2()) return &kAvx2Draws;
#endif
  return nullptr;
}

const DrawFunctions* avx512_draws() {
#ifdef CEA_HAVE_X86_KERNELS
  if (has_avx512()) return &kAvx512Draws;
#endif
  return nullptr;
}

const DrawFunctions& draw_functions() {
  static const DrawFunctions* const best = [] {
    if (const DrawFunctions* f = avx512_draws()) return f;
    if (const DrawFunctions* f = avx2_draws()) return f;
    return baseline_draws();
  }();
  return *best;
}

} // namespace cea::sampling
