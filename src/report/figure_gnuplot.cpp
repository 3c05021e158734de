#include "report/figure_gnuplot.h"

#include "report/figure_layout.h"
#include "report/html_text.h"
#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace cea::report {
namespace {

struct FormatName {
  FigureFormat format;
  const char* name;
};
constexpr std::array<FormatName, 3> kFormats = {
    {{FigureFormat::svg, "svg"}, {FigureFormat::pdf, "pdf"}, {FigureFormat::png, "png"}}};

/// Stands behind each figure; texts are free of control characters.
std::string end_mark(const Figure& figure, FigureFormat format) {
  return fmt::format("\x01\x02{}.{}\x02\x01\n", figure.id, ending_of(format));
}

std::string transparent(const std::string& color, double opacity) {
  const auto alpha = static_cast<unsigned>(std::lround(255 * (1 - opacity)));
  return fmt::format("rgb '#{:02x}{}'", alpha, on_white(color, 1).substr(1));
}

std::string terminal(FigureFormat format, const FigureLayout& layout) {
  const double w = layout.width, h = layout.height;
  constexpr const char* kCommon = "noenhanced background '#ffffff'";
  switch (format) {
  case FigureFormat::svg:
    return fmt::format("set terminal svg size {:.0f},{:.0f} fixed rounded {} font 'sans-serif,{}'\n", w, h,
                       kCommon, kFontSize);
  case FigureFormat::pdf: // 96 pixels an inch
    return fmt::format(
        "set terminal pdfcairo size {:.4f}in,{:.4f}in {} font 'sans-serif,{}' fontscale 0.75 rounded "
        "dashlength 2 linewidth 2 pointscale 1.2\n",
        w / 96, h / 96, kCommon, kFontSize * 0.75);
  case FigureFormat::png: // twice as many pixels, for print
    return fmt::format("set terminal pngcairo size {:.0f},{:.0f} {} font 'sans-serif,{}' fontscale 2 rounded "
                       "dashlength 2 linewidth 2 pointscale 1.7\n",
                       2 * w, 2 * h, kCommon, kFontSize * 0.75);
  }
  throw std::logic_error("no such format");
}

/// A length in the figure's pixels as the terminal's fonts count it.
double font_size(FigureFormat format, double pixels) {
  return format == FigureFormat::svg ? pixels : pixels * 0.75;
}

class ScriptOfFigure {
public:
  explicit ScriptOfFigure(const Figure& figure)
      : figure_(figure), marks_(drawn_marks(figure)), layout_(figure_layout(figure, marks_)) {}

  [[nodiscard]] std::string data() const {
    std::string out;
    for (std::size_t i = 0; i < marks_.size(); ++i)
      if (has_rows(marks_[i])) out += fmt::format("$m{} << CEA_END\n{}CEA_END\n", i, rows_of(marks_[i]));
    return out;
  }

  [[nodiscard]] std::string commands(FigureFormat format) const {
    std::string out = terminal(format, layout_) + "set output\nreset\nunset key\nset clip two\n";
    out += axes();
    for (const PlacedText& text : layout_.texts)
      out += label(text.text, screen(text.x, text.y), text.align, text.color, font_size(format, text.size));
    for (const PlacedShape& shape : layout_.shapes)
      out += shape_of(shape);
    out += texts_of_marks(format);
    return out + plot() + "set output\n";
  }

private:
  [[nodiscard]] std::string screen(double x, double y) const {
    return fmt::format("screen {:.5f},{:.5f}", x / layout_.width, 1 - y / layout_.height);
  }

  static std::string label(const std::string& text, const std::string& place, const std::string& align,
                           const std::string& color, double size) {
    return fmt::format("set label {} at {} {} front noenhanced font 'sans-serif,{:g}' textcolor rgb '{}'\n",
                       gnuplot_string(text), place, align, size, color);
  }

  [[nodiscard]] std::string shape_of(const PlacedShape& s) const {
    if (s.kind == PlacedShape::Kind::rectangle)
      return fmt::format("set object rectangle from {} to {} fillstyle solid noborder fillcolor rgb '{}'\n",
                         screen(s.x1, s.y1), screen(s.x2, s.y2), s.color);
    return fmt::format("set arrow from {} to {} nohead linewidth {:g} linecolor rgb '{}' dashtype {}\n",
                       screen(s.x1, s.y1), screen(s.x2, s.y2), s.width, s.color, dash(s.dashed));
  }

  static const char* dash(bool dashed) { return dashed ? "(6,3)" : "solid"; }

  static std::string tick_places(const char* axis, const AxisScale& scale) {
    std::string places;
    for (const double tick : scale.ticks)
      places += fmt::format("{}'' {:.10g}", places.empty() ? "" : ", ", tick);
    return places.empty() ? fmt::format("unset {}tics\n", axis)
                          : fmt::format("set {}tics scale 0.4 out nomirror ({})\n", axis, places);
  }

