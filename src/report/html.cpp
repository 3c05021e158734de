#include "report/html.h"

#include "report/html_assets.h"
#include "report/html_blocks.h"
#include "report/html_text.h"
#include "support/text.h"

#include <fmt/format.h>

namespace cea::report {
namespace {

std::string hash_source(const std::string& text) {
  return fmt::format("'sha256-{}'", base64_of_hex(sha256_hex(text)));
}

std::string policy(const std::vector<std::string>& scripts, const std::string& style) {
  std::string allowed;
  for (const std::string& script : scripts)
    allowed += " " + hash_source(script);
  return fmt::format("default-src 'none'; script-src{}; style-src {}; img-src data: blob:; base-uri 'none'; "
                     "form-action 'none'",
                     allowed, hash_source(style));
}

std::string contents(const Document& document) {
  std::string out = "<nav aria-label=\"Contents\" id=\"contents\">\n<h2>Contents</h2>\n<ol>\n";
  for (const Section& section : document.sections)
    out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", html_text(section.id), html_text(section.title));
  return out + "</ol>\n</nav>\n";
}

std::string slider(const Document& document) {
  if (document.thresholds.size() < 2) return "";
  return fmt::format(
      "<div id=\"threshold\" role=\"region\" aria-label=\"Willingness to pay\" hidden>\n"
      "<label for=\"wtp\">Willingness to pay</label>\n"
      "<input id=\"wtp\" type=\"range\" min=\"0\" max=\"{}\" step=\"1\" value=\"{}\" aria-valuetext=\"{}\">\n"
      "<output for=\"wtp\" id=\"wtp-text\">{}</output>\n</div>\n",
      document.thresholds.size() - 1, document.chosen, html_text(document.threshold_texts[document.chosen]),
      html_text(document.threshold_texts[document.chosen]));
}

std::string short_title(const std::string& title) {
  constexpr std::size_t kMost = 300; // of a window, not of the page
  return title.size() <= kMost ? title : title.substr(0, kMost) + " …";
}

std::string sections_html(const Document& document, HtmlBlocks& blocks) {
  std::string out;
  for (const Section& section : document.sections) {
    out += fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n",
                       html_text(section.id), html_text(section.title));
    for (const Block& block : section.blocks)
      out += std::visit(blocks, block);
    out += "</section>\n";
  }
  return out;
}

std::string script_element(const std::string& script) {
  return fmt::format("<script>{}</script>\n", script);
}

} // namespace

bool has_figure_library() {
  static const bool has = !figure_library().empty();
  return has;
}

std::string document_html(const Document& document) {
  const std::string style = page_style(), script = page_script();
  std::vector<std::string> scripts;
  if (has_figure_library()) scripts.push_back(figure_library());
  scripts.push_back(script);
  HtmlBlocks blocks(document);
  const std::string body = sections_html(document, blocks);
  nlohmann::ordered_json data = blocks.data();
  data["wtp"] = document.thresholds;
  data["labels"] = document.threshold_texts;
  data["chosen"] = document.chosen;
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out +=
      fmt::format("<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n", policy(scripts, style));
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light "
         "dark\">\n";
  out +=
      fmt::format("<meta name=\"generator\" content=\"{}\">\n<title>{}</title>\n<style>{}</style>\n</head>\n",
                  html_text(document.generator), html_text(short_title(document.title)), style);
  out += "<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n";
  out += fmt::format("<header>\n<h1>{}</h1>\n<p>Cost-effectiveness analysis, made with {}</p>\n</header>\n",
                     html_text(document.title), html_text(document.generator));
  out += slider(document) + contents(document) + "<main id=\"main\" tabindex=\"-1\">\n" + body + "</main>\n";
  out += fmt::format(
      "<footer><p>Made with {}. This file is complete: it loads nothing and sends nothing.</p></footer>\n",
      html_text(document.generator));
  out += fmt::format("<script type=\"application/json\" id=\"data\">{}</script>\n",
                     html_json(data.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
  for (const std::string& one : scripts)
    out += script_element(one);
  return out + "</body>\n</html>\n";
}

} // namespace cea::report
