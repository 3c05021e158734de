#pragma once

#include "report/document.h"

namespace cea::report {

/// The document as one HTML file that needs nothing else and asks nobody: a Content-Security-Policy forbids
/// all network; scripts and styles are allowed by their hashes. Figures are drawn by Vega-Lite where the
/// program was built with it (`has_figure_library`); otherwise their messages stand in their place.
std::string document_html(const Document& document);

/// Whether the program holds the library that draws figures.
bool has_figure_library();

} // namespace cea::report
