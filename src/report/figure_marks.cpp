#include "report/figure_marks.h"

#include "report/numbers.h"
#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cea::report {
namespace {

constexpr const char* kInk = "#222222";
constexpr double kHalfBar = 0.38; ///< of a category's room

double category_place(const FigureAxis& axis, const std::string& name, bool is_x) {
  const auto it = std::find(axis.order.begin(), axis.order.end(), name);
  const double index = static_cast<double>(it - axis.order.begin());
  return is_x ? index : -index;
}

/// The number of a column's row on an axis; NaN without a column.
double place_of(const Figure& figure, const FigureData& data, const std::string& id, std::size_t row,
                bool is_x) {
  if (id.empty()) return kNowhere;
  const FigureColumn& column = column_of(data, id);
  if (column.is_text()) return category_place(is_x ? figure.x : figure.y, column.texts[row], is_x);
  return column.at(row, figure.threshold.value_or(0));
}

std::size_t best_series(const Figure& figure, const FigureLayer& layer, const FigureData& data,
                        std::size_t row) {
  std::size_t best = 0;
  const double threshold = figure.threshold.value_or(0);
  for (std::size_t i = 1; i < layer.best_of.size(); ++i)
    if (column_of(data, layer.best_of[i]).at(row, threshold) >
        column_of(data, layer.best_of[best]).at(row, threshold))
      best = i;
  return best;
}

std::size_t series_of(const Figure& figure, const FigureLayer& layer, const FigureData& data,
                      std::size_t row) {
  if (!layer.best_of.empty()) return best_series(figure, layer, data, row);
  const std::string& name = column_of(data, kSeriesColumn).texts[row];
  const auto it = std::find_if(figure.series.begin(), figure.series.end(),
                               [&](const FigureSeries& s) { return s.id == name; });
  return static_cast<std::size_t>(it - figure.series.begin());
}

MarkRow row_of(const Figure& figure, const FigureLayer& layer, const FigureData& data, std::size_t row) {
  MarkRow r{place_of(figure, data, layer.x, row, true), place_of(figure, data, layer.y, row, false),
            place_of(figure, data, layer.x2, row, true), place_of(figure, data, layer.y2, row, false)};
  if (!layer.text.empty()) {
    const FigureColumn& column = column_of(data, layer.text);
    r.text = column.is_text() ? clean(column.texts[row])
                              : localized(with_separators(column.numbers[row], 2), figure.locale);
  }
  if (layer.mark != FigureMark::bar) return r;
  // Bars as rectangles, as tiles are.
  if (figure.y.categories) {
    r.y2 = r.y + kHalfBar;
    r.y -= kHalfBar;
  } else {
    r.x2 = r.x + kHalfBar;
    r.x -= kHalfBar;
  }
  return r;
}

bool is_drawn(const Figure& figure, const FigureLayer& layer) {
  return !layer.only_at ||
         std::abs(figure.threshold.value_or(0) - *layer.only_at) <= 1e-9 * std::abs(*layer.only_at);
}

DrawnMark mark_of(const FigureLayer& layer) {
  DrawnMark m;
  m.mark = layer.mark;
  m.color = layer.color.empty() ? kInk : layer.color;
  m.opacity = layer.opacity;
  m.size = layer.size;
  m.dashed = layer.dashed;
  m.across = layer.mark == FigureMark::rule && (layer.x.empty() || layer.y.empty());
  m.align = layer.align;
  m.dx = layer.dx;
  m.dy = layer.dy;
  return m;
}

void add_layer(std::vector<DrawnMark>& marks, const Figure& figure, const FigureLayer& layer) {
  const FigureData& data = data_of(figure, layer);
  const std::size_t rows = data.columns.empty() ? 0 : data.columns.front().rows();
  if (!layer.series) {
    DrawnMark& mark = marks.emplace_back(mark_of(layer));
    for (std::size_t r = 0; r < rows; ++r)
      mark.rows.push_back(row_of(figure, layer, data, r));
    return;
  }
  std::vector<DrawnMark> parts;
  for (std::size_t s = 0; s < figure.series.size(); ++s) {
    DrawnMark& part = parts.emplace_back(mark_of(layer));
    part.series = s;
    part.color = figure.series[s].color;
    part.dashed = layer.dashed || (layer.mark == FigureMark::line && figure.series[s].dashed);
  }
  for (std::size_t r = 0; r < rows; ++r)
    if (const std::size_t s = series_of(figure, layer, data, r); s < parts.size())
      parts[s].rows.push_back(row_of(figure, layer, data, r));
  for (DrawnMark& part : parts)
    if (!part.rows.empty()) marks.push_back(std::move(part));
}

/// The round number nearest above: 1, 2 or 5 times a power of ten.
double round_step(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (least <= factor * power * (1 + 1e-9)) return factor * power;
  return 10 * power;
}

std::string tick_label(double x, double step, NumberFormat format, const NumberLocale& locale) {
  const double scale = format == NumberFormat::percent ? 100 : 1;
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step * scale) + 1e-9)), 0, 12);
  std::string text = localized(with_separators(scale * x, decimals), locale);
  if (format == NumberFormat::percent) text += locale.percent;
  return text;
}

