#pragma once

#include "analysis/results.h"

#include <string>

namespace cea::report {

/// The tables of a run for a terminal `width` columns wide, separated by empty lines.
std::string to_text(const Results& results, int width);

/// The tables of a run as a Markdown document.
std::string to_markdown(const Results& results);

/// The tables of a run for a LaTeX document, to `\input` there: its first line names the packages needed.
std::string to_latex(const Results& results);

/// The tables of a run as comma-separated values, one after another: each starts with a line `# Title` and,
/// except for the first, which lists what was run, with its headings; an empty line stands between them.
/// Strategies, scenarios and parameters appear by id, numbers with the shortest digits that read back the
/// same.
std::string to_csv(const Results& results);

} // namespace cea::report
