#pragma once

#include "property/random_model.h"

namespace cea::property {

/// A scenario file whose transitions, amounts or memberships come from survival curves of random families,
/// with random things done to them. It depends on the seed alone.
RandomModel random_curve_model(std::uint64_t seed, int draws = 2);

} // namespace cea::property
