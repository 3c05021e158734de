// Compiled with -mavx512f; called only where the processor has it.
#ifdef __AVX512F__
#include "engine/block_kernel.h"

namespace cea::plan {

void run_avx512(const View& view, Workspace& workspace) {
  BlockKernel<lanes::V8>::run(view, workspace);
}

} // namespace cea::plan
#endif
