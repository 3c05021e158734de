// Tables on a sheet of their own, and look-ups in them.
#include "analysis/live_cells.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::LookupColumn;
using formula::Node;
using formula::NodeId;

namespace {

constexpr int kFirstTableRow = 4;

const LookupColumn::Axis& axis_of(const LookupColumn& column, bool second) {
  return second ? *column.second : column.axis;
}

/// Row below x (from 1, never the last) and share of the way to the next.
std::pair<double, double> position(const std::vector<double>& at, double x) {
  const double inside = std::clamp(x, at.front(), at.back());
  const auto above = std::upper_bound(at.begin(), at.end(), inside);
  const auto row =
      std::clamp<std::ptrdiff_t>(above - at.begin(), 1, static_cast<std::ptrdiff_t>(at.size()) - 1);
  const auto i = static_cast<std::size_t>(row - 1);
  return {static_cast<double>(row), (inside - at[i]) / (at[i + 1] - at[i])};
}

} // namespace

std::string LiveCells::range(int first_column, int rows, int columns) const {
  const auto absolute = [](int row, int column) {
    std::string name = cell_name(row, column);
    name.insert(name.find_first_of("0123456789"), "$");
    return "$" + name;
  };
  return fmt::format("{}!{}:{}", live_sheet::kTables, absolute(kFirstTableRow, first_column),
                     absolute(kFirstTableRow + rows - 1, first_column + columns - 1));
}

const LiveCells::TablePlace& LiveCells::table(std::uint32_t index) {
  const auto [it, is_new] = tables_.emplace(index, TablePlace{});
  TablePlace& place = it->second;
  if (!is_new) return place;
  const LookupColumn& column = model_.graph.column(index);
  place.rows = static_cast<int>(column.axis.positions.size());
  place.columns = column.second ? static_cast<int>(column.second->positions.size()) : 1;
  place.positions = table_width_++;
  if (column.second) place.second = table_width_++;
  if (column.between == Interpolation::loglinear) {
    place.raw = table_width_;
    table_width_ += place.columns;
  }
  place.values = table_width_;
  table_width_ += place.columns + 1;
  return place;
}

std::string LiveCells::positions_range(std::uint32_t index, bool second) {
  const TablePlace& place = table(index);
  return second ? range(place.second, place.columns, 1) : range(place.positions, place.rows, 1);
}

std::string LiveCells::values_range(std::uint32_t index) {
  const TablePlace& place = table(index);
  return range(place.values, place.rows, place.columns);
}

/// A test whether x lies outside the keys of a table that ends there; empty where the end values hold.
std::string LiveCells::outside(const LookupColumn& column, bool second, const std::string& x) const {
  if (column.hold) return "";
  const auto& axis = axis_of(column, second);
  const auto slack = [](double key) { return formula::kTolerance * std::max(1.0, std::abs(key)); };
  return fmt::format("OR({0}<{1},{0}>{2})", x, shortest(axis.first - slack(axis.first)),
                     shortest(axis.last + slack(axis.last)));
}

/// Which row a step look-up takes: the last key at or below x, within the tolerance.
std::string LiveCells::row_of_step(std::uint32_t index, bool second, NodeId node, const Context& at) {
  const LookupColumn& column = model_.graph.column(index);
  const std::string x = render(node, at).text;
  const std::string keys = positions_range(index, second);
  const std::string row = fmt::format("MATCH(MAX({0}+1E-9*MAX(1,ABS({0})),INDEX({1},1)),{1},1)", x, keys);
  const std::string beyond = outside(column, second, x);
  return beyond.empty() ? row : fmt::format("IF({},NA(),{})", beyond, row);
}

FormulaPiece LiveCells::step_lookup(const Node& n, const Context& at) {
  const std::string row = row_of_step(n.payload, false, n.a, at);
  const std::string values = values_range(n.payload);
  if (!model_.graph.column(n.payload).second) return {fmt::format("INDEX({},{})", values, row)};
  return {fmt::format("INDEX({},{},{})", values, row, row_of_step(n.payload, true, n.b, at))};
}

std::pair<int, int> LiveCells::slots_of_position(std::uint32_t index, bool second, NodeId x,
                                                 const Slot& like) {
  const LookupColumn& column = model_.graph.column(index);
  const auto key = std::tuple(column.table, second, x);
  if (const auto known = positions_.find(key); known != positions_.end()) return known->second;
  const std::string keys = positions_range(index, second);
  const auto at = axis_of(column, second).positions;
  Slot row = like, weight = like;
  row.by_cycle = weight.by_cycle = (model_.graph.depends(x) & formula::kCycle) != 0;
  const std::string sheet = row.by_cycle ? live_sheet::kCycles : live_sheet::kConstants;
  row.heading = column.table + ": row";
  row.text = [=, this](int cycle) {
    const std::string text = render(x, {cycle, sheet}).text;
    const std::string found = fmt::format("MIN({},MATCH(MEDIAN({},{},{}),{},1))", at.size() - 1,
                                          shortest(at.front()), text, shortest(at.back()), keys);
    const std::string beyond = outside(model_.graph.column(index), second, text);
    return beyond.empty() ? found : fmt::format("IF({},NA(),{})", beyond, found);
  };
  row.value = [=, this](int cycle) { return position(at, value(x, cycle)).first; };
  const int row_slot = add_slot(row);
  weight.heading = column.table + ": share of the way to the next row";
  weight.text = [=, this](int cycle) {
    const std::string i = reference(row_slot, cycle, sheet);
    return fmt::format("(MEDIAN({0},{1},{2})-INDEX({3},{4}))/(INDEX({3},{4}+1)-INDEX({3},{4}))",
                       shortest(at.front()), render(x, {cycle, sheet}).text, shortest(at.back()), keys, i);
  };
  weight.value = [=, this](int cycle) { return position(at, value(x, cycle)).second; };
  const std::pair<int, int> slots{row_slot, add_slot(weight)};
  positions_.emplace(key, slots);
  return slots;
}

