// Figures of the probabilistic analysis.
#include "report/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cea::report {
namespace {

constexpr double kPi = 3.14159265358979323846;

std::string wtp_title(const SectionContext& context) {
  return fmt::format("Willingness to pay ({})", context.tables.style.per_effect());
}

/// An ellipse that holds 95 % of a bivariate normal distribution, as a closed line.
void add_ellipse(FigureData& data, const PsaCloud::Cloud& c, const std::string& name) {
  constexpr int kCorners = 72;
  constexpr double kChiSquare = 5.991464547107979; // 95 % with 2 degrees of freedom
  const double sd_effect = std::sqrt(std::max(c.var_effect, 0.0));
  const double sd_cost = std::sqrt(std::max(c.var_cost, 0.0));
  const double both = sd_effect * sd_cost;
  const double r = both > 0 ? std::clamp(c.covariance / both, -1.0, 1.0) : 0;
  const double k = std::sqrt(kChiSquare);
  for (int i = 0; i <= kCorners; ++i) {
    const double a = 2 * kPi * i / kCorners;
    data.columns[0].numbers.push_back(c.mean_effect + k * sd_effect * std::cos(a));
    data.columns[1].numbers.push_back(c.mean_cost +
                                      k * sd_cost * (r * std::cos(a) + std::sqrt(1 - r * r) * std::sin(a)));
    data.columns[2].texts.push_back(name);
  }
}

FigureData plane_data(const SectionContext& context, std::string id) {
  return {
      std::move(id),
      {number_column("effect", context.tables.style.increment_heading(), NumberFormat::effect),
       number_column("cost", "Incremental " + context.tables.style.in_currency("cost"), NumberFormat::money),
       series_column()}};
}

struct Extent {
  double low = 0, high = 0;
  void add(double x) {
    low = std::min(low, x);
    high = std::max(high, x);
  }
  [[nodiscard]] double room() const { return 0.05 * (high - low); }
};

std::vector<FigureSeries> series_of(const SectionContext& context,
                                    const std::vector<PsaCloud::Cloud>& clouds) {
  std::vector<FigureSeries> all = strategy_series(context), some;
  for (const PsaCloud::Cloud& c : clouds)
    some.push_back(all[c.strategy]);
  return some;
}

std::string plane_message(const SectionContext& context, const PsaCloud& cloud) {
  std::string text = fmt::format("Increments against {} of {} samples.", context.strategy(cloud.comparator),
                                 context.tables.style.count(cloud.samples));
  for (const PsaCloud::Cloud& c : cloud.clouds)
    text += fmt::format(" {}: {} for {} {}{}.", context.strategy(c.strategy),
                        context.tables.style.amount(c.mean_cost), context.tables.style.effect(c.mean_effect),
                        context.tables.effect_heading(),
                        context.results().psa->fewer_is_better ? " averted" : "");
  return text;
}

void add_curve_rows(FigureData& data, const std::vector<double>& x, const std::vector<double>& y,
                    const std::string& name) {
  data.columns[0].numbers.insert(data.columns[0].numbers.end(), x.begin(), x.end());
  data.columns[1].numbers.insert(data.columns[1].numbers.end(), y.begin(), y.end());
  data.columns[2].texts.insert(data.columns[2].texts.end(), x.size(), name);
}

/// A curve a strategy over willingness to pay.
Figure curves(const SectionContext& context, const std::vector<std::vector<double>>& values,
              const std::string& title, NumberFormat format) {
  const PsaResult& p = *context.results().psa;
  Figure figure;
  figure.title = title;
  figure.x = {wtp_title(context), NumberFormat::money};
  figure.y.format = format;
  figure.series = strategy_series(context);
  FigureData data{"curves",
                  {number_column("wtp", "Willingness to pay", NumberFormat::money),
                   number_column("value", title, format), series_column()}};
  for (std::size_t s = 0; s < values.size(); ++s)
    add_curve_rows(data, p.wtp, values[s], figure.series[s].id);
  figure.data.push_back(std::move(data));
  FigureLayer lines{FigureMark::line, "curves", "wtp", "value"};
  lines.series = true;
  lines.tooltip = {kSeriesColumn, "wtp", "value"};
  figure.layers.push_back(lines);
  return figure;
}

std::vector<std::string> at_thresholds(const SectionContext& context,
                                       std::string (*say)(const SectionContext&, std::size_t)) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < context.thresholds.size(); ++i)
    all.push_back(say(context, i));
  return all;
}

