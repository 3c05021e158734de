#include "analysis/cloud.h"

#include <algorithm>

namespace cea {
namespace {

constexpr std::size_t kPoints = 100;

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values)
    sum += x;
  return sum / static_cast<double>(values.size());
}

double covariance(const std::vector<double>& a, double mean_a, const std::vector<double>& b, double mean_b) {
  if (a.size() < 2) return 0;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / static_cast<double>(a.size() - 1);
}

std::vector<double> thinned(const std::vector<double>& values, std::size_t most) {
  const std::size_t kept = std::min(values.size(), most);
  std::vector<double> some(kept);
  for (std::size_t i = 0; i < kept; ++i)
    some[i] = values[i * values.size() / kept];
  return some;
}

std::vector<double> increments(const std::vector<double>& of, const std::vector<double>& over) {
  std::vector<double> result(of.size());
  for (std::size_t i = 0; i < of.size(); ++i)
    result[i] = of[i] - over[i];
  return result;
}

std::vector<double> running_means(const std::vector<double>& values, const std::vector<std::size_t>& points) {
  std::vector<double> means;
  double sum = 0;
  std::size_t done = 0;
  for (const std::size_t n : points) {
    for (; done < n; ++done)
      sum += values[done];
    means.push_back(sum / static_cast<double>(n));
  }
  return means;
}

} // namespace

PsaCloud psa_cloud(const PsaSamples& samples, std::size_t comparator, std::size_t most) {
  PsaCloud result;
  result.comparator = comparator;
  result.samples = samples.costs.empty() ? 0 : samples.costs.front().size();
  if (result.samples == 0) return result;
  const std::size_t points = std::min(kPoints, result.samples);
  for (std::size_t p = 1; p <= points; ++p)
    result.points.push_back(p * result.samples / points);
  for (std::size_t s = 0; s < samples.costs.size(); ++s) {
    if (s == comparator) continue;
    const std::vector<double> costs = increments(samples.costs[s], samples.costs[comparator]);
    const std::vector<double> effects = increments(samples.effects[s], samples.effects[comparator]);
    PsaCloud::Cloud& cloud = result.clouds.emplace_back();
    cloud.strategy = s;
    cloud.mean_cost = mean(costs);
    cloud.mean_effect = mean(effects);
    cloud.var_cost = covariance(costs, cloud.mean_cost, costs, cloud.mean_cost);
    cloud.var_effect = covariance(effects, cloud.mean_effect, effects, cloud.mean_effect);
    cloud.covariance = covariance(costs, cloud.mean_cost, effects, cloud.mean_effect);
    cloud.costs = thinned(costs, most);
    cloud.effects = thinned(effects, most);
    result.running_cost.push_back(running_means(costs, result.points));
    result.running_effect.push_back(running_means(effects, result.points));
  }
  return result;
}

} // namespace cea
