// The whole report for LaTeX.
#include "report/document.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::report {
namespace {

/// Tables that are too wide are made smaller; a character that the fonts lack is a question mark.
constexpr const char* kPreamble = R"(\documentclass[a4paper]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage{textcomp}
  \usepackage{lmodern}
  \makeatletter
  \def\UTFviii@undefined@err#1{?}
  \makeatother
\else
  \usepackage{fontspec}
\fi
\usepackage[margin=20mm]{geometry}
\usepackage{graphicx}
\usepackage{booktabs}
\usepackage{longtable}
\usepackage[hidelinks]{hyperref}
\newsavebox{\tablebox}
\let\plaintabular\tabular
\let\endplaintabular\endtabular
\renewenvironment{tabular}[2][c]%
  {\begin{lrbox}{\tablebox}\plaintabular[#1]{#2}}%
  {\endplaintabular\end{lrbox}%
   \ifdim\wd\tablebox>\linewidth\resizebox{\linewidth}{!}{\usebox{\tablebox}}\else\usebox{\tablebox}\fi}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\setlength{\emergencystretch}{3em}
\setlength{\LTcapwidth}{\linewidth}
\AddToHook{env/longtable/before}{\begingroup\scriptsize\setlength{\tabcolsep}{2.5pt}}
\AddToHook{env/longtable/after}{\endgroup}
\renewcommand{\floatpagefraction}{0.8}
\renewcommand{\topfraction}{0.9}
\renewcommand{\textfraction}{0.05}
)";

/// Text as it stands, blanks too; no environment that its own end could close.
std::string verbatim(const std::string& text) {
  std::string out = "{\\footnotesize\\ttfamily\\raggedright\n";
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
    for (std::size_t i = 0; i < indent; ++i)
      out += '~';
    // The braces: what follows `\\\\` in brackets would be its option.
    out += escape_latex(line.substr(indent)) + "~\\\\{}\n";
    begin = end + 1;
  }
  return out + "\\par}\n";
}

class LatexBlocks {
public:
  explicit LatexBlocks(const std::vector<std::string>& pictures) : pictures_(pictures) {}

  std::string operator()(const Paragraph& p) const {
    const std::string text = escape_latex(p.text);
    return p.tone == Paragraph::Tone::plain ? text + "\n" : fmt::format("\\textbf{{{}}}\n", text);
  }
  std::string operator()(const Subheading& h) const {
    return fmt::format("\\subsection*{{{}}}\n", escape_latex(h.text));
  }
  std::string operator()(const BulletList& list) const {
    std::string out = "\\begin{itemize}\n";
    for (const std::string& item : list.items)
      out += fmt::format("\\item {{}}{}\n", escape_latex(item)); // the braces: an item may begin with [
    return out + "\\end{itemize}\n";
  }
  std::string operator()(const ReportTable& t) const { return render_latex(t.table); }
  std::string operator()(const Figure& f) const {
    const std::string caption = escape_latex(fmt::format("{}. {}", f.title, f.message));
    const std::string note =
        f.note.empty() ? "" : fmt::format("{{\\footnotesize {}\\par}}\n", escape_latex(f.note));
    for (const char* const ending : {".pdf", ".png"})
      if (std::find(pictures_.begin(), pictures_.end(), f.id + ending) != pictures_.end())
        return fmt::format("\\begin{{figure}}[htbp]\n\\centering\n\\includegraphics[width=\\linewidth,height="
                           "0.7\\textheight,"
                           "keepaspectratio]{{figures/{}{}}}\n\\caption{{{}}}\n{}\\end{{figure}}\n",
                           f.id, ending, caption, note);
    return fmt::format("{} (Data: \\texttt{{figures/{}.csv}}.)\n{}", caption, escape_latex(f.id), note);
  }
  std::string operator()(const Listing& l) const {
    return fmt::format("\\subsection*{{{}}}\n{}", escape_latex(l.name), verbatim(l.text));
  }

private:
  const std::vector<std::string>& pictures_;
};

} // namespace

std::string document_latex(const Document& document, const std::vector<std::string>& pictures) {
  std::string out = kPreamble;
  out += fmt::format("\\title{{{}}}\n\\author{{}}\n\\date{{}}\n\\begin{{document}}\n\\maketitle\n",
                     escape_latex(document.title));
  const LatexBlocks blocks(pictures);
  for (const Section& section : document.sections) {
    // The first one stands below the title; tables and figures stay within their section.
    out += fmt::format("\n{}\\section{{{}}}\n", &section == document.sections.data() ? "" : "\\clearpage\n",
                       escape_latex(section.title));
    for (const Block& block : section.blocks)
      out.append("\n").append(std::visit(blocks, block));
  }
  return out + fmt::format("\n{{\\footnotesize Made with {}.}}\n\\end{{document}}\n",
                           escape_latex(document.generator));
}

} // namespace cea::report
