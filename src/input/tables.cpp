#include "input/csv.h"
#include "input/limits.h"
#include "input/sections.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

namespace cea::input {

namespace {

/// A column with the place of each value, while the table is checked.
struct ReadColumn {
  std::string name;
  Span span;
  std::vector<double> values;
};

/// The columns of a table, and where row r of column c stands.
struct ReadRows {
  std::vector<ReadColumn> columns;
  std::function<Span(std::size_t column, std::size_t row)> place;
};

void check_column_name(const std::string& name, bool is_key, const Span& at, bool in_yaml, Context& context) {
  if (is_key) return;
  if (in_yaml) {
    check_id("column", name, at, context.diagnostics);
  } else if (!formula::is_identifier(name)) {
    context.diagnostics.error(at, fmt::format("'{}' can't be the name of a column", name),
                              "formulas use it as `table.column(x)`: a letter, then letters, digits and `_`");
  }
}

bool is_key(const Table& table, const std::string& column) {
  return column == table.key_name || column == table.second_key_name;
}

std::optional<ReadRows> read_rows_in_place(const Node& node, const Table& table, Context& context) {
  if (!expect_map(node, "`rows`", context)) return std::nullopt;
  ReadRows rows;
  auto places = std::make_shared<std::vector<std::vector<Span>>>();
  for (const Entry& entry : node.entries) {
    if (!has_value(entry, "`rows`", context)) continue;
    check_column_name(entry.key, is_key(table, entry.key), entry.key_span, true, context);
    ReadColumn column{entry.key, entry.key_span, {}};
    std::vector<Span> spans;
    for (const Node* item : as_list(entry.value)) {
      column.values.push_back(read_constant(*item, "a value of a table", context).value_or(0));
      spans.push_back(item->span);
    }
    rows.columns.push_back(std::move(column));
    places->push_back(std::move(spans));
  }
  for (const ReadColumn& column : rows.columns)
    if (column.values.size() != rows.columns[0].values.size())
      context.diagnostics.error(column.span,
                                fmt::format("the column '{}' has {} values, '{}' has {}", column.name,
                                            column.values.size(), rows.columns[0].name,
                                            rows.columns[0].values.size()));
  rows.place = [places](std::size_t column, std::size_t row) { return (*places)[column][row]; };
  return rows;
}

std::optional<ReadRows> read_rows_from_file(const Node& node, const Table& table, Context& context) {
  const std::string name = read_text(node, "`file`", context);
  const auto source = context.files.load(name, node.span, kMostCsvBytes, context.diagnostics);
  if (!source) return std::nullopt;
  CsvReader csv(source, context.diagnostics);
  if (!csv.usable()) return std::nullopt;
  ReadRows rows;
  for (std::size_t c = 0; c < csv.header().size(); ++c) {
    check_column_name(csv.header()[c], is_key(table, csv.header()[c]), csv.header_span(c), false, context);
    rows.columns.push_back({csv.header()[c], csv.header_span(c), {}});
  }
  auto lines = std::make_shared<std::vector<int>>();
  std::vector<CsvCell> row;
  while (csv.next(row)) {
    if (lines->size() == kMostTableRows) {
      context.diagnostics.error(csv.span(row[0]),
                                fmt::format("more than {} rows in a table", kMostTableRows));
      break;
    }
    lines->push_back(row[0].line);
    for (std::size_t c = 0; c < row.size(); ++c)
      rows.columns[c].values.push_back(csv.number(row[c]).value_or(0));
  }
  if (lines->empty() && csv.bad_rows() > 0) return std::nullopt;
  rows.place = [lines, source](std::size_t, std::size_t r) { return Span{source, (*lines)[r], 1}; };
  return rows;
}

bool check_keys(const ReadRows& rows, std::size_t key, const Table& table, Context& context) {
  const auto& keys = rows.columns[key].values;
  if (keys.empty()) {
    context.diagnostics.error(table.span, fmt::format("the table '{}' has no rows", table.name));
    return false;
  }
  for (std::size_t r = 1; r < keys.size(); ++r) {
    if (keys[r] > keys[r - 1]) continue;
    context.diagnostics.error(rows.place(key, r),
                              fmt::format("the keys of the table '{}' must ascend, but {} follows {}",
                                          table.name, shortest(keys[r]), shortest(keys[r - 1])));
    break;
  }
  return true;
}

void check_loglinear(const ReadRows& rows, std::size_t column, const Table& table, Context& context) {
  if (table.between != Interpolation::loglinear) return;
  const auto& values = rows.columns[column].values;
  const auto low = std::find_if(values.begin(), values.end(), [](double v) { return v <= 0; });
  if (low == values.end()) return;
  context.diagnostics.error(rows.place(column, static_cast<std::size_t>(low - values.begin())),
                            fmt::format("`between: loglinear` needs values above 0, but column '{}' has {}",
                                        rows.columns[column].name, shortest(*low)),
                            "use `between: linear` or `step`");
}

/// The position of a value among the sorted distinct values.
std::size_t place_of(const std::vector<double>& sorted, double value) {
  return static_cast<std::size_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

std::vector<double> distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// Rows of two keys, in any order: every pair of their values exactly once.
void take_grid(ReadRows rows, std::size_t first, Table& table, const Span& key_span, Context& context) {
  const auto found = std::find_if(rows.columns.begin(), rows.columns.end(),
                                  [&](const ReadColumn& c) { return c.name == table.second_key_name; });
  if (found == rows.columns.end()) {
    context.diagnostics.error(
        key_span, fmt::format("the table '{}' has no column '{}'", table.name, table.second_key_name));
    return;
  }
  const auto second = static_cast<std::size_t>(found - rows.columns.begin());
  const std::vector<double>&x = rows.columns[first].values, &y = rows.columns[second].values;
  for (const ReadColumn& column : rows.columns)
    if (column.values.size() != x.size()) return; // reported
  if (x.empty()) {
    context.diagnostics.error(table.span, fmt::format("the table '{}' has no rows", table.name));
    return;
  }
  table.keys = distinct(x);
  table.second_keys = distinct(y);
  const std::size_t width = table.second_keys.size(), size = table.keys.size() * width;
  std::vector<std::size_t> row_of(size, x.size());
  for (std::size_t r = 0; r < x.size(); ++r) {
    std::size_t& row = row_of[place_of(table.keys, x[r]) * width + place_of(table.second_keys, y[r])];
    if (row != x.size())
      context.diagnostics.error(rows.place(first, r),
                                fmt::format("the table '{}' has two rows for {} {} and {} {}", table.name,
                                            table.key_name, shortest(x[r]), table.second_key_name,
                                            shortest(y[r])));
    row = r;
  }
  if (const auto gap = std::find(row_of.begin(), row_of.end(), x.size()); gap != row_of.end()) {
    const auto at = static_cast<std::size_t>(gap - row_of.begin());
    context.diagnostics.error(table.span,
                              fmt::format("the table '{}' has no row for {} {} and {} {}", table.name,
                                          table.key_name, shortest(table.keys[at / width]),
                                          table.second_key_name, shortest(table.second_keys[at % width])),
                              "a table with two keys needs a row for each pair of their values");
    return;
  }
  for (std::size_t c = 0; c < rows.columns.size(); ++c) {
    if (c == first || c == second) continue;
    check_loglinear(rows, c, table, context);
    Table::Column column{rows.columns[c].name, {}};
    for (const std::size_t r : row_of)
      column.values.push_back(rows.columns[c].values[r]);
    table.columns.push_back(std::move(column));
  }
  if (table.columns.empty())
    context.diagnostics.error(table.span,
                              fmt::format("the table '{}' has no column besides its keys", table.name));
}

void take_columns(ReadRows rows, Table& table, const Span& key_span, Context& context) {
  const auto is_key = [&](const ReadColumn& c) { return c.name == table.key_name; };
  const auto key = std::find_if(rows.columns.begin(), rows.columns.end(), is_key);
  if (key == rows.columns.end()) {
    std::vector<std::string> names;
    for (const ReadColumn& column : rows.columns)
      names.push_back(column.name);
    context.diagnostics.error(key_span,
                              fmt::format("the table '{}' has no column '{}'", table.name, table.key_name),
                              suggestion(table.key_name, names));
    return;
  }
  const auto key_index = static_cast<std::size_t>(key - rows.columns.begin());
  if (!table.second_key_name.empty()) return take_grid(std::move(rows), key_index, table, key_span, context);
  const bool same_length = std::all_of(rows.columns.begin(), rows.columns.end(), [&](const ReadColumn& c) {
    return c.values.size() == key->values.size();
  });
  if (!same_length || !check_keys(rows, key_index, table, context)) return;
  for (std::size_t c = 0; c < rows.columns.size(); ++c) {
    if (c == key_index) continue;
    check_loglinear(rows, c, table, context);
    table.columns.push_back({rows.columns[c].name, std::move(rows.columns[c].values)});
  }
  table.keys = std::move(rows.columns[key_index].values);
  if (table.columns.empty())
    context.diagnostics.error(table.span,
                              fmt::format("the table '{}' has no column besides its key", table.name));
}

bool read_key(const MapReader& map, Table& table, Context& context) {
  const Node* key = map.require("key", "the column to look up by, as `key: age`");
  if (key == nullptr) return false;
  if (!key->is_sequence()) {
    table.key_name = read_text(*key, "`key`", context);
    return !table.key_name.empty();
  }
  if (key->items.size() != 2) {
    context.diagnostics.error(key->span, fmt::format("a table has one key or two, not {}", key->items.size()),
                              "as `key: age` or `key: [age, year]`");
    return false;
  }
  table.key_name = read_text(key->items[0], "`key`", context);
  table.second_key_name = read_text(key->items[1], "`key`", context);
  if (table.key_name == table.second_key_name && !table.key_name.empty())
    context.diagnostics.error(key->items[1].span, "both keys have the same name");
  return !table.key_name.empty() && !table.second_key_name.empty() && table.key_name != table.second_key_name;
}

void read_rows(const MapReader& map, Table& table, Context& context) {
  const bool has_key = read_key(map, table, context);
  const Node* rows = map.get("rows");
  const Node* file = map.get("file");
  if ((rows != nullptr) == (file != nullptr)) {
    context.diagnostics.error(table.span,
                              fmt::format("the table '{}' needs either `rows:` or `file:`", table.name));
    return;
  }
  auto columns = rows != nullptr ? read_rows_in_place(*rows, table, context)
                                 : read_rows_from_file(*file, table, context);
  if (columns && has_key) take_columns(*std::move(columns), table, map.get("key")->span, context);
}

/// One for both keys, or one each.
void read_covers(const MapReader& map, Table& table, Context& context) {
  const Node* covers = map.get("covers");
  if (covers == nullptr) return;
  if (!covers->is_sequence()) {
    table.covers = read_formula(*covers, "`covers`", context);
    if (!table.second_key_name.empty()) table.second_covers = table.covers;
  } else if (covers->items.size() == 2 && !table.second_key_name.empty()) {
    table.covers = read_formula(covers->items[0], "`covers`", context);
    table.second_covers = read_formula(covers->items[1], "`covers`", context);
  } else {
    context.diagnostics.error(covers->span,
                              "`covers` is one duration, or a list of one for each of two keys");
  }
}

Table read_table(const Entry& entry, Context& context) {
  Table table;
  table.name = entry.key;
  table.span = entry.key_span;
  const MapReader map(entry.value, Place::table, fmt::format("the table '{}'", entry.key),
                      {"quantity", "key", "between", "rows", "file", "covers", "beyond", "label", "source",
                       "quality", "note"},
                      context);
  if (!map.is_map()) return table;
  if (const Node* quantity = map.get("quantity")) {
    table.quantity = read_text(*quantity, "`quantity`", context);
    table.quantity_span = quantity->span;
  }
  if (const Node* between =
          map.require("between", "`step`, `linear` or `loglinear`: how values between two keys are found"))
    table.between = read_choice<Interpolation>(*between, "`between`",
                                               {{"step", Interpolation::step},
                                                {"linear", Interpolation::linear},
                                                {"loglinear", Interpolation::loglinear}},
                                               context)
                        .value_or(Interpolation::step);
  if (const Node* beyond = map.get("beyond"))
    table.hold_beyond =
        read_choice<bool>(*beyond, "`beyond`", {{"hold", true}, {"error", false}}, context).value_or(false);
  table.provenance = read_provenance(map, context);
  if (const Node* label = map.get("label")) read_prose(*label, "`label`", context);
  read_rows(map, table, context);
  read_covers(map, table, context);
  return table;
}

} // namespace

std::vector<Table> read_tables(const Node* node, Context& context) {
  std::vector<Table> tables;
  if (node == nullptr || !expect_map(*node, "`tables`", context)) return tables;
  for (const Entry& entry : node->entries) {
    if (!has_value(entry, "`tables`", context)) continue;
    check_formula_name("table", entry.key, entry.key_span, context.diagnostics);
    tables.push_back(read_table(entry, context));
  }
  return tables;
}

} // namespace cea::input
