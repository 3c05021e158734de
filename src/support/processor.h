#pragma once

namespace cea {

/// What the processor can run of the inner loops that are compiled for several kinds; false where they
/// weren't compiled.
bool has_avx2();
bool has_avx512(); ///< with the instructions for 64-bit integers and for shorter vectors

} // namespace cea