AxisScale category_scale(const FigureAxis& axis, bool is_x) {
  AxisScale scale;
  const double last = static_cast<double>(axis.order.size()) - 1;
  scale.low = is_x ? -0.5 : -last - 0.5;
  scale.high = is_x ? last + 0.5 : 0.5;
  for (std::size_t i = 0; i < axis.order.size(); ++i) {
    scale.ticks.push_back(is_x ? static_cast<double>(i) : -static_cast<double>(i));
    scale.labels.push_back(clean(axis.order[i]));
  }
  return scale;
}

/// What the marks and 0, where it is asked for, span.
AxisScale extent_of(const FigureAxis& axis, const std::vector<DrawnMark>& marks, bool is_x) {
  AxisScale scale{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  const auto add = [&](double value) {
    if (!std::isfinite(value)) return;
    scale.low = std::min(scale.low, value);
    scale.high = std::max(scale.high, value);
  };
  for (const DrawnMark& mark : marks)
    for (const MarkRow& row : mark.rows) {
      add(is_x ? row.x : row.y);
      add(is_x ? row.x2 : row.y2);
    }
  if (axis.zero) add(0);
  if (scale.low > scale.high) scale = {0, 1};
  scale.low = axis.low.value_or(scale.low);
  scale.high = axis.high.value_or(scale.high);
  if (!(scale.high > scale.low)) {
    const double room = std::max(std::abs(scale.low), 1.0) / 2;
    scale.low -= room;
    scale.high += room;
  }
  return scale;
}

bool has_curves(const std::vector<DrawnMark>& marks) {
  return std::any_of(marks.begin(), marks.end(), [](const DrawnMark& m) {
    return m.mark == FigureMark::area || (m.mark == FigureMark::line && m.series);
  });
}

bool has_points_alone(const std::vector<DrawnMark>& marks) {
  return std::any_of(marks.begin(), marks.end(),
                     [](const DrawnMark& m) { return m.mark == FigureMark::point && m.series; }) &&
         !has_curves(marks);
}

/// Tiles in a row that touch and look alike are one.
void merge_tiles(DrawnMark& mark) {
  std::stable_sort(mark.rows.begin(), mark.rows.end(), [](const MarkRow& a, const MarkRow& b) {
    return std::pair(a.x, a.y) < std::pair(b.x, b.y);
  });
  std::vector<MarkRow> merged;
  for (const MarkRow& row : mark.rows) {
    const bool touches = !merged.empty() && merged.back().x == row.x && merged.back().x2 == row.x2 &&
                         merged.back().y2 == row.y;
    if (touches)
      merged.back().y2 = row.y2;
    else
      merged.push_back(row);
  }
  mark.rows = std::move(merged);
}

} // namespace

std::string on_white(const std::string& color, double opacity) {
  if (color.size() != 7 || color[0] != '#' ||
      color.find_first_not_of("0123456789abcdefABCDEF", 1) != std::string::npos)
    throw std::logic_error("a figure's colour isn't #rrggbb: " + color);
  std::string out = "#";
  for (const std::size_t at : {1U, 3U, 5U}) {
    const auto part = static_cast<double>(std::stoul(color.substr(at, 2), nullptr, 16));
    out += fmt::format("{:02x}", static_cast<unsigned>(std::lround(255 - opacity * (255 - part))));
  }
  return out;
}

std::vector<DrawnMark> drawn_marks(const Figure& figure) {
  std::vector<DrawnMark> marks;
  for (const FigureLayer& layer : figure.layers)
    if (is_drawn(figure, layer)) add_layer(marks, figure, layer);
  for (DrawnMark& mark : marks)
    if (mark.mark == FigureMark::tile) merge_tiles(mark);
  return marks;
}

AxisScale axis_scale(const FigureAxis& axis, const std::vector<DrawnMark>& marks, bool is_x,
                     const NumberLocale& locale, int wanted) {
  if (axis.categories) return category_scale(axis, is_x);
  AxisScale scale = extent_of(axis, marks, is_x);
  if (!axis.visible) return scale;
  const double room = has_points_alone(marks) && !axis.zero ? 0.05 * (scale.high - scale.low) : 0;
  if (!axis.low) scale.low -= room;
  if (!axis.high) scale.high += room;
  double step = round_step((scale.high - scale.low) / std::max(1, wanted));
  if (axis.format == NumberFormat::integer) step = std::max(step, 1.0);
  const bool whole_length = is_x && has_curves(marks);
  if (!axis.low && !whole_length) scale.low = step * std::floor(scale.low / step + 1e-9);
  if (!axis.high && !whole_length) scale.high = step * std::ceil(scale.high / step - 1e-9);
  const double first = std::ceil(scale.low / step - 1e-9), last = std::floor(scale.high / step + 1e-9);
  for (double i = first; i <= last; ++i) {
    scale.ticks.push_back(i == 0 ? 0 : i * step);
    scale.labels.push_back(tick_label(scale.ticks.back(), step, axis.format, locale));
  }
  return scale;
}

} // namespace cea::report
