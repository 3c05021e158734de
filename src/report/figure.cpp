#include "report/figure.h"

#include "report/table.h"
#include "support/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace cea::report {

const FigureData& data_of(const Figure& figure, const FigureLayer& layer) {
  const auto it = std::find_if(figure.data.begin(), figure.data.end(),
                               [&](const FigureData& d) { return d.id == layer.data; });
  if (it == figure.data.end()) throw std::logic_error("a layer of a figure has no data: " + layer.data);
  return *it;
}

const FigureColumn& column_of(const FigureData& data, const std::string& id) {
  const auto it = std::find_if(data.columns.begin(), data.columns.end(),
                               [&](const FigureColumn& c) { return c.id == id; });
  if (it == data.columns.end()) throw std::logic_error("a figure's data has no column " + id);
  return *it;
}

const std::string& palette_color(std::size_t index) {
  static const std::array<std::string, 10> colors = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
                                                     "#56B4E9", "#7F7F7F", "#8C6D31", "#332288", "#882255"};
  return colors[index % colors.size()];
}

FigureColumn number_column(std::string id, std::string title, NumberFormat format,
                           std::vector<double> numbers, std::vector<double> per_threshold) {
  return {std::move(id), std::move(title), format, std::move(numbers), {}, std::move(per_threshold)};
}

FigureColumn text_column(std::string id, std::string title, std::vector<std::string> texts) {
  return {std::move(id), std::move(title), NumberFormat::plain, {}, std::move(texts), {}};
}

FigureColumn series_column(std::vector<std::string> texts) {
  return text_column(kSeriesColumn, "Series", std::move(texts));
}

namespace {

Table table_of(const Figure& figure, const FigureData& data) {
  Table table;
  for (const FigureColumn& column : data.columns)
    table.columns.push_back({column.title, column.is_text() ? Align::left : Align::right});
  const std::size_t rows = data.columns.empty() ? 0 : data.columns.front().rows();
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<Cell>& cells = table.rows.emplace_back();
    for (const FigureColumn& column : data.columns) {
      if (column.is_text()) {
        cells.push_back(text_cell(column.texts[r]));
        continue;
      }
      const double x = column.at(r, figure.threshold.value_or(0));
      cells.push_back(std::isfinite(x) ? Cell{shortest(x), CellKind::number, x} : text_cell(""));
    }
  }
  return table;
}

} // namespace

std::string figure_csv(const Figure& figure) {
  std::string out;
  for (const FigureData& data : figure.data) {
    if (!out.empty()) out += '\n';
    if (figure.data.size() > 1) out += "# " + clean(data.id) + "\n";
    out += render_csv(table_of(figure, data));
  }
  return out;
}

} // namespace cea::report
