#include "engine/joint_moves.h"

#include "support/scalar_math.h"

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

void scale_others(std::span<const double> before, std::span<double> after, const std::vector<bool>& moved) {
  double moved_before = 0, moved_after = 0, others = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (moved[i]) {
      moved_before += before[i];
      moved_after += after[i];
    } else {
      others += before[i];
    }
  }
  if (others == 0) return;
  const double factor = (others + moved_before - moved_after) / others;
  for (std::size_t i = 0; i < before.size(); ++i)
    if (!moved[i]) after[i] = before[i] * factor;
}

/// Moves the others by the regression on the moved members, in place.
void regress_others(const std::vector<double>& covariance, std::span<const double> before,
                    std::span<double> after, const std::vector<bool>& moved) {
  const std::size_t n = before.size();
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < n; ++i)
    if (moved[i]) at.push_back(i);
  const auto size = static_cast<Eigen::Index>(at.size());
  Eigen::MatrixXd among(size, size);
  Eigen::VectorXd step(size);
  for (Eigen::Index i = 0; i < size; ++i) {
    const std::size_t row = at[static_cast<std::size_t>(i)];
    step[i] = after[row] - before[row];
    for (Eigen::Index j = 0; j < size; ++j)
      among(i, j) = covariance[row * n + at[static_cast<std::size_t>(j)]];
  }
  const Eigen::VectorXd weights = among.ldlt().solve(step);
  for (std::size_t i = 0; i < n; ++i) {
    if (moved[i]) continue;
    after[i] = before[i];
    for (Eigen::Index j = 0; j < size; ++j)
      after[i] += covariance[i * n + at[static_cast<std::size_t>(j)]] * weights[j];
  }
}

bool all_positive(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return x > 0; });
}

void regress_logarithms(const JointGroup& group, std::span<const double> before, std::span<double> after,
                        const std::vector<bool>& moved) {
  std::vector<double> from(before.begin(), before.end()), to(after.begin(), after.end());
  for (std::size_t i = 0; i < to.size(); ++i)
    if (!moved[i]) to[i] = before[i];
  if (!all_positive(from) || !all_positive(to)) return;
  math::log_array(from);
  math::log_array(to);
  regress_others(group.covariance, from, to, moved);
  math::exp_array(to);
  for (std::size_t i = 0; i < to.size(); ++i)
    if (!moved[i]) after[i] = to[i];
}

/// Normal score of a value; not finite outside the distribution.
double score(const Distribution& marginal, double x) {
  const double u = cdf(marginal, x);
  return u > 0 && u < 1 ? quantile(NormalDistribution{0, 1}, u) : std::nan("");
}

} // namespace

void follow_moves(const JointGroup& group, std::span<const double> before, std::span<double> after,
                  const std::vector<bool>& moved) {
  switch (group.kind) {
  case JointGroup::Kind::dirichlet:
    scale_others(before, after, moved);
    return;
  case JointGroup::Kind::normal:
    regress_others(group.covariance, before, after, moved);
    return;
  case JointGroup::Kind::lognormal:
    regress_logarithms(group, before, after, moved);
    return;
  case JointGroup::Kind::empirical:
    regress_others(group.covariance.empty() ? sample_covariance(group) : group.covariance, before, after,
                   moved);
    return;
  }
}

void follow_moves(const CopulaGroup& group, const std::vector<const Distribution*>& marginals,
                  std::span<const double> before, std::span<double> after, const std::vector<bool>& moved) {
  const std::size_t n = group.names.size();
  std::vector<std::size_t> known;
  std::vector<double> from, to;
  std::vector<bool> known_moved;
  for (std::size_t i = 0; i < n; ++i) {
    const double a = score(*marginals[i], before[i]), b = moved[i] ? score(*marginals[i], after[i]) : a;
    if (!std::isfinite(a) || !std::isfinite(b)) continue;
    known.push_back(i);
    from.push_back(a);
    to.push_back(b);
    known_moved.push_back(moved[i]);
  }
  if (std::find(known_moved.begin(), known_moved.end(), true) == known_moved.end()) return;
  std::vector<double> correlation;
  for (const std::size_t i : known)
    for (const std::size_t j : known) {
      double sum = 0; // of L·Lᵀ
      for (std::size_t k = 0; k <= std::min(i, j); ++k)
        sum += group.factor[i * n + k] * group.factor[j * n + k];
      correlation.push_back(sum);
    }
  regress_others(correlation, from, to, known_moved);
  for (std::size_t k = 0; k < known.size(); ++k)
    if (!known_moved[k] && to[k] != from[k])
      after[known[k]] = quantile(*marginals[known[k]], cdf(NormalDistribution{0, 1}, to[k]));
}

std::vector<double> sample_covariance(const JointGroup& group) {
  const std::size_t n = group.columns.size();
  std::vector<double> covariance(n * n, 0.0);
  const auto rows = static_cast<double>(group.columns.front()->size());
  std::vector<double> mean;
  for (const auto& column : group.columns) {
    double sum = 0;
    for (const double x : *column)
      sum += x;
    mean.push_back(sum / rows);
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < group.columns[i]->size(); ++k)
        sum += ((*group.columns[i])[k] - mean[i]) * ((*group.columns[j])[k] - mean[j]);
      covariance[i * n + j] = sum / rows;
    }
  return covariance;
}

} // namespace cea
