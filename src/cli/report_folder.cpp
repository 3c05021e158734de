#include "cli/report_folder.h"

#include "cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cea::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 6> kOwnFiles = {"report.html", "report.md",   "report.tex",
                                                  "report.docx", "report.xlsx", "results.json"};
constexpr std::array<const char*, 2> kOwnFolders = {"tables", "figures"};
constexpr std::array<const char*, 6> kOwnEndings = {".csv", ".json", ".svg", ".pdf", ".png", ".txt"};

/// The folder that a name stands for: links followed, no slash at the end.
fs::path folder_of(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::weakly_canonical(fs::absolute(path), error);
  const fs::path named = error ? fs::path(path) : whole;
  return named.has_filename() ? named : named.parent_path();
}

/// The first entry that no report wrote, or nothing.
std::string foreign_entry(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_folder = entry.is_directory() && !entry.is_symlink();
    if (!is_folder && std::find(kOwnFiles.begin(), kOwnFiles.end(), name) != kOwnFiles.end()) continue;
    if (!is_folder || std::find(kOwnFolders.begin(), kOwnFolders.end(), name) == kOwnFolders.end())
      return name;
    for (const fs::directory_entry& inner : fs::directory_iterator(entry.path())) {
      const std::string ending = inner.path().extension().string();
      if (!inner.is_regular_file() ||
          std::find(kOwnEndings.begin(), kOwnEndings.end(), ending) == kOwnEndings.end())
        return name + "/" + inner.path().filename().string();
    }
  }
  return "";
}

bool has_results(const fs::path& folder) {
  std::ifstream in(folder / "results.json");
  std::string start(100, '\0');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  return start.find("\"cea-results/") != std::string::npos;
}

void check_content(const std::string& path, const fs::path& folder) {
  if (fs::is_empty(folder)) return;
  std::string foreign = foreign_entry(folder);
  if (foreign.empty() && !has_results(folder))
    foreign = fs::directory_iterator(folder)->path().filename().string();
  if (!foreign.empty())
    throw OutputError(
        fmt::format("can't write the report to '{}': the folder holds '{}', which no report wrote; name a "
                    "new folder, or one with nothing but an earlier report",
                    path, foreign));
}

/// What to remove when a signal ends the program: files first, then their folders.
std::vector<std::string> unfinished_paths;

void remove_paths(int signal) {
  for (const std::string& path : unfinished_paths)
    if (unlink(path.c_str()) != 0) rmdir(path.c_str());
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void watch_signals(void (*handler)(int)) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP})
    std::signal(signal, handler);
}

/// A folder that vanishes unless it is given its place.
class FolderBeside {
public:
  FolderBeside(const fs::path& target, const std::vector<FolderFile>& files) : target_(target) {
    make();
    for (const FolderFile& file : files)
      unfinished_paths.push_back((beside_ / file.name).string());
    for (const char* name : kOwnFolders)
      unfinished_paths.push_back((beside_ / name).string());
    unfinished_paths.push_back(beside_.string());
    watch_signals(remove_paths);
    for (const char* name : kOwnFolders)
      if (!fs::create_directory(beside_ / name)) throw OutputError("can't make a folder beside the report");
    for (const FolderFile& file : files)
      write(file);
  }
  FolderBeside(const FolderBeside&) = delete;
  FolderBeside& operator=(const FolderBeside&) = delete;
  ~FolderBeside() {
    watch_signals(SIG_DFL);
    unfinished_paths.clear();
    std::error_code error;
    fs::remove_all(beside_, error);
  }

  /// Changes places with the target; what was there goes with this object.
  void take_place() {
    watch_signals(SIG_IGN); // no half of a change of places
    if (!fs::exists(target_)) {
      if (std::rename(beside_.c_str(), target_.c_str()) != 0) fail(errno);
      return;
    }
#ifdef RENAME_EXCHANGE
    if (renameat2(AT_FDCWD, beside_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0) return;
#endif
    const std::string old = beside_.string() + ".old";
    if (std::rename(target_.c_str(), old.c_str()) != 0) fail(errno);
    if (std::rename(beside_.c_str(), target_.c_str()) != 0) {
      const int error = errno;
      std::rename(old.c_str(), target_.c_str());
      fail(error);
    }
    beside_ = old;
  }

private:
  void make() {
    constexpr int kAttempts = 100;
    for (int i = 0; i < kAttempts; ++i) {
      beside_ = fmt::format("{}.{}-{}.part", target_.string(), getpid(), i);
      if (mkdir(beside_.c_str(), 0777) == 0) return;
      if (errno != EEXIST) break;
    }
    const int error = errno;
    beside_.clear();
    fail(error);
  }

  void write(const FolderFile& file) {
    std::FILE* out = std::fopen((beside_ / file.name).c_str(), "wb");
    if (out == nullptr) fail(errno);
    const bool written = std::fwrite(file.content.data(), 1, file.content.size(), out) == file.content.size();
    const int error = errno;
    if (std::fclose(out) != 0 || !written) fail(written ? errno : error);
  }

  [[noreturn]] void fail(int error) const {
    throw OutputError(
        fmt::format("can't write the report to '{}': {}", target_.string(), std::strerror(error)));
  }

  fs::path target_, beside_;
};

} // namespace

void check_report_folder(const std::string& path) {
  if (path.empty()) throw OutputError("the name of the folder to write is empty");
  const fs::path folder = folder_of(path);
  std::error_code error;
  if (fs::exists(folder, error) && !fs::is_directory(folder, error))
    throw OutputError(
        fmt::format("can't write the report to '{}': it is a file, and a report is a folder", path));
  const fs::path parent = folder.parent_path();
  if (!fs::is_directory(parent, error))
    throw OutputError(
        fmt::format("can't write the report to '{}': there is no folder '{}'", path, parent.string()));
  if (access(parent.c_str(), W_OK | X_OK) != 0)
    throw OutputError(fmt::format("can't write the report to '{}': {}", path, std::strerror(errno)));
  if (folder == folder.root_path())
    throw OutputError(fmt::format("can't write the report to '{}': it can't be replaced", path));
  if (fs::is_directory(folder, error)) check_content(path, folder);
}

void replace_report_folder(const std::string& path, const std::vector<FolderFile>& files) {
  check_report_folder(path);
  FolderBeside beside(folder_of(path), files);
  beside.take_place();
}

} // namespace cea::cli
