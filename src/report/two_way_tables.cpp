#include "report/parameter_cells.h"
#include "report/sensitivity_tables.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cea::report {
namespace {

std::string strategy_name(const TableContext& context, const TwoWayResult& r, std::size_t s) {
  return context.is_data() ? r.strategies[s] : r.labels[s];
}

/// About ten points of a long axis, the ends among them; all of a short one.
std::vector<std::size_t> shown_points(std::size_t n) {
  constexpr std::size_t kMost = 11;
  std::vector<std::size_t> points;
  const std::size_t count = std::min(n, kMost);
  for (std::size_t i = 0; i < count; ++i)
    points.push_back((i * (n - 1) + (count - 1) / 2) / (count - 1));
  return points;
}

std::string axis_name(const TableContext& context, const TwoWayResult::Axis& axis) {
  return context.is_data() ? axis.name : axis.label;
}

Table grid_table(const TableContext& context, const TwoWayResult& r) {
  Table table;
  table.title = fmt::format("Two-way analysis, best strategy at {}", context.style.price(r.wtp));
  const auto xs = shown_points(r.x.values.size()), ys = shown_points(r.y.values.size());
  table.columns = {right("")};
  for (const std::size_t i : xs)
    table.columns.push_back(right(parameter_cell(context.style, r.x.values[i], false).text));
  std::vector<bool> seen(r.strategies.size(), false);
  for (const std::size_t j : ys) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row.push_back(parameter_cell(context.style, r.y.values[j], false));
    for (const std::size_t i : xs) {
      row.push_back(text_cell(r.best[i][j] ? fmt::format("{}", *r.best[i][j] + 1) : "-"));
      if (r.best[i][j]) seen[*r.best[i][j]] = true;
    }
  }
  for (const TwoWayResult::Segment& line : r.boundary)
    seen[line.a] = seen[line.b] = true;
  std::string legend;
  for (std::size_t s = 0; s < seen.size(); ++s)
    if (seen[s]) legend += fmt::format("{}{}: {}", legend.empty() ? "" : ", ", s + 1, r.labels[s]);
  table.notes.push_back(fmt::format(
      "{} (across) and {} (down). {}. Base case: {}. {} by {} points computed; - where "
      "the model has no result.",
      r.x.label, r.y.label, legend, r.labels[r.best_in_base_case], r.x.values.size(), r.y.values.size()));
  return table;
}

/// Every point, for data.
Table long_table(const TableContext& context, const TwoWayResult& r) {
  Table table;
  table.title = fmt::format("Two-way analysis at {}", context.style.price(r.wtp));
  table.columns = {left(r.x.name), right(r.y.name), left("Best strategy")};
  for (const std::string& id : r.strategies)
    table.columns.push_back(right("NMB " + id));
  for (std::size_t i = 0; i < r.x.values.size(); ++i)
    for (std::size_t j = 0; j < r.y.values.size(); ++j) {
      std::vector<Cell>& row = table.rows.emplace_back();
      row = {parameter_cell(context.style, r.x.values[i], false),
             parameter_cell(context.style, r.y.values[j], false),
             text_cell(r.best[i][j] ? r.strategies[*r.best[i][j]] : "")};
      for (const auto& nmb : r.nmb)
        row.push_back(std::isnan(nmb[i][j]) ? text_cell("") : context.money(nmb[i][j]));
    }
  return table;
}

/// Pieces that meet end to end as one line each, from its one end to the other.
std::vector<TwoWayResult::Segment> whole_lines(const TwoWayResult& r) {
  std::vector<TwoWayResult::Segment> open = r.boundary, lines;
  const double near_x = 1e-9 * (r.x.values.back() - r.x.values.front()),
               near_y = 1e-9 * (r.y.values.back() - r.y.values.front());
  const auto meet = [&](double x, double y, double other_x, double other_y) {
    return std::abs(x - other_x) <= near_x && std::abs(y - other_y) <= near_y;
  };
  while (!open.empty()) {
    TwoWayResult::Segment line = open.front();
    open.erase(open.begin());
    const auto joined = [&](const TwoWayResult::Segment& piece) {
      if (piece.a != line.a || piece.b != line.b) return false;
      if (meet(piece.x1, piece.y1, line.x2, line.y2))
        line.x2 = piece.x2, line.y2 = piece.y2;
      else if (meet(piece.x2, piece.y2, line.x2, line.y2))
        line.x2 = piece.x1, line.y2 = piece.y1;
      else if (meet(piece.x1, piece.y1, line.x1, line.y1))
        line.x1 = piece.x2, line.y1 = piece.y2;
      else if (meet(piece.x2, piece.y2, line.x1, line.y1))
        line.x1 = piece.x1, line.y1 = piece.y1;
      else
        return false;
      return true;
    };
    for (auto it = open.begin(); it != open.end();)
      if (joined(*it)) {
        open.erase(it);
        it = open.begin();
      } else {
        ++it;
      }
    if (std::pair(line.x1, line.y1) > std::pair(line.x2, line.y2)) {
      std::swap(line.x1, line.x2);
      std::swap(line.y1, line.y2);
    }
    lines.push_back(line);
  }
  return lines;
}

/// Pieces of the lines between two strategies: for data all, for people where each line runs.
Table boundary_table(const TableContext& context, const TwoWayResult& r) {
  Table table;
  if (r.boundary.empty()) return table;
  table.title = fmt::format("Lines between best strategies, {} and {}", axis_name(context, r.x),
                            axis_name(context, r.y));
  table.columns = {left("Between")};
  for (const char* const end : {"from", "to"})
    for (const TwoWayResult::Axis* const axis : {&r.x, &r.y})
      table.columns.push_back(right(fmt::format("{} {}", axis_name(context, *axis), end)));
  const auto add = [&](const TwoWayResult::Segment& g) {
    table.rows.push_back(
        {text_cell(fmt::format("{} / {}", strategy_name(context, r, g.a), strategy_name(context, r, g.b))),
         parameter_cell(context.style, g.x1, false), parameter_cell(context.style, g.y1, false),
         parameter_cell(context.style, g.x2, false), parameter_cell(context.style, g.y2, false)});
  };
  if (context.is_data()) {
    for (const TwoWayResult::Segment& g : r.boundary)
      add(g);
    return table;
  }
  for (const TwoWayResult::Segment& line : whole_lines(r))
    add(line);
  table.notes.emplace_back("The two ends of each line, the same where it is closed; results.json has all its "
                           "pieces.");
  return table;
}

} // namespace

std::vector<Table> two_way_tables(const TableContext& context) {
  std::vector<Table> tables;
  for (const TwoWayResult& r : context.results.two_way) {
    tables.push_back(context.is_data() ? long_table(context, r) : grid_table(context, r));
    tables.push_back(boundary_table(context, r));
  }
  return tables;
}

} // namespace cea::report
