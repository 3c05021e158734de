#include "report/table.h"

#include "support/text.h"
#include "support/utf8.h"

#include <algorithm>
#include <numeric>

namespace cea::report {
namespace {

constexpr int kGap = 2;            ///< blanks between columns
constexpr int kNarrowestText = 12; ///< a word may be broken to this width where a table is too wide

using Lines = std::vector<std::string>;

/// Splits off the part of a word that fits in `width` columns, at least one character.
std::string take_front(std::string& word, int width) {
  std::size_t at = 0;
  int used = 0;
  while (at < word.size()) {
    const Utf8Character c = utf8_character(word, at);
    used += display_width(c.code);
    if (used > width && at > 0) break;
    at += c.bytes;
  }
  std::string front = word.substr(0, at);
  word.erase(0, at);
  return front;
}

Lines words_of(const std::string& text) {
  Lines words;
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

int longest_word(const std::string& text) {
  int longest = 0;
  for (const std::string& word : words_of(text))
    longest = std::max(longest, text_width(word));
  return longest;
}

std::string pad(const std::string& text, int width, Align align) {
  const std::string blanks(static_cast<std::size_t>(std::max(0, width - text_width(text))), ' ');
  return align == Align::left ? text + blanks : blanks + text;
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

/// A table as clean texts, headings as row 0.
struct Grid {
  std::vector<Align> aligns;
  std::vector<Lines> rows;
  bool headings = false;

  [[nodiscard]] std::size_t columns() const { return aligns.size(); }
};

Grid grid_of(const Table& table) {
  Grid grid;
  grid.headings = table.has_headings();
  Lines headings;
  for (const Column& c : table.columns) {
    grid.aligns.push_back(c.align);
    headings.push_back(clean(c.heading));
  }
  grid.rows.push_back(headings);
  for (const std::vector<Cell>& row : table.rows) {
    Lines& cells = grid.rows.emplace_back();
    for (const Cell& cell : row)
      cells.push_back(clean(cell.text));
  }
  return grid;
}

/// The widths that a column may have: with a heading of several words on one line, as wide as its cells, and
/// as narrow as its longest word.
struct Widths {
  int wanted = 0, cells = 0, least = 0;
};

Widths widths_of(const Grid& grid, std::size_t column) {
  constexpr int kHeadingWrap = 14; // longer headings are wrapped even where there is room
  Widths w;
  for (std::size_t r = 1; r < grid.rows.size(); ++r) {
    w.cells = std::max(w.cells, text_width(grid.rows[r][column]));
    w.least = std::max(w.least, longest_word(grid.rows[r][column]));
  }
  const std::string& heading = grid.rows[0][column];
  w.least = std::max(w.least, longest_word(heading));
  w.cells = std::max(w.cells, w.least);
  w.wanted = std::max(w.cells, std::min(text_width(heading), kHeadingWrap));
  if (grid.aligns[column] == Align::left) w.least = std::min(w.least, kNarrowestText);
  return w;
}

int total_width(const std::vector<int>& widths) {
  const int gaps = kGap * (static_cast<int>(widths.size()) - 1);
  return std::accumulate(widths.begin(), widths.end(), gaps);
}

/// Takes a blank at a time from the widest column that is wider than `floor` says, until all fit.
void shrink(std::vector<int>& widths, const std::vector<Widths>& limits, int Widths::*floor, int width) {
  while (total_width(widths) > width) {
    std::size_t widest = widths.size();
    for (std::size_t c = 0; c < widths.size(); ++c)
      if (widths[c] > limits[c].*floor && (widest == widths.size() || widths[c] > widths[widest])) widest = c;
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

std::vector<int> fit(const std::vector<Widths>& limits, int width) {
  std::vector<int> widths;
  for (const Widths& w : limits)
    widths.push_back(w.wanted);
  shrink(widths, limits, &Widths::cells, width);
  shrink(widths, limits, &Widths::least, width);
  return widths;
}

/// Columns that stand side by side: the first, and as many others as fit at their narrowest.
std::vector<std::vector<std::size_t>> panels_of(const std::vector<Widths>& limits, int width) {
  std::vector<std::vector<std::size_t>> panels;
  int used = 0;
  for (std::size_t c = 1; c < limits.size(); ++c) {
    if (panels.empty() || (used + kGap + limits[c].least > width && panels.back().size() > 1)) {
      panels.push_back({0});
      used = limits[0].least;
    }
    panels.back().push_back(c);
    used += kGap + limits[c].least;
  }
  if (panels.empty()) panels.push_back({0});
  return panels;
}

/// One panel of the table, with its columns' widths.
class Panel {
public:
  Panel(const Grid& grid, const std::vector<std::size_t>& columns, std::vector<int> widths)
      : grid_(grid), columns_(columns), widths_(std::move(widths)) {}

  [[nodiscard]] std::string render() const {
    std::string out;
    if (grid_.headings) {
      add_row(out, grid_.rows[0], true);
      add_rule(out);
    }
    for (std::size_t r = 1; r < grid_.rows.size(); ++r)
      add_row(out, grid_.rows[r], false);
    return out;
  }

private:
  /// Headings stand on the rule, cells at the top of their row.
  void add_row(std::string& out, const Lines& cells, bool at_bottom) const {
    std::vector<Lines> wrapped;
    std::size_t height = 1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      wrapped.push_back(wrap(cells[columns_[i]], widths_[i]));
      height = std::max(height, wrapped.back().size());
    }
    if (at_bottom)
      for (Lines& lines : wrapped)
        lines.insert(lines.begin(), height - lines.size(), "");
    for (std::size_t line = 0; line < height; ++line) {
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        const std::string& text = line < wrapped[i].size() ? wrapped[i][line] : std::string();
        out.append(i == 0 ? 0 : kGap, ' ').append(pad(text, widths_[i], grid_.aligns[columns_[i]]));
      }
      end_line(out);
    }
  }

  void add_rule(std::string& out) const {
    for (std::size_t i = 0; i < widths_.size(); ++i)
      out.append(i == 0 ? 0 : kGap, ' ').append(static_cast<std::size_t>(widths_[i]), '-');
    out += '\n';
  }

  const Grid& grid_;
  const std::vector<std::size_t>& columns_;
  std::vector<int> widths_;
};

std::string render_grid(const Grid& grid, int width) {
  std::vector<Widths> limits;
  for (std::size_t c = 0; c < grid.columns(); ++c)
    limits.push_back(widths_of(grid, c));
  std::string out;
  for (const std::vector<std::size_t>& panel : panels_of(limits, width)) {
    std::vector<Widths> chosen;
    for (const std::size_t c : panel)
      chosen.push_back(limits[c]);
    out.append(out.empty() ? "" : "\n").append(Panel(grid, panel, fit(chosen, width)).render());
  }
  return out;
}

void add_paragraph(std::string& out, const std::string& raw, int width) {
  for (const std::string& line : wrap(clean(raw), width))
    out.append(line).append("\n");
}

} // namespace

Lines wrap(const std::string& text, int width) {
  Lines lines;
  std::string line;
  for (std::string word : words_of(text)) {
    if (!line.empty() && text_width(line) + 1 + text_width(word) <= width) {
      line.append(" ").append(word);
      continue;
    }
    if (!line.empty()) lines.push_back(line);
    while (text_width(word) > width)
      lines.push_back(take_front(word, width));
    line = word;
  }
  lines.push_back(line);
  return lines;
}

std::string render_text(const Table& table, int width) {
  std::string out;
  if (!table.title.empty()) add_paragraph(out, table.title, width);
  if (!table.columns.empty()) out += render_grid(grid_of(table), width);
  for (const std::string& note : table.notes)
    add_paragraph(out, note, width);
  return out;
}

} // namespace cea::report