std::string ceac_message(const SectionContext& context, std::size_t i) {
  const PsaResult& p = *context.results().psa;
  std::string text = fmt::format("Probability of being cost-effective at {}:", context.per_effect(p.wtp[i]));
  for (std::size_t s = 0; s < p.strategies.size(); ++s)
    text += fmt::format("{} {} {}", s == 0 ? "" : ",", context.strategy(s),
                        context.tables.style.percent(p.ceac[s][i]));
  return text + fmt::format(". The frontier follows {}.", context.strategy(p.frontier[i]));
}

std::string evpi_message(const SectionContext& context, std::size_t i) {
  const PsaResult& p = *context.results().psa;
  const auto most = std::max_element(p.evpi.begin(), p.evpi.end()) - p.evpi.begin();
  return fmt::format("EVPI at {} is {} per person; it is highest, {}, at {}.", context.per_effect(p.wtp[i]),
                     context.tables.style.amount(p.evpi[i]),
                     context.tables.style.amount(p.evpi[static_cast<std::size_t>(most)]),
                     context.per_effect(p.wtp[static_cast<std::size_t>(most)]));
}

std::string loss_message(const SectionContext& context, std::size_t i) {
  const PsaResult& p = *context.results().psa;
  std::string text =
      fmt::format("Expected loss per person of choosing each strategy at {}:", context.per_effect(p.wtp[i]));
  for (std::size_t s = 0; s < p.strategies.size(); ++s)
    text += fmt::format("{} {} {}", s == 0 ? "" : ",", context.strategy(s),
                        context.tables.style.amount(p.expected_loss[s][i]));
  return text + ". The lower envelope is EVPI.";
}

void follow(Figure& figure, const SectionContext& context,
            std::string (*say)(const SectionContext&, std::size_t)) {
  figure.messages = at_thresholds(context, say);
  figure.message = figure.messages[context.chosen];
  add_threshold_rule(figure, context);
}

} // namespace

std::vector<FigureSeries> strategy_series(const SectionContext& context) {
  std::vector<FigureSeries> all;
  const std::size_t n = context.results().base_case->strategies.size();
  for (std::size_t s = 0; s < n; ++s) {
    std::string name = clean(context.strategy(s));
    const auto taken =
        std::any_of(all.begin(), all.end(), [&](const FigureSeries& other) { return other.id == name; });
    if (taken) name += fmt::format(" ({})", clean(context.results().base_case->strategies[s].id));
    all.push_back({name, palette_color(s), s % 2 == 1});
  }
  return all;
}

void add_threshold_rule(Figure& figure, const SectionContext& context) {
  if (context.thresholds.empty()) return;
  figure.threshold = context.thresholds[context.chosen];
  figure.data.push_back(
      {"threshold", {number_column("at", "Chosen willingness to pay", NumberFormat::money, {0}, {1})}});
  FigureLayer rule{FigureMark::rule, "threshold", "at"};
  rule.dashed = true;
  rule.size = 1.5;
  rule.tooltip = {"at"};
  figure.layers.push_back(rule);
}

