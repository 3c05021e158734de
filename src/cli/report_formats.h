#pragma once

#include "cli/arguments.h"
#include "cli/report_folder.h"
#include "report/document.h"
#include "report/figure_gnuplot.h"

/// Formats of a report that other programs make: figures as files, and a document for Word.
namespace cea::cli {

/// The formats of `--figures svg,pdf,png`, each once. Throws UsageError where there is none of that name.
std::vector<report::FigureFormat> figure_formats_of(const Arguments& arguments);

/// What isn't among the files, why, and how to get it.
struct MissingFormat {
  std::string message;
  bool asked_for = true; ///< on the command line
};

struct MadeFiles {
  std::vector<FolderFile> files;
  std::vector<MissingFormat> missing;
};

/// Both of those below: what a report gets from programs that may be missing.
MadeFiles made_by_others(const report::Document& document, const std::vector<report::FigureFormat>& formats);

/// Figures in these formats as `figures/ID.svg`, by gnuplot; nothing is looked for where none are asked for.
MadeFiles draw_figures(const report::Document& document, const std::vector<report::FigureFormat>& formats);

/// `report.docx`, by pandoc, with those of the figures that were drawn as `figures/ID.png`.
MadeFiles make_word(const report::Document& document, const std::vector<FolderFile>& figures);

} // namespace cea::cli
