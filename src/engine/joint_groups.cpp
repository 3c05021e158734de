#include "engine/joint_groups.h"

#include "sampling/joint_normal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace cea {

namespace {

class JointResolver {
public:
  JointResolver(const JointDistribution& joint, formula::Resolver& resolver, Diagnostics& diagnostics)
      : joint_(joint), resolver_(resolver), diagnostics_(diagnostics), n_(joint.parameters.size()) {}

  std::optional<JointGroup> run() {
    for (const auto& p : joint_.parameters)
      group_.names.push_back(p.name);
    const bool good = joint_.family == "dirichlet"   ? dirichlet()
                      : joint_.family == "empirical" ? sample()
                                                     : normal();
    return good ? std::optional(std::move(group_)) : std::nullopt;
  }

private:
  /// All values of a list; nothing after an error, and where the reader found the list wrong.
  std::optional<std::vector<double>> values(const std::vector<FormulaText>& list, std::size_t count,
                                            const std::string& what) {
    std::vector<double> result;
    for (const FormulaText& formula : list)
      if (const auto value = resolver_.resolve_constant(formula, what)) result.push_back(*value);
    return result.size() == count ? std::optional(std::move(result)) : std::nullopt;
  }

  bool dirichlet() {
    const auto counts = values(joint_.counts, n_, "a Dirichlet's count");
    if (!counts) return false;
    for (std::size_t i = 0; i < n_; ++i)
      if (!((*counts)[i] > 0)) {
        diagnostics_.error(joint_.counts[i].span,
                           fmt::format("a Dirichlet's counts must be above 0, not {}", (*counts)[i]),
                           "leave a move that never happens out of the distribution");
        return false;
      }
    group_.counts = *counts;
    const double total = std::accumulate(counts->begin(), counts->end(), 0.0);
    for (const double count : *counts)
      group_.base.push_back(count / total);
    return true;
  }

  bool sample() {
    group_.kind = JointGroup::Kind::empirical;
    group_.columns = joint_.columns;
    for (const auto& column : joint_.columns)
      group_.base.push_back(std::accumulate(column->begin(), column->end(), 0.0) /
                            static_cast<double>(column->size()));
    return !group_.columns.empty();
  }

  bool normal() {
    const bool log = joint_.family == "multivariate_lognormal";
    group_.kind = log ? JointGroup::Kind::lognormal : JointGroup::Kind::normal;
    const auto mean = values(joint_.mean, n_, "a mean");
    const auto covariance = joint_.covariance.empty() ? from_correlation() : given_covariance();
    if (!mean || !covariance) return false;
    group_.base = group_.mean = *mean;
    group_.covariance = *covariance;
    for (std::size_t i = 0; log && i < n_; ++i)
      if (!((*mean)[i] > 0)) {
        diagnostics_.error(joint_.mean[i].span,
                           fmt::format("a lognormal's mean must be above 0, not {}", (*mean)[i]));
        return false;
      }
    if (log) to_log_moments(group_.mean, group_.covariance);
    const auto factor = cholesky_factor(group_.covariance, n_);
    if (!factor) {
      diagnostics_.error(joint_.family_span,
                         "the covariance isn't positive definite, so no distribution has it",
                         "standard errors must be above 0, correlations between -1 and 1 and fit together");
      return false;
    }
    group_.factor = *factor;
    return true;
  }

  std::optional<std::vector<double>> given_covariance() {
    auto matrix = values(joint_.covariance, n_ * n_, "a covariance");
    return matrix && symmetric(*matrix, joint_.covariance) ? matrix : std::nullopt;
  }

  std::optional<std::vector<double>> from_correlation() {
    const auto se = values(joint_.se, n_, "a standard error");
    const bool one = joint_.correlation.size() == 1;
    auto r = values(joint_.correlation, one ? 1 : n_ * n_, "a correlation");
    if (!se || !r || (!one && !symmetric(*r, joint_.correlation))) return std::nullopt;
    std::vector<double> covariance(n_ * n_);
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < n_; ++j) {
        const double correlation = one ? (i == j ? 1 : r->front()) : (*r)[i * n_ + j];
        if (i == j && correlation != 1) {
          diagnostics_.error(joint_.correlation[i * n_ + j].span,
                             "a parameter's correlation with itself is 1");
          return std::nullopt;
        }
        covariance[i * n_ + j] = correlation * (*se)[i] * (*se)[j];
      }
    return covariance;
  }

  bool symmetric(const std::vector<double>& matrix, const std::vector<FormulaText>& texts) {
    for (std::size_t i = 0; i < n_; ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const double a = matrix[i * n_ + j], b = matrix[j * n_ + i];
        if (std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b))) continue;
        diagnostics_.error(
            texts[i * n_ + j].span,
            fmt::format("the matrix isn't symmetric: {} here, {} on the other side of its diagonal", a, b));
        return false;
      }
    return true;
  }

  const JointDistribution& joint_;
  formula::Resolver& resolver_;
  Diagnostics& diagnostics_;
  std::size_t n_;
  JointGroup group_;
};

} // namespace

std::optional<JointGroup> resolve_joint(const JointDistribution& joint, formula::Resolver& resolver,
                                        Diagnostics& diagnostics) {
  return JointResolver(joint, resolver, diagnostics).run();
}

Distribution marginal(const JointGroup& group, std::size_t member) {
  if (group.kind == JointGroup::Kind::dirichlet) {
    const double own = group.counts[member];
    return BetaDistribution{own, std::accumulate(group.counts.begin(), group.counts.end(), 0.0) - own};
  }
  if (group.kind == JointGroup::Kind::empirical) return empirical_distribution(*group.columns[member]);
  const double sd = std::sqrt(group.covariance[member * group.names.size() + member]);
  if (group.kind == JointGroup::Kind::normal) return NormalDistribution{group.mean[member], sd};
  return LognormalDistribution{group.mean[member], sd};
}

namespace {

bool is_drawn(const CompiledModel& model, const std::string& name) {
  return std::any_of(model.inputs.begin(), model.inputs.end(), [&](const ModelInput& input) {
    return input.name == name && (input.distribution || input.joint >= 0);
  });
}

void check_group(const std::vector<std::string>& names, const Span& span, const char* what,
                 const CompiledModel& model, const std::set<std::string>& replayed,
                 Diagnostics& diagnostics) {
  const auto brought = std::find_if(names.begin(), names.end(),
                                    [&](const std::string& name) { return replayed.contains(name); });
  const auto drawn = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
    return !replayed.contains(name) && is_drawn(model, name);
  });
  if (brought == names.end() || drawn == names.end()) return;
  diagnostics.error(
      span, fmt::format("the samples bring '{}' but not '{}', which is drawn with it", *brought, *drawn),
      fmt::format("give all members of a {} as columns, or none", what));
}

} // namespace

void check_replayed(const Scenario& scenario, const CompiledModel& model,
                    const std::set<std::string>& replayed, Diagnostics& diagnostics) {
  for (const JointDistribution& joint : scenario.joint) {
    std::vector<std::string> names;
    for (const auto& member : joint.parameters)
      names.push_back(member.name);
    check_group(names, joint.span, "joint distribution", model, replayed, diagnostics);
  }
  for (const CopulaGroup& copula : model.copulas)
    check_group(copula.names, copula.span, "correlation", model, replayed, diagnostics);
}

} // namespace cea
