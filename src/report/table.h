#pragma once

#include <optional>
#include <string>
#include <vector>

namespace cea::report {

enum class Align { left, right };

/// What a cell's number is, for renderers that format numbers themselves (spreadsheets).
enum class CellKind { text, money, effect, ratio, probability, number };

/// A cell: the text that people read and, where it shows a number, the number itself at full precision.
struct Cell {
  std::string text;
  CellKind kind = CellKind::text;
  std::optional<double> number;
  std::string link{};   ///< in documents: the anchor that it leads to
  std::string anchor{}; ///< in documents: its own
};

/// Cell of a text without number: a label, `dominated`, or nothing at all.
inline Cell text_cell(std::string text) {
  return {std::move(text), CellKind::text, std::nullopt, {}, {}};
}

struct Column {
  std::string heading;
  Align align = Align::right;
};

/// A table as every renderer gets it. Rows have as many cells as there are columns; a table whose headings
/// are all empty is a list of properties. Texts are raw: renderers escape and clean them.
struct Table {
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<std::string> notes; ///< printed below, one paragraph each

  [[nodiscard]] bool has_headings() const;
};

/// The text with everything that would steer a terminal or spoil a line (control characters, escape
/// sequences, marks of direction, invalid UTF-8) replaced: tabs and line ends by a blank, the rest by `?`.
std::string clean(const std::string& text);

/// Columns that a terminal gives a clean text.
int text_width(const std::string& text);

/// Lines of at most `width` columns, broken at blanks; a word that is longer is broken. At least one line.
std::vector<std::string> wrap(const std::string& text, int width);

/// Aligned columns, as narrow as `width` where that is possible without breaking a word or number: texts
/// and headings are wrapped, then words of left-aligned columns broken, then the table is continued below
/// with its first column repeated. Lines end in `\n` and carry no trailing blanks.
std::string render_text(const Table& table, int width);

/// The text as Markdown that shows it as it is.
std::string escape_markdown(const std::string& raw);

/// A GitHub-flavoured Markdown table under a heading of level 2.
std::string render_markdown(const Table& table);

/// The text for LaTeX: nothing in it is a command, and neither `--` nor quotes join into other characters.
std::string escape_latex(const std::string& raw);

/// A LaTeX table with its caption, in the style of booktabs; a `longtable` where it fills more than a page.
/// Notes stand below. Every character of a text is itself, in LaTeX with T1 or Unicode fonts.
std::string render_latex(const Table& table);

/// Comma-separated values, quoted as in RFC 4180, lines ending in `\n`. Numbers have the shortest digits
/// that read back the same. Other cells that a spreadsheet would take for a formula (first character
/// = + - @, a tab or a carriage return) get a leading apostrophe.
std::string render_csv(const Table& table);

} // namespace cea::report
