#include "analysis/root.h"
#include "analysis/threshold.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace cea {

namespace {

/// Increments of every sample at one value of the parameter.
struct Increments {
  std::vector<double> cost, effect;
  double mean_cost = 0, mean_effect = 0;
};

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double x : values)
    sum += x;
  return sum / static_cast<double>(values.size());
}

class MeanSearch {
public:
  MeanSearch(ThresholdResult& result, const MovableModel& model, const PsaOptions& options)
      : result_(result), model_(model), options_(options), parameter_(model.index_of(result.parameter)) {}

  void run() {
    const double from = result_.searched.from, to = result_.searched.to;
    const bool linear = is_linear(from, to);
    for (ThresholdResult::Target& target : result_.targets)
      target.probabilistic = linear ? on_line(target, from, to) : searched(target, from, to);
  }

private:
  static constexpr int kSteps = 16;

  const Increments* at(double x) {
    const auto known = known_.find(x);
    if (known != known_.end()) return &known->second;
    Increments all;
    const PsaSamples samples = model_.samples({{parameter_, x}}, options_);
    const std::size_t s = result_.strategy, r = result_.comparator;
    for (std::size_t i = 0; i < samples.costs[s].size(); ++i) {
      all.cost.push_back(samples.costs[s][i] - samples.costs[r][i]);
      all.effect.push_back(samples.effects[s][i] - samples.effects[r][i]);
    }
    all.mean_cost = mean_of(all.cost);
    all.mean_effect = mean_of(all.effect);
    return &known_.emplace(x, std::move(all)).first->second;
  }

  /// Whether every sample's increments at the middle are the mean of those at the ends.
  bool is_linear(double from, double to) {
    const Increments *a = at(from), *b = at(to), *m = at((from + to) / 2);
    if (a->cost.size() != b->cost.size() || a->cost.size() != m->cost.size()) return false;
    const auto fits = [](double x, double y, double middle) {
      return std::abs((x + y) / 2 - middle) <= 1e-10 * (std::abs(x) + std::abs(y) + std::abs(middle) + 1e-6);
    };
    for (std::size_t i = 0; i < a->cost.size(); ++i)
      if (!fits(a->cost[i], b->cost[i], m->cost[i]) || !fits(a->effect[i], b->effect[i], m->effect[i]))
        return false;
    return true;
  }

  [[nodiscard]] double advantage(const ThresholdResult::Target& target, double cost, double effect) const {
    if (result_.target == "cost") return -cost;
    if (result_.target == "effect") return effect;
    return *target.wtp * effect - cost;
  }

  [[nodiscard]] double mean_advantage(const ThresholdResult::Target& target, const Increments& i) const {
    return advantage(target, i.mean_cost, i.mean_effect);
  }

  /// Standard error of the value: that of the mean there over the slope.
  [[nodiscard]] double error(const ThresholdResult::Target& target, const Increments& a, const Increments& b,
                             double share, double slope) const {
    const std::size_t n = std::min(a.cost.size(), b.cost.size());
    std::vector<double> there(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double at_a = advantage(target, a.cost[i], a.effect[i]);
      there[i] = at_a + share * (advantage(target, b.cost[i], b.effect[i]) - at_a);
    }
    const double mean = mean_of(there);
    double squares = 0;
    for (const double x : there)
      squares += (x - mean) * (x - mean);
    const auto size = static_cast<double>(n);
    return std::sqrt(squares / (size - 1) / size) / std::abs(slope);
  }

  ThresholdResult::Probabilistic on_line(const ThresholdResult::Target& target, double from, double to) {
    const Increments &a = *at(from), &b = *at(to);
    ThresholdResult::Probabilistic p{std::nullopt, 0, a.cost.size()};
    const double fa = mean_advantage(target, a), fb = mean_advantage(target, b);
    const double share = fa / (fa - fb);
    if (fa == fb || share < 0 || share > 1) return p;
    p.value = from + share * (to - from);
    p.mcse = error(target, a, b, share, (fb - fa) / (to - from));
    return p;
  }

  ThresholdResult::Probabilistic searched(const ThresholdResult::Target& target, double from, double to) {
    ThresholdResult::Probabilistic p{std::nullopt, 0, at(from)->cost.size()};
    for (int i = 0; i < kSteps; ++i) {
      const double a = from + i * ((to - from) / kSteps);
      const double b = i + 1 == kSteps ? to : from + (i + 1) * ((to - from) / kSteps);
      const double fa = mean_advantage(target, *at(a)), fb = mean_advantage(target, *at(b));
      if ((fa > 0) == (fb > 0)) continue;
      RootSearch search(a, fa, b, fb);
      while (!search.done())
        search.update(mean_advantage(target, *at(search.next())), 1e-9 * (std::abs(fa) + std::abs(fb)));
      const double x = search.root();
      if (p.value && std::abs(*p.value - result_.base) <= std::abs(x - result_.base)) continue;
      p.value = x;
      const double step = (b - a) / 1000, fx = mean_advantage(target, *at(x));
      const double other = x + step <= to ? x + step : x - step;
      p.mcse = error(target, *at(x), *at(x), 0, (mean_advantage(target, *at(other)) - fx) / (other - x));
    }
    return p;
  }

  ThresholdResult& result_;
  const MovableModel& model_;
  const PsaOptions& options_;
  std::size_t parameter_;
  std::map<double, Increments> known_;
};

} // namespace

void add_probabilistic_thresholds(ThresholdResult& result, const MovableModel& model,
                                  const PsaOptions& options) {
  MeanSearch(result, model, options).run();
}

} // namespace cea
