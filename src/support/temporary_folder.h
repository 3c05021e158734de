#pragma once

#include <filesystem>

namespace cea {

/// A new, empty folder among the system's temporary ones, which goes away with this object and all in it.
class TemporaryFolder {
public:
  /// Throws std::filesystem::filesystem_error where there is no room for one.
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

} // namespace cea
