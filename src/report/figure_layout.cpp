#include "report/figure_layout.h"

#include "report/table.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

constexpr double kWidth = 720, kEdge = 12, kLine = 15, kGap = 8;
constexpr double kCharacter = 7.2; ///< an upper estimate of the mean width of a character of 12 pixels

using Lines = std::vector<std::string>;

double width_of(const std::string& text, double size = kFontSize) {
  return kCharacter * size / kFontSize * text_width(text);
}

double width_of(const Lines& lines) {
  double widest = 0;
  for (const std::string& line : lines)
    widest = std::max(widest, width_of(line));
  return widest;
}

/// At most so many lines of so many pixels; what is cut ends in `…`.
Lines fitted(const std::string& raw, double width, std::size_t most, double size = kFontSize) {
  const int columns = std::max(4, static_cast<int>(width / (kCharacter * size / kFontSize)));
  Lines lines = wrap(clean(raw), columns);
  if (lines.size() <= most) return lines;
  lines.resize(most);
  // A narrower last line leaves room for the mark.
  lines.back() = wrap(lines.back(), columns - 1).front() + "…";
  return lines;
}

void add_lines(FigureLayout& layout, const Lines& lines, double x, double middle, const std::string& align,
               const std::string& color) {
  double y = middle - kLine * (static_cast<double>(lines.size()) - 1) / 2;
  for (const std::string& line : lines) {
    layout.texts.push_back({line, x, y, align, color});
    y += kLine;
  }
}

enum class Naming { none, curves, points, legend };

bool has_dot_each(const std::vector<DrawnMark>& marks) {
  bool any = false;
  for (const DrawnMark& mark : marks) {
    if (!mark.series || mark.mark != FigureMark::point) continue;
    if (mark.rows.size() != 1) return false;
    any = true;
  }
  return any;
}

/// How the series get their names.
Naming naming_of(const Figure& figure, const std::vector<DrawnMark>& marks) {
  constexpr std::size_t kMostBeside = 8;
  const auto is_curve = [](const DrawnMark& m) { return m.series && m.mark == FigureMark::line; };
  if (std::none_of(marks.begin(), marks.end(), [](const auto& m) { return m.series.has_value(); }))
    return Naming::none;
  if (figure.many_points || figure.series.size() > kMostBeside) return Naming::legend;
  if (std::any_of(marks.begin(), marks.end(), is_curve)) return Naming::curves;
  return has_dot_each(marks) ? Naming::points : Naming::legend;
}

struct CurveLabel {
  Lines lines;
  std::string color;
  double end = 0, middle = 0; ///< pixels, from the top
  [[nodiscard]] double half() const { return kLine * static_cast<double>(lines.size()) / 2; }
};

/// Moves labels apart, as little as it takes, and into the figure.
void spread(std::vector<CurveLabel>& labels, double top, double bottom) {
  std::stable_sort(labels.begin(), labels.end(),
                   [](const CurveLabel& a, const CurveLabel& b) { return a.middle < b.middle; });
  double floor = top;
  for (CurveLabel& label : labels) {
    label.middle = std::max(label.middle, floor + label.half());
    floor = label.middle + label.half();
  }
  double ceiling = std::max(bottom, top);
  for (auto label = labels.rbegin(); label != labels.rend(); ++label) {
    label->middle = std::min(label->middle, ceiling - label->half());
    ceiling = label->middle - label->half();
  }
}

constexpr double kLabelWidth = 165;

Lines curve_name(const Figure& figure, std::size_t series) {
  return fitted(figure.series[series].id, kLabelWidth, 5);
}

double room_for_curve_names(const Figure& figure, const std::vector<DrawnMark>& marks) {
  double widest = 0;
  for (const DrawnMark& mark : marks)
    if (mark.series && mark.mark == FigureMark::line)
      widest = std::max(widest, width_of(curve_name(figure, *mark.series)));
  return widest + 2 * kGap + kEdge;
}

void name_curves(FigureLayout& layout, const Figure& figure, const std::vector<DrawnMark>& marks) {
  std::vector<CurveLabel> labels;
  for (const DrawnMark& mark : marks) {
    if (!mark.series || mark.mark != FigureMark::line) continue;
    const auto last = std::find_if(mark.rows.rbegin(), mark.rows.rend(),
                                   [](const MarkRow& row) { return std::isfinite(row.y); });
    if (last == mark.rows.rend()) continue;
    const double end = std::clamp(layout.pixel_y(last->y), layout.top, layout.bottom);
    labels.push_back({curve_name(figure, *mark.series), mark.color, end, end});
  }
  spread(labels, layout.top - kLine / 2, layout.bottom + kLine / 2);
  for (const CurveLabel& label : labels) {
    layout.shapes.push_back({PlacedShape::Kind::line, layout.right + 2, label.end,
                             layout.right + 2 * kGap - 3, label.middle, label.color, false, 1});
    add_lines(layout, label.lines, layout.right + 2 * kGap, label.middle, "left", label.color);
  }
}

