#pragma once

#include "analysis/results.h"
#include "report/figure.h"
#include "report/table.h"
#include "report/tables.h"
#include "support/source.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

/// The report as data: sections of paragraphs, tables and figures. Every format (HTML, Markdown, a folder of
/// CSV, spreadsheets, Word) is a rendering of it.
namespace cea::report {

struct Paragraph {
  enum class Tone { plain, lead, warning };
  std::string text;
  Tone tone = Tone::plain;
  /// Where the text follows the threshold: one a point of `Document::thresholds`; `text` is that of `chosen`.
  std::vector<std::string> at_threshold{};
};

struct Subheading {
  std::string text;
};

struct BulletList {
  std::vector<std::string> items;
};

struct ReportTable {
  std::string id; ///< its file's name: letters, digits, - and _; unique in the document
  Table table;
  /// Where its cells follow the threshold: their texts, [point of `Document::thresholds`][row][column].
  std::vector<std::vector<std::vector<std::string>>> at_threshold{};
};

/// A text with numbered lines that can be linked to, as `#line-12` (of further files `#file-2-line-12`).
struct Listing {
  std::string name, text;
  std::string anchor; ///< `line-` or `file-2-line-`
};

using Block = std::variant<Paragraph, Subheading, BulletList, ReportTable, Figure, Listing>;

struct Section {
  std::string id, title;
  std::vector<Block> blocks;
};

struct Document {
  std::string title;
  std::string generator;                      ///< `cea 0.1.0`
  std::vector<double> thresholds{};           ///< willingness to pay that a reader can choose, ascending
  std::vector<std::string> threshold_texts{}; ///< `$50,000 per QALY`
  std::size_t chosen = 0;                     ///< the one at which everything stands at first
  std::vector<Section> sections{};
};

/// What a report is made from.
struct ReportSource {
  const Results& results;
  std::vector<std::shared_ptr<const SourceFile>> files; ///< the scenario first, then what it includes
  std::string command;                                  ///< as typed
};

/// The report in the order and shape that NICE, CDA-AMC, ICER and CHEERS 2022 ask for. A section stands where
/// its analysis exists. `audience`: document for people; data gives tables by id and at full precision.
Document make_document(const ReportSource& source, Audience audience);

/// All tables, and all figures, in the document's order.
std::vector<const ReportTable*> tables_of(const Document& document);
std::vector<const Figure*> figures_of(const Document& document);

/// The document as Markdown (GitHub's flavour); figures by their message and, in `figures/`, their files.
/// `pictures`: names of those that were drawn, as `survival.svg`; each figure shows its first one.
std::string document_markdown(const Document& document, const std::vector<std::string>& pictures = {});

/// The document for LaTeX (pdfLaTeX, XeLaTeX or LuaLaTeX), with figures where `pictures` holds their PDF or,
/// failing that, their PNG; both lie in `figures/`.
std::string document_latex(const Document& document, const std::vector<std::string>& pictures);

} // namespace cea::report
