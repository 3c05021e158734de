#include "analysis/two_way.h"

#include "analysis/best_strategy.h"
#include "analysis/boundary.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace cea {

namespace {

class TwoWay {
public:
  TwoWay(const MovableModel& model, TwoWayResult plan)
      : model_(model), result_(std::move(plan)), x_(model.index_of(result_.x.name)),
        y_(model.index_of(result_.y.name)) {}

  TwoWayResult run() {
    grid();
    const auto evaluate = [&](std::span<const PlanePoint> points) {
      return benefits_of(outcomes_at(points), points.size());
    };
    result_.boundary = plane_boundary(result_.x.values, result_.y.values, benefits_, evaluate);
    return std::move(result_);
  }

private:
  void grid() {
    std::vector<PlanePoint> points;
    for (const double x : result_.x.values)
      for (const double y : result_.y.values)
        points.push_back({x, y});
    const MovedOutcomes outcomes = outcomes_at(points);
    const auto all = benefits_of(outcomes, points.size());
    const std::size_t columns = result_.x.values.size(), rows = result_.y.values.size();
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    result_.nmb.assign(result_.strategies.size(),
                       std::vector<std::vector<double>>(columns, std::vector<double>(rows, kNone)));
    result_.effects = result_.nmb;
    for (std::size_t i = 0; i < columns; ++i) {
      auto& best = result_.best.emplace_back();
      auto& column = benefits_.emplace_back();
      for (std::size_t j = 0; j < rows; ++j) {
        const std::vector<double>& here = column.emplace_back(all[i * rows + j]);
        best.push_back(here.empty() ? std::nullopt : std::optional(best_strategy(here)));
        for (std::size_t s = 0; s < here.size(); ++s) {
          result_.nmb[s][i][j] = here[s];
          result_.effects[s][i][j] = outcomes.effects[s][i * rows + j];
        }
      }
    }
  }

  [[nodiscard]] MovedOutcomes outcomes_at(std::span<const PlanePoint> points) const {
    std::vector<Moves> settings;
    settings.reserve(points.size());
    for (const PlanePoint& p : points)
      settings.push_back({{x_, p.x}, {y_, p.y}});
    return model_.run(settings);
  }

  /// [point][strategy]; empty where the model has no result.
  [[nodiscard]] std::vector<std::vector<double>> benefits_of(const MovedOutcomes& outcomes,
                                                             std::size_t points) const {
    std::vector<std::vector<double>> all(points);
    for (std::size_t i = 0; i < points; ++i)
      for (std::size_t s = 0; outcomes.valid[i] && s < result_.strategies.size(); ++s)
        all[i].push_back(outcomes.net_benefit(s, i, result_.wtp));
    return all;
  }

  const MovableModel& model_;
  TwoWayResult result_;
  std::size_t x_, y_;
  std::vector<std::vector<std::vector<double>>> benefits_; ///< [x][y][strategy]
};

TwoWayResult::Axis axis_of(const TwoWaySettings::Axis& wanted,
                           const std::vector<ParameterSummary>& parameters, Diagnostics& problems) {
  TwoWayResult::Axis axis;
  const ParameterSummary* const p = movable_parameter(parameters, wanted.parameter, problems);
  if (p == nullptr) return axis;
  axis.name = p->name;
  axis.label = p->label.empty() ? p->name : p->label;
  axis.base = p->value;
  axis.confidential = p->confidential;
  MoveRange range = wanted.range.value_or(MoveRange{p->low.value_or(0), p->high.value_or(0)});
  if (!wanted.range && (!p->low || !p->high))
    problems.error(
        wanted.parameter.span, fmt::format("'{}' has no range", p->name),
        "give it `low` and `high` or a distribution, or the analysis `ranges`; a number by `--set` takes "
        "its distribution away");
  else if (!(range.from < range.to))
    problems.error(wanted.parameter.span, fmt::format("the range of '{}' is empty: {:.6g} to {:.6g}", p->name,
                                                      range.from, range.to));
  const int steps = wanted.points - 1;
  for (int i = 0; i < steps; ++i)
    axis.values.push_back(range.from + i * ((range.to - range.from) / steps));
  axis.values.push_back(range.to);
  return axis;
}

} // namespace

TwoWayResult two_way_plan(const CompiledModel& base, const BaseCase& base_case,
                          const std::vector<ParameterSummary>& parameters, const TwoWaySettings& settings) {
  Diagnostics problems;
  TwoWayResult plan;
  if (base_case.thresholds.empty())
    problems.error(settings.span, "`twsa` needs a willingness to pay",
                   "as `willingness_to_pay: 50_000`, or `--wtp 50_000`");
  plan.x = axis_of(settings.x, parameters, problems);
  plan.y = axis_of(settings.y, parameters, problems);
  if (problems.has_errors()) throw InputError(std::move(problems));
  plan.wtp = base_case.thresholds.front();
  std::vector<double> benefits;
  for (std::size_t s = 0; s < base_case.strategies.size(); ++s) {
    const Strategy& strategy = base.scenario->strategies[s];
    plan.strategies.push_back(strategy.id);
    plan.labels.push_back(strategy.name());
    benefits.push_back(base_case.nmb[s].front());
  }
  plan.best_in_base_case = best_strategy(benefits);
  return plan;
}

TwoWayResult two_way(const MovableModel& model, TwoWayResult plan) {
  return TwoWay(model, std::move(plan)).run();
}

} // namespace cea
