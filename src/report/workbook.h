#pragma once

#include "analysis/live_model_results.h"
#include "report/document.h"

#include <set>
#include <stdexcept>
#include <string>

namespace cea::report {

/// A workbook couldn't be written for a reason outside the report: no room for temporary files, say.
class WorkbookError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// The report as a spreadsheet (Office Open XML): contents with links, the live model, then a sheet a table
/// with numbers as numbers. Equal input gives equal bytes. Every text of the scenario is a text in its cell,
/// whatever it begins with; what XML can't hold is a `?`, and a text is cut to what a cell holds.
/// Throws WorkbookError.
std::string workbook(const Document& document, const LiveModelResult& live);

/// A sheet's name from a title: at most 31 characters, none of `[]:*?/\'`, none that steers; different from
/// all `taken` when case is left out, and added to them.
std::string sheet_name(const std::string& title, std::set<std::string>& taken);

/// A text as a cell holds it: cleaned, and at most 32,767 characters (UTF-16 units).
std::string cell_text(const std::string& raw);

/// The format that shows a number with the digits that its text has: `#,##0.00`, `0.0%`; General where the
/// text isn't simply that number.
std::string number_format(double number, const std::string& text);

} // namespace cea::report
