// Compiled with -mavx2; called only where the processor has it.
#ifdef __AVX2__
#include "engine/block_kernel.h"

namespace cea::plan {

void run_avx2(const View& view, Workspace& workspace) {
  BlockKernel<lanes::V4>::run(view, workspace);
}

} // namespace cea::plan
#endif
