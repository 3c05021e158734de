#include "analysis/one_way.h"

#include "analysis/best_strategy.h"
#include "analysis/frontier.h"
#include "support/equality.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

constexpr int kSteps = 32; ///< in which a range is looked through

/// The values of a bar's members on the way from low (−1) over the base value (0) to high (1).
double value_at(const OneWayBar::Member& m, double way) {
  if (way == -1) return m.low;
  if (way == 1) return m.high;
  return m.base + std::abs(way) * ((way < 0 ? m.low : m.high) - m.base);
}

/// A single parameter is looked through in its own units; a group along its way.
bool is_single(const OneWayBar& bar) {
  return bar.members.size() == 1;
}

Moves setting_at(const MovableModel& model, const OneWayBar& bar, double x) {
  Moves setting;
  for (const OneWayBar::Member& m : bar.members)
    setting.emplace_back(model.index_of(m.name), is_single(bar) ? x : value_at(m, x));
  return setting;
}

double low_end(const OneWayBar& bar) {
  return is_single(bar) ? bar.members[0].low : -1;
}
double high_end(const OneWayBar& bar) {
  return is_single(bar) ? bar.members[0].high : 1;
}

class OneWay {
public:
  OneWay(const MovableModel& model, const Comparison& comparison, std::vector<OneWayBar> bars)
      : model_(model), comparison_(comparison) {
    result_.comparison = comparison;
    result_.bars = std::move(bars);
    for (const Strategy& s : model.scenario().strategies) {
      result_.strategies.push_back(s.id);
      result_.labels.push_back(s.name());
    }
  }

  OneWayResult run() {
    lay_out();
    const MovedOutcomes outcomes = model_.run(settings_);
    for (std::size_t i = 0; i < settings_.size(); ++i)
      if (!outcomes.valid[i]) invalid(i);
    result_.base = compared(outcomes, 0, comparison_);
    result_.best = best_strategy(benefits(outcomes, 0));
    for (std::size_t b = 0; b < result_.bars.size(); ++b)
      ends(outcomes, b);
    changes(outcomes);
    // Swings that only rounding tells apart stay in the order of the file.
    const auto rounded = [](double x) { return static_cast<double>(static_cast<float>(x)); };
    std::stable_sort(result_.bars.begin(), result_.bars.end(), [&](const OneWayBar& a, const OneWayBar& b) {
      return rounded(a.swing) > rounded(b.swing);
    });
    return std::move(result_);
  }

private:
  /// The base case, then every bar's points from low to high.
  void lay_out() {
    settings_.emplace_back();
    points_.push_back({});
    for (std::size_t b = 0; b < result_.bars.size(); ++b) {
      OneWayBar& bar = result_.bars[b];
      if (is_single(bar)) bar.moved_with = model_.moved_with(model_.index_of(bar.members[0].name));
      first_.push_back(settings_.size());
      for (const double x : places(bar)) {
        settings_.push_back(setting_at(model_, bar, x));
        points_.push_back({b, x});
      }
    }
    first_.push_back(settings_.size());
  }

  [[nodiscard]] std::vector<double> places(const OneWayBar& bar) const {
    const double low = low_end(bar), high = high_end(bar);
    const bool costly = std::any_of(bar.members.begin(), bar.members.end(), [&](const OneWayBar::Member& m) {
      return model_.changes_size(model_.index_of(m.name));
    });
    if (costly) return {low, high};
    std::vector<double> all;
    for (int i = 0; i < kSteps; ++i)
      all.push_back(low + i * ((high - low) / kSteps));
    all.push_back(high);
    return all;
  }

  [[noreturn]] void invalid(std::size_t i) const {
    const OneWayBar& bar = result_.bars[points_[i].line];
    std::string where;
    for (const OneWayBar::Member& m : bar.members)
      where += fmt::format("{}'{}' = {:.6g}", where.empty() ? "" : ", ", m.name,
                           settings_[i][static_cast<std::size_t>(&m - bar.members.data())].second);
    model_.report(settings_[i], fmt::format("one-way analysis, {}", where));
  }

  [[nodiscard]] std::vector<double> benefits(const MovedOutcomes& outcomes, std::size_t i) const {
    std::vector<double> all;
    for (std::size_t s = 0; s < result_.strategies.size(); ++s)
      all.push_back(outcomes.net_benefit(s, i, comparison_.thresholds.front()));
    return all;
  }

