#include "report/document_word.h"

#include "report/html_text.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace cea::report {
namespace {

constexpr int kPage = 9360;     ///< width between the margins, in twentieths of a point
constexpr int kPadding = 140;   ///< of a cell, on both sides together
constexpr int kLargestFont = 8; ///< of tables, in points

/// A text in OpenXML, which stands in a block fenced by backticks.
std::string xml_text(const std::string& raw) {
  std::string out;
  for (const char c : html_text(raw))
    if (c == '`')
      out += "&#96;";
    else
      out += c;
  return out;
}

/// A text in CommonMark, where any punctuation may stand behind a backslash.
std::string common_mark(const std::string& raw) {
  std::string out;
  for (const char c : clean(raw)) {
    if (std::ispunct(static_cast<unsigned char>(c)) != 0) out += '\\';
    out += c;
  }
  return out;
}

std::string run(const std::string& text, const std::string& properties = "") {
  return fmt::format("<w:r>{}<w:t xml:space=\"preserve\">{}</w:t></w:r>",
                     properties.empty() ? "" : fmt::format("<w:rPr>{}</w:rPr>", properties), xml_text(text));
}

std::string paragraph(const std::string& style, const std::string& runs, const std::string& properties = "") {
  return fmt::format("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>{}</w:pPr>{}</w:p>", style, properties, runs);
}

/// Half points, as OpenXML counts.
std::string font_size(int points) {
  return fmt::format("<w:sz w:val=\"{0}\"/><w:szCs w:val=\"{0}\"/>", 2 * points);
}

/// What a column's texts take, in characters.
struct Need {
  int least = 2, wanted = 2;
};

std::vector<Need> needs_of(const Table& table) {
  constexpr int kLongestWord = 26, kWidest = 45;
  std::vector<Need> needs(table.columns.size());
  const auto add = [&](Need& need, const std::string& raw, bool may_wrap) {
    const std::string text = clean(raw);
    for (const std::string_view word : split(text, ' '))
      need.least = std::max(need.least, std::min(kLongestWord, text_width(std::string(word))));
    if (!may_wrap) need.wanted = std::max(need.wanted, std::min(kWidest, text_width(text)));
  };
  for (std::size_t c = 0; c < needs.size(); ++c) {
    add(needs[c], table.columns[c].heading, true);
    for (const std::vector<Cell>& row : table.rows)
      add(needs[c], row[c].text, false);
    needs[c].wanted = std::max(needs[c].wanted, needs[c].least);
  }
  return needs;
}

struct TableShape {
  int font = kLargestFont;
  std::vector<int> widths; ///< twentieths of a point
};

/// As large a font as lets words stand unbroken, and columns as wide as their texts want where there is room.
TableShape shape_of(const Table& table) {
  const std::vector<Need> needs = needs_of(table);
  const auto total = [&](int Need::*what, int per_character) {
    int sum = 0;
    for (const Need& need : needs)
      sum += need.*what * per_character + kPadding;
    return sum;
  };
  TableShape shape;
  // An upper estimate of the mean width of a character: 0.66 of the size of the font.
  const auto character = [&] { return shape.font * 20 * 66 / 100; };
  while (shape.font > 5 && total(&Need::least, character()) > kPage)
    --shape.font;
  const int least = total(&Need::least, character()), wanted = total(&Need::wanted, character());
  const double share = wanted <= kPage ? 1 : least >= kPage ? 0 : double(kPage - least) / (wanted - least);
  const double shrink = least > kPage ? double(kPage) / least : 1;
  for (const Need& need : needs) {
    const double width = need.least + share * (need.wanted - need.least);
    shape.widths.push_back(static_cast<int>((width * character() + kPadding) * shrink));
  }
  return shape;
}

std::string cell(const std::string& text, int width, Align align, int font, bool heading) {
  std::string properties = fmt::format("<w:tcW w:w=\"{}\" w:type=\"dxa\"/>", width);
  if (heading)
    properties +=
        "<w:tcBorders><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"444444\"/></w:tcBorders>"
        "<w:vAlign w:val=\"bottom\"/>";
  return fmt::format("<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>", properties,
                     paragraph("Compact", run(text, (heading ? "<w:b/>" : "") + font_size(font)),
                               fmt::format("<w:spacing w:before=\"20\" w:after=\"20\"/><w:jc w:val=\"{}\"/>",
                                           align == Align::right ? "right" : "left")));
}

std::string row_of(const Table& table, const TableShape& shape, const std::vector<std::string>& texts,
                   bool heading) {
  std::string row = heading ? "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
                            : "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
  for (std::size_t c = 0; c < texts.size(); ++c)
    row += cell(texts[c], shape.widths[c], table.columns[c].align, shape.font, heading);
  return row + "</w:tr>";
}

std::string table_xml(const Table& table) {
  const TableShape shape = shape_of(table);
  int whole = 0;
  std::string grid;
  for (const int width : shape.widths) {
    whole += width;
    grid += fmt::format("<w:gridCol w:w=\"{}\"/>", width);
  }
  std::string out =
      fmt::format("<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>"
                  "<w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"444444\"/>"
                  "<w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"444444\"/></w:tblBorders>"
                  "<w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/>"
                  "<w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>{}</w:tblGrid>",
                  whole, grid);
  std::vector<std::string> texts;
  for (const Column& column : table.columns)
    texts.push_back(column.heading);
  if (table.has_headings()) out += row_of(table, shape, texts, true);
  for (const std::vector<Cell>& row : table.rows) {
    texts.clear();
    for (const Cell& c : row)
      texts.push_back(c.text);
    out += row_of(table, shape, texts, false);
  }
  return out + "</w:tbl>";
}

std::string note(const std::string& text) {
  return paragraph("BodyText", run(text, font_size(kLargestFont)),
                   "<w:spacing w:before=\"60\" w:after=\"120\"/>");
}

/// A block that pandoc passes on as it is.
std::string raw(const std::string& xml) {
  return "```{=openxml}\n" + xml + "\n```\n\n";
}

class WordBlocks {
public:
  explicit WordBlocks(const std::vector<std::string>& pictures) : pictures_(pictures) {}

