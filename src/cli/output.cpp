#include "cli/output.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace cea::cli {

namespace fs = std::filesystem;

namespace {

/// The file that a name stands for: what a link points to is replaced, not the link.
fs::path target_of(const std::string& path) {
  std::error_code error;
  const fs::path resolved = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : fs::path(path);
  return error ? fs::path(path) : resolved;
}

/// The file to remove when a signal ends the program.
std::array<char, 4096> unfinished{};

void remove_unfinished(int signal) {
  if (unfinished[0] != '\0') unlink(unfinished.data());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void remember_unfinished(const std::string& name) {
  if (name.size() >= unfinished.size()) return;
  std::memcpy(unfinished.data(), name.c_str(), name.size() + 1);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    std::signal(signal, remove_unfinished);
}

void forget_unfinished() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    std::signal(signal, SIG_DFL);
  unfinished[0] = '\0';
}

void check_target(const std::string& path, const fs::path& target) {
  std::error_code error;
  if (path.empty()) throw OutputError("the name of the file to write is empty");
  if (fs::is_directory(target, error))
    throw OutputError(fmt::format("can't write '{}': it is a folder", path));
  const fs::path folder = target.parent_path();
  if (!folder.empty() && !fs::is_directory(folder, error))
    throw OutputError(fmt::format("can't write '{}': there is no folder '{}'", path, folder.string()));
}

bool is_replaceable(const fs::path& target) {
  std::error_code error;
  return !fs::exists(target, error) || fs::is_regular_file(target, error);
}

/// A new file in the target's folder that nobody else has, with the target's permissions where it exists.
std::FILE* open_beside(const fs::path& target, std::string& name) {
  constexpr int kAttempts = 100;
  for (int i = 0; i < kAttempts; ++i) {
    name = fmt::format("{}.{}-{}.part", target.string(), getpid(), i);
    const int descriptor = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) {
      std::error_code error;
      const fs::file_status known = fs::status(target, error);
      if (fs::is_regular_file(known)) fs::permissions(name, known.permissions(), error);
      return fdopen(descriptor, "wb");
    }
    if (errno != EEXIST) break;
  }
  name.clear();
  return nullptr;
}

} // namespace

void check_output_path(const std::string& path) {
  if (path != "-") check_target(path, target_of(path));
}

OutputFile::OutputFile(const std::string& path) : path_(path) {
  if (path == "-") {
    file_ = stdout;
    return;
  }
  const fs::path target = target_of(path);
  check_target(path, target);
  if (is_replaceable(target)) {
    file_ = open_beside(target, temporary_);
    path_ = target.string();
    if (file_ != nullptr) remember_unfinished(temporary_);
  } else {
    file_ = std::fopen(path.c_str(), "wb");
  }
  if (file_ == nullptr) fail(errno);
}

OutputFile::~OutputFile() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
  if (temporary_.empty()) return;
  std::remove(temporary_.c_str());
  forget_unfinished();
}

void OutputFile::fail(int error) const {
  if (error == EPIPE) throw ReaderGone{};
  const std::string what = path_ == "-" ? "to standard output" : fmt::format("'{}'", path_);
  throw OutputError(fmt::format("can't write {}: {}", what, std::strerror(error)));
}

void OutputFile::write(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail(errno);
}

void OutputFile::finish() {
  if (std::fflush(file_) != 0) fail(errno);
  if (file_ == stdout) return;
  const int closed = std::fclose(file_);
  file_ = nullptr;
  if (closed != 0) fail(errno);
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail(errno);
  temporary_.clear();
  forget_unfinished();
}

void write_to_stdout(std::string_view text) {
  OutputFile out("-");
  out.write(text);
  out.finish();
}

} // namespace cea::cli