struct Box {
  double x1, y1, x2, y2;
  [[nodiscard]] bool meets(const Box& o) const { return x1 < o.x2 && o.x1 < x2 && y1 < o.y2 && o.y1 < y2; }
};

/// Pieces of the lines between points, which labels stay off.
void add_line_boxes(std::vector<Box>& taken, const FigureLayout& layout,
                    const std::vector<DrawnMark>& marks) {
  constexpr double kPiece = 4;
  for (const DrawnMark& mark : marks) {
    if (mark.mark != FigureMark::line) continue;
    for (std::size_t i = 1; i < mark.rows.size(); ++i) {
      const double x1 = layout.pixel_x(mark.rows[i - 1].x), y1 = layout.pixel_y(mark.rows[i - 1].y);
      const double dx = layout.pixel_x(mark.rows[i].x) - x1, dy = layout.pixel_y(mark.rows[i].y) - y1;
      const double length = std::hypot(dx, dy);
      for (double at = 0; at < length; at += kPiece) {
        const double x = x1 + dx * at / length, y = y1 + dy * at / length;
        taken.push_back({x - 2, y - 2, x + 2, y + 2});
      }
    }
  }
}

/// To the right of each point or to its left, above or below, wherever nothing else stands.
void name_points(FigureLayout& layout, const Figure& figure, const std::vector<DrawnMark>& marks) {
  std::vector<Box> taken;
  add_line_boxes(taken, layout, marks);
  const auto spot = [&](const DrawnMark& m) {
    return std::pair(layout.pixel_x(m.rows[0].x), layout.pixel_y(m.rows[0].y));
  };
  for (const DrawnMark& mark : marks)
    if (mark.series && mark.mark == FigureMark::point) {
      const auto [x, y] = spot(mark);
      taken.push_back({x - 6, y - 6, x + 6, y + 6});
    }
  for (const DrawnMark& mark : marks) {
    if (!mark.series || mark.mark != FigureMark::point) continue;
    const auto [x, y] = spot(mark);
    const std::string name = fitted(figure.series[*mark.series].id, 260, 1).front();
    const double width = width_of(name);
    for (const double shift : {0.0, -16.0, 16.0, -32.0, 32.0, -48.0, 48.0, -64.0, 64.0}) {
      bool placed = false;
      for (const bool right : {true, false}) {
        const double from = right ? x + 10 : x - 10 - width, middle = y + shift;
        const Box box{from, middle - kLine / 2, from + width, middle + kLine / 2};
        const bool inside = box.x2 < kWidth - 2 && box.x1 > layout.left && box.y2 < layout.bottom;
        if (!inside || std::any_of(taken.begin(), taken.end(), [&](const Box& o) { return o.meets(box); }))
          continue;
        taken.push_back(box);
        layout.texts.push_back({name, right ? from : x - 10, middle, right ? "left" : "right", mark.color});
        placed = true;
        break;
      }
      if (placed) break;
    }
  }
}

/// Keys from left to right in as many rows as it takes; returns their height.
double add_legend(FigureLayout& layout, const Figure& figure, const std::vector<DrawnMark>& marks,
                  double top) {
  constexpr double kKey = 18, kBetween = 22, kRow = 18;
  double x = kEdge, y = top;
  for (std::size_t s = 0; s < figure.series.size(); ++s) {
    const auto mark = std::find_if(marks.begin(), marks.end(), [&](const auto& m) { return m.series == s; });
    if (mark == marks.end()) continue;
    const std::string name = fitted(figure.series[s].id, 320, 1).front();
    const double width = kKey + 5 + width_of(name);
    if (x > kEdge && x + width > kWidth - kEdge) {
      x = kEdge;
      y += kRow;
    }
    const bool is_line = mark->mark == FigureMark::line;
    const bool is_dot = mark->mark == FigureMark::point;
    const std::string color = on_white(mark->color, is_line || is_dot ? 1 : mark->opacity);
    const double half = is_line ? 0 : 6;
    layout.shapes.push_back({is_line ? PlacedShape::Kind::line : PlacedShape::Kind::rectangle, x, y - half,
                             x + kKey, y + half, color, mark->dashed, 2});
    layout.texts.push_back({name, x + kKey + 5, y});
    x += width + kBetween;
  }
  return y - top + kRow;
}

