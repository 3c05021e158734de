#include "report/figure_vega.h"

#include "report/table.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace cea::report {
namespace {

using Spec = nlohmann::ordered_json;

constexpr int kWidth = 640;

/// `_at` is what a column that follows the threshold comes to.
std::string field_of(const FigureColumn& column) {
  return column.per_threshold.empty() ? column.id : column.id + "_at";
}

std::string csv_number(double x) {
  return std::isfinite(x) ? fmt::format("{:.6g}", x == 0 ? 0.0 : x) : "";
}

std::string csv_quoted(const std::string& raw) {
  std::string out = "\"";
  for (const char c : clean(raw))
    out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

/// The data of a layer by name; texts stay texts, also where they look like numbers.
Spec data_reference(const FigureData& data) {
  Spec types = Spec::object();
  for (const FigureColumn& column : data.columns) {
    types[column.id] = column.is_text() ? "string" : "number";
    if (!column.per_threshold.empty()) types[column.id + "_per"] = "number";
  }
  return {{"name", data.id}, {"format", {{"type", "csv"}, {"parse", types}}}};
}

/// Rows as CSV: a third of the size of JSON's objects.
std::string csv_rows(const FigureData& data) {
  std::string csv;
  for (const FigureColumn& column : data.columns) {
    csv.append(csv.empty() ? "" : ",").append(column.id);
    if (!column.per_threshold.empty()) csv.append(",").append(column.id).append("_per");
  }
  const std::size_t rows = data.columns.empty() ? 0 : data.columns.front().rows();
  for (std::size_t r = 0; r < rows; ++r) {
    csv += '\n';
    bool first = true;
    for (const FigureColumn& column : data.columns) {
      if (!first) csv += ',';
      first = false;
      csv += column.is_text() ? csv_quoted(column.texts[r]) : csv_number(column.numbers[r]);
      if (!column.per_threshold.empty()) csv += "," + csv_number(column.per_threshold[r]);
    }
  }
  return csv;
}

const char* format_text(NumberFormat format, bool tick) {
  switch (format) {
  case NumberFormat::integer:
    return ",.0f";
  case NumberFormat::money:
    return tick ? ",~r" : ",.4~r";
  case NumberFormat::effect:
    return tick ? ",~r" : ",.4~f";
  case NumberFormat::percent:
    return tick ? ".0%" : ".1%";
  case NumberFormat::plain:
    break;
  }
  return tick ? ",~r" : ",.4~r";
}

Spec axis_scale(const FigureAxis& axis) {
  Spec scale = Spec::object();
  if (axis.categories) return scale;
  scale["zero"] = axis.zero;
  if (axis.low && axis.high) scale["domain"] = {*axis.low, *axis.high};
  if (axis.low && axis.high) scale["nice"] = false;
  if (axis.low && !axis.high) scale["domainMin"] = *axis.low;
  if (axis.high && !axis.low) scale["domainMax"] = *axis.high;
  return scale;
}

Spec position(const FigureAxis& axis, const FigureData& data, const std::string& id) {
  const FigureColumn& column = column_of(data, id);
  Spec encoding = {{"field", field_of(column)}, {"type", axis.categories ? "nominal" : "quantitative"}};
  if (!axis.visible)
    encoding["axis"] = nullptr;
  else if (axis.categories)
    encoding["axis"] = {{"title", axis.title.empty() ? Spec(nullptr) : Spec(clean(axis.title))},
                        {"labelAngle", 0}};
  else
    encoding["axis"] = {{"title", clean(axis.title)}, {"format", format_text(axis.format, true)}};
  if (axis.categories && !axis.order.empty()) {
    Spec order = Spec::array();
    for (const std::string& category : axis.order)
      order.push_back(clean(category));
    encoding["sort"] = order;
    encoding["scale"] = {{"domain", order}};
  } else if (!axis.categories) {
    encoding["scale"] = axis_scale(axis);
    encoding["stack"] = nullptr;
  }
  return encoding;
}

Spec legend() {
  return {{"title", nullptr}, {"orient", "bottom"}, {"columns", 3}, {"labelLimit", 300}};
}

Spec series_color(const Figure& figure) {
  Spec domain = Spec::array(), range = Spec::array();
  for (const FigureSeries& s : figure.series) {
    domain.push_back(clean(s.id));
    range.push_back(s.color);
  }
  return {{"field", kSeriesColumn},
          {"type", "nominal"},
          {"scale", {{"domain", domain}, {"range", range}}},
          {"legend", legend()}};
}

bool any_dashed(const Figure& figure) {
  return std::any_of(figure.series.begin(), figure.series.end(), [](const auto& s) { return s.dashed; });
}

Spec series_dash(const Figure& figure) {
  Spec domain = Spec::array(), range = Spec::array();
  for (const FigureSeries& s : figure.series) {
    domain.push_back(clean(s.id));
    range.push_back(s.dashed ? Spec{6, 3} : Spec{1, 0});
  }
  return {{"field", kSeriesColumn},
          {"type", "nominal"},
          {"scale", {{"domain", domain}, {"range", range}}},
          {"legend", legend()}};
}

const char* mark_name(FigureMark mark) {
  switch (mark) {
  case FigureMark::point:
    return "point";
  case FigureMark::line:
    return "line";
  case FigureMark::area:
    return "area";
  case FigureMark::bar:
    return "bar";
  case FigureMark::rule:
  case FigureMark::arrow:
    return "rule";
  case FigureMark::text:
    return "text";
  case FigureMark::tile:
    return "rect";
  }
  throw std::logic_error("no such mark");
}

Spec mark_of(const FigureLayer& layer) {
  Spec mark = {{"type", mark_name(layer.mark)}, {"clip", layer.mark != FigureMark::text}};
  const bool drawn_line =
      layer.mark == FigureMark::line || layer.mark == FigureMark::rule || layer.mark == FigureMark::arrow;
  if (layer.mark == FigureMark::line || layer.mark == FigureMark::area) mark["order"] = false;
  if (layer.mark == FigureMark::point) mark["filled"] = true;
  if (layer.mark == FigureMark::point && layer.size > 0) mark["size"] = layer.size;
  if (layer.mark == FigureMark::text && layer.size > 0) mark["fontSize"] = layer.size;
  if (drawn_line) mark["strokeWidth"] = layer.size > 0 ? layer.size : 2.0;
  if (layer.dashed) mark["strokeDash"] = {5, 4};
  mark["opacity"] = layer.opacity;
  if (!layer.align.empty()) mark["align"] = layer.align;
  if (layer.dx != 0) mark["dx"] = layer.dx;
  if (layer.dy != 0) mark["dy"] = layer.dy;
  if (!layer.series && !layer.color.empty()) mark["color"] = layer.color;
  return mark;
}

Spec tooltips(const FigureLayer& layer, const FigureData& data) {
  Spec list = Spec::array();
  for (const std::string& id : layer.tooltip) {
    const FigureColumn& column = column_of(data, id);
    Spec entry = {{"field", field_of(column)}, {"title", clean(column.title)}};
    entry["type"] = column.is_text() ? "nominal" : "quantitative";
    if (!column.is_text()) entry["format"] = format_text(column.format, false);
    list.push_back(entry);
  }
  return list;
}

Spec encoding_of(const Figure& figure, const FigureLayer& layer, const FigureData& data) {
  Spec encoding = Spec::object();
  if (!layer.x.empty()) encoding["x"] = position(figure.x, data, layer.x);
  if (!layer.y.empty()) encoding["y"] = position(figure.y, data, layer.y);
  if (!layer.x2.empty()) encoding["x2"] = {{"field", field_of(column_of(data, layer.x2))}};
  if (!layer.y2.empty()) encoding["y2"] = {{"field", field_of(column_of(data, layer.y2))}};
  if (!layer.text.empty()) {
    const FigureColumn& column = column_of(data, layer.text);
    encoding["text"] = {{"field", field_of(column)}, {"type", column.is_text() ? "nominal" : "quantitative"}};
    if (!column.is_text()) encoding["text"]["format"] = format_text(column.format, false);
  }
  if (layer.series) {
    encoding["color"] = series_color(figure);
    if (layer.mark == FigureMark::line && any_dashed(figure)) encoding["strokeDash"] = series_dash(figure);
  }
  if (!layer.tooltip.empty()) encoding["tooltip"] = tooltips(layer, data);
  return encoding;
}

/// Which series has the highest number, as an expression.
std::string best_series(const Figure& figure, const FigureLayer& layer, const FigureData& data) {
  std::string values;
  Spec names = Spec::array();
  for (std::size_t i = 0; i < layer.best_of.size(); ++i) {
    values += fmt::format("{}datum['{}']", i == 0 ? "" : ", ", field_of(column_of(data, layer.best_of[i])));
    names.push_back(clean(figure.series[i].id));
  }
  return fmt::format("{0}[indexof([{1}], max({1}))]", names.dump(), values);
}

Spec transforms(const Figure& figure, const FigureLayer& layer, const FigureData& data) {
  Spec list = Spec::array();
  bool has_series = false;
  for (const FigureColumn& column : data.columns) {
    if (!column.per_threshold.empty())
      list.push_back({{"calculate", fmt::format("datum['{0}'] + wtp * datum['{0}_per']", column.id)},
                      {"as", field_of(column)}});
    has_series = has_series || column.id == kSeriesColumn;
  }
  if (!layer.best_of.empty())
    list.push_back({{"calculate", best_series(figure, layer, data)}, {"as", kSeriesColumn}});
  if (has_series)
    list.push_back({{"filter", fmt::format("indexof(hidden, datum['{}']) < 0", kSeriesColumn)}});
  if (layer.only_at)
    list.push_back({{"filter", fmt::format("abs(wtp - {0}) <= 1e-9 * abs({0})", shortest(*layer.only_at))}});
  return list;
}

/// The point of an arrow: a triangle turned the way it goes, on the scales of a square diagram.
Spec arrow_head(const Figure& figure, const FigureLayer& layer, const FigureData& data) {
  Spec head = {
      {"data", data_reference(data)},
      {"mark", {{"type", "point"}, {"shape", "triangle"}, {"filled", true}, {"size", 60}, {"opacity", 1}}}};
  if (!layer.color.empty()) head["mark"]["color"] = layer.color;
  FigureLayer tip = layer;
  tip.mark = FigureMark::point;
  tip.x = layer.x2;
  tip.y = layer.y2;
  tip.x2 = tip.y2 = "";
  head["encoding"] = encoding_of(figure, tip, data);
  head["encoding"]["angle"] = {{"field", "angle"}, {"type", "quantitative"}, {"scale", nullptr}};
  return head;
}

/// Signs of numbers, where they aren't those of the program.
Spec number_signs(const NumberLocale& locale) {
  return {{"number",
           {{"decimal", locale.decimal},
            {"thousands", locale.thousands},
            {"grouping", Spec::array({3})},
            {"currency", Spec::array({"", ""})},
            {"percent", locale.percent}}}};
}

/// How files look, on white paper; the page sets its own.
Spec style() {
  return {{"background", "white"},
          {"font", "Helvetica, Arial, sans-serif"},
          {"view", {{"stroke", nullptr}}},
          {"mark", {{"color", "#222222"}}},
          {"axis", {{"labelLimit", 300}, {"gridColor", "#e3e6ea"}}},
          {"title", {{"anchor", "start"}, {"limit", kWidth}}}};
}

} // namespace

Spec vega_lite(const Figure& figure) {
  Spec spec = {{"$schema", "https://vega.github.io/schema/vega-lite/v5.json"},
               {"title", clean(figure.title)},
               {"description", clean(figure.message)},
               {"width", kWidth},
               {"height", figure.height},
               {"autosize", {{"type", "fit"}, {"contains", "padding"}}},
               {"params",
                {{{"name", "wtp"}, {"value", figure.threshold.value_or(0)}},
                 {{"name", "hidden"}, {"value", Spec::array()}}}}};
  for (const FigureData& data : figure.data)
    spec["datasets"][data.id] = csv_rows(data);
  Spec layers = Spec::array();
  for (const FigureLayer& layer : figure.layers) {
    const FigureData& data = data_of(figure, layer);
    Spec one = {{"data", data_reference(data)}, {"mark", mark_of(layer)}};
    Spec steps = transforms(figure, layer, data);
    if (!steps.empty()) one["transform"] = std::move(steps);
    one["encoding"] = encoding_of(figure, layer, data);
    layers.push_back(std::move(one));
    if (layer.mark == FigureMark::arrow) layers.push_back(arrow_head(figure, layer, data));
  }
  spec["layer"] = std::move(layers);
  spec["config"] = style();
  if (figure.locale.decimal != "." || figure.locale.thousands != "," || figure.locale.percent != "%")
    spec["config"]["locale"] = number_signs(figure.locale);
  return spec;
}

} // namespace cea::report
