#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cea::structure {

/// A broken rule and its place; `file` as the caller named it, `line` from 1.
struct Violation {
  std::string file;
  int line = 0;
  std::string what;
};

/// "file:line: what", one violation a line.
std::string to_text(const std::vector<Violation>& violations);

/// Which rooms (folders of src/) a room may include besides itself.
const std::map<std::string, std::set<std::string>>& allowed_arrows();

/// The rules that one file of src/ breaks: include arrows that run the wrong way, a library used outside the
/// room that owns it, more than 400 lines, a header without `#pragma once`.
///
/// `path`: relative to src/, with '/' (`engine/cohort.cpp`). Reports are in order of line.
std::vector<Violation> check_source(std::string_view path, std::string_view text);

/// A file's path and its whole text.
struct Source {
  std::string path, text;
};

/// Types of two files that have one full name (namespaces and name). The linker takes their inline members,
/// copies and vectors for the same functions, and the program runs into whatever memory lies there.
std::vector<Violation> check_type_names(const std::vector<Source>& sources);

/// doctest names in a file of tests/ that select no test, and so pass, when ctest runs them: those with a
/// comma or a semicolon, which doctest and CMake take for separators.
std::vector<Violation> check_test_names(std::string_view path, std::string_view text);

/// All C++ files below a folder, as paths relative to it, sorted. Throws std::filesystem::filesystem_error.
std::vector<std::string> cpp_files_below(const std::filesystem::path& folder);

/// The whole file. Throws std::runtime_error when it can't be read.
std::string read_file(const std::filesystem::path& file);

} // namespace cea::structure
