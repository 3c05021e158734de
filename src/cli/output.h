#pragma once

#include <cstdio>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cea::cli {

/// A file can't be written: the message says which and why.
class OutputError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Whoever reads standard output has closed it (`cea run model.yaml | head`): nothing to complain of.
struct ReaderGone {};

/// Throws OutputError where a file can't be written for a reason that shows beforehand.
void check_output_path(const std::string& path);

/// A file that is replaced whole or not at all: written beside its target, renamed by `finish`, removed
/// where that isn't reached, on an interrupt, too. One at a time. `-` is standard output; devices and pipes
/// are written directly.
class OutputFile {
public:
  /// Throws OutputError where nothing can be written there.
  explicit OutputFile(const std::string& path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

  /// Throws OutputError, or ReaderGone.
  void write(std::string_view text);
  void finish();

private:
  [[noreturn]] void fail(int error) const;

  std::string path_;
  std::string temporary_; ///< empty where written directly
  std::FILE* file_ = nullptr;
};

void write_to_stdout(std::string_view text);

} // namespace cea::cli
