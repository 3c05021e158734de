// The state diagram: states as boxes on a grid of layers or on a ring, moves as arrows.
#include "report/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace cea::report {
namespace {

constexpr double kPi = 3.14159265358979323846;

struct Spot {
  double x = 0, y = 0;
};

using Moves = std::set<std::pair<std::size_t, std::size_t>>;

std::pair<std::string, std::string> layers_of(const std::string& state) {
  const auto dot = state.find('.');
  return dot == std::string::npos ? std::pair(std::string(), state)
                                  : std::pair(state.substr(0, dot), state.substr(dot + 1));
}

std::size_t place(std::vector<std::string>& known, const std::string& name) {
  const auto it = std::find(known.begin(), known.end(), name);
  if (it != known.end()) return static_cast<std::size_t>(it - known.begin());
  known.push_back(name);
  return known.size() - 1;
}

/// Two layers make columns and rows, other states stand on a ring (without layers) or to the right.
std::vector<Spot> spots_of(const std::vector<std::string>& states) {
  std::vector<std::string> columns, rows;
  std::size_t single = 0;
  for (const std::string& s : states)
    if (const auto [layer, member] = layers_of(s); layer.empty())
      ++single;
    else {
      place(columns, layer);
      place(rows, member);
    }
  std::vector<Spot> spots;
  const bool grid = columns.size() > 1;
  const double n = static_cast<double>(grid ? single : states.size());
  double next = 0;
  for (const std::string& s : states) {
    const auto [layer, member] = layers_of(s);
    if (grid && !layer.empty()) {
      spots.push_back(
          {static_cast<double>(place(columns, layer)), -static_cast<double>(place(rows, member))});
      continue;
    }
    const double part = (next++ + 0.5) / n;
    if (grid)
      spots.push_back({static_cast<double>(columns.size()), -part * static_cast<double>(rows.size()) + 0.5});
    else
      spots.push_back({std::sin(2 * kPi * part), std::cos(2 * kPi * part)});
  }
  return spots;
}

Moves moves_of(const Explanation& explanation, const std::vector<std::string>& states) {
  Moves moves;
  const auto index = [&](const std::string& id) {
    return static_cast<std::size_t>(std::find(states.begin(), states.end(), id) - states.begin());
  };
  for (const Explanation::Move& move : explanation.moves) {
    const std::size_t from = index(move.from), to = index(move.to);
    if (from != to && from < states.size() && to < states.size()) moves.insert({from, to});
  }
  return moves;
}

/// States that every other one that is left at all leads to, as death is; their arrows would hide the rest.
std::set<std::size_t> common_targets(const Moves& moves, std::size_t states) {
  std::set<std::size_t> sources, common;
  for (const auto& [from, to] : moves)
    sources.insert(from);
  if (sources.size() < 4) return common;
  for (std::size_t to = 0; to < states; ++to)
    if (!sources.contains(to) && std::all_of(sources.begin(), sources.end(), [&](std::size_t from) {
          return moves.contains({from, to});
        }))
      common.insert(to);
  return common;
}

struct Scale {
  double half_width, half_height, per_x, per_y;
};

/// A piece of a move, in the diagram's units; the angle is that of its end.
void add_piece(FigureData& data, Spot a, Spot b, const Scale& scale, const std::string& name) {
  const double values[] = {a.x, a.y, b.x, b.y,
                           std::atan2((b.x - a.x) * scale.per_x, (b.y - a.y) * scale.per_y) * 180 / kPi};
  for (std::size_t c = 0; c < 5; ++c)
    data.columns[c].numbers.push_back(values[c]);
  data.columns[5].texts.push_back(name);
}

/// From the edge of one box to the edge of the other, to the right of the straight line, so that the way
/// back has its own.
void add_straight(FigureData& arrows, Spot a, Spot b, const Scale& scale, const std::string& name) {
  constexpr double kShift = 5;
  const double dx = (b.x - a.x) * scale.per_x, dy = (b.y - a.y) * scale.per_y, length = std::hypot(dx, dy);
  const Spot shift{dy / length * kShift / scale.per_x, -dx / length * kShift / scale.per_y};
  // How much of the way lies over a box; at its end, with what the shift takes.
  const auto reach = [&](double shifted) {
    const double across = std::abs(dy) / length * shifted, along = std::abs(dx) / length * shifted;
    return std::min(std::abs(dx) > 0 ? (scale.half_width + across) / std::abs(dx) : 1e9,
                    std::abs(dy) > 0 ? (scale.half_height + along) / std::abs(dy) : 1e9);
  };
  const double from = std::min(reach(0), 0.45), to = 1 - std::min(reach(kShift) + 5 / length, 0.5);
  add_piece(arrows, {a.x + (b.x - a.x) * from + shift.x, a.y + (b.y - a.y) * from + shift.y},
            {a.x + (b.x - a.x) * to + shift.x, a.y + (b.y - a.y) * to + shift.y}, scale, name);
}

/// Around the boxes between: out of the side that is free and back into it, upwards in a wider bow.
void add_bow(FigureData& arrows, FigureData& lines, Spot a, Spot b, const Scale& scale,
             const std::string& name) {
  constexpr int kPieces = 12;
  const double side = a.x == 0 ? -1 : 1, edge = side * scale.half_width / scale.per_x;
  const double out = side * (16 + 10 * std::abs(b.y - a.y) + (b.y > a.y ? 9 : 0)) / scale.per_x;
  const auto at = [&](int i) {
    const double t = static_cast<double>(i) / kPieces;
    return Spot{a.x + edge + out * std::sin(kPi * t) * (0.6 + 0.4 * std::sin(kPi * t)),
                a.y + (b.y - a.y) * t};
  };
  for (int i = 0; i + 1 < kPieces; ++i)
    add_piece(lines, at(i), at(i + 1), scale, name);
  add_piece(arrows, at(kPieces - 1), at(kPieces), scale, name);
}

FigureData arrow_data(std::string id) {
  std::vector<FigureColumn> columns;
  for (const char* name : {"x1", "y1", "x2", "y2", "angle"})
    columns.push_back(number_column(name, name, NumberFormat::plain));
  columns.push_back(text_column("move", "Move"));
  return {std::move(id), std::move(columns)};
}

void add_boxes(Figure& figure, const std::vector<Spot>& spots, const std::vector<std::string>& names,
               const Scale& scale) {
  FigureData boxes{
      "states",
      {number_column("x1", "Left", NumberFormat::plain), number_column("x2", "Right", NumberFormat::plain),
       number_column("y1", "Bottom", NumberFormat::plain), number_column("y2", "Top", NumberFormat::plain),
       number_column("x", "x", NumberFormat::plain), number_column("y", "y", NumberFormat::plain),
       text_column("state", "State")}};
  for (std::size_t s = 0; s < spots.size(); ++s) {
    const double w = scale.half_width / scale.per_x, h = scale.half_height / scale.per_y;
    const double values[] = {spots[s].x - w, spots[s].x + w, spots[s].y - h,
                             spots[s].y + h, spots[s].x,     spots[s].y};
    for (std::size_t c = 0; c < 6; ++c)
      boxes.columns[c].numbers.push_back(values[c]);
    boxes.columns[6].texts.push_back(names[s]);
  }
  figure.data.push_back(std::move(boxes));
  FigureLayer tiles{FigureMark::tile, "states", "x1", "y1", "x2", "y2"};
  tiles.color = palette_color(5);
  tiles.opacity = 0.3;
  FigureLayer labels{FigureMark::text, "states", "x", "y"};
  labels.text = "state";
  labels.size = 11;
  figure.layers.push_back(tiles);
  figure.layers.push_back(labels);
}

std::string diagram_message(const std::vector<std::string>& names, std::size_t moves,
                            const std::set<std::size_t>& common) {
  std::string text = fmt::format("{} health states and {} kinds of moves between them.", names.size(), moves);
  for (const std::size_t c : common)
    text += fmt::format(" Every state that can be left leads to {}, too (not drawn).", names[c]);
  return text;
}

} // namespace

