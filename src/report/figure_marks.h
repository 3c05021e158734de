#pragma once

#include "report/figure.h"

#include <limits>

/// A figure as numbers ready to be drawn on paper: its layers at its threshold, and what its axes span.
namespace cea::report {

inline constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

/// A mark's place in the units of its axes; a category is its number, on y counted downwards from 0. NaN:
/// none.
struct MarkRow {
  double x = kNowhere, y = kNowhere, x2 = kNowhere, y2 = kNowhere;
  std::string text{};
};

/// A layer, or that part of it which belongs to one series.
struct DrawnMark {
  FigureMark mark = FigureMark::point;
  std::string color; ///< #rrggbb
  double opacity = 1;
  double size = 0; ///< as of `FigureLayer`
  bool dashed = false;
  bool across = false; ///< a rule over the whole height or width
  std::optional<std::size_t> series{};
  std::string align{};
  double dx = 0, dy = 0;
  std::vector<MarkRow> rows{};
};

/// The figure's marks from back to front. Throws std::logic_error where a layer names what isn't there.
std::vector<DrawnMark> drawn_marks(const Figure& figure);

/// A colour at this opacity over white, as `#rrggbb`: where areas touch it shows no seams, as half
/// transparent ones would. Throws std::logic_error for what isn't `#rrggbb`.
std::string on_white(const std::string& color, double opacity);

/// What an axis spans, and where its ticks stand.
struct AxisScale {
  double low = 0, high = 1;
  std::vector<double> ticks{};
  std::vector<std::string> labels{}; ///< one a tick, in the figure's locale
};

/// About `wanted` ticks at round numbers. Where an end isn't given the axis ends at one of them; curves and
/// areas over x fill its whole length, and single points keep away from the edges.
AxisScale axis_scale(const FigureAxis& axis, const std::vector<DrawnMark>& marks, bool is_x,
                     const NumberLocale& locale, int wanted);

} // namespace cea::report
