#pragma once

#include "engine/compile.h"
#include "formula/resolver.h"

namespace cea {

/// Evaluates a joint distribution: counts, means with a covariance that must be positive definite, or a
/// sample. Nothing after an error that has been reported.
std::optional<JointGroup> resolve_joint(const JointDistribution& joint, formula::Resolver& resolver,
                                        Diagnostics& diagnostics);

/// Distribution of one member, whatever the others: Beta(a, A − a), normal, lognormal or its sample.
Distribution marginal(const JointGroup& group, std::size_t member);

/// Members of a joint distribution, or of a copula, are one draw: reports groups of which the samples bring
/// some and the others are drawn here.
void check_replayed(const Scenario& scenario, const CompiledModel& model,
                    const std::set<std::string>& replayed, Diagnostics& diagnostics);

} // namespace cea