Figure state_diagram(const SectionContext& context) {
  constexpr std::size_t kMost = 24;
  constexpr double kWidth = 600;
  const Results& r = context.results();
  const std::vector<std::string>& states = r.trace->states;
  Figure figure;
  const Moves moves = moves_of(*r.explanation, states);
  if (moves.empty() || states.size() > kMost) return figure;
  std::vector<std::string> names;
  for (const std::string& state : states)
    names.push_back(clean(state));
  const std::vector<Spot> spots = spots_of(states);
  const bool grid =
      std::any_of(states.begin(), states.end(), [](const auto& s) { return !layers_of(s).first.empty(); });
  figure.id = "state-diagram";
  figure.title = "States and moves";
  figure.height = 400;
  const auto [left, right] =
      std::minmax_element(spots.begin(), spots.end(), [](Spot a, Spot b) { return a.x < b.x; });
  const auto [bottom, top] =
      std::minmax_element(spots.begin(), spots.end(), [](Spot a, Spot b) { return a.y < b.y; });
  const double wide = std::max(right->x - left->x, 0.5), high = std::max(top->y - bottom->y, 0.5);
  figure.x.low = left->x - 0.34 * wide;
  figure.x.high = right->x + 0.22 * wide;
  figure.y.low = bottom->y - 0.12 * high;
  figure.y.high = top->y + 0.12 * high;
  figure.x.visible = figure.y.visible = false;
  const Scale scale{66, 14, kWidth / (*figure.x.high - *figure.x.low),
                    figure.height / (*figure.y.high - *figure.y.low)};
  const std::set<std::size_t> common = common_targets(moves, states.size());
  figure.message = diagram_message(names, moves.size(), common);
  FigureData arrows = arrow_data("moves"), bows = arrow_data("bows");
  for (const auto& [from, to] : moves) {
    if (common.contains(to)) continue;
    const std::string name = fmt::format("{} to {}", names[from], names[to]);
    const bool over = grid && spots[from].x == spots[to].x && std::abs(spots[from].y - spots[to].y) > 1.5;
    if (over)
      add_bow(arrows, bows, spots[from], spots[to], scale, name);
    else
      add_straight(arrows, spots[from], spots[to], scale, name);
  }
  figure.data = {std::move(bows), std::move(arrows)};
  FigureLayer lines{FigureMark::rule, "bows", "x1", "y1", "x2", "y2"};
  lines.color = "#808080";
  lines.size = 1.2;
  lines.tooltip = {"move"};
  FigureLayer heads = lines;
  heads.mark = FigureMark::arrow;
  heads.data = "moves";
  figure.layers = {lines, heads};
  add_boxes(figure, spots, names, scale);
  return figure;
}

} // namespace cea::report