/// Labels of ticks: beside a vertical axis, below a horizontal one.
Lines tick_lines(const FigureAxis& axis, const std::string& raw, bool is_x, double room) {
  if (!axis.categories) return {raw};
  // What stands in brackets stays together.
  std::string label = raw;
  const std::size_t bracket = label.rfind('(');
  if (bracket != std::string::npos && label.ends_with(')') && label.size() - bracket < 30)
    for (std::size_t at = label.find(' ', bracket); at != std::string::npos; at = label.find(' ', at))
      label.replace(at, 1, "\xC2\xA0");
  return is_x ? fitted(label, room, 3) : fitted(label, 270, 3);
}

double room_left(const Figure& figure, const AxisScale& y) {
  if (!figure.y.visible) return kEdge;
  double widest = 0;
  for (const std::string& label : y.labels)
    widest = std::max(widest, width_of(tick_lines(figure.y, label, false, 0)));
  return kEdge + widest + kGap;
}

/// Whether labels of ticks side by side would run into one another when all are written.
std::size_t label_step(const FigureLayout& layout) {
  double widest = 0;
  for (const std::string& label : layout.x.labels)
    widest = std::max(widest, width_of(label) + kGap);
  if (layout.x.ticks.size() < 2) return 1;
  const double between = layout.pixel_x(layout.x.ticks[1]) - layout.pixel_x(layout.x.ticks[0]);
  return static_cast<std::size_t>(std::max(1.0, std::ceil(widest / between)));
}

/// Returns the height of what stands below the axes.
double label_x(FigureLayout& layout, const Figure& figure) {
  if (!figure.x.visible) return kGap;
  const std::size_t n = std::max<std::size_t>(1, layout.x.labels.size());
  const double room = (layout.right - layout.left) / static_cast<double>(n) - kGap;
  const std::size_t step = figure.x.categories ? 1 : label_step(layout);
  std::size_t most = 0;
  for (std::size_t i = 0; i < layout.x.labels.size(); i += step) {
    const Lines lines = tick_lines(figure.x, layout.x.labels[i], true, room);
    most = std::max(most, lines.size());
    const double middle = layout.bottom + 14 + kLine * (static_cast<double>(lines.size()) - 1) / 2;
    add_lines(layout, lines, layout.pixel_x(layout.x.ticks[i]), middle, "center", "#444444");
  }
  double height = 8 + kLine * static_cast<double>(most);
  if (figure.x.title.empty()) return height + kGap;
  layout.texts.push_back({fitted(figure.x.title, layout.right - layout.left + 150, 1).front(),
                          (layout.left + layout.right) / 2, layout.bottom + height + 10, "center"});
  return height + 24;
}

void label_y(FigureLayout& layout, const Figure& figure) {
  if (!figure.y.visible) return;
  for (std::size_t i = 0; i < layout.y.labels.size(); ++i)
    add_lines(layout, tick_lines(figure.y, layout.y.labels[i], false, 0), layout.left - kGap,
              layout.pixel_y(layout.y.ticks[i]), "right", "#444444");
}

/// Title and, above its axis, the title of y; returns the height of both.
double add_titles(FigureLayout& layout, const Figure& figure) {
  double y = kEdge + 6;
  for (const std::string& line : fitted(figure.title, kWidth - 2 * kEdge, 2, kTitleSize)) {
    layout.texts.push_back({line, kEdge, y, "left", "#222222", kTitleSize});
    y += kTitleSize + 5;
  }
  if (figure.y.visible && !figure.y.title.empty()) {
    y += 4;
    layout.texts.push_back({fitted(figure.y.title, kWidth - 2 * kEdge, 1).front(), kEdge, y});
    y += kLine;
  }
  return y + 4;
}

} // namespace

FigureLayout figure_layout(const Figure& figure, const std::vector<DrawnMark>& marks) {
  constexpr double kTickX = 90, kTickY = 55;
  FigureLayout layout;
  layout.width = kWidth;
  layout.y = axis_scale(figure.y, marks, false, figure.locale, static_cast<int>(figure.height / kTickY));
  const Naming naming = naming_of(figure, marks);
  layout.left = room_left(figure, layout.y);
  layout.right =
      kWidth - (naming == Naming::curves ? room_for_curve_names(figure, marks) : 2 * kEdge + 2 * kGap);
  layout.x = axis_scale(figure.x, marks, true, figure.locale,
                        static_cast<int>((layout.right - layout.left) / kTickX));
  layout.top = add_titles(layout, figure);
  layout.bottom = layout.top + figure.height;
  layout.height = layout.bottom + label_x(layout, figure);
  label_y(layout, figure);
  if (naming == Naming::curves) name_curves(layout, figure, marks);
  if (naming == Naming::points) name_points(layout, figure, marks);
  if (naming == Naming::legend) layout.height += add_legend(layout, figure, marks, layout.height + 10) + 2;
  layout.height += 4;
  return layout;
}

} // namespace cea::report
