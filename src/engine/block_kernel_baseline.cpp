#include "engine/block_kernel.h"

namespace cea::plan {

void run_baseline(const View& view, Workspace& workspace) {
  BlockKernel<lanes::V2>::run(view, workspace);
}

} // namespace cea::plan
