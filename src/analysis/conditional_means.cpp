#include "analysis/base_case.h"
#include "analysis/best_strategy.h"
#include "analysis/one_way.h"
#include "analysis/quantiles.h"
#include "engine/joint_groups.h"

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

/// Distribution of an uncertain parameter, whatever else its joint distribution says, and its price factor.
struct Marginal {
  Distribution distribution;
  double factor = 1;
};

std::optional<Marginal> marginal_of(const CompiledModel& base, const std::string& name) {
  for (const ModelInput& input : base.inputs) {
    if (input.name != name) continue;
    if (input.distribution) return Marginal{*input.distribution, input.factor};
    if (input.joint >= 0)
      return Marginal{
          marginal(base.joint[static_cast<std::size_t>(input.joint)], static_cast<std::size_t>(input.member)),
          1};
  }
  return std::nullopt;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values)
    sum += x;
  return sum / static_cast<double>(values.size());
}

ConditionalMeans::Point point_of(const PsaSamples& samples, const Comparison& c) {
  ConditionalMeans::Point point;
  const std::size_t n = samples.costs[0].size();
  const double wtp = c.thresholds.front();
  std::vector<double> inmb(n);
  double above = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double cost = samples.costs[c.strategy][i] - samples.costs[c.comparator][i];
    const double effect = samples.effects[c.strategy][i] - samples.effects[c.comparator][i];
    inmb[i] = wtp * effect - cost;
    above += inmb[i] > 0 ? 1 : 0;
  }
  point.delta_cost = mean_of(samples.costs[c.strategy]) - mean_of(samples.costs[c.comparator]);
  point.delta_effect = mean_of(samples.effects[c.strategy]) - mean_of(samples.effects[c.comparator]);
  const Estimate e = estimate(inmb);
  point.inmb = e.mean;
  point.inmb_mcse = e.mcse;
  point.probability = above / static_cast<double>(n);
  std::vector<double> benefits;
  for (std::size_t s = 0; s < samples.costs.size(); ++s)
    benefits.push_back(wtp * mean_of(samples.effects[s]) - mean_of(samples.costs[s]));
  point.best = best_strategy(benefits);
  return point;
}

} // namespace

void add_conditional_means(OneWayResult& result, const MovableModel& model, const CompiledModel& base,
                           const std::vector<double>& quantiles, const PsaOptions& options) {
  result.samples = options.samples;
  result.seed = options.seed;
  for (const OneWayBar& bar : result.bars) {
    if (bar.members.size() != 1) continue;
    const OneWayBar::Member& member = bar.members[0];
    const auto marginal = marginal_of(base, member.name);
    if (!marginal) continue;
    ConditionalMeans means{bar.id, bar.label, member.confidential, {}, 0};
    double least = 0, most = 0;
    for (const double q : quantiles) {
      const double value = marginal->factor * quantile(marginal->distribution, q);
      const PsaSamples samples = model.samples({{model.index_of(member.name), value}}, options);
      ConditionalMeans::Point point = point_of(samples, result.comparison);
      point.quantile = q;
      point.value = value;
      least = means.points.empty() ? point.inmb : std::min(least, point.inmb);
      most = means.points.empty() ? point.inmb : std::max(most, point.inmb);
      means.points.push_back(point);
    }
    means.swing = most - least;
    result.conditional.push_back(std::move(means));
  }
  std::stable_sort(result.conditional.begin(), result.conditional.end(),
                   [](const ConditionalMeans& a, const ConditionalMeans& b) { return a.swing > b.swing; });
}

} // namespace cea
