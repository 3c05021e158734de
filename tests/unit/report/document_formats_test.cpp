#include "report/document.h"
#include "report/document_word.h"
#include "support/run_program.h"
#include "support/text.h"
#include "unit/report/hostile.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace cea;
using namespace cea::report;
using made_up::document_of;
using made_up::elements_of;
using made_up::hostile;
using made_up::kHostile;

namespace {

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
    ++n;
  return n;
}

/// Every command: a backslash and letters, or one other character.
std::set<std::string> latex_commands(const std::string& latex) {
  std::set<std::string> commands;
  for (std::size_t at = latex.find('\\'); at != std::string::npos; at = latex.find('\\', at)) {
    std::size_t end = at + 1;
    while (end < latex.size() && std::isalpha(static_cast<unsigned char>(latex[end])) != 0)
      ++end;
    if (end == at + 1) ++end;
    commands.insert(latex.substr(at, end - at));
    at = end;
  }
  return commands;
}

/// How deep braces are at the end; escaped ones don't count.
int open_braces(const std::string& latex) {
  int depth = 0;
  bool closed_too_often = false;
  for (std::size_t at = 0; at < latex.size(); ++at) {
    if (latex[at] == '\\')
      ++at;
    else if (latex[at] == '{')
      ++depth;
    else if (latex[at] == '}')
      --depth;
    closed_too_often = closed_too_often || depth < 0;
  }
  CHECK_FALSE(closed_too_often);
  return depth;
}

std::string body_of_latex(const std::string& latex) {
  const std::size_t begin = latex.find("\\title{");
  REQUIRE(begin != std::string::npos);
  return latex.substr(begin);
}

bool has(const char* program, const char* package) {
  if (has_program(program)) return true;
  MESSAGE("skipped: no " << program << " (apt-get install " << package << ")");
  return false;
}

/// A part of a DOCX, which is a zip.
std::string docx_part(const std::string& docx, const std::string& name) {
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("cea-test-" + std::to_string(getpid()) + ".docx");
  std::ofstream(file, std::ios::binary) << docx;
  const ProgramRun run = run_program({"unzip", "-p", file.string(), name}, "");
  std::filesystem::remove(file);
  CHECK(run.status == 0);
  return run.out;
}

} // namespace

TEST_CASE("a report for LaTeX has every table and the figures that were drawn") {
  const Document d = document_of(hostile("plain"));
  const std::string latex =
      document_latex(d, {"efficiency-frontier.svg", "efficiency-frontier.pdf", "evpi.png"});
  CHECK(count(latex, "\\toprule") == tables_of(d).size());
  CHECK(count(latex, "\\includegraphics") == 2);
  CHECK(latex.find("{figures/efficiency-frontier.pdf}") != std::string::npos);
  CHECK(latex.find("{figures/evpi.png}") != std::string::npos);
  CHECK(latex.find("\\texttt{figures/convergence.csv}") != std::string::npos);
  CHECK(open_braces(latex) == 0);
  CHECK(latex.ends_with("\\end{document}\n"));
}

TEST_CASE("hostile texts show as text in LaTeX") {
  std::set<std::string> usual =
      latex_commands(body_of_latex(document_latex(document_of(hostile("plain")), {})));
  for (const char* escape : {"\\textbackslash",
                             "\\{",
                             "\\}",
                             "\\$",
                             "\\&",
                             "\\#",
                             "\\%",
                             "\\_",
                             "\\textasciitilde",
                             "\\textasciicircum",
                             "\\textless",
                             "\\textgreater",
                             "\\textbar",
                             "\\textasciigrave",
                             "\\textquotesingle",
                             "\\textquotedbl",
                             "\\,",
                             "\\begin",
                             "\\end",
                             "\\endhead",
                             "\\endfoot"})
    usual.insert(escape);
  for (const std::string& text : kHostile) {
    CAPTURE(text.substr(0, 60));
    const std::string latex =
        body_of_latex(document_latex(document_of(hostile(text), text + "\n[" + text), {}));
    for (const std::string& command : latex_commands(latex))
      CHECK_MESSAGE(usual.contains(command), command);
    CHECK(count(latex, "\\end{document}") == 1);
    CHECK(count(latex, "\\\\[") == 0);
    CHECK(open_braces(latex) == 0);
    CHECK(is_valid_utf8(latex));
    CHECK(latex.find('\x1b') == std::string::npos);
  }
}

