#include "report/html_blocks.h"

#include "report/figure_vega.h"
#include "report/html.h"
#include "report/html_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::report {
namespace {

std::string cell_content(const Cell& cell) {
  if (cell.link.empty()) return html_text(cell.text);
  return fmt::format("<a href=\"#{}\">{}</a>", html_text(cell.link), html_text(cell.text));
}

std::string id_attribute(const Cell& cell) {
  return cell.anchor.empty() ? "" : fmt::format(" id=\"{}\"", html_text(cell.anchor));
}

std::string heading_row(const Table& table) {
  std::string row = "<tr>";
  for (const Column& column : table.columns) {
    const char* const kind = column.align == Align::right ? " class=\"n\"" : "";
    if (column.heading.empty())
      row += "<td></td>";
    else
      row += fmt::format("<th scope=\"col\"{}>{}</th>", kind, html_text(column.heading));
  }
  return row + "</tr>";
}

/// The first cell with a text heads its row.
std::string body_row(const Table& table, const std::vector<Cell>& cells) {
  std::string row = "<tr>";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const char* const kind = table.columns[c].align == Align::right ? " class=\"n\"" : "";
    if (c == 0 && !cells[c].text.empty())
      row +=
          fmt::format("<th scope=\"row\"{}{}>{}</th>", kind, id_attribute(cells[c]), cell_content(cells[c]));
    else
      row += fmt::format("<td{}{}>{}</td>", kind, id_attribute(cells[c]), cell_content(cells[c]));
  }
  return row + "</tr>\n";
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The text with a mark in place of each number, and the numbers.
std::pair<std::string, std::vector<std::string>> without_numbers(const std::string& text) {
  constexpr char kMark = '\x01'; // a clean text has none
  std::pair<std::string, std::vector<std::string>> result;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || (end > at && (text[end] == ',' || text[end] == '.'))))
      ++end;
    while (end > at && !is_digit(text[end - 1]))
      --end;
    if (end == at) {
      result.first += text[at++];
      continue;
    }
    result.first += kMark;
    result.second.push_back(text.substr(at, end - at));
    at = end;
  }
  return result;
}

/// Texts that mostly differ in their numbers: forms, each once, and for each text its form and its numbers.
nlohmann::ordered_json shared_texts(const std::vector<std::string>& texts) {
  nlohmann::ordered_json at = nlohmann::ordered_json::array();
  std::vector<std::string> forms;
  for (const std::string& raw : texts) {
    const auto [form, numbers] = without_numbers(clean(raw));
    const auto it = std::find(forms.begin(), forms.end(), form);
    nlohmann::ordered_json one = {it - forms.begin()};
    for (const std::string& number : numbers)
      one.push_back(number);
    at.push_back(std::move(one));
    if (it == forms.end()) forms.push_back(form);
  }
  return {{"forms", forms}, {"at", at}};
}

} // namespace

std::string HtmlBlocks::live_text(const std::string& tag, const std::string& attributes,
                                  const std::string& text, const std::vector<std::string>& at_threshold) {
  if (at_threshold.empty() || document_.thresholds.empty())
    return fmt::format("<{0}{1}>{2}</{0}>\n", tag, attributes, html_text(text));
  const std::string id = fmt::format("live-{}", ++live_);
  data_["texts"][id] = shared_texts(at_threshold);
  return fmt::format("<{0}{1} id=\"{3}\">{2}</{0}>\n", tag, attributes, html_text(text), id);
}

std::string HtmlBlocks::operator()(const Paragraph& p) {
  const char* const kind = p.tone == Paragraph::Tone::lead      ? " class=\"lead\""
                           : p.tone == Paragraph::Tone::warning ? " class=\"warning\""
                                                                : "";
  return live_text("p", kind, p.text, p.at_threshold);
}

std::string HtmlBlocks::operator()(const Subheading& heading) {
  return fmt::format("<h3>{}</h3>\n", html_text(heading.text));
}

