#include "cli/golden.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

namespace cea::test {

namespace fs = std::filesystem;

namespace {

const fs::path kFolder = fs::path(CEA_SOURCE_DIR) / "tests" / "cli";

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

bool in_number(char c) {
  return (c >= '0' && c <= '9') || c == '.';
}

/// Numbers with more than twelve digits rounded to ten: the last ones are an engine's order of summation.
std::string with_rounded_numbers(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && in_number(text[end]))
      ++end;
    const std::string number = text.substr(at, end - at);
    if (number.size() > 13 && std::count(number.begin(), number.end(), '.') == 1) {
      std::array<char, 64> digits{};
      std::snprintf(digits.data(), digits.size(), "%.10g", std::strtod(number.c_str(), nullptr));
      out += digits.data();
    } else {
      out += number;
    }
    if (end < text.size()) out += text[end];
    at = end + 1;
  }
  return out;
}

/// An empty folder that goes away with the test.
class Scratch {
public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "cea-test-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
    fs::create_directory(path_ / "tmp");
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path_); }
  [[nodiscard]] const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

Outcome run_raw(const std::string& command, const Scratch& scratch) {
  const fs::path out = scratch.path() / "out", err = scratch.path() / "err";
  const std::string line = "cd " + quoted(kFolder.string()) +
                           " && unset NO_COLOR CEA_UPDATE_GOLDENS && export PATH=" +
                           quoted(fs::path(CEA_PROGRAM).parent_path().string()) +
                           ":\"$PATH\" TMP=" + quoted((scratch.path() / "tmp").string()) + " && { " +
                           command + "\n} </dev/null >" + quoted(out.string()) + " 2>" + quoted(err.string());
  const int status = std::system(line.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_text(out), read_text(err)};
}

} // namespace

Outcome run_command(const std::string& command) {
  const Scratch scratch;
  Outcome outcome = run_raw(command, scratch);
  for (std::string* text : {&outcome.out, &outcome.err}) {
    replace_all(*text, (scratch.path() / "tmp").string(), "TMP");
    replace_all(*text, CEA_VERSION, "VERSION");
    *text = with_rounded_numbers(*text);
  }
  return outcome;
}

std::string output_of(const std::string& command) {
  const Scratch scratch;
  Outcome outcome = run_raw(command, scratch);
  INFO(command << "\n" << outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return std::move(outcome.out);
}

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::vector<fs::path> files_in(const std::string& folder, const std::string& extension) {
  std::vector<fs::path> found;
  if (!fs::is_directory(kFolder / folder)) return found;
  for (const auto& entry : fs::directory_iterator(kFolder / folder))
    if (entry.path().extension() == extension) found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

bool updating() {
  return std::getenv("CEA_UPDATE_GOLDENS") != nullptr;
}

} // namespace cea::test