TEST_CASE("no-break blanks for LaTeX") {
  CHECK(escape_latex("5\u00A0€, 1\u202F234") == "5~€, 1\\,234");
}

TEST_CASE("Markdown shows the pictures that were drawn") {
  const Document d = document_of(hostile("plain"));
  CHECK(document_markdown(d).find("![") == std::string::npos);
  const std::string markdown = document_markdown(d, {"evpi.pdf", "evpi.png", "evpi.svg", "convergence.png"});
  CHECK(markdown.find("](figures/evpi.svg)") != std::string::npos);
  CHECK(markdown.find("](figures/convergence.png)") != std::string::npos);
  CHECK(count(markdown, "![") == 2);
}

namespace {

const std::vector<std::string> kPandoc = {"pandoc", "--from=commonmark+raw_attribute+attributes", "--to=docx",
                                          "--output=-"};

/// What stands outside of the fenced blocks, and what inside.
std::pair<std::string, std::string> split_fences(const std::string& text) {
  std::string outside, inside;
  bool fenced = false;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("```")) {
      CHECK(line == (fenced ? "```" : "```{=openxml}"));
      fenced = !fenced;
    } else {
      (fenced ? inside : outside).append(line).append("\n");
    }
  }
  CHECK_FALSE(fenced);
  return {outside, inside};
}

} // namespace

TEST_CASE("hostile texts show as text in what Word's document is made from") {
  const std::set<std::string> usual =
      elements_of(split_fences(document_word(document_of(hostile("plain")), {})).second);
  for (const std::string& text : kHostile) {
    CAPTURE(text.substr(0, 60));
    const std::string source =
        document_word(document_of(hostile(text), text + "\n```\n" + text), {"evpi.png"});
    const auto [outside, inside] = split_fences(source);
    CHECK(elements_of(inside) == usual);
    CHECK(inside.find('`') == std::string::npos);
    CHECK(is_valid_utf8(source));
    // Outside: one picture, whose alternative text has no punctuation but behind backslashes.
    CHECK(count(outside, "](evpi.png){width=6.4in}") == 1);
    for (const char* harm : {"<", "](http", "](java", "`"})
      for (std::size_t at = outside.find(harm); at != std::string::npos; at = outside.find(harm, at + 1))
        CHECK(outside[at - 1] == '\\');
  }
}

TEST_CASE("columns of a Word table fit the page and no word of a usual table is broken") {
  const Document d = document_of(hostile("plain"));
  const std::string xml = document_word(d, {});
  for (std::size_t at = xml.find("<w:tblW w:w=\""); at != std::string::npos;
       at = xml.find("<w:tblW w:w=\"", at + 1))
    CHECK(std::stoi(xml.substr(at + 13)) <= 9360);
}

TEST_CASE("pandoc makes a Word document with every table and its caption") {
  if (!has("pandoc", "pandoc") || !has("unzip", "unzip")) return;
  for (const std::string& text : kHostile) {
    CAPTURE(text.substr(0, 60));
    const Document d = document_of(hostile(text), text + "\n```\n" + text);
    const ProgramRun run = run_program(kPandoc, document_word(d, {}));
    REQUIRE(run.status == 0);
    const std::string xml = docx_part(run.out, "word/document.xml");
    CHECK(count(xml, "<w:tbl>") == tables_of(d).size());
    CHECK(count(xml, "w:val=\"TableCaption\"") == tables_of(d).size());
    CHECK(xml.find("<script") == std::string::npos);
    CHECK(xml.find("w:instrText") == std::string::npos); // no field that Word would evaluate
    CHECK(xml.find("<w:hyperlink") == std::string::npos);
    if (has_program("xmllint")) CHECK(run_program({"xmllint", "--noout", "-"}, xml).status == 0);
  }
}
