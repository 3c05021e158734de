#include "report/document.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::report {
namespace {

/// A fence longer than any in the text.
std::string fence_for(const std::string& text) {
  std::size_t longest = 2, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

struct MarkdownBlock {
  const std::vector<std::string>& pictures;

  std::string operator()(const Paragraph& p) const {
    const std::string text = escape_markdown(p.text);
    // A line that would begin a list, a heading or a quotation doesn't, behind a backslash.
    const bool special =
        !text.empty() && std::string_view("-+=").find(text.front()) != std::string_view::npos;
    if (p.tone == Paragraph::Tone::lead) return fmt::format("**{}**\n", text);
    return fmt::format("{}{}\n", special ? "\\" : "", text);
  }
  std::string operator()(const Subheading& h) const {
    return fmt::format("### {}\n", escape_markdown(h.text));
  }
  std::string operator()(const BulletList& list) const {
    std::string out;
    for (const std::string& item : list.items)
      out += fmt::format("- {}\n", escape_markdown(item));
    return out;
  }
  std::string operator()(const ReportTable& t) const { return "#" + render_markdown(t.table); }
  /// The figure's picture with its message, where one was drawn that a page can show.
  [[nodiscard]] std::string picture_of(const Figure& f) const {
    for (const char* const ending : {".svg", ".png"})
      if (std::find(pictures.begin(), pictures.end(), f.id + ending) != pictures.end())
        return fmt::format("![{}](figures/{}{})\n\n", escape_markdown(f.title), f.id, ending);
    return "";
  }
  std::string operator()(const Figure& f) const {
    return fmt::format("### {}\n\n{}{} ([data](figures/{}.csv), [Vega-Lite](figures/{}.vl.json))\n{}",
                       escape_markdown(f.title), picture_of(f), escape_markdown(f.message), f.id, f.id,
                       f.note.empty() ? "" : fmt::format("\n{}\n", escape_markdown(f.note)));
  }
  std::string operator()(const Listing& l) const {
    std::string text;
    std::size_t begin = 0;
    while (begin <= l.text.size()) {
      const std::size_t end = std::min(l.text.find('\n', begin), l.text.size());
      text.append(clean(l.text.substr(begin, end - begin))).append("\n");
      begin = end + 1;
    }
    const std::string fence = fence_for(text);
    return fmt::format("### {}\n\n{}yaml\n{}{}\n", escape_markdown(l.name), fence, text, fence);
  }
};

} // namespace

std::string document_markdown(const Document& document, const std::vector<std::string>& pictures) {
  std::string out = fmt::format("# {}\n", escape_markdown(document.title));
  for (const Section& section : document.sections) {
    out += fmt::format("\n## {}\n", escape_markdown(section.title));
    for (const Block& block : section.blocks)
      out.append("\n").append(std::visit(MarkdownBlock{pictures}, block));
  }
  return out;
}

} // namespace cea::report
