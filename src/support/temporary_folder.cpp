#include "support/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

namespace cea {

TemporaryFolder::TemporaryFolder() {
  const std::filesystem::path parent = std::filesystem::temp_directory_path();
  std::string name = parent / "cea-XXXXXX"; // mkdtemp replaces the Xs
  if (mkdtemp(name.data()) == nullptr)
    throw std::filesystem::filesystem_error("no temporary folder", parent,
                                            std::error_code(errno, std::generic_category()));
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

} // namespace cea
