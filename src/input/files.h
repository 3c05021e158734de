#pragma once

#include "support/diagnostics.h"
#include "support/source.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cea::input {

/// Reads the files that a scenario refers to, each once.
///
/// A name is relative to the folder of the file that names it. After links are resolved the file must lie
/// inside the scenario's folder or one that the user allowed. Everything read is UTF-8 text without
/// control characters.
class Files {
public:
  Files(const std::string& scenario_name, const std::vector<std::string>& allowed_folders);

  /// The file called `name` by the text at `at`; null after an error there.
  std::shared_ptr<const SourceFile> load(const std::string& name, const Span& at, std::size_t most_bytes,
                                         Diagnostics& diagnostics);

private:
  std::shared_ptr<const SourceFile> read(const std::string& name, const std::filesystem::path& shown,
                                         const std::filesystem::path& resolved, const Span& at,
                                         std::size_t most_bytes, Diagnostics& diagnostics);
  [[nodiscard]] bool allows(const std::filesystem::path& resolved) const;

  std::vector<std::filesystem::path> folders_;
  std::map<std::filesystem::path, std::shared_ptr<const SourceFile>> loaded_;
};

/// A text as a source file: checks UTF-8 and control characters, removes a byte order mark. Null after an
/// error. The hash is that of the bytes as given.
enum class Hash { no, yes };
std::shared_ptr<const SourceFile> make_source(std::string name, std::string text, Hash hash,
                                              Diagnostics& diagnostics);

/// The file that the user named on the command line; `-` is standard input. Null after an error.
std::shared_ptr<const SourceFile> load_named_file(const std::string& path, std::size_t most_bytes, Hash hash,
                                                  Diagnostics& diagnostics);

} // namespace cea::input
