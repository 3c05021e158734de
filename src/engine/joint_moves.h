#pragma once

#include "engine/copulas.h"
#include "engine/inputs.h"

#include <span>
#include <vector>

namespace cea {

/// Moves the other members of a joint distribution along with some that an analysis moved, by the
/// conditional distribution given those:
///
/// - Dirichlet: the others are scaled in proportion, so that the sum stays;
/// - normal: y + Σ_ym Σ_mm⁻¹ (m' − m), m and m' being the moved members before and after; for a lognormal
///   the same in logarithms;
/// - a sample drawn by row: the same with the sample's covariance, which is the regression through it.
///
/// Applied to base values this gives the values that go with a move; applied to a sample it gives a draw of
/// the others given the moved ones. `before`, `after`: one value a member; `after` holds the moved members'
/// new values and receives the others'. A lognormal with a member that isn't positive stays as it is.
void follow_moves(const JointGroup& group, std::span<const double> before, std::span<double> after,
                  const std::vector<bool>& moved);

/// The same for parameters that a Gaussian copula correlates, in their normal scores. `marginals`: one a
/// member; a member whose score isn't finite (outside its distribution) neither moves others nor is moved.
void follow_moves(const CopulaGroup& group, const std::vector<const Distribution*>& marginals,
                  std::span<const double> before, std::span<double> after, const std::vector<bool>& moved);

/// Covariance by rows of a sample whose rows are drawn whole.
std::vector<double> sample_covariance(const JointGroup& group);

} // namespace cea
