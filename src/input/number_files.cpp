#include "input/number_files.h"

#include "input/csv.h"
#include "input/limits.h"
#include "input/samples.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cea::input {

namespace {

/// Largest matrix that a file may hold, in rows.
constexpr std::size_t kMostRows = 10'000;

/// A CSV file as cells; the header is a row like the others.
struct Grid {
  std::vector<std::vector<FormulaText>> rows;
};

bool is_number(const FormulaText& cell) {
  return parse_number(cell.text).has_value();
}

std::optional<Grid> read_grid(const std::string& name, const Span& at, Context& context) {
  const auto source = context.files.load(name, at, kMostCsvBytes, context.diagnostics);
  if (!source) return std::nullopt;
  CsvReader csv(source, context.diagnostics);
  if (!csv.usable()) return std::nullopt;
  Grid grid;
  auto& header = grid.rows.emplace_back();
  for (std::size_t c = 0; c < csv.header().size(); ++c)
    header.push_back({csv.header()[c], csv.header_span(c)});
  std::vector<CsvCell> cells;
  while (csv.next(cells)) {
    if (grid.rows.size() > kMostRows) {
      context.diagnostics.error(csv.span(cells[0]), fmt::format("more than {} rows", kMostRows));
      return std::nullopt;
    }
    auto& row = grid.rows.emplace_back();
    for (const CsvCell& cell : cells)
      row.push_back({std::string(trim(cell.text)), csv.span(cell)});
  }
  return csv.bad_rows() == 0 ? std::optional(std::move(grid)) : std::nullopt;
}

/// The file that a node names: `{file: x.csv}` or a text that is no number; empty where it names none.
std::pair<std::string, Span> file_of(const Node& node, Context& context) {
  if (node.is_map()) {
    const MapReader map(node, Place::matrix, "the file of numbers", {"file"}, context);
    const Node* file = map.require("file");
    return file == nullptr ? std::pair<std::string, Span>{}
                           : std::pair{read_text(*file, "`file`", context), file->span};
  }
  const bool file = node.is_scalar() && node.text.ends_with(".csv");
  return file ? std::pair{node.text, node.span} : std::pair<std::string, Span>{};
}

std::optional<std::size_t> place_of(const std::vector<FormulaText>& cells, const std::string& name) {
  const auto it = std::find_if(cells.begin(), cells.end(), [&](const auto& c) { return c.text == name; });
  return it == cells.end() ? std::nullopt : std::optional(static_cast<std::size_t>(it - cells.begin()));
}

std::vector<FormulaText> first_column(const Grid& grid) {
  std::vector<FormulaText> cells;
  for (const auto& row : grid.rows)
    cells.push_back(row[0]);
  return cells;
}

void report_missing(const std::string& name, const Span& at, const std::string& where, Context& context) {
  context.diagnostics.error(at, fmt::format("the file has no {} '{}'", where, name),
                            "numbers are found by the parameters' names");
}

/// The cell if it holds a number; reports anything else.
bool take(const FormulaText& cell, std::vector<FormulaText>& into, Context& context) {
  if (!is_number(cell)) {
    context.diagnostics.error(cell.span, fmt::format("'{}' isn't a number", cell.text.substr(0, 40)));
    return false;
  }
  into.push_back(cell);
  return true;
}

std::vector<FormulaText> vector_from(const Grid& grid, const Span& at, const std::vector<std::string>& names,
                                     Context& context) {
  std::vector<FormulaText> result;
  const bool across = place_of(grid.rows[0], names.front()).has_value() && grid.rows.size() == 2;
  const std::vector<FormulaText> labels = across ? grid.rows[0] : first_column(grid);
  if (!across && grid.rows[0].size() != 2) {
    context.diagnostics.error(at, "the file must have a row of numbers under the parameters' names, or two "
                                  "columns: names and numbers");
    return result;
  }
  for (const std::string& name : names) {
    const auto place = place_of(labels, name);
    if (!place)
      report_missing(name, at, across ? "column" : "row", context);
    else
      take(across ? grid.rows[1][*place] : grid.rows[*place][1], result, context);
  }
  return result;
}

/// Rows and columns of a matrix in the order of `names`, in a grid whose header names the columns.
std::vector<FormulaText> labelled_matrix(const Grid& grid, const Span& at,
                                         const std::vector<std::string>& names, Context& context) {
  std::vector<FormulaText> result;
  const std::vector<FormulaText>& header = grid.rows[0];
  const std::vector<FormulaText> first = first_column(grid);
  const bool row_names = !place_of(header, names.front()) || *place_of(header, names.front()) > 0
                             ? place_of(first, names.front()).has_value()
                             : false;
  for (const std::string& row_name : names) {
    const auto own = place_of(header, row_name);
    if (!own) {
      report_missing(row_name, at, "column", context);
      continue;
    }
    const auto row = row_names ? place_of(first, row_name) : std::optional(*own + 1);
    if (!row || *row >= grid.rows.size()) {
      report_missing(row_name, at, "row", context);
      continue;
    }
    for (const std::string& name : names)
      if (const auto column = place_of(header, name)) take(grid.rows[*row][*column], result, context);
  }
  return result;
}

std::vector<FormulaText> matrix_from(const Grid& grid, const Span& at, const std::vector<std::string>& names,
                                     Context& context) {
  const bool plain = std::all_of(grid.rows[0].begin(), grid.rows[0].end(), is_number);
  if (!plain) return labelled_matrix(grid, at, names, context);
  std::vector<FormulaText> result;
  if (grid.rows.size() != names.size() || grid.rows[0].size() != names.size()) {
    context.diagnostics.error(at, fmt::format("the file has {} rows of {} numbers for {} parameters",
                                              grid.rows.size(), grid.rows[0].size(), names.size()));
    return result;
  }
  for (const auto& row : grid.rows)
    for (const FormulaText& cell : row)
      take(cell, result, context);
  return result;
}

std::vector<FormulaText> read_list(const Node& node, std::string_view key, Context& context) {
  std::vector<FormulaText> list;
  for (const Node* item : as_list(node))
    if (auto formula = read_formula(*item, fmt::format("`{}`", key), context))
      list.push_back(*std::move(formula));
  return list;
}

/// Names of a file's columns, those that number the rows left out.
std::vector<std::string> header_of(const std::shared_ptr<const SourceFile>& source) {
  Diagnostics ignored; // what is wrong with the header is said when the rows are read
  std::vector<std::string> names = CsvReader(source, ignored).header();
  std::erase_if(names, [](const std::string& name) { return name.empty() || is_index_column(name); });
  return names;
}

/// The columns of a file of samples that are wanted, in the file's order.
std::optional<SampleInputs> read_wanted(const std::string& file, const Span& at,
                                        const std::function<bool(const std::string&)>& wanted,
                                        Context& context) {
  const auto source = context.files.load(file, at, kMostCsvBytes, context.diagnostics);
  if (!source) return std::nullopt;
  return read_sample_rows(
      source,
      [&](const std::string& column, const Span& place) {
        if (parse_number(column)) {
          context.diagnostics.error(place, "the first row must hold the columns' names");
          return SampleColumn::refuse;
        }
        return wanted(column) ? SampleColumn::take : SampleColumn::skip;
      },
      context.diagnostics);
}

} // namespace

