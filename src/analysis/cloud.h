#pragma once

#include "analysis/results.h"

namespace cea {

/// Increments of every strategy over `comparator`, for the cost-effectiveness plane and the check of
/// convergence. Of each strategy at most `most` samples are kept, evenly spaced over all; means and
/// covariances are those of all samples. Running means stand at 100 points, or at every sample.
PsaCloud psa_cloud(const PsaSamples& samples, std::size_t comparator, std::size_t most);

} // namespace cea
