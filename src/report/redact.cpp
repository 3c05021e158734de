#include "report/redact.h"

#include "support/text.h"

#include <algorithm>
#include <cctype>

namespace cea::report {
namespace {

constexpr const char* kBlack = "■";

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

/// Whether the line has the name as a whole word.
bool names(std::string_view line, std::string_view name) {
  for (std::size_t at = line.find(name); at != std::string_view::npos; at = line.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_word(line[at - 1])) && (end == line.size() || !is_word(line[end]))) return true;
  }
  return false;
}

std::size_t indentation(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Digits as black squares, apart from those of names.
std::string blackened(std::string_view line) {
  std::string out;
  bool in_name = false;
  for (const char c : line) {
    const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (digit && !in_name)
      out += kBlack;
    else
      out += c;
    in_name = in_name ? is_word(c) : std::isalpha(static_cast<unsigned char>(c)) != 0;
  }
  return out;
}

/// Marks the lines of a parameter's definition: the one with its name, and those further in below it.
void mark_definition(const std::vector<std::string_view>& lines, std::size_t first,
                     std::vector<bool>& hidden) {
  if (first >= lines.size()) return;
  hidden[first] = true;
  for (std::size_t i = first + 1; i < lines.size(); ++i) {
    const bool blank = indentation(lines[i]) == lines[i].size();
    if (!blank && indentation(lines[i]) <= indentation(lines[first])) return;
    hidden[i] = true;
  }
}

} // namespace

std::vector<std::shared_ptr<const SourceFile>>
without_confidential(const std::vector<std::shared_ptr<const SourceFile>>& files,
                     const std::vector<ParameterSummary>& parameters) {
  std::vector<std::shared_ptr<const SourceFile>> shown;
  for (const auto& file : files) {
    const std::vector<std::string_view> lines = split(file->text, '\n');
    std::vector<bool> hidden(lines.size(), false);
    for (const ParameterSummary& p : parameters) {
      if (!p.confidential) continue;
      if (p.span.file && p.span.file->name == file->name && p.span.line > 0)
        mark_definition(lines, static_cast<std::size_t>(p.span.line) - 1, hidden);
      for (std::size_t i = 0; i < lines.size(); ++i)
        if (names(lines[i], p.name)) hidden[i] = true;
    }
    auto copy = std::make_shared<SourceFile>(*file);
    copy->text.clear();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i > 0) copy->text += '\n';
      copy->text += hidden[i] ? blackened(lines[i]) : std::string(lines[i]);
    }
    shown.push_back(std::move(copy));
  }
  return shown;
}

void hide_confidential(Results& results) {
  for (const ParameterSummary& p : results.parameters) {
    if (!p.confidential) continue;
    for (std::string& set : results.overrides)
      if (names(set.substr(0, set.find('=')), p.name)) set = p.name + "=confidential";
    if (!results.explanation) continue;
    for (Explanation::Parameter& seen : results.explanation->parameters)
      if (seen.name == p.name) {
        seen.value.reset();
        seen.formula = seen.distribution = "confidential";
      }
    for (Explanation::Setting& setting : results.explanation->settings)
      if (setting.name == p.name) setting.formula = "confidential";
  }
}

} // namespace cea::report
