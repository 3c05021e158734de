#include "structure/source_rules.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace cea::structure {
namespace {

constexpr std::size_t kMaxLines = 400;

/// Headers that begin so may be used in this room only.
struct OwnedLibrary {
  std::string_view header_prefix;
  std::string_view room;
};
constexpr OwnedLibrary kOwnedLibraries[] = {{"yaml-cpp/", "input"}, {"boost/program_options", "cli"}};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string_view without_leading_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// Takes `prefix` and blanks before it off the front of `text`; false, and `text` unchanged, if it isn't
/// there.
bool take(std::string_view& text, std::string_view prefix) {
  const auto rest = without_leading_blanks(text);
  if (!rest.starts_with(prefix)) return false;
  text = rest.substr(prefix.size());
  return true;
}

struct Include {
  std::string_view header;
  bool quoted;
};

std::optional<Include> include_of(std::string_view line) {
  if (!take(line, "#") || !take(line, "include")) return std::nullopt;
  const bool quoted = take(line, "\"");
  if (!quoted && !take(line, "<")) return std::nullopt;
  return Include{line.substr(0, line.find(quoted ? '"' : '>')), quoted};
}

/// The folder a path begins with, empty for a file in src/ itself.
std::string room_of(std::string_view path) {
  const auto slash = path.find('/');
  return std::string(slash == std::string_view::npos ? std::string_view() : path.substr(0, slash));
}

std::string wrong_arrow(std::string_view path, const Include& include) {
  const auto from = room_of(path);
  const auto to = room_of(include.header);
  const auto& arrows = allowed_arrows();
  if (to.empty() || !arrows.contains(to))
    return include.quoted
               ? "'" + std::string(include.header) + "' isn't named by its room, as in \"model/scenario.h\""
               : "";
  if (from == to) return "";
  const auto allowed = arrows.find(from);
  if (allowed == arrows.end()) return "room '" + from + "' isn't part of the house";
  if (!allowed->second.contains(to))
    return "'" + (from.empty() ? std::string(path) : from) + "' may not include '" + to + "'";
  // Renderers see what an analysis returns, never how it is computed.
  if (from == "report" && to == "analysis" && include.header.find("results") == std::string_view::npos)
    return "'report' may include the results of 'analysis' only, not '" + std::string(include.header) + "'";
  return "";
}

std::string wrong_library(std::string_view path, const Include& include) {
  for (const auto& library : kOwnedLibraries)
    if (include.header.starts_with(library.header_prefix) && room_of(path) != library.room)
      return "only '" + std::string(library.room) + "' may use " + std::string(include.header);
  return "";
}

/// `Name` in a line like `struct Name {` or `enum class Name : int {`; empty where none is defined.
std::string_view type_defined_in(std::string_view line) {
  if (line.find('{') == std::string_view::npos || line.starts_with(' ')) return {};
  if (!take(line, "struct ") && !take(line, "class ") && !take(line, "enum class ") && !take(line, "union "))
    return {};
  const auto rest = without_leading_blanks(line);
  const auto name = rest.substr(0, rest.find_first_of(" {:"));
  return name.find_first_of("<(") == std::string_view::npos ? name : std::string_view{};
}

/// The namespace a line opens, as `cea::report`; "?" for an unnamed one, empty for other lines.
std::string namespace_opened_by(std::string_view line) {
  if (!take(line, "namespace ") || !line.ends_with('{')) return {};
  const auto name = line.substr(0, line.find(' '));
  return name.starts_with('{') ? "?" : std::string(name);
}

bool is_pragma_once(std::string_view line) {
  return take(line, "#") && take(line, "pragma") && take(line, "once");
}

} // namespace

std::string to_text(const std::vector<Violation>& violations) {
  std::string text;
  for (const auto& v : violations)
    text += v.file + ":" + std::to_string(v.line) + ": " + v.what + "\n";
  return text;
}

const std::map<std::string, std::set<std::string>>& allowed_arrows() {
  static const std::map<std::string, std::set<std::string>> arrows = {
      {"", {"cli"}},
      {"support", {}},
      {"model", {"support"}},
      {"formula", {"support", "model"}},
      {"input", {"support", "model", "formula"}},
      {"sampling", {"support", "model"}},
      {"engine", {"support", "model", "formula", "sampling"}},
      {"oracle", {"support", "model", "formula"}},
      {"analysis", {"support", "model", "formula", "sampling", "engine"}},
      {"report", {"support", "model", "analysis"}},
      {"cli", {"support", "model", "formula", "input", "sampling", "engine", "analysis", "report", "oracle"}},
  };
  return arrows;
}

std::vector<Violation> check_source(std::string_view path, std::string_view text) {
  std::vector<Violation> found;
  const auto add = [&](std::size_t line, const std::string& what) {
    if (!what.empty()) found.push_back({std::string(path), static_cast<int>(line), what});
  };
  const auto lines = lines_of(text);
  if (path.ends_with(".h") && std::none_of(lines.begin(), lines.end(), is_pragma_once))
    add(1, "header without #pragma once");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto include = include_of(lines[i]);
    if (!include) continue;
    add(i + 1, wrong_arrow(path, *include));
    add(i + 1, wrong_library(path, *include));
  }
  if (lines.size() > kMaxLines)
    add(kMaxLines + 1,
        "file of " + std::to_string(lines.size()) + " lines, more than " + std::to_string(kMaxLines));
  return found;
}

std::vector<Violation> check_type_names(const std::vector<Source>& sources) {
  std::vector<Violation> found;
  std::map<std::string, std::string> first_place;
  for (const auto& [path, text] : sources) {
    std::vector<std::string> spaces;
    int line = 0;
    for (const auto content : lines_of(text)) {
      ++line;
      if (auto opened = namespace_opened_by(content); !opened.empty()) spaces.push_back(std::move(opened));
      if (content.starts_with("} // namespace") && !spaces.empty()) spaces.pop_back();
      const auto name = type_defined_in(content);
      if (name.empty() || std::find(spaces.begin(), spaces.end(), "?") != spaces.end()) continue;
      std::string full;
      for (const auto& space : spaces)
        full += space + "::";
      full += name;
      const auto place = path + ":" + std::to_string(line);
      const auto [it, is_new] = first_place.emplace(full, place);
      if (!is_new)
        found.push_back({path, line, "'" + full + "' is also the name of a type at " + it->second});
    }
  }
  return found;
}

std::vector<Violation> check_test_names(std::string_view path, std::string_view text) {
  std::vector<Violation> found;
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto line = lines[i];
    if (!take(line, "TEST_CASE(") && !take(line, "TEST_CASE_TEMPLATE(")) continue;
    if (!take(line, "\"")) continue;
    const auto name = line.substr(0, line.find('"'));
    if (name.find_first_of(",;") != std::string_view::npos)
      found.push_back(
          {std::string(path), static_cast<int>(i + 1),
           "a comma or semicolon in the test name '" + std::string(name) + "': ctest would run nothing"});
  }
  return found;
}

std::vector<std::string> cpp_files_below(const std::filesystem::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file() && (extension == ".h" || extension == ".cpp"))
      files.push_back(entry.path().lexically_relative(folder).generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) throw std::runtime_error("cannot read " + file.string());
  return text.str();
}

} // namespace cea::structure