std::string HtmlBlocks::operator()(const BulletList& list) {
  std::string out = "<ul>\n";
  for (const std::string& item : list.items)
    out += fmt::format("<li>{}</li>\n", html_text(item));
  return out + "</ul>\n";
}

std::string HtmlBlocks::operator()(const ReportTable& t) {
  const Table& table = t.table;
  std::string out =
      fmt::format("<div class=\"table\" id=\"{}\" role=\"group\" tabindex=\"0\" aria-label=\"{}\">\n<table>",
                  html_text(table_id(t)), html_text(table.title));
  out += fmt::format("<caption>{}</caption>\n", html_text(table.title));
  if (table.has_headings()) out += "<thead>" + heading_row(table) + "</thead>\n";
  out += "<tbody>\n";
  for (const std::vector<Cell>& row : table.rows)
    out += body_row(table, row);
  out += "</tbody></table>\n</div>\n";
  for (const std::string& note : table.notes)
    out += fmt::format("<p class=\"note\">{}</p>\n", html_text(note));
  if (t.at_threshold.empty()) return out;
  nlohmann::ordered_json cells = nlohmann::ordered_json::array();
  for (const auto& rows : t.at_threshold) {
    nlohmann::ordered_json one = nlohmann::ordered_json::array();
    for (const auto& row : rows) {
      nlohmann::ordered_json texts = nlohmann::ordered_json::array();
      for (std::size_t c = 1; c < row.size(); ++c)
        texts.push_back(clean(row[c]));
      one.push_back(texts);
    }
    cells.push_back(one);
  }
  data_["tables"][table_id(t)] = cells;
  return out;
}

std::string HtmlBlocks::operator()(const Figure& f) {
  const std::string id = "figure-" + f.id;
  std::string out = fmt::format("<figure id=\"{}\">\n<h3>{}</h3>\n", html_text(id), html_text(f.title));
  const bool drawn = has_figure_library();
  if (drawn) {
    data_["figures"][id] = {{"spec", vega_lite(f)}, {"canvas", f.many_points}, {"file", f.id}};
    out += fmt::format("<div class=\"plot\" role=\"img\" aria-label=\"{}\"></div>\n", html_text(f.message));
    if (f.series.size() > 1)
      out += "<div class=\"legend\" role=\"group\" aria-label=\"Series shown\"></div>\n";
  }
  out += "<figcaption>";
  out += live_text("p", " class=\"message\"", f.message, f.messages);
  if (!f.note.empty()) out += fmt::format("<p class=\"note\">{}</p>\n", html_text(f.note));
  if (drawn)
    out += "<p class=\"save\" hidden><button type=\"button\" data-save=\"svg\">Save as SVG</button> "
           "<button type=\"button\" data-save=\"png\">Save as PNG</button></p>\n";
  else
    out += fmt::format(
        "<p class=\"note\">Not drawn here: this program was built without node and npm. Its data is in "
        "figures/{0}.csv, its drawing in figures/{0}.vl.json (Vega-Lite); `script/cea report` installs "
        "them on Debian and Ubuntu.</p>\n",
        html_text(f.id));
  return out + "</figcaption>\n</figure>\n";
}

std::string HtmlBlocks::operator()(const Listing& l) {
  std::string out = fmt::format(
      "<h3>{}</h3>\n<div class=\"listing\" role=\"group\" tabindex=\"0\" aria-label=\"{}\"><ol>\n",
      html_text(l.name), html_text("Text of " + l.name));
  std::size_t begin = 0;
  int line = 0;
  while (begin < l.text.size()) {
    const std::size_t end = std::min(l.text.find('\n', begin), l.text.size());
    out += fmt::format("<li id=\"{}{}\"><code>{}</code></li>\n", l.anchor, ++line,
                       html_text(l.text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return out + "</ol></div>\n";
}

} // namespace cea::report
