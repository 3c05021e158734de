#pragma once

#include <string>

/// What the build puts into the program, from src/report/web.
namespace cea::report {

std::string page_style();     ///< report.css
std::string page_script();    ///< report.js
std::string figure_library(); ///< Vega, Vega-Lite and vega-embed; empty where they weren't there

} // namespace cea::report