std::vector<FormulaText> read_vector(const Node& node, std::string_view key,
                                     const std::vector<std::string>& names, Context& context) {
  const auto [file, at] = file_of(node, context);
  if (node.is_map() && file.empty()) return {};
  if (!file.empty()) {
    const auto grid = read_grid(file, at, context);
    return grid && !names.empty() ? vector_from(*grid, at, names, context) : std::vector<FormulaText>{};
  }
  std::vector<FormulaText> list = read_list(node, key, context);
  if (list.size() != names.size()) {
    const std::string what = key == "mean" ? "means" : key == "counts" ? "counts" : fmt::format("`{}`", key);
    context.diagnostics.error(node.span,
                              fmt::format("{} {} for {} parameters", list.size(), what, names.size()));
  }
  return list;
}

std::vector<FormulaText> read_matrix(const Node& node, std::string_view key,
                                     const std::vector<std::string>& names, Context& context) {
  const auto [file, at] = file_of(node, context);
  if (node.is_map() && file.empty()) return {};
  if (!file.empty()) {
    const auto grid = read_grid(file, at, context);
    return grid && !names.empty() ? matrix_from(*grid, at, names, context) : std::vector<FormulaText>{};
  }
  const std::size_t n = names.size();
  const bool rows = node.is_sequence() && node.items.size() == n &&
                    std::all_of(node.items.begin(), node.items.end(),
                                [&](const Node& row) { return row.is_sequence() && row.items.size() == n; });
  std::vector<FormulaText> matrix;
  if (!rows) {
    context.diagnostics.error(node.span,
                              fmt::format("`{}` must be a matrix of {} rows with {} numbers", key, n, n),
                              "as `[[0.04, -0.001], [-0.001, 0.0001]]`");
    return matrix;
  }
  for (const Node& row : node.items)
    for (auto& formula : read_list(row, key, context))
      matrix.push_back(std::move(formula));
  return matrix;
}

std::vector<std::shared_ptr<const std::vector<double>>> read_columns(const std::string& file, const Span& at,
                                                                     const std::vector<std::string>& names,
                                                                     Context& context) {
  std::vector<std::shared_ptr<const std::vector<double>>> columns;
  const auto source = context.files.load(file, at, kMostCsvBytes, context.diagnostics);
  if (!source) return columns;
  const std::vector<std::string> header = header_of(source);
  bool complete = true;
  for (const std::string& name : names) {
    if (std::find(header.begin(), header.end(), name) != header.end()) continue;
    context.diagnostics.error(at, fmt::format("the file has no column '{}'", name),
                              "its columns are found by the parameters' names");
    complete = false;
  }
  const auto wanted = [&](const std::string& column) {
    return std::find(names.begin(), names.end(), column) != names.end();
  };
  const auto samples = complete ? read_wanted(file, at, wanted, context) : std::nullopt;
  if (!samples) return columns;
  for (const std::string& name : names) {
    const auto it = std::find(samples->columns.begin(), samples->columns.end(), name);
    columns.push_back(std::make_shared<const std::vector<double>>(
        samples->values[static_cast<std::size_t>(it - samples->columns.begin())]));
  }
  return columns;
}

std::shared_ptr<const std::vector<double>> read_sample(const std::string& file, const Span& at,
                                                       const std::string& column,
                                                       const std::string& parameter, Context& context) {
  const auto source = context.files.load(file, at, kMostCsvBytes, context.diagnostics);
  if (!source) return nullptr;
  const std::vector<std::string> names = header_of(source);
  const bool only = column.empty() && names.size() == 1;
  const std::string wanted = only ? names.front() : column.empty() ? parameter : column;
  if (std::find(names.begin(), names.end(), wanted) == names.end()) {
    context.diagnostics.error(at, fmt::format("the file has no column '{}'", wanted),
                              fmt::format("name one of its columns, as empirical(file=\"{}\", column=\"{}\")",
                                          file, names.empty() ? "x" : names.front()));
    return nullptr;
  }
  auto samples = read_wanted(
      file, at, [&](const std::string& name) { return name == wanted; }, context);
  if (!samples) return nullptr;
  return std::make_shared<const std::vector<double>>(std::move(samples->values[0]));
}

} // namespace cea::input