Figure plane_figure(const SectionContext& context) {
  Figure figure;
  const auto& cloud = context.results().cloud;
  if (!cloud || cloud->clouds.empty()) return figure;
  figure.id = "cost-effectiveness-plane";
  figure.title = "Cost-effectiveness plane";
  figure.message = plane_message(context, *cloud);
  figure.many_points = true;
  figure.height = 420;
  figure.series = series_of(context, cloud->clouds);
  FigureData points = plane_data(context, "samples"), means = plane_data(context, "means"),
             ellipses = plane_data(context, "ellipses");
  Extent x, y;
  for (std::size_t i = 0; i < cloud->clouds.size(); ++i) {
    const PsaCloud::Cloud& c = cloud->clouds[i];
    const std::string& name = figure.series[i].id;
    add_curve_rows(points, c.effects, c.costs, name);
    add_curve_rows(means, {c.mean_effect}, {c.mean_cost}, name);
    add_ellipse(ellipses, c, name);
  }
  for (const FigureData* d : {&points, &ellipses})
    for (std::size_t i = 0; i < d->columns[0].numbers.size(); ++i) {
      x.add(d->columns[0].numbers[i]);
      y.add(d->columns[1].numbers[i]);
    }
  figure.x = {points.columns[0].title, NumberFormat::effect};
  figure.x.low = x.low - x.room();
  figure.x.high = x.high + x.room();
  figure.y = {points.columns[1].title, NumberFormat::money};
  figure.y.low = y.low - y.room();
  figure.y.high = y.high + y.room();
  const std::size_t shown = cloud->clouds.front().costs.size();
  figure.note = fmt::format(
      "Ellipses hold 95% of a normal distribution with the samples' covariance.{}",
      shown < cloud->samples
          ? fmt::format(" Of {} samples {} are drawn for each strategy, evenly spaced; means and "
                        "ellipses are of all.",
                        context.tables.style.count(cloud->samples), context.tables.style.count(shown))
          : "");
  figure.data = {std::move(points),
                 std::move(ellipses),
                 std::move(means),
                 {"axes", {number_column("zero", "", NumberFormat::plain, {0})}}};
  FigureLayer zero_x{FigureMark::rule, "axes", "zero"}, zero_y{FigureMark::rule, "axes", "", "zero"};
  zero_x.size = zero_y.size = 1;
  zero_x.color = zero_y.color = "#808080";
  FigureLayer dots{FigureMark::point, "samples", "effect", "cost"};
  dots.series = true;
  dots.size = 9;
  dots.opacity = 0.35;
  FigureLayer rings{FigureMark::line, "ellipses", "effect", "cost"};
  rings.series = true;
  FigureLayer centres{FigureMark::point, "means", "effect", "cost"};
  centres.series = true;
  centres.size = 110;
  centres.tooltip = {kSeriesColumn, "effect", "cost"};
  FigureLayer outlines = centres;
  outlines.series = false;
  outlines.size = 190;
  outlines.tooltip.clear();
  figure.layers = {zero_x, zero_y, dots, rings, outlines, centres};
  if (!context.thresholds.empty()) {
    figure.threshold = context.thresholds[context.chosen];
    const std::vector<double> ends = {*figure.x.low, *figure.x.high};
    figure.data.push_back({"line",
                           {number_column("effect", "Effect", NumberFormat::effect, ends),
                            number_column("cost", "Cost at the chosen willingness to pay",
                                          NumberFormat::money, {0, 0}, ends)}});
    FigureLayer line{FigureMark::line, "line", "effect", "cost"};
    line.dashed = true;
    figure.layers.push_back(line);
    figure.note +=
        " Dashed: the chosen willingness to pay; points below and to the right of it are cost-effective.";
  }
  return figure;
}

Figure acceptability_figure(const SectionContext& context) {
  if (!context.has_curves()) return {};
  const PsaResult& p = *context.results().psa;
  Figure figure =
      curves(context, p.ceac, "Cost-effectiveness acceptability curves and frontier", NumberFormat::percent);
  figure.id = "acceptability-curves";
  figure.y.title = "Probability of being cost-effective";
  figure.y.low = 0;
  figure.y.high = 1;
  std::vector<double> frontier;
  for (std::size_t i = 0; i < p.wtp.size(); ++i)
    frontier.push_back(p.ceac[p.frontier[i]][i]);
  figure.data.push_back({"frontier",
                         {number_column("wtp", "Willingness to pay", NumberFormat::money, p.wtp),
                          number_column("value", "Frontier", NumberFormat::percent, frontier)}});
  FigureLayer line{FigureMark::line, "frontier", "wtp", "value"};
  line.size = 7;
  line.opacity = 0.25;
  figure.layers.insert(figure.layers.begin(), line);
  figure.note =
      "Wide grey line: the frontier, the probability of the strategy with the highest mean net benefit.";
  follow(figure, context, ceac_message);
  return figure;
}

