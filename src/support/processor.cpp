#include "support/processor.h"

namespace cea {

bool has_avx2() {
#ifdef CEA_HAVE_X86_KERNELS
  return __builtin_cpu_supports("avx2") != 0;
#else
  return false;
#endif
}

bool has_avx512() {
#ifdef CEA_HAVE_X86_KERNELS
  return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
         __builtin_cpu_supports("avx512vl") != 0;
#else
  return false;
#endif
}

} // namespace cea