  [[nodiscard]] std::string axes() const {
    std::string out = fmt::format(
        "set lmargin at screen {:.5f}\nset rmargin at screen {:.5f}\nset tmargin at screen {:.5f}\n"
        "set bmargin at screen {:.5f}\n",
        layout_.left / layout_.width, layout_.right / layout_.width, 1 - layout_.top / layout_.height,
        1 - layout_.bottom / layout_.height);
    out += figure_.x.visible ? tick_places("x", layout_.x) : "unset xtics\n";
    out += figure_.y.visible ? tick_places("y", layout_.y) : "unset ytics\n";
    // Lines of the grid at the numbers; both axes of numbers have lines for the values of y alone.
    const bool over_y = figure_.y.visible && !figure_.y.categories, over_x = figure_.y.categories;
    if (over_y || over_x)
      out += fmt::format("set grid no{}tics {}tics back linetype 1 linewidth 1 linecolor rgb '#e3e6ea'\n",
                         over_y ? "x" : "y", over_y ? "y" : "x");
    const int border = (figure_.x.visible ? 1 : 0) + (figure_.y.visible ? 2 : 0);
    return out + (border == 0 ? "unset border\n"
                              : fmt::format("set border {} linewidth 1 linecolor rgb '#888888'\n", border));
  }

  [[nodiscard]] static bool has_rows(const DrawnMark& m) {
    return !m.rows.empty() && m.mark != FigureMark::text;
  }

  static std::string number(double x) { return std::isfinite(x) ? fmt::format("{:.9g}", x) : "NaN"; }

  [[nodiscard]] std::string rows_of(const DrawnMark& m) const {
    std::string out;
    for (const MarkRow& row : m.rows)
      for (const std::string& line : lines_of(m, row))
        out += line + "\n";
    return out;
  }

  /// Points: x y. Areas: x y y2. Rectangles: their middle, then their edges. Lines: where from, how far.
  [[nodiscard]] std::vector<std::string> lines_of(const DrawnMark& m, const MarkRow& r) const {
    switch (m.mark) {
    case FigureMark::point:
      return {number(r.x) + " " + number(r.y)};
    case FigureMark::line: // an empty line is a gap
      return {std::isfinite(r.x) && std::isfinite(r.y) ? number(r.x) + " " + number(r.y) : ""};
    case FigureMark::area:
      return {fmt::format("{} {} {}", number(r.x), number(r.y), number(r.y2))};
    case FigureMark::bar:
    case FigureMark::tile:
      return {fmt::format("{} {} {} {} {} {}", number((r.x + r.x2) / 2), number((r.y + r.y2) / 2),
                          number(std::min(r.x, r.x2)), number(std::max(r.x, r.x2)),
                          number(std::min(r.y, r.y2)), number(std::max(r.y, r.y2)))};
    case FigureMark::rule:
    case FigureMark::arrow:
      return {vector_of(m, r)};
    case FigureMark::text:
      break;
    }
    return {};
  }

  [[nodiscard]] std::string vector_of(const DrawnMark& m, const MarkRow& r) const {
    if (!m.across)
      return fmt::format("{} {} {} {}", number(r.x), number(r.y), number(r.x2 - r.x), number(r.y2 - r.y));
    if (std::isfinite(r.x))
      return fmt::format("{} {} 0 {}", number(r.x), number(layout_.y.low),
                         number(layout_.y.high - layout_.y.low));
    return fmt::format("{} {} {} 0", number(layout_.x.low), number(r.y),
                       number(layout_.x.high - layout_.x.low));
  }

  static std::string style_of(const DrawnMark& m) {
    const double line = m.size > 0 ? m.size : 2;
    switch (m.mark) {
    case FigureMark::point: // the size is an area, that of gnuplot's a multiple of 10 pixels' width
      return fmt::format("using 1:2 with points pointtype 7 pointsize {:.3g} linecolor {}",
                         std::sqrt(m.size > 0 ? m.size : 30) / 11, transparent(m.color, m.opacity));
    case FigureMark::line:
      return fmt::format("using 1:2 with lines linewidth {:g} dashtype {} linecolor {}", line, dash(m.dashed),
                         transparent(m.color, m.opacity));
    case FigureMark::area:
      return fmt::format("using 1:2:3 with filledcurves fillstyle solid noborder fillcolor rgb '{}'",
                         on_white(m.color, m.opacity));
    case FigureMark::bar:
      return fmt::format("using 1:2:3:4:5:6 with boxxyerror fillstyle solid noborder fillcolor rgb '{}'",
                         on_white(m.color, m.opacity));
    case FigureMark::tile: // its own colour over the seams to its neighbours
      return fmt::format("using 1:2:3:4:5:6 with boxxyerror fillstyle solid border rgb '{0}' linewidth 0.5 "
                         "linecolor rgb '{0}'",
                         on_white(m.color, m.opacity));
    case FigureMark::rule:
      return fmt::format("using 1:2:3:4 with vectors nohead linewidth {:g} dashtype {} linecolor {}", line,
                         dash(m.dashed), transparent(m.color, m.opacity));
    case FigureMark::arrow:
      return fmt::format("using 1:2:3:4 with vectors head filled size screen 0.012,20 linewidth {:g} "
                         "dashtype {} linecolor {}",
                         line, dash(m.dashed), transparent(m.color, m.opacity));
    case FigureMark::text:
      break;
    }
    throw std::logic_error("no such mark");
  }