  std::string operator()(const Paragraph& p) const {
    return raw(paragraph("BodyText", run(p.text, p.tone == Paragraph::Tone::plain ? "" : "<w:b/>")));
  }
  std::string operator()(const Subheading& h) const { return raw(paragraph("Heading2", run(h.text))); }
  std::string operator()(const BulletList& list) const {
    std::string out;
    for (const std::string& item : list.items)
      out += paragraph("BodyText", run("•  " + item), "<w:ind w:left=\"360\" w:hanging=\"220\"/>");
    return list.items.empty() ? "" : raw(out);
  }
  std::string operator()(const ReportTable& t) {
    std::string out = paragraph("TableCaption", run(fmt::format("Table {}. {}", ++tables_, t.table.title)),
                                "<w:keepNext/>");
    out += table_xml(t.table);
    for (const std::string& text : t.table.notes)
      out += note(text);
    // Tables that touch would become one.
    return raw(out + paragraph("BodyText", ""));
  }
  std::string operator()(const Figure& f) {
    const bool drawn = std::find(pictures_.begin(), pictures_.end(), f.id + ".png") != pictures_.end();
    const std::string picture =
        drawn ? fmt::format("![{}]({}.png){{width=6.4in}}\n\n", common_mark(f.message), f.id) : "";
    const std::string data = drawn ? "" : fmt::format(" (data: figures/{}.csv)", f.id);
    return picture + raw(paragraph("ImageCaption", run(fmt::format("Figure {}. {}. {}{}", ++figures_, f.title,
                                                                   f.message, data))) +
                         (f.note.empty() ? "" : note(f.note)));
  }
  std::string operator()(const Listing& l) const {
    std::string lines;
    for (std::size_t begin = 0; begin < l.text.size();) {
      const std::size_t end = std::min(l.text.find('\n', begin), l.text.size());
      lines += run(l.text.substr(begin, end - begin),
                   "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:cs=\"Consolas\"/>" + font_size(6)) +
               "<w:r><w:br/></w:r>";
      begin = end + 1;
    }
    return raw(paragraph("Heading2", run(l.name)) + paragraph("BodyText", lines));
  }

private:
  const std::vector<std::string>& pictures_;
  int tables_ = 0, figures_ = 0;
};

} // namespace

std::string document_word(const Document& document, const std::vector<std::string>& pictures) {
  std::string out = raw(paragraph("Title", run(document.title)));
  WordBlocks blocks(pictures);
  for (const Section& section : document.sections) {
    out += raw(paragraph("Heading1", run(section.title)));
    for (const Block& block : section.blocks)
      out += std::visit(blocks, block);
  }
  return out + raw(paragraph("BodyText", run(fmt::format("Made with {}.", document.generator))));
}

} // namespace cea::report
