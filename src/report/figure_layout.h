#pragma once

#include "report/figure_marks.h"

/// Where everything stands in a figure on paper, in pixels from the top left corner.
namespace cea::report {

inline constexpr double kFontSize = 12, kTitleSize = 14;

struct PlacedText {
  std::string text;           ///< clean, one line
  double x = 0, y = 0;        ///< of the middle of its height
  std::string align = "left"; ///< left, center or right
  std::string color = "#222222";
  double size = kFontSize;
};

/// A line or a filled rectangle outside the axes: keys of the legend, leaders of labels.
struct PlacedShape {
  enum class Kind { line, rectangle };
  Kind kind = Kind::line;
  double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
  std::string color;
  bool dashed = false;
  double width = 2; ///< of a line
};

struct FigureLayout {
  double width = 0, height = 0;
  double left = 0, top = 0, right = 0, bottom = 0; ///< of the axes
  AxisScale x, y;
  std::vector<PlacedText> texts{};
  std::vector<PlacedShape> shapes{};

  [[nodiscard]] double pixel_x(double value) const {
    return left + (value - x.low) / (x.high - x.low) * (right - left);
  }
  [[nodiscard]] double pixel_y(double value) const {
    return bottom - (value - y.low) / (y.high - y.low) * (bottom - top);
  }
};

/// Title, axes and their labels; series are named beside their curves and points where these can be told
/// apart, otherwise in a legend below. Long texts are wrapped, and cut where they would crowd the figure.
FigureLayout figure_layout(const Figure& figure, const std::vector<DrawnMark>& marks);

} // namespace cea::report
