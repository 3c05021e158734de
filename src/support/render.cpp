#include "support/diagnostics.h"
#include "support/utf8.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cea {

namespace {

constexpr int kWindow = 100;                    // columns of a long line that are shown
constexpr int kBeforeCaret = 60;                // of these, at most so many before the caret
constexpr std::size_t kNearBytes = 4 * kWindow; // bytes on each side that are looked at at all
constexpr std::string_view kTab = "    ";

struct Paint {
  bool on;
  [[nodiscard]] std::string operator()(std::string_view code, std::string_view text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
  }
};

/// What a terminal is given for one character, and how many columns it takes.
std::pair<std::string, int> glyph(std::string_view text, std::size_t at, const Utf8Character& c) {
  if (c.valid && c.code == '\t') return {std::string(kTab), static_cast<int>(kTab.size())};
  if (!c.valid || is_control(c.code)) return {"?", 1};
  return {std::string(text.substr(at, c.bytes)), display_width(c.code)};
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character c = utf8_character(text, at);
    out += c.valid && c.code == '\n' ? "\n" : glyph(text, at, c).first;
    at += c.bytes;
  }
  return out;
}

std::optional<std::string_view> line_of(std::string_view text, int line) {
  if (line < 1) return {};
  std::size_t at = 0;
  for (int i = 1; i < line; ++i) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  std::string_view found = text.substr(at, std::min(text.find('\n', at), text.size()) - at);
  if (found.ends_with('\r')) found.remove_suffix(1);
  return found;
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// A line as shown, and the column (from 0) of the caret.
struct Excerpt {
  std::string text;
  int caret = 0;
};

struct Cell {
  std::string glyph;
  int column, width;
};

/// The characters of `line` with their columns; a last, empty one stands for the place past the end.
struct Cells {
  std::vector<Cell> cells;
  std::size_t caret = 0;
};

Cells cells_of(std::string_view line, std::size_t caret_byte) {
  Cells out;
  int column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const Utf8Character c = utf8_character(line, at);
    if (at <= caret_byte) out.caret = out.cells.size();
    auto [shown, width] = glyph(line, at, c);
    out.cells.push_back({std::move(shown), column, width});
    column += width;
    at += c.bytes;
  }
  if (caret_byte >= line.size()) out.caret = out.cells.size();
  out.cells.push_back({"", column, 0});
  return out;
}

Excerpt window(const Cells& line, bool cut_left, bool cut_right) {
  const int total = line.cells.back().column;
  const int caret = line.cells[line.caret].column;
  int first = 0, last = total;
  if (cut_left || cut_right || total > kWindow) {
    first = std::max(0, std::min(caret - kBeforeCaret, total - kWindow));
    last = std::min(total, first + kWindow);
  }
  Excerpt out;
  if (cut_left || first > 0) out.text = "…", out.caret = 1;
  bool complete = !cut_right;
  int shift = -1;
  for (const Cell& cell : line.cells) {
    if (cell.column < first) continue;
    if (cell.column + cell.width > last) {
      complete = false;
      break;
    }
    if (shift < 0) shift = cell.column;
    out.text += cell.glyph;
  }
  out.caret += caret - std::max(shift, 0);
  if (!complete) out.text += "…";
  return out;
}

/// The part of a line around byte `caret` (from 0; past the end means the end). Looks at a bounded number of
/// bytes, because a generated file may be one line of megabytes.
Excerpt excerpt(std::string_view line, std::size_t caret) {
  caret = std::min(caret, line.size());
  std::size_t begin = caret > kNearBytes ? caret - kNearBytes : 0;
  std::size_t end = std::min(line.size(), caret + kNearBytes);
  while (begin < caret && continues(line[begin]))
    ++begin;
  while (end < line.size() && continues(line[end]))
    ++end;
  return window(cells_of(line.substr(begin, end - begin), caret - begin), begin > 0, end < line.size());
}

std::string place(const Span& span) {
  if (!span.file) return "";
  std::string out = printable(span.file->name);
  if (span.line > 0) out += fmt::format(":{}", span.line);
  if (span.line > 0 && span.column > 0) out += fmt::format(":{}", span.column);
  return out + ": ";
}

std::string quoted_line(const Span& span, Paint paint) {
  const auto line = span.file ? line_of(span.file->text, span.line) : std::nullopt;
  if (!line) return "";
  const std::string number = fmt::format("{:>5}", span.line);
  const Excerpt shown = excerpt(*line, static_cast<std::size_t>(std::max(span.column, 1) - 1));
  std::string out = fmt::format("{} | {}\n", number, shown.text);
  if (span.column > 0)
    out += fmt::format("{:{}} | {:{}}{}\n", "", number.size(), "", shown.caret, paint("1;32", "^"));
  return out;
}

} // namespace

std::string render(const Diagnostic& d, bool color) {
  const Paint paint{color};
  const bool is_error = d.severity == Severity::error;
  std::string out = paint("1", place(d.span));
  out += is_error ? paint("1;31", "error:") : paint("1;35", "warning:");
  out += fmt::format(" {}\n{}", printable(d.message), quoted_line(d.span, paint));
  if (!d.hint.empty()) out += fmt::format("{} {}\n", paint("1;36", "hint:"), printable(d.hint));
  return out;
}

} // namespace cea
