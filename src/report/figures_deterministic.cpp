// Figures of the deterministic sensitivity analyses: tornado and two-way map.
#include "report/figures.h"
#include "report/parameter_cells.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

std::string ends_of(const NumberStyle& style, const OneWayBar& bar) {
  if (bar.members.size() != 1) return "";
  const OneWayBar::Member& m = bar.members.front();
  if (m.confidential) return " (confidential)";
  return fmt::format(" ({} to {})", parameter_cell(style, m.low, false).text,
                     parameter_cell(style, m.high, false).text);
}

/// The incremental net benefit, which follows the threshold.
void add_benefit(FigureColumn& column, const ComparedOutcome& outcome) {
  column.numbers.push_back(-outcome.delta_cost);
  column.per_threshold.push_back(outcome.delta_effect);
}

std::string shortened(const std::string& label) {
  constexpr std::size_t kMost = 60;
  if (label.size() <= kMost) return label;
  std::string cut = label.substr(0, kMost);
  while (!cut.empty() && (static_cast<unsigned char>(cut.back()) & 0xC0U) == 0x80U)
    cut.pop_back();
  if (!cut.empty() && static_cast<unsigned char>(cut.back()) >= 0xC0U) cut.pop_back();
  return cut + "…";
}

std::string label_of(const NumberStyle& style, const OneWayBar& bar) {
  return clean(shortened(bar.label.empty() ? bar.id : bar.label) + ends_of(style, bar));
}

std::string tornado_message(const SectionContext& context, const OneWayResult& r, std::size_t point) {
  const double wtp = context.thresholds[point];
  const double base = wtp * r.base.delta_effect - r.base.delta_cost;
  std::string text = fmt::format("Incremental net benefit of {} against {} at {}: {} in the base case.",
                                 r.labels[r.comparison.strategy], r.labels[r.comparison.comparator],
                                 context.per_effect(wtp), context.tables.style.amount(base));
  std::size_t crossing = 0;
  for (const OneWayBar& bar : r.bars) {
    const double low = wtp * bar.low.delta_effect - bar.low.delta_cost;
    const double high = wtp * bar.high.delta_effect - bar.high.delta_cost;
    crossing += (low > 0) != (high > 0) ? 1 : 0;
  }
  return text + (crossing == 0 ? " No parameter's range takes it across 0."
                               : fmt::format(" The ranges of {} parameters take it across 0.", crossing));
}

/// A parameter's label with its unit.
std::string axis_title(const SectionContext& context, const TwoWayResult::Axis& axis) {
  for (const ParameterSummary& p : context.results().parameters)
    if (p.name == axis.name && !p.unit.empty()) return fmt::format("{} ({})", axis.label, p.unit);
  return axis.label;
}

/// Edges of the cells around values: halfway between neighbours.
std::vector<double> edges_of(const std::vector<double>& values) {
  std::vector<double> edges = {values.front()};
  for (std::size_t i = 1; i < values.size(); ++i)
    edges.push_back((values[i - 1] + values[i]) / 2);
  edges.push_back(values.back());
  return edges;
}

