#include "cli/output.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <stdlib.h>

using namespace cea::cli;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path;
  Folder() {
    std::string name = (fs::temp_directory_path() / "cea-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
  [[nodiscard]] std::string file(const std::string& name) const { return (path / name).string(); }
  [[nodiscard]] long count() const {
    return std::distance(fs::directory_iterator(path), fs::directory_iterator());
  }
};

std::string content(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write(const std::string& path, const std::string& text) {
  OutputFile file(path);
  file.write(text);
  file.finish();
}

} // namespace

TEST_CASE("a file appears when it is finished") {
  const Folder folder;
  const std::string path = folder.file("a.txt");
  OutputFile file(path);
  file.write("one ");
  CHECK_FALSE(fs::exists(path));
  CHECK(folder.count() == 1);
  file.write("two");
  file.finish();
  CHECK(content(path) == "one two");
  CHECK(folder.count() == 1);
}

TEST_CASE("a file that isn't finished leaves the old one as it was") {
  const Folder folder;
  const std::string path = folder.file("a.txt");
  write(path, "old");
  {
    OutputFile file(path);
    file.write("half of the n");
  }
  CHECK(content(path) == "old");
  CHECK(folder.count() == 1);
}

TEST_CASE("an existing file is replaced whole and keeps its permissions") {
  const Folder folder;
  const std::string path = folder.file("a.txt");
  write(path, "something long");
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  write(path, "short");
  CHECK(content(path) == "short");
  CHECK(fs::status(path).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
}

TEST_CASE("what a link points to is replaced") {
  const Folder folder;
  const std::string target = folder.file("target.txt"), link = folder.file("link.txt");
  write(target, "old");
  fs::create_symlink("target.txt", link);
  write(link, "new");
  CHECK(fs::is_symlink(link));
  CHECK(content(target) == "new");
}

TEST_CASE("a device is written directly") {
  write("/dev/null", "gone");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK_THROWS_AS(write("/dev/full", "too much"), OutputError);
}

TEST_CASE("what can't be written shows beforehand") {
  const Folder folder;
  CHECK_THROWS_AS(check_output_path(folder.file("no/a.txt")), OutputError);
  CHECK_THROWS_AS(check_output_path(folder.path.string()), OutputError);
  CHECK_THROWS_AS(check_output_path(""), OutputError);
  CHECK_NOTHROW(check_output_path(folder.file("a.txt")));
  CHECK_NOTHROW(check_output_path("-"));
}
