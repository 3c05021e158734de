#pragma once

#include "engine/inputs.h"
#include "formula/resolver.h"

namespace cea {

/// Evaluates a joint distribution: counts, or means with a covariance that must be positive definite.
/// Nothing after an error that has been reported.
std::optional<JointGroup> resolve_joint(const JointDistribution& joint, formula::Resolver& resolver,
                                        Diagnostics& diagnostics);

/// Distribution of one member, whatever the others: Beta(a, A − a), normal or lognormal.
Distribution marginal(const JointGroup& group, std::size_t member);

} // namespace cea
