#include "report/document_word.h"

#include "report/html_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::report {
namespace {

std::string paragraph(const std::string& text) {
  return fmt::format("<p>{}</p>\n", html_text(text));
}

std::string row_of(const Table& table, const std::vector<std::string>& texts, const char* cell) {
  std::string row = "<tr>";
  for (std::size_t c = 0; c < texts.size(); ++c)
    row += fmt::format("<{0} style=\"text-align: {1}\">{2}</{0}>", cell,
                       table.columns[c].align == Align::right ? "right" : "left", html_text(texts[c]));
  return row + "</tr>\n";
}

class WordBlocks {
public:
  explicit WordBlocks(const std::vector<std::string>& pictures) : pictures_(pictures) {}

  std::string operator()(const Paragraph& p) const {
    return p.tone == Paragraph::Tone::plain ? paragraph(p.text)
                                            : fmt::format("<p><strong>{}</strong></p>\n", html_text(p.text));
  }
  std::string operator()(const Subheading& h) const {
    return fmt::format("<h3>{}</h3>\n", html_text(h.text));
  }
  std::string operator()(const BulletList& list) const {
    std::string out = "<ul>\n";
    for (const std::string& item : list.items)
      out += fmt::format("<li>{}</li>\n", html_text(item));
    return out + "</ul>\n";
  }
  std::string operator()(const ReportTable& t) {
    const Table& table = t.table;
    std::string out =
        fmt::format("<table>\n<caption>Table {}. {}</caption>\n", ++tables_, html_text(table.title));
    std::vector<std::string> texts;
    for (const Column& column : table.columns)
      texts.push_back(column.heading);
    if (table.has_headings()) out += "<thead>" + row_of(table, texts, "th") + "</thead>\n";
    out += "<tbody>\n";
    for (const std::vector<Cell>& row : table.rows) {
      texts.clear();
      for (const Cell& cell : row)
        texts.push_back(cell.text);
      out += row_of(table, texts, "td");
    }
    out += "</tbody>\n</table>\n";
    for (const std::string& note : table.notes)
      out += fmt::format("<p><em>{}</em></p>\n", html_text(note));
    return out;
  }
  std::string operator()(const Figure& f) {
    const std::string caption = fmt::format("Figure {}. {}. {}{}{}", ++figures_, f.title, f.message,
                                            f.note.empty() ? "" : " ", f.note);
    if (std::find(pictures_.begin(), pictures_.end(), f.id + ".png") == pictures_.end())
      return paragraph(fmt::format("{} (data: figures/{}.csv)", caption, f.id));
    return fmt::format("<p><img src=\"{}.png\" alt=\"{}\" width=\"600\"></p>\n{}", html_text(f.id),
                       html_text(f.message), paragraph(caption));
  }
  std::string operator()(const Listing& l) const {
    std::string out = fmt::format("<h3>{}</h3>\n<pre><code>", html_text(l.name));
    for (std::size_t begin = 0; begin < l.text.size();) {
      const std::size_t end = std::min(l.text.find('\n', begin), l.text.size());
      out += html_text(l.text.substr(begin, end - begin)) + "\n";
      begin = end + 1;
    }
    return out + "</code></pre>\n";
  }

private:
  const std::vector<std::string>& pictures_;
  int tables_ = 0, figures_ = 0;
};

} // namespace

std::string document_word_html(const Document& document, const std::vector<std::string>& pictures) {
  std::string out =
      fmt::format("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>"
                  "</head><body>\n",
                  html_text(document.title));
  WordBlocks blocks(pictures);
  for (const Section& section : document.sections) {
    out += fmt::format("<h1>{}</h1>\n", html_text(section.title));
    for (const Block& block : section.blocks)
      out += std::visit(blocks, block);
  }
  return out + paragraph(fmt::format("Made with {}.", document.generator)) + "</body></html>\n";
}

} // namespace cea::report
