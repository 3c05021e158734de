#pragma once

#include <string>
#include <vector>

namespace cea::cli {

/// A file of a report's folder: its name, as `tables/totals.csv`, and all of its bytes.
struct FolderFile {
  std::string name, content;
};

/// Throws OutputError where a report can't be written to the folder for a reason that shows beforehand: it
/// is a file, its parent doesn't exist or can't be written to, or it holds anything that no report wrote.
void check_report_folder(const std::string& path);

/// Makes the folder hold these files and no others. All is written to a folder beside it, which then takes
/// its place in one step: whatever happens, a reader finds the report as it was or the new one. Throws
/// OutputError; the folder beside is removed then, and on an interrupt.
void replace_report_folder(const std::string& path, const std::vector<FolderFile>& files);

} // namespace cea::cli