  void ends(const MovedOutcomes& outcomes, std::size_t b) {
    OneWayBar& bar = result_.bars[b];
    bar.low = compared(outcomes, first_[b], comparison_);
    bar.high = compared(outcomes, first_[b + 1] - 1, comparison_);
    const double from = bar.low.inmb.front(), to = bar.high.inmb.front();
    bar.swing = same_amount(from, to) ? 0 : std::abs(to - from);
    for (std::size_t i = first_[b]; i < first_[b + 1]; ++i)
      bar.moves = bar.moves || !same_comparison(outcomes, i);
  }

  /// Whether a setting's costs and effects of both strategies compare as in the base case.
  [[nodiscard]] bool same_comparison(const MovedOutcomes& o, std::size_t i) const {
    const std::size_t s = comparison_.strategy, r = comparison_.comparator;
    const auto same = [&](const std::vector<std::vector<double>>& amounts) {
      const double size = std::abs(amounts[s][0]) + std::abs(amounts[r][0]);
      const double moved = (amounts[s][i] - amounts[r][i]) - (amounts[s][0] - amounts[r][0]);
      return std::abs(moved) <= 1e-12 * (size + std::abs(amounts[s][i]) + std::abs(amounts[r][i]));
    };
    return same(o.costs) && same(o.effects);
  }

  void changes(const MovedOutcomes& outcomes) {
    std::vector<LinePiece> pieces;
    for (std::size_t b = 0; b < result_.bars.size(); ++b)
      for (std::size_t i = first_[b]; i + 1 < first_[b + 1]; ++i)
        pieces.push_back(
            {b, points_[i].x, points_[i + 1].x, benefits(outcomes, i), benefits(outcomes, i + 1)});
    const auto evaluate = [&](std::span<const LinePoint> points) { return benefits_at(points); };
    for (const BestSwitch& s : find_switches(std::move(pieces), evaluate)) {
      OneWayBar& bar = result_.bars[s.line];
      DecisionChange change{{}, s.before, s.after};
      for (const auto& [name, value] : setting_at(model_, bar, s.x))
        change.values.push_back(value);
      bar.changes.push_back(std::move(change));
    }
    for (OneWayBar& bar : result_.bars)
      for (const DecisionChange& change : bar.changes)
        for (const std::size_t s : {change.from, change.to})
          if (s != result_.best && std::find(bar.reaches.begin(), bar.reaches.end(), s) == bar.reaches.end())
            bar.reaches.push_back(s);
  }

  [[nodiscard]] std::vector<std::vector<double>> benefits_at(std::span<const LinePoint> points) const {
    std::vector<Moves> settings;
    for (const LinePoint& p : points)
      settings.push_back(setting_at(model_, result_.bars[p.line], p.x));
    const MovedOutcomes outcomes = model_.run(settings);
    std::vector<std::vector<double>> all;
    for (std::size_t i = 0; i < points.size(); ++i)
      all.push_back(outcomes.valid[i] ? benefits(outcomes, i) : std::vector<double>{});
    return all;
  }

  const MovableModel& model_;
  const Comparison& comparison_;
  OneWayResult result_;
  std::vector<Moves> settings_;
  std::vector<LinePoint> points_;  ///< bar and place of each setting
  std::vector<std::size_t> first_; ///< each bar's first setting, and the end
};

} // namespace

ComparedOutcome compared(const MovedOutcomes& o, std::size_t i, const Comparison& c) {
  ComparedOutcome result;
  const std::size_t s = c.strategy, r = c.comparator;
  result.delta_cost = o.costs[s][i] - o.costs[r][i];
  result.delta_effect = o.effects[s][i] - o.effects[r][i];
  result.quadrant = quadrant_of(o.costs[r][i], o.effects[r][i], o.costs[s][i], o.effects[s][i]);
  result.icer = icer_in(result.quadrant, result.delta_cost, result.delta_effect);
  for (const double wtp : c.thresholds)
    result.inmb.push_back(wtp * result.delta_effect - result.delta_cost);
  for (std::size_t k = 0; k < o.costs.size(); ++k) {
    result.costs.push_back(o.costs[k][i]);
    result.effects.push_back(o.effects[k][i]);
  }
  return result;
}

OneWayResult one_way(const MovableModel& model, const Comparison& comparison, std::vector<OneWayBar> bars) {
  return OneWay(model, comparison, std::move(bars)).run();
}

std::vector<std::string> moved_names(const std::vector<OneWayBar>& bars) {
  std::vector<std::string> names;
  for (const OneWayBar& bar : bars)
    for (const OneWayBar::Member& m : bar.members)
      if (std::find(names.begin(), names.end(), m.name) == names.end()) names.push_back(m.name);
  return names;
}

} // namespace cea
