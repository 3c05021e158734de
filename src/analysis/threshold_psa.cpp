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
    for (ThresholdResult::Target& target : result_.targets) {
      auto found = linear ? on_line(target, from, to) : std::nullopt;
      target.probabilistic = found ? *found : searched(target, from, to);
    }
  }

private:
  static constexpr int kSteps = 16;

  /// Null where a sample can't be: a probability above 1, say.
  const Increments* at(double x) {
    auto known = known_.find(x);
    if (known == known_.end()) known = known_.emplace(x, increments(x, options_)).first;
    return known->second.cost.empty() ? nullptr : &known->second;
  }

  /// Empty where a sample can't be.
  Increments increments(double x, const PsaOptions& options) {
    Increments all;
    PsaSamples samples;
    try {
      samples = model_.samples({{parameter_, x}}, options);
    } catch (const InputError&) {
      return all;
    } catch (const ModelError&) {
      return all;
    }
    const std::size_t s = result_.strategy, r = result_.comparator;
    for (std::size_t i = 0; i < samples.costs[s].size(); ++i) {
      all.cost.push_back(samples.costs[s][i] - samples.costs[r][i]);
      all.effect.push_back(samples.effects[s][i] - samples.effects[r][i]);
    }
    all.mean_cost = mean_of(all.cost);
    all.mean_effect = mean_of(all.effect);
    return all;
  }

  /// Whether the first samples' increments lie on the line between those at the ends, at the middle and at
  /// two places that no symmetry makes good for each other. What is found on the line is checked with all
  /// samples.
  bool is_linear(double from, double to) {
    constexpr std::size_t kFirst = 512;
    const Increments *a = at(from), *b = at(to);
    if (a == nullptr || b == nullptr || a->cost.size() != b->cost.size()) return false;
    PsaOptions few = options_;
    // A Latin hypercube of fewer samples has others, and where some were dropped places differ.
    if (few.design == SampleDesign::Kind::random && a->cost.size() == few.samples)
      few.samples = std::min(few.samples, kFirst);
    for (const double share : {0.5, 0.137, 0.618}) {
      const Increments m = increments(from + share * (to - from), few);
      if (m.cost.empty() || (m.cost.size() != a->cost.size() && m.cost.size() != few.samples)) return false;
      const auto fits = [&](double x, double y, double between) {
        return std::abs(x + share * (y - x) - between) <=
               1e-10 * (std::abs(x) + std::abs(y) + std::abs(between) + 1e-6);
      };
      for (std::size_t i = 0; i < m.cost.size(); ++i)
        if (!fits(a->cost[i], b->cost[i], m.cost[i]) || !fits(a->effect[i], b->effect[i], m.effect[i]))
          return false;
    }
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

  /// Nothing where the mean at the value found isn't 0 after all.
  std::optional<ThresholdResult::Probabilistic> on_line(const ThresholdResult::Target& target, double from,
                                                        double to) {
    const Increments &a = *at(from), &b = *at(to);
    ThresholdResult::Probabilistic p;
    p.samples = a.cost.size();
    const double fa = mean_advantage(target, a), fb = mean_advantage(target, b);
    const double share = fa / (fa - fb);
    if (fa == fb || share < 0 || share > 1) return p;
    p.value = from + share * (to - from);
    p.values = {*p.value};
    const Increments* const there = at(*p.value);
    if (there == nullptr ||
        std::abs(mean_advantage(target, *there)) > 1e-9 * (std::abs(fa) + std::abs(fb) + size_of(target, a)))
      return std::nullopt;
    p.mcse = error(target, a, b, share, (fb - fa) / (to - from));
    return p;
  }

  /// What rounding of a mean is small against.
  [[nodiscard]] double size_of(const ThresholdResult::Target& target, const Increments& i) const {
    return std::abs(i.mean_cost) + target.wtp.value_or(1) * std::abs(i.mean_effect);
  }

  ThresholdResult::Probabilistic searched(const ThresholdResult::Target& target, double from, double to) {
    ThresholdResult::Probabilistic p;
    for (int i = 0; i < kSteps; ++i) {
      const double a = from + i * ((to - from) / kSteps);
      const double b = i + 1 == kSteps ? to : from + (i + 1) * ((to - from) / kSteps);
      const Increments *at_a = at(a), *at_b = at(b);
      if (at_a == nullptr || at_b == nullptr) {
        p.gaps = true;
        continue;
      }
      p.samples = at_a->cost.size();
      if (const auto x = root_between(target, a, b); x && (p.values.empty() || *x > p.values.back()))
        p.values.push_back(*x);
    }
    if (p.values.size() != 1) return p;
    const double x = p.values.front(), step = (to - from) / kSteps / 1000,
                 other = x + step <= to ? x + step : x - step;
    const Increments *there = at(x), *beside = at(other);
    if (there == nullptr || beside == nullptr) return p;
    p.value = x;
    p.mcse = error(target, *there, *there, 0,
                   (mean_advantage(target, *beside) - mean_advantage(target, *there)) / (other - x));
    return p;
  }

  /// Where the mean changes sign within a step.
  std::optional<double> root_between(const ThresholdResult::Target& target, double a, double b) {
    const double fa = mean_advantage(target, *at(a)), fb = mean_advantage(target, *at(b));
    if ((fa > 0) == (fb > 0)) return std::nullopt;
    RootSearch search(a, fa, b, fb);
    while (!search.done()) {
      const Increments* const next = at(search.next());
      if (next == nullptr) return std::nullopt;
      search.update(mean_advantage(target, *next), 1e-9 * (std::abs(fa) + std::abs(fb)));
    }
    return search.root();
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