/// Tiles with the net benefit of each strategy over the first one's, which follows the threshold.
FigureData tiles_of(const TwoWayResult& r, const std::vector<FigureSeries>& series) {
  FigureData tiles{"best",
                   {number_column("x1", r.x.label + ", from", NumberFormat::plain),
                    number_column("x2", r.x.label + ", to", NumberFormat::plain),
                    number_column("y1", r.y.label + ", from", NumberFormat::plain),
                    number_column("y2", r.y.label + ", to", NumberFormat::plain), series_column()}};
  for (std::size_t s = 0; s < series.size(); ++s)
    tiles.columns.push_back(
        number_column(fmt::format("inmb{}", s), fmt::format("INMB, {}", series[s].id), NumberFormat::money));
  const std::vector<double> x = edges_of(r.x.values), y = edges_of(r.y.values);
  for (std::size_t i = 0; i < r.x.values.size(); ++i)
    for (std::size_t j = 0; j < r.y.values.size(); ++j) {
      if (!r.best[i][j]) continue;
      const double values[] = {x[i], x[i + 1], y[j], y[j + 1]};
      for (std::size_t c = 0; c < 4; ++c)
        tiles.columns[c].numbers.push_back(values[c]);
      tiles.columns[4].texts.push_back(series[*r.best[i][j]].id);
      for (std::size_t s = 0; s < series.size(); ++s) {
        const double effect = r.effects[s][i][j] - r.effects[0][i][j];
        const double cost = r.wtp * effect - (r.nmb[s][i][j] - r.nmb[0][i][j]);
        tiles.columns[5 + s].numbers.push_back(-cost);
        if (s > 0) tiles.columns[5 + s].per_threshold.push_back(effect);
      }
    }
  return tiles;
}

/// What part of the map is whose.
std::string map_message(const SectionContext& context, const FigureData& tiles, std::size_t point) {
  const std::size_t n = tiles.columns.size() - 5, rows = tiles.columns[0].rows();
  std::vector<std::size_t> count(n, 0);
  for (std::size_t row = 0; row < rows; ++row) {
    std::size_t best = 0;
    for (std::size_t s = 1; s < n; ++s)
      if (tiles.columns[5 + s].at(row, context.thresholds[point]) >
          tiles.columns[5 + best].at(row, context.thresholds[point]))
        best = s;
    ++count[best];
  }
  std::string parts;
  for (std::size_t s = 0; s < n; ++s)
    if (count[s] > 0)
      parts += fmt::format(
          "{}{} on {}", parts.empty() ? "" : ", ", context.strategy(s),
          context.tables.style.percent(static_cast<double>(count[s]) / static_cast<double>(rows)));
  return fmt::format("Highest net benefit at {}: {} of the map.",
                     context.per_effect(context.thresholds[point]), parts);
}

} // namespace

Figure tornado_figure(const SectionContext& context) {
  constexpr std::size_t kMost = 15;
  Figure figure;
  const OneWayResult& r = *context.results().one_way;
  if (r.bars.empty() || context.thresholds.empty()) return figure;
  figure.id = "tornado";
  figure.title = fmt::format("One-way analysis: {} against {}", r.labels[r.comparison.strategy],
                             r.labels[r.comparison.comparator]);
  figure.threshold = context.thresholds[context.chosen];
  figure.x = {context.tables.style.in_currency("Incremental net benefit"), NumberFormat::money};
  figure.y = {"", NumberFormat::plain, true};
  figure.series = {{"Low end", palette_color(0), false}, {"High end", palette_color(1), false}};
  FigureData data{"ends",
                  {text_column("parameter", "Parameter"),
                   number_column("base", "Base case", NumberFormat::money),
                   number_column("inmb", "Incremental net benefit", NumberFormat::money), series_column()}};
  for (const OneWayBar& bar : r.bars) {
    if (figure.y.order.size() == kMost || bar.swing == 0) break;
    figure.y.order.push_back(label_of(context.tables.style, bar));
    for (const ComparedOutcome* end : {&bar.low, &bar.high}) {
      data.columns[0].texts.push_back(figure.y.order.back());
      add_benefit(data.columns[1], r.base);
      add_benefit(data.columns[2], *end);
      data.columns[3].texts.push_back(figure.series[end == &bar.low ? 0 : 1].id);
    }
  }
  if (figure.y.order.empty()) return {};
  figure.height = 60.0 + 26.0 * static_cast<double>(figure.y.order.size());
  FigureData zero{"zero", {number_column("at", "Zero", NumberFormat::money, {0})}};
  figure.data = {std::move(data), std::move(zero)};
  FigureLayer bars{FigureMark::bar, "ends", "base", "parameter", "inmb"};
  bars.series = true;
  bars.tooltip = {"parameter", kSeriesColumn, "inmb", "base"};
  FigureLayer rule{FigureMark::rule, "zero", "at"};
  rule.dashed = true;
  rule.size = 1.5;
  figure.layers = {bars, rule};
  for (std::size_t i = 0; i < context.thresholds.size(); ++i)
    figure.messages.push_back(tornado_message(context, r, i));
  figure.message = figure.messages[context.chosen];
  figure.note = fmt::format(
      "Each parameter at both ends of its range, the others at their base values; in order of their "
      "swing at {}. Dashed: 0, where the comparison tips.",
      context.per_effect(r.comparison.thresholds.front()));
  return figure;
}