  [[nodiscard]] std::string texts_of_marks(FigureFormat format) const {
    std::string out;
    for (const DrawnMark& m : marks_) {
      if (m.mark != FigureMark::text) continue;
      for (const MarkRow& row : m.rows)
        if (std::isfinite(row.x) && std::isfinite(row.y))
          out += label(row.text, screen(layout_.pixel_x(row.x) + m.dx, layout_.pixel_y(row.y) + m.dy),
                       m.align.empty() ? "center" : m.align, m.color,
                       font_size(format, m.size > 0 ? m.size : kFontSize));
    }
    return out;
  }

  [[nodiscard]] std::string plot() const {
    std::string out;
    for (std::size_t i = 0; i < marks_.size(); ++i)
      if (has_rows(marks_[i]))
        out += fmt::format("{}$m{} {}", out.empty() ? "" : ", ", i, style_of(marks_[i]));
    if (out.empty()) out = "NaN";
    return fmt::format("plot [{:.10g}:{:.10g}] [{:.10g}:{:.10g}] {}\n", layout_.x.low, layout_.x.high,
                       layout_.y.low, layout_.y.high, out);
  }

  const Figure& figure_;
  std::vector<DrawnMark> marks_;
  FigureLayout layout_;
};

/// gnuplot's own title and description make room for the figure's.
std::string named_svg(const Figure& figure, std::string svg) {
  const std::size_t begin = svg.find("<title>"), last = svg.find("</desc>");
  if (begin == std::string::npos || last == std::string::npos || last < begin) return svg;
  return svg.replace(
      begin, last + 7 - begin,
      fmt::format("<title>{}</title>\n<desc>{}</desc>", html_text(figure.title), html_text(figure.message)));
}

/// The same figure has the same bytes at any time.
std::string without_date(std::string pdf) {
  constexpr std::string_view kDate = "/CreationDate (D:";
  for (std::size_t at = pdf.find(kDate); at != std::string::npos; at = pdf.find(kDate, at + 1))
    for (std::size_t i = at + kDate.size(); i < pdf.size() && pdf[i] >= '0' && pdf[i] <= '9'; ++i)
      pdf[i] = std::string_view("20000101000000")[(i - at - kDate.size()) % 14];
  return pdf;
}

} // namespace

std::string ending_of(FigureFormat format) {
  for (const FormatName& known : kFormats)
    if (known.format == format) return known.name;
  throw std::logic_error("no such format");
}

std::optional<FigureFormat> figure_format(const std::string& name) {
  for (const FormatName& known : kFormats)
    if (known.name == name) return known.format;
  return std::nullopt;
}

std::string gnuplot_string(const std::string& raw) {
  // gnuplot 5.4 misreads doubled quotes at a string's begin, so a variable holds the character.
  std::string out = "'";
  for (const char c : clean(raw))
    if (c == '\'')
      out += "'.apostrophe.'";
    else
      out += c;
  return out + "'";
}

std::string gnuplot_script(const std::vector<const Figure*>& figures,
                           const std::vector<FigureFormat>& formats) {
  std::string out = "set encoding utf8\nset print '-'\napostrophe = \"\\047\"\n";
  for (const Figure* figure : figures) {
    const ScriptOfFigure script(*figure);
    out += script.data();
    for (const FigureFormat format : formats)
      out +=
          script.commands(format) + fmt::format("set terminal unknown\nprint \"\\001\\002{}.{}\\002\\001\"\n",
                                                figure->id, ending_of(format));
    out += "undefine $*\n";
  }
  return out;
}

std::vector<FigureFile> figure_files(const std::vector<const Figure*>& figures,
                                     const std::vector<FigureFormat>& formats, const std::string& written) {
  std::vector<FigureFile> files;
  std::size_t begin = 0;
  for (const Figure* figure : figures)
    for (const FigureFormat format : formats) {
      const std::string mark = end_mark(*figure, format);
      const std::size_t end = written.find(mark, begin);
      if (end == std::string::npos) return files;
      std::string content = written.substr(begin, end - begin);
      begin = end + mark.size();
      if (content.empty()) continue;
      if (format == FigureFormat::svg) content = named_svg(*figure, std::move(content));
      if (format == FigureFormat::pdf) content = without_date(std::move(content));
      files.push_back({fmt::format("{}.{}", figure->id, ending_of(format)), std::move(content)});
    }
  return files;
}

} // namespace cea::report