/// Interpolation: steps, and tables of a single row, are formulas like any other.
void LiveCells::slot_of_lookup(NodeId id, Slot& slot) {
  const Node n = model_.graph[id];
  const LookupColumn& column = model_.graph.column(n.payload);
  if (slot.heading.empty()) slot.heading = fmt::format("{}.{}", column.table, column.column);
  slot.words = fmt::format("looked up in {}.{}", column.table, column.column);
  if (column.between == Interpolation::step) return;
  const bool both = column.second.has_value();
  if (column.axis.positions.size() < 2 || (both && column.second->positions.size() < 2))
    throw LiveObstacle{
        fmt::format("the table '{}', which interpolates between fewer than two rows", column.table)};
  const auto [row, weight] = slots_of_position(n.payload, false, n.a, slot);
  std::pair<int, int> across{-1, -1};
  if (both) across = slots_of_position(n.payload, true, n.b, slot);
  const std::string values = values_range(n.payload);
  const std::string sheet = slot.by_cycle ? live_sheet::kCycles : live_sheet::kConstants;
  const bool logs = column.between == Interpolation::loglinear;
  slot.text = [=, this, row = row, weight = weight](int cycle) {
    const std::string i = reference(row, cycle, sheet), w = reference(weight, cycle, sheet);
    const auto entry = [&](int next) {
      const std::string r = next == 0 ? i : i + "+1";
      if (!both) return fmt::format("INDEX({},{})", values, r);
      const std::string j = reference(across.first, cycle, sheet), v = reference(across.second, cycle, sheet);
      return fmt::format("((1-{0})*INDEX({1},{2},{3})+{0}*INDEX({1},{2},{3}+1))", v, values, r, j);
    };
    const std::string text = fmt::format("(1-{0})*{1}+{0}*{2}", w, entry(0), entry(1));
    return logs ? fmt::format("EXP({})", text) : text;
  };
}

void LiveCells::write_table(LiveSheet& sheet, std::uint32_t index, const TablePlace& place) const {
  using Kind = LiveCell::Kind;
  const LookupColumn& column = model_.graph.column(index);
  const auto heading = [&](int at, const std::string& text) {
    sheet.cells.push_back({.row = kFirstTableRow - 1, .column = at, .kind = Kind::heading, .text = text});
  };
  const auto table = std::find_if(model_.scenario->tables.begin(), model_.scenario->tables.end(),
                                  [&](const Table& t) { return t.name == column.table; });
  const std::string name = fmt::format("{}.{}", column.table, column.column);
  sheet.cells.push_back({.row = kFirstTableRow - 2, .column = place.positions, .text = name});
  heading(place.positions, table->key_name);
  if (place.second >= 0) heading(place.second, table->second_key_name);
  const auto own = std::find_if(table->columns.begin(), table->columns.end(),
                                [&](const Table::Column& c) { return c.name == column.column; });
  for (int j = 0; j < place.columns; ++j) {
    heading(place.values + j, place.raw >= 0 ? "logarithm" : column.column);
    if (place.raw >= 0) heading(place.raw + j, column.column);
    if (place.second >= 0)
      sheet.cells.push_back({.row = kFirstTableRow + j,
                             .column = place.second,
                             .kind = Kind::number,
                             .value = column.second->positions[static_cast<std::size_t>(j)]});
  }
  for (int i = 0; i < place.rows; ++i) {
    sheet.cells.push_back({.row = kFirstTableRow + i,
                           .column = place.positions,
                           .kind = Kind::number,
                           .value = column.axis.positions[static_cast<std::size_t>(i)]});
    for (int j = 0; j < place.columns; ++j) {
      const auto at = static_cast<std::size_t>(i * place.columns + j);
      LiveCell cell{.row = kFirstTableRow + i, .column = place.values + j, .value = column.values[at]};
      cell.kind = place.raw >= 0 ? Kind::formula : Kind::input;
      if (place.raw >= 0) {
        cell.text = fmt::format("LN({})", cell_name(cell.row, place.raw + j));
        sheet.cells.push_back(
            {.row = cell.row, .column = place.raw + j, .kind = Kind::input, .value = own->values[at]});
      }
      sheet.cells.push_back(std::move(cell));
    }
  }
}

void LiveCells::write_tables(LiveSheet& sheet) const {
  using Kind = LiveCell::Kind;
  sheet.widths = {14};
  sheet.frozen_rows = kFirstTableRow;
  sheet.cells.push_back({.row = 0, .column = 0, .kind = Kind::title, .text = "Tables that formulas look up"});
  sheet.cells.push_back({.row = 1,
                         .column = 0,
                         .kind = Kind::note,
                         .text = "Figures can be changed; keys must stay in ascending order."});
  for (const auto& [index, place] : tables_)
    write_table(sheet, index, place);
}

} // namespace cea
