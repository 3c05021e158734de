#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// Runs the program as a user would and compares what it says with what stands in files.
namespace cea::test {

/// What a command did.
struct Outcome {
  int exit_code = 0;
  std::string out, err;
};

/// Runs a shell command in tests/cli, with the program as `cea` and an empty folder in `$TMP`, which is
/// removed afterwards. The program's version reads `VERSION`, the folder's name `TMP`;
/// long numbers are rounded.
Outcome run_command(const std::string& command);

/// The program's output, unchanged.
std::string output_of(const std::string& command);

std::string read_text(const std::filesystem::path& path);

/// Files of a folder of tests/cli with that extension, in order of name.
std::vector<std::filesystem::path> files_in(const std::string& folder, const std::string& extension);

/// Whether expectations are to be rewritten: CEA_UPDATE_GOLDENS is set.
bool updating();
void write_text(const std::filesystem::path& path, const std::string& text);

} // namespace cea::test
