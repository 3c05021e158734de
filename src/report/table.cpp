#include "report/table.h"

#include "support/text.h"
#include "support/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace cea::report {
namespace {

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells)
    line.append(" ").append(cell).append(" |");
  return line.append("\n");
}

bool looks_like_formula(const std::string& raw) {
  return !raw.empty() && std::string_view("=+-@\t\r").find(raw.front()) != std::string_view::npos;
}

std::string csv_text(const std::string& raw) {
  const std::string text = clean(raw);
  std::string out = looks_like_formula(raw) || looks_like_formula(text) ? "'" : "";
  for (const char c : text)
    out.append(c == '"' ? 2 : 1, c);
  const bool quote = out.find_first_of(",\"") != std::string::npos || trim(out).size() != out.size();
  return quote ? fmt::format("\"{}\"", out) : out;
}

std::string csv_cell(const Cell& cell) {
  return cell.number ? shortest(*cell.number) : csv_text(cell.text);
}

} // namespace

bool Table::has_headings() const {
  return std::any_of(columns.begin(), columns.end(), [](const Column& c) { return !c.heading.empty(); });
}

std::string clean(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character c = utf8_character(text, at);
    if (c.code == '\t' || c.code == '\n' || c.code == '\r')
      out += ' ';
    else if (!c.valid || is_control(c.code))
      out += '?';
    else
      out.append(text, at, c.bytes);
    at += c.bytes;
  }
  return out;
}

int text_width(const std::string& text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character c = utf8_character(text, at);
    width += display_width(c.code);
    at += c.bytes;
  }
  return width;
}

std::string escape_markdown(const std::string& raw) {
  const std::string text = clean(raw);
  const auto in_word = [&](std::size_t i) {
    return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // An underscore within a word is no emphasis.
    const bool is_name = c == '_' && i > 0 && in_word(i - 1) && in_word(i + 1);
    if (!is_name && std::string_view("\\|<>*`[]_#&~$").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string render_markdown(const Table& table) {
  std::string out = table.title.empty() ? "" : fmt::format("## {}\n\n", escape_markdown(table.title));
  std::vector<std::string> headings, rules;
  for (const Column& c : table.columns) {
    headings.push_back(escape_markdown(c.heading));
    rules.emplace_back(c.align == Align::right ? "---:" : ":---");
  }
  if (!table.columns.empty()) out.append(markdown_row(headings)).append(markdown_row(rules));
  for (const std::vector<Cell>& row : table.rows) {
    std::vector<std::string> cells;
    for (const Cell& cell : row)
      cells.push_back(escape_markdown(cell.text));
    out += markdown_row(cells);
  }
  for (const std::string& note : table.notes)
    out.append("\n").append(escape_markdown(note)).append("\n");
  return out;
}

std::string render_csv(const Table& table) {
  std::string out;
  std::vector<std::string> cells;
  for (const Column& c : table.columns)
    cells.push_back(csv_text(c.heading));
  if (table.has_headings()) out.append(join(cells, ",")).append("\n");
  for (const std::vector<Cell>& row : table.rows) {
    cells.clear();
    for (const Cell& cell : row)
      cells.push_back(csv_cell(cell));
    out.append(join(cells, ",")).append("\n");
  }
  return out;
}

} // namespace cea::report