Figure evpi_figure(const SectionContext& context) {
  if (!context.has_curves()) return {};
  const PsaResult& p = *context.results().psa;
  Figure figure;
  figure.id = "evpi";
  figure.title = "Expected value of perfect information, per person";
  figure.x = {wtp_title(context), NumberFormat::money};
  figure.y = {context.tables.style.in_currency("EVPI per person"), NumberFormat::money};
  figure.y.zero = true;
  std::vector<double> low, high;
  for (std::size_t i = 0; i < p.evpi.size(); ++i) {
    const double error = std::isfinite(p.evpi_mcse[i]) ? 1.96 * p.evpi_mcse[i] : 0;
    low.push_back(std::max(0.0, p.evpi[i] - error));
    high.push_back(p.evpi[i] + error);
  }
  figure.data.push_back({"evpi",
                         {number_column("wtp", "Willingness to pay", NumberFormat::money, p.wtp),
                          number_column("value", "EVPI", NumberFormat::money, p.evpi),
                          number_column("low", "Low", NumberFormat::money, low),
                          number_column("high", "High", NumberFormat::money, high)}});
  FigureLayer band{FigureMark::area, "evpi", "wtp", "low", "", "high"};
  band.color = palette_color(0);
  band.opacity = 0.25;
  FigureLayer line{FigureMark::line, "evpi", "wtp", "value"};
  line.color = palette_color(0);
  line.tooltip = {"wtp", "value", "low", "high"};
  figure.layers = {band, line};
  figure.note = "Band: 95% Monte Carlo interval.";
  follow(figure, context, evpi_message);
  return figure;
}

Figure loss_figure(const SectionContext& context) {
  if (!context.has_curves()) return {};
  const PsaResult& p = *context.results().psa;
  Figure figure = curves(context, p.expected_loss, "Expected loss of each strategy", NumberFormat::money);
  figure.id = "expected-loss";
  figure.y.title = context.tables.style.in_currency("Expected loss per person");
  figure.y.zero = true;
  follow(figure, context, loss_message);
  return figure;
}

Figure convergence_figure(const SectionContext& context) {
  Figure figure;
  const auto& cloud = context.results().cloud;
  if (!cloud || cloud->clouds.empty() || context.thresholds.empty()) return figure;
  figure.id = "convergence";
  figure.title = "Mean incremental net benefit by number of samples";
  figure.message =
      "Running means of the incremental net benefit: the curves are level where more samples would "
      "hardly move the result.";
  figure.x = {"Samples", NumberFormat::integer};
  figure.y = {context.tables.style.in_currency("Incremental net benefit"), NumberFormat::money};
  figure.threshold = context.thresholds[context.chosen];
  figure.series = series_of(context, cloud->clouds);
  FigureData data{"means",
                  {number_column("samples", "Samples", NumberFormat::integer),
                   number_column("inmb", "Mean incremental net benefit", NumberFormat::money),
                   series_column()}};
  for (std::size_t c = 0; c < cloud->clouds.size(); ++c)
    for (std::size_t i = 0; i < cloud->points.size(); ++i) {
      data.columns[0].numbers.push_back(static_cast<double>(cloud->points[i]));
      data.columns[1].numbers.push_back(-cloud->running_cost[c][i]);
      data.columns[1].per_threshold.push_back(cloud->running_effect[c][i]);
      data.columns[2].texts.push_back(figure.series[c].id);
    }
  figure.data.push_back(std::move(data));
  FigureLayer line{FigureMark::line, "means", "samples", "inmb"};
  line.series = true;
  line.tooltip = {kSeriesColumn, "samples", "inmb"};
  figure.layers.push_back(line);
  return figure;
}

} // namespace cea::report
