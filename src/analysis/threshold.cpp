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
  static constexpr double kWidth = 1e-6; ///< of the range: what is equal over less is a single value

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

  /// Ends of the parts without a result, by halving: one more valid and invalid point beside each.
  void narrow_gaps() {
    struct Gap {
      double valid, invalid;
    };
    // A horizon below the language's tolerance is one without cycles, so one stays away from that.
    const double near =
        model_.changes_size(parameter_) ? 1e-6 * (plan_.searched.to - plan_.searched.from) : 0;
    const auto narrow = [&](const Gap& g) {
      return std::abs(g.valid - g.invalid) <=
             std::max(near, 1e-13 * std::max(std::abs(g.valid), std::abs(g.invalid)));
    };
    std::vector<Gap> gaps;
    for (std::size_t i = 0; i + 1 < points_.size(); ++i) {
      const Point &a = points_[i], &b = points_[i + 1];
      if (a.valid != b.valid) gaps.push_back(a.valid ? Gap{a.x, b.x} : Gap{b.x, a.x});
    }
    for (int round = 0; round < 60; ++round) {
      std::erase_if(gaps, narrow);
      if (gaps.empty()) break;
      std::vector<double> middles;
      for (const Gap& g : gaps)
        middles.push_back((g.valid + g.invalid) / 2);
      const std::vector<Point> found = at(middles);
      for (std::size_t i = 0; i < gaps.size(); ++i)
        (found[i].valid ? gaps[i].valid : gaps[i].invalid) = middles[i];
      points_.insert(points_.end(), found.begin(), found.end());
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
    for (std::size_t i = 0; i < points_.size();) {
      const std::size_t next = equal_from(target, i);
      if (next == i && i + 1 < points_.size()) between(target, points_[i], points_[i + 1]);
      i = std::max(next, i + 1);
    }
    settle(target, valid);
  }

  [[nodiscard]] bool is_zero(const ThresholdResult::Target& target, const Point& p) const {
    return p.valid && value(target, p) == 0;
  }

  /// A single value, or a whole stretch, in which both are equal, beginning with a point; the point after
  /// it, or the point itself where they aren't equal there.
  std::size_t equal_from(ThresholdResult::Target& target, std::size_t first) const {
    std::size_t last = first;
    if (!is_zero(target, points_[first])) return first;
    while (last + 1 < points_.size() && is_zero(target, points_[last + 1]))
      ++last;
    const double from = first > 0 ? edge(target, points_[first].x, points_[first - 1]) : points_[first].x;
    const double to =
        last + 1 < points_.size() ? edge(target, points_[last].x, points_[last + 1]) : points_[last].x;
    if (to - from > kWidth * (plan_.searched.to - plan_.searched.from))
      target.equal.push_back({from, to});
    else
      target.values.push_back(points_[first].x);
    return last + 1;
  }

  /// How far both stay equal on the way to a point at which they aren't, by halving.
  [[nodiscard]] double edge(const ThresholdResult::Target& target, double zero, const Point& beyond) const {
    double other = beyond.x;
    if (!beyond.valid) return zero;
    for (int round = 0; round < 60; ++round) {
      const double middle = (zero + other) / 2;
      if (std::abs(other - zero) <= 1e-13 * std::max(std::abs(zero), std::abs(other))) break;
      (is_zero(target, at(std::span(&middle, 1)).front()) ? zero : other) = middle;
    }
    return zero;
  }

  [[nodiscard]] bool unmoved(const ThresholdResult::Target& target,
                             const std::vector<const Point*>& valid) const {
    const double first = advantage(plan_, target, valid[0]->cost, valid[0]->effect);
    return std::all_of(valid.begin(), valid.end(), [&](const Point* p) {
      return std::abs(advantage(plan_, target, p->cost, p->effect) - first) <= noise(target, *p);
    });
  }

  void between(ThresholdResult::Target& target, const Point& a, const Point& b) const {
    if (!a.valid || !b.valid) return;
    const double fa = value(target, a), fb = value(target, b);
    if (fa == 0 || fb == 0 || (fa > 0) == (fb > 0)) return;
    RootSearch search(a.x, fa, b.x, fb);
    double least = std::min(std::abs(fa), std::abs(fb));
    while (!search.done()) {
      const double x = search.next();
      const Point p = at(std::span(&x, 1)).front();
      if (!p.valid) return; // a gap within a step: no value can be told
      const double f = advantage(plan_, target, p.cost, p.effect);
      least = std::min(least, std::abs(f));
      search.update(f, noise(target, p) / 8);
    }
    target.values.push_back(search.root());
    constexpr double kJump = 1e-6; // of the step's change: a line gets within rounding of 0
    if (least > kJump * std::abs(fa - fb)) target.jumps.push_back(search.root());
  }

  /// Status, and the parts of the range in which the strategy is the better one.
  void settle(ThresholdResult::Target& target, const std::vector<const Point*>& valid) const {
    std::vector<double> edges = target.values;
    for (const ThresholdResult::Interval& i : target.equal)
      edges.insert(edges.end(), {i.from, i.to});
    std::sort(edges.begin(), edges.end());
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
      const std::size_t first = next;
      while (next < edges.size() && edges[next] <= p.x)
        ++next;
      const bool good = p.valid && value(target, p) > 0;
      // Leaving a good part ends it at the first of a step's edges, entering one begins at the last.
      if (next > first) edge = good ? edges[next - 1] : edges[first];
      if (good && !open) from = edge;
      if (!good) close(edge);
      open = good;
    }
    close(plan_.searched.to);
    if (!target.values.empty())
      target.status = target.values.size() == 1 && target.equal.empty() ? Status::found : Status::several;
    else if (!target.equal.empty())
      target.status = Status::equal;
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
