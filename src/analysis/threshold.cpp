#include "analysis/threshold.h"

#include "analysis/root.h"

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

using Status = ThresholdResult::Status;

/// What a target asks of the increments: positive where the strategy is the better one.
double advantage(const ThresholdResult& plan, const ThresholdResult::Target& target, double cost,
                 double effect) {
  if (plan.target == "cost") return -cost;
  if (plan.target == "effect") return effect;
  return *target.wtp * effect - cost;
}

/// The comparison at one value of the parameter.
struct Point {
  double x = 0;
  bool valid = false;
  double cost = 0, effect = 0;           ///< increments
  double cost_size = 0, effect_size = 0; ///< of the totals, to tell rounding
};

class Search {
public:
  Search(const MovableModel& model, ThresholdResult plan)
      : model_(model), plan_(std::move(plan)), parameter_(model.index_of(plan_.parameter)) {}

  ThresholdResult run() {
    look_through();
    for (ThresholdResult::Target& target : plan_.targets)
      find(target);
    return std::move(plan_);
  }

private:
  static constexpr double kRounding = 1e-14;

  [[nodiscard]] std::vector<Point> at(std::span<const double> xs) const {
    std::vector<Moves> settings;
    for (const double x : xs)
      settings.push_back({{parameter_, x}});
    const MovedOutcomes o = model_.run(settings);
    const std::size_t s = plan_.strategy, r = plan_.comparator;
    std::vector<Point> points;
    for (std::size_t i = 0; i < xs.size(); ++i)
      points.push_back({xs[i], o.valid[i] != 0, o.costs[s][i] - o.costs[r][i],
                        o.effects[s][i] - o.effects[r][i], std::abs(o.costs[s][i]) + std::abs(o.costs[r][i]),
                        std::abs(o.effects[s][i]) + std::abs(o.effects[r][i])});
    return points;
  }

  void look_through() {
    std::vector<double> xs;
    const auto add = [&](const ThresholdResult::Interval& range, int steps) {
      for (int i = 0; i < steps; ++i)
        xs.push_back(range.from + i * ((range.to - range.from) / steps));
      xs.push_back(range.to);
    };
    const ThresholdResult::Interval& all = plan_.searched;
    const auto inside = [&](double x) { return x >= all.from && x <= all.to; };
    const bool costly = model_.changes_size(parameter_);
    add(all, costly ? 24 : 256);
    if (plan_.plausible && !costly && inside(plan_.plausible->from) && inside(plan_.plausible->to))
      add(*plan_.plausible, 64);
    if (inside(plan_.base)) xs.push_back(plan_.base);
    std::sort(xs.begin(), xs.end());
    xs.erase(std::unique(xs.begin(), xs.end()), xs.end());
    points_ = at(xs);
    narrow_gaps();
  }

  /// Ends of the parts without a result, by halving: one more valid point beside each.
  void narrow_gaps() {
    struct Gap {
      double valid, invalid;
    };
    std::vector<Gap> gaps;
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
      const Point &a = points_[i], &b = points_[i + 1];
      if (a.valid != b.valid) gaps.push_back(a.valid ? Gap{a.x, b.x} : Gap{b.x, a.x});
    }
    for (int round = 0; round < 40 && !gaps.empty(); ++round) {
      std::vector<double> middles;
      for (const Gap& g : gaps)
        middles.push_back((g.valid + g.invalid) / 2);
      const std::vector<Point> found = at(middles);
      for (std::size_t i = 0; i < gaps.size(); ++i) {
        (found[i].valid ? gaps[i].valid : gaps[i].invalid) = middles[i];
        if (found[i].valid) points_.push_back(found[i]);
      }
    }
    std::sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    bool open = false;
    for (const Point& p : points_) {
      if (!p.valid && !open) plan_.without_result.push_back({p.x, p.x});
      if (!p.valid) plan_.without_result.back().to = p.x;
      open = !p.valid;
    }
  }

  [[nodiscard]] double noise(const ThresholdResult::Target& target, const Point& p) const {
    return kRounding * (advantage(plan_, target, -p.cost_size, p.effect_size) + p.cost_size + p.effect_size);
  }

  /// Advantage, with rounding taken as 0.
  [[nodiscard]] double value(const ThresholdResult::Target& target, const Point& p) const {
    const double a = advantage(plan_, target, p.cost, p.effect);
    return std::abs(a) <= noise(target, p) ? 0 : a;
  }

  void find(ThresholdResult::Target& target) {
    std::vector<const Point*> valid;
    for (const Point& p : points_)
      if (p.valid) valid.push_back(&p);
    if (valid.empty()) return;
    if (unmoved(target, valid)) {
      target.status = Status::no_effect;
      return;
    }
    for (std::size_t i = 0; i + 1 < points_.size(); ++i)
      between(target, points_[i], points_[i + 1]);
    if (points_.back().valid && value(target, points_.back()) == 0) target.values.push_back(points_.back().x);
    settle(target, valid);
  }

  [[nodiscard]] bool unmoved(const ThresholdResult::Target& target,
                             const std::vector<const Point*>& valid) const {
    const double first = advantage(plan_, target, valid[0]->cost, valid[0]->effect);
    return std::all_of(valid.begin(), valid.end(), [&](const Point* p) {
      return std::abs(advantage(plan_, target, p->cost, p->effect) - first) <= noise(target, *p);
    });
  }

  void between(ThresholdResult::Target& target, const Point& a, const Point& b) {
    if (!a.valid) return;
    const double fa = value(target, a);
    if (fa == 0) {
      target.values.push_back(a.x);
      return;
    }
    if (!b.valid) return;
    const double fb = value(target, b);
    if (fb == 0 || (fa > 0) == (fb > 0)) return;
    RootSearch search(a.x, fa, b.x, fb);
    while (!search.done()) {
      const double x = search.next();
      const Point p = at(std::span(&x, 1)).front();
      if (!p.valid) return; // a gap within a step: no value can be told
      search.update(advantage(plan_, target, p.cost, p.effect), noise(target, p) / 8);
    }
    target.values.push_back(search.root());
  }

  /// Status, and the parts of the range in which the strategy is the better one.
  void settle(ThresholdResult::Target& target, const std::vector<const Point*>& valid) const {
    bool open = false;
    double from = plan_.searched.from;
    std::size_t next = 0;
    const auto close = [&](double to) {
      if (open) target.favourable.push_back({from, to});
      open = false;
    };
    for (std::size_t i = 0; i < points_.size(); ++i) {
      const Point& p = points_[i];
      double edge = i == 0 ? p.x : points_[i - 1].x;
      while (next < target.values.size() && target.values[next] <= p.x)
        edge = target.values[next++];
      const bool good = p.valid && value(target, p) > 0;
      if (good && !open) from = edge;
      if (!good) close(edge);
      open = good;
    }
    close(plan_.searched.to);
    if (!target.values.empty())
      target.status = target.values.size() == 1 ? Status::found : Status::several;
    else if (std::all_of(valid.begin(), valid.end(), [&](const Point* p) { return value(target, *p) > 0; }))
      target.status = Status::always;
    else if (std::all_of(valid.begin(), valid.end(), [&](const Point* p) { return value(target, *p) < 0; }))
      target.status = Status::never;
  }

  const MovableModel& model_;
  ThresholdResult plan_;
  std::size_t parameter_;
  std::vector<Point> points_; ///< by value
};

} // namespace

ThresholdResult find_thresholds(const MovableModel& model, ThresholdResult plan) {
  return Search(model, std::move(plan)).run();
}

} // namespace cea
