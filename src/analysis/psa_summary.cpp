#include "analysis/psa_summary.h"

#include "analysis/ceac.h"
#include "analysis/frontier.h"
#include "analysis/parallel.h"
#include "analysis/quantiles.h"
#include "analysis/wtp_grid.h"
#include "support/equality.h"

#include <algorithm>
#include <cassert>
#include <functional>

namespace cea {
namespace {

/// Estimates to make: where each goes, and what fills its samples in.
class EstimateJobs {
public:
  using Fill = std::function<void(std::span<double>)>;

  void add(Estimate& target, Fill fill) { jobs_.push_back({&target, std::move(fill)}); }

  void run(std::size_t samples, int threads) const {
    parallel_for(jobs_.size(), threads, [&](std::size_t j) {
      std::vector<double> values(samples);
      jobs_[j].fill(values);
      *jobs_[j].target = estimate(values);
    });
  }

private:
  struct Job {
    Estimate* target;
    Fill fill;
  };
  std::vector<Job> jobs_;
};

EstimateJobs::Fill copy_of(const std::vector<double>& source) {
  return [&source](std::span<double> out) { std::copy(source.begin(), source.end(), out.begin()); };
}

EstimateJobs::Fill difference(const std::vector<double>& a, const std::vector<double>& b) {
  return [&a, &b](std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = a[i] - b[i];
  };
}

EstimateJobs::Fill incremental_benefit(const PsaSamples& samples, std::size_t s, std::size_t c, double wtp) {
  return [&, s, c, wtp](std::span<double> out) {
    const double *cost = samples.costs[s].data(), *cost_c = samples.costs[c].data();
    const double *effect = samples.effects[s].data(), *effect_c = samples.effects[c].data();
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = wtp * (effect[i] - effect_c[i]) - (cost[i] - cost_c[i]);
  };
}

std::vector<PsaPairwiseRow> pairwise_rows(const PsaSamples& samples, std::size_t thresholds) {
  std::vector<PsaPairwiseRow> rows;
  for (std::size_t s = 0; s < samples.strategies.size(); ++s) {
    const std::size_t comparator = samples.comparators.empty() ? 0 : samples.comparators[s];
    if (comparator == s) continue;
    PsaPairwiseRow row;
    row.strategy = s;
    row.comparator = comparator;
    row.inmb.resize(thresholds);
    rows.push_back(std::move(row));
  }
  return rows;
}

void make_estimates(PsaResult& result, const PsaSamples& samples, int threads) {
  EstimateJobs jobs;
  for (std::size_t s = 0; s < samples.strategies.size(); ++s) {
    jobs.add(result.cost[s], copy_of(samples.costs[s]));
    jobs.add(result.effect_estimate[s], copy_of(samples.effects[s]));
  }
  for (PsaPairwiseRow& row : result.pairwise) {
    const std::size_t s = row.strategy, c = row.comparator;
    jobs.add(row.delta_cost, difference(samples.costs[s], samples.costs[c]));
    jobs.add(row.delta_effect, difference(samples.effects[s], samples.effects[c]));
    for (std::size_t t = 0; t < row.inmb.size(); ++t)
      jobs.add(row.inmb[t], incremental_benefit(samples, s, c, result.thresholds[t]));
  }
  jobs.run(result.samples, threads);
}

std::vector<double> means(const std::vector<Estimate>& estimates) {
  std::vector<double> result;
  for (const Estimate& e : estimates)
    result.push_back(e.mean);
  return result;
}

/// What follows from the means alone.
void analyse_means(PsaResult& result) {
  const std::vector<double> costs = means(result.cost), effects = means(result.effect_estimate);
  result.incremental = incremental_analysis(costs, effects);
  for (PsaPairwiseRow& row : result.pairwise) {
    const std::size_t s = row.strategy, c = row.comparator;
    row.quadrant = quadrant_of(costs[c], effects[c], costs[s], effects[s]);
    row.icer = icer_in(row.quadrant, row.delta_cost.mean, row.delta_effect.mean);
  }
  const auto nmb = [&](std::size_t s, double wtp) { return wtp * effects[s] - costs[s]; };
  for (std::size_t s = 0; s < costs.size(); ++s) {
    std::vector<double>& row = result.nmb.emplace_back();
    for (const double wtp : result.thresholds)
      row.push_back(nmb(s, wtp));
  }
  for (const double wtp : result.wtp) {
    std::size_t best = 0;
    for (std::size_t s = 1; s < costs.size(); ++s)
      if (nmb(s, wtp) > nmb(best, wtp) && !same_amount(nmb(s, wtp), nmb(best, wtp))) best = s;
    result.frontier.push_back(best);
  }
}

void add_curves(PsaResult& result, DecisionCurves&& curves) {
  result.ceac = std::move(curves.ceac);
  result.ceac_mcse = std::move(curves.ceac_mcse);
  result.expected_loss = std::move(curves.expected_loss);
  result.expected_loss_mcse = std::move(curves.expected_loss_mcse);
  for (std::size_t w = 0; w < result.wtp.size(); ++w) {
    result.evpi.push_back(result.expected_loss[result.frontier[w]][w]);
    result.evpi_mcse.push_back(result.expected_loss_mcse[result.frontier[w]][w]);
  }
  for (const std::vector<double>& ceac : result.ceac) {
    std::vector<double>& row = result.probability_best.emplace_back();
    for (const double wtp : result.thresholds)
      row.push_back(ceac[grid_index(result.wtp, wtp)]);
  }
}

} // namespace

PsaResult summarise(const PsaSamples& samples, const std::string& effect,
                    const std::vector<std::string>& labels, const std::vector<double>& thresholds,
                    const std::vector<double>& grid, int threads) {
  const std::size_t strategies = samples.strategies.size();
  assert(samples.costs.size() == strategies && samples.effects.size() == strategies);
  PsaResult result;
  result.samples = strategies == 0 ? 0 : samples.costs.front().size();
  if (result.samples == 0) throw ModelError({}, "the probabilistic analysis has no valid sample");
  result.invalid = samples.dropped;
  result.crossed = samples.crossed;
  result.strategies = samples.strategies;
  result.labels = labels;
  result.effect = effect;
  result.thresholds = thresholds;
  result.cost.resize(strategies);
  result.effect_estimate.resize(strategies);
  result.pairwise = pairwise_rows(samples, thresholds.size());
  result.wtp = wtp_grid(grid, thresholds);
  make_estimates(result, samples, threads);
  analyse_means(result);
  result.fewer_is_better = samples.fewer_is_better;
  if (samples.fewer_is_better)
    for (Estimate& e : result.effect_estimate)
      e = {-e.mean, e.sd, -e.high, -e.low, e.mcse};
  add_curves(result, decision_curves(samples.costs, samples.effects, result.wtp, threads));
  return result;
}

} // namespace cea
