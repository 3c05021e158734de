#pragma once

#include <memory>
#include <string>
#include <vector>

namespace cea {

/// A text that diagnostics can quote: a scenario file, a CSV table, or the value of `--set`.
struct SourceFile {
  std::string name;   ///< as the user wrote it, for messages
  std::string text;   ///< whole content
  std::string sha256; ///< of the content, hexadecimal; empty where nobody asked
};

/// Where something stands. `line` and `column` count from 1 and columns count bytes; a span without a
/// file (`{}`) belongs to no text and is printed without a place.
struct Span {
  std::shared_ptr<const SourceFile> file;
  int line = 0;
  int column = 0;

  /// The place `bytes` further right on the same line.
  [[nodiscard]] Span shifted(int bytes) const { return {file, line, column + bytes}; }
};

} // namespace cea
