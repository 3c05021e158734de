#pragma once

#include <cstdint>

namespace cea {

/// How the uniform numbers of a parameter's samples lie.
struct SampleDesign {
  enum class Kind {
    random,          ///< independent
    latin_hypercube, ///< one in each of `samples` equal strata, in random order (McKay, Beckman & Conover
                     ///< 1979)
  };
  Kind kind = Kind::random;
  std::uint64_t samples = 0; ///< of the whole analysis, for designs that depend on it
};

} // namespace cea
