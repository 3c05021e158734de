#include "cli/report_folder.h"

#include "cli/output.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

using namespace cea::cli;
namespace fs = std::filesystem;

namespace {

/// A folder that goes with its test.
struct Scratch {
  fs::path path = fs::temp_directory_path() / ("cea-report-test-" + std::to_string(getpid()));
  Scratch() {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path); }
};

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file) << text;
}

const std::vector<FolderFile> kFirst = {{"report.html", "one"},
                                        {"results.json", R"({"format": "cea-results/1"})"},
                                        {"tables/a.csv", "a"},
                                        {"figures/a.vl.json", "{}"}};
const std::vector<FolderFile> kSecond = {
    {"report.html", "two"}, {"results.json", R"({"format": "cea-results/1"})"}, {"tables/b.csv", "b"}};

std::string complaint(const fs::path& folder) {
  try {
    check_report_folder(folder.string());
  } catch (const OutputError& e) {
    return e.what();
  }
  return "";
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

} // namespace

TEST_CASE("a report replaces an earlier one whole") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "report";
  replace_report_folder(folder.string(), kFirst);
  CHECK(text_of(folder / "report.html") == "one");
  CHECK(text_of(folder / "tables/a.csv") == "a");
  replace_report_folder(folder.string() + "/", kSecond);
  CHECK(text_of(folder / "report.html") == "two");
  CHECK_FALSE(fs::exists(folder / "tables/a.csv"));
  CHECK_FALSE(fs::exists(folder / "figures/a.vl.json"));
  CHECK(text_of(folder / "tables/b.csv") == "b");
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("an empty folder and a link to one are taken") {
  const Scratch scratch;
  fs::create_directory(scratch.path / "empty");
  fs::create_directory_symlink(scratch.path / "empty", scratch.path / "link");
  replace_report_folder((scratch.path / "link").string(), kFirst);
  CHECK(fs::is_symlink(scratch.path / "link"));
  CHECK(text_of(scratch.path / "empty/report.html") == "one");
}

TEST_CASE("a folder with anything else stays as it is") {
  const Scratch scratch;
  const fs::path folder = scratch.path / "mine";
  fs::create_directory(folder);
  write(folder / "thesis.txt", "years of work");
  CHECK(complaint(folder).find("holds 'thesis.txt', which no report wrote") != std::string::npos);
  CHECK_THROWS_AS(replace_report_folder(folder.string(), kFirst), OutputError);
  CHECK(text_of(folder / "thesis.txt") == "years of work");

  fs::remove(folder / "thesis.txt");
  write(folder / "report.md", "notes of my own");
  CHECK(complaint(folder).find("'report.md'") != std::string::npos);
  write(folder / "results.json", R"({"format": "cea-results/1"})");
  CHECK(complaint(folder) == "");
  fs::create_directory(folder / "tables");
  write(folder / "tables/data.rds", "mine");
  CHECK(complaint(folder).find("'tables/data.rds'") != std::string::npos);
  CHECK(entries(scratch.path) == 1);
}

TEST_CASE("where no report can be written") {
  const Scratch scratch;
  write(scratch.path / "file", "x");
  CHECK(complaint(scratch.path / "file").find("it is a file, and a report is a folder") != std::string::npos);
  CHECK(complaint(scratch.path / "no/such").find("there is no folder") != std::string::npos);
  CHECK(complaint("/") != "");
}
