#pragma once

#include "support/locale.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// A figure as every renderer gets it: what is drawn, from which columns, and what the picture says.
/// Vega-Lite
/// (`figure_vega.h`) and files of other programs are written from it, and its data as CSV, so that they can't
/// disagree. Texts are raw: renderers escape and clean them.
namespace cea::report {

/// How ticks and tooltips write a number.
enum class NumberFormat { plain, integer, money, effect, percent };

/// A column of a figure's data: numbers (NaN: missing) or texts, one a row.
struct FigureColumn {
  std::string id;    ///< letters, digits and _; unique in its data
  std::string title; ///< in tooltips and as heading of the CSV
  NumberFormat format = NumberFormat::plain;
  std::vector<double> numbers{};
  std::vector<std::string> texts{};
  /// Where not empty, the value follows the threshold (willingness to pay) λ: numbers + λ · per_threshold.
  std::vector<double> per_threshold{};

  [[nodiscard]] std::size_t rows() const { return texts.empty() ? numbers.size() : texts.size(); }
  [[nodiscard]] bool is_text() const { return !texts.empty(); }
  /// The number of a row at a threshold.
  [[nodiscard]] double at(std::size_t row, double threshold) const {
    return per_threshold.empty() ? numbers[row] : numbers[row] + threshold * per_threshold[row];
  }
};

struct FigureData {
  std::string id; ///< unique in the figure
  std::vector<FigureColumn> columns;
};

/// Columns of this name hold a row's series.
inline constexpr const char* kSeriesColumn = "series";

struct FigureAxis {
  std::string title; ///< with its unit
  NumberFormat format = NumberFormat::plain;
  bool categories = false;          ///< texts, in the order of `order`
  std::vector<std::string> order{}; ///< from left to right, or from top to bottom
  std::optional<double> low{}, high{};
  bool zero = false;   ///< the axis has 0 on it
  bool visible = true; ///< a diagram has none
};

enum class FigureMark {
  point,
  line, ///< through the rows of each series in their order
  area, ///< between y and y2, over x
  bar,  ///< from x to x2 (horizontal, y a category), or from y to y2 over a category x
  rule, ///< from (x, y) to (x2, y2); without y it runs over the whole height, without x over the whole width
  text,
  tile,  ///< a rectangle from (x, y) to (x2, y2)
  arrow, ///< from (x, y) to (x2, y2)
};

/// A layer of marks: names of columns of one of the figure's data, empty where there is none.
struct FigureLayer {
  FigureMark mark = FigureMark::point;
  std::string data; ///< id
  std::string x{}, y{}, x2{}, y2{};
  std::string text{};  ///< column of text marks
  bool series = false; ///< coloured by `kSeriesColumn`
  std::string color{}; ///< otherwise: a colour, or nothing for that of text
  double size = 0;     ///< of points (square pixels) and text (pixels), width of lines; 0: default
  double opacity = 1;
  bool dashed = false;
  std::vector<std::string> tooltip{}; ///< columns
  std::string align{};                ///< of text: left, center (default) or right
  double dx = 0, dy = 0;              ///< of text, pixels to the right and down
  /// Columns of numbers, one a series of the figure: a row belongs to the series whose number is the highest
  /// (the first of equal ones), in place of what its series column says.
  std::vector<std::string> best_of{};
  std::optional<double> only_at{}; ///< drawn at this threshold alone
};

struct FigureSeries {
  std::string id;      ///< as the column has it and as the legend shows it
  std::string color;   ///< #rrggbb
  bool dashed = false; ///< beside the colour, for those who can't tell it
};

struct Figure {
  std::string id;      ///< its file's name: letters, digits, - and _
  std::string title;   ///< what is shown
  std::string message; ///< what it says, at `threshold`; the alternative text
  std::string note{};  ///< how it was made, printed below
  FigureAxis x, y;
  std::vector<FigureData> data{};
  std::vector<FigureLayer> layers{};   ///< from back to front
  std::vector<FigureSeries> series{};  ///< empty: no legend
  double height = 320;                 ///< pixels, for a width of 640
  std::optional<double> threshold{};   ///< where columns follow it: at which the figure is drawn in files
  std::vector<std::string> messages{}; ///< one a point of the document's thresholds; empty: always the same
  bool many_points = false;            ///< draw on a canvas
  NumberLocale locale{};               ///< of ticks and tooltips
};

/// The data of a layer, and a column by its id. Throw std::logic_error where there is none.
const FigureData& data_of(const Figure& figure, const FigureLayer& layer);
const FigureColumn& column_of(const FigureData& data, const std::string& id);

/// Colours that people with any colour vision can tell apart (Okabe & Ito 2008), the best contrasts first.
const std::string& palette_color(std::size_t index);

/// Column constructors.
FigureColumn number_column(std::string id, std::string title, NumberFormat format,
                           std::vector<double> numbers = {}, std::vector<double> per_threshold = {});
FigureColumn text_column(std::string id, std::string title, std::vector<std::string> texts = {});
FigureColumn series_column(std::vector<std::string> texts = {});

/// All data of a figure as CSV, numbers with the shortest digits that read back the same and, where they
/// follow the threshold, as at `figure.threshold`; several data under one another in long form, the first
/// column naming them.
std::string figure_csv(const Figure& figure);

} // namespace cea::report
