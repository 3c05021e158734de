#pragma once

#include "engine/inputs.h"
#include "formula/resolver.h"

namespace cea {

/// Evaluates a joint distribution: counts, or means with a covariance that must be positive definite.
/// Nothing after an error that has been reported.
std::optional<JointGroup> resolve_joint(const JointDistribution& joint, formula::Resolver& resolver,
                                        Diagnostics& diagnostics);

/// Members of a joint distribution are one draw: some from a file and the others made here don't fit.
void check_replayed_groups(const std::vector<JointGroup>& groups, const Scenario& scenario,
                           const std::set<std::string>& replayed, Diagnostics& diagnostics);

/// Distribution of one member, whatever the others: Beta(a, A − a), normal or lognormal.
Distribution marginal(const JointGroup& group, std::size_t member);

} // namespace cea
