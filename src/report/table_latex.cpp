#include "report/table.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::report {

namespace {

constexpr std::size_t kLongTable = 35; ///< rows that fit a page
constexpr int kWideCell = 36;          ///< characters beyond which a column of text is broken into lines

std::string_view escape_of(char c) {
  switch (c) {
  case '\\':
    return "\\textbackslash{}";
  case '{':
    return "\\{";
  case '}':
    return "\\}";
  case '$':
    return "\\$";
  case '&':
    return "\\&";
  case '#':
    return "\\#";
  case '%':
    return "\\%";
  case '_':
    return "\\_";
  case '~':
    return "\\textasciitilde{}";
  case '^':
    return "\\textasciicircum{}";
  case '<':
    return "\\textless{}";
  case '>':
    return "\\textgreater{}";
  case '|':
    return "\\textbar{}";
  case '`':
    return "\\textasciigrave{}";
  case '\'':
    return "\\textquotesingle{}";
  case '"':
    return "\\textquotedbl{}";
  default:
    return {};
  }
}

std::string latex_cell(const Cell& cell) {
  if (cell.number && cell.text.starts_with('-')) return "$-$" + escape_latex(cell.text.substr(1));
  const std::string text = escape_latex(cell.text);
  // After `\\` these would be an option of the line break.
  return text.starts_with('[') || text.starts_with('*') ? fmt::format("{{{}}}{}", text[0], text.substr(1))
                                                        : text;
}

std::string latex_row(const std::vector<std::string>& cells) {
  return join(cells, " & ") + " \\\\\n";
}

/// One letter a column; wide texts get lines of their own within the width of the page.
std::string column_types(const Table& table) {
  std::vector<std::size_t> wide;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (table.columns[c].align == Align::left &&
        std::any_of(table.rows.begin(), table.rows.end(),
                    [&](const auto& row) { return text_width(clean(row[c].text)) > kWideCell; }))
      wide.push_back(c);
  // The more columns of numbers there are, the less is left for texts.
  const double room = 0.6 - 0.03 * static_cast<double>(table.columns.size() - wide.size());
  std::string types;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (std::find(wide.begin(), wide.end(), c) != wide.end())
      types += fmt::format("p{{{:.2g}\\linewidth}}", std::max(0.2, room) / static_cast<double>(wide.size()));
    else
      types += table.columns[c].align == Align::right ? 'r' : 'l';
  }
  return types;
}

/// A heading that is wider than numbers are stands on several lines.
std::string heading_cell(const Column& column) {
  constexpr int kWidest = 16;
  std::vector<std::string> lines;
  for (const std::string& line : wrap(clean(column.heading), kWidest))
    lines.push_back(escape_latex(line));
  if (lines.size() == 1) return lines.front();
  return fmt::format("\\shortstack[{}]{{{}}}", column.align == Align::right ? 'r' : 'l',
                     join(lines, "\\\\{}"));
}

std::string heading_row(const Table& table) {
  std::vector<std::string> cells;
  for (const Column& c : table.columns)
    cells.push_back(heading_cell(c));
  return table.has_headings() ? latex_row(cells) + "\\midrule\n" : "";
}

std::string body_of(const Table& table) {
  std::string out;
  for (const std::vector<Cell>& row : table.rows) {
    std::vector<std::string> cells;
    std::transform(row.begin(), row.end(), std::back_inserter(cells), latex_cell);
    out += latex_row(cells);
  }
  return out;
}

} // namespace

std::string escape_latex(const std::string& raw) {
  constexpr std::string_view kBlank = "\xC2\xA0", kNarrowBlank = "\xE2\x80\xAF";
  const std::string text = clean(raw);
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string_view rest = std::string_view(text).substr(at);
    if (rest.starts_with(kBlank) || rest.starts_with(kNarrowBlank)) {
      out += rest.starts_with(kBlank) ? "~" : "\\,";
      at += (rest.starts_with(kBlank) ? kBlank : kNarrowBlank).size() - 1;
      continue;
    }
    const std::string_view escaped = escape_of(text[at]);
    if (text[at] == '-' && out.ends_with('-')) out += "{}";
    if (escaped.empty())
      out += text[at];
    else
      out += escaped;
  }
  return out;
}

std::string render_latex(const Table& table) {
  std::string notes;
  for (const std::string& note : table.notes)
    notes += fmt::format("\\par\\smallskip{{\\footnotesize {}\\par}}\n", escape_latex(note));
  if (table.columns.empty() || table.rows.empty()) return notes;
  const std::string caption =
      table.title.empty() ? "" : fmt::format("\\caption{{{}}}", escape_latex(table.title));
  if (table.rows.size() > kLongTable)
    return fmt::format("\\begin{{longtable}}{{{}}}\n{}\\toprule\n{}\\endhead\n\\bottomrule\n\\endfoot\n{}"
                       "\\end{{longtable}}\n{}",
                       column_types(table), caption.empty() ? "" : caption + " \\\\\n", heading_row(table),
                       body_of(table), notes);
  return fmt::format("\\begin{{table}}[htbp]\n\\centering\n{}\\begin{{tabular}}{{{}}}\n\\toprule\n{}{}"
                     "\\bottomrule\n\\end{{tabular}}\n{}\\end{{table}}\n",
                     caption.empty() ? "" : caption + "\n", column_types(table), heading_row(table),
                     body_of(table), notes);
}

} // namespace cea::report