Figure two_way_figure(const SectionContext& context, std::size_t index) {
  const TwoWayResult& r = context.results().two_way[index];
  Figure figure;
  if (r.x.confidential || r.y.confidential || r.x.values.empty() || r.y.values.empty()) return figure;
  figure.id = index == 0 ? "two-way" : fmt::format("two-way-{}", index + 1);
  figure.title = fmt::format("Best strategy by “{}” and “{}”", r.x.label, r.y.label);
  figure.note = fmt::format(
      "Lines, drawn at {} only: where two strategies are equally good. The point is the base case, where "
      "{} is best at {}.",
      context.per_effect(r.wtp), context.strategy(r.best_in_base_case), context.per_effect(r.wtp));
  figure.height = 400;
  figure.x = {axis_title(context, r.x), NumberFormat::plain};
  figure.y = {axis_title(context, r.y), NumberFormat::plain};
  const auto bounds = [](FigureAxis& axis, const std::vector<double>& values) {
    axis.low = *std::min_element(values.begin(), values.end());
    axis.high = *std::max_element(values.begin(), values.end());
  };
  bounds(figure.x, r.x.values);
  bounds(figure.y, r.y.values);
  figure.series = strategy_series(context);
  FigureData lines{"boundary",
                   {number_column("x1", r.x.label, NumberFormat::plain),
                    number_column("y1", r.y.label, NumberFormat::plain),
                    number_column("x2", r.x.label, NumberFormat::plain),
                    number_column("y2", r.y.label, NumberFormat::plain)}};
  for (const TwoWayResult::Segment& s : r.boundary) {
    const double values[] = {s.x1, s.y1, s.x2, s.y2};
    for (std::size_t c = 0; c < 4; ++c)
      lines.columns[c].numbers.push_back(values[c]);
  }
  figure.data = {tiles_of(r, figure.series),
                 std::move(lines),
                 {"base",
                  {number_column("x", r.x.label, NumberFormat::plain, {r.x.base}),
                   number_column("y", r.y.label, NumberFormat::plain, {r.y.base})}}};
  FigureLayer tiles{FigureMark::tile, "best", "x1", "y1", "x2", "y2"};
  tiles.series = true;
  tiles.opacity = 0.6;
  tiles.tooltip = {kSeriesColumn, "x1", "x2", "y1", "y2"};
  for (std::size_t c = 0; c < figure.series.size(); ++c)
    tiles.best_of.push_back(fmt::format("inmb{}", c));
  FigureLayer boundary{FigureMark::rule, "boundary", "x1", "y1", "x2", "y2"};
  boundary.only_at = r.wtp;
  FigureLayer base{FigureMark::point, "base", "x", "y"};
  base.size = 90;
  base.tooltip = {"x", "y"};
  figure.layers = {tiles, boundary, base};
  if (context.thresholds.empty()) return figure;
  figure.threshold = context.thresholds[context.chosen];
  for (std::size_t i = 0; i < context.thresholds.size(); ++i)
    figure.messages.push_back(map_message(context, figure.data.front(), i));
  figure.message = figure.messages[context.chosen];
  return figure;
}

} // namespace cea::report
