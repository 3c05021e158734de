// What of the report's texts and numbers a spreadsheet's cells hold.
#include "report/table.h"
#include "report/workbook.h"
#include "support/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>

namespace cea::report {
namespace {

/// The longest beginning of a clean text within so many UTF-16 units.
std::string beginning(const std::string& text, std::size_t units) {
  std::size_t used = 0, at = 0;
  while (at < text.size()) {
    const Utf8Character c = utf8_character(text, at);
    used += c.code > 0xFFFF ? 2 : 1;
    if (used > units) break;
    at += c.bytes;
  }
  return text.substr(0, at);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (std::isdigit(static_cast<unsigned char>(c)) != 0 && !(digits.empty() && c == '0')) digits += c;
  return digits;
}

} // namespace

std::string cell_text(const std::string& raw) {
  constexpr std::size_t kMostUnits = 32'767;
  const std::string text = clean(raw);
  const std::string kept = beginning(text, kMostUnits);
  return kept.size() == text.size() ? text : beginning(text, kMostUnits - 1) + "…";
}

std::string sheet_name(const std::string& title, std::set<std::string>& taken) {
  constexpr std::size_t kMostUnits = 31;
  std::string plain;
  for (const char c : cell_text(title))
    plain += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : ' ';
  std::string name = beginning(plain, kMostUnits);
  // Not within a word, where that leaves enough.
  constexpr std::size_t kLeast = 16;
  const std::size_t blank = name.rfind(' ');
  if (name.size() < plain.size() && plain[name.size()] != ' ' && blank != std::string::npos &&
      blank >= kLeast)
    name.resize(blank);
  while (!name.empty() && std::string_view(",;:(-").find(name.back()) != std::string_view::npos)
    name.pop_back();
  while (!name.empty() && name.back() == ' ')
    name.pop_back();
  while (!name.empty() && name.front() == ' ')
    name.erase(0, 1);
  if (name.empty() || lower(name) == "history") name = "Table";
  const std::string base = name;
  for (int i = 2; !taken.insert(lower(name)).second; ++i) {
    const std::string suffix = fmt::format(" ({})", i);
    name = beginning(base, kMostUnits - suffix.size()) + suffix;
  }
  return name;
}

std::string number_format(double number, const std::string& text) {
  constexpr int kMostDecimals = 8;
  const bool percent = text.find('%') != std::string::npos;
  const double shown = std::abs(number) * (percent ? 100 : 1);
  const std::string digits = digits_of(text);
  if (text.find_first_of("0123456789") == std::string::npos || !(shown < 1e15)) return "General";
  for (int decimals = 0; decimals <= kMostDecimals; ++decimals) {
    if (digits_of(fmt::format("{:.{}f}", shown, decimals)) != digits) continue;
    // 0 says nothing of its decimals; its text does.
    const std::size_t point = text.rfind('.');
    int places = decimals;
    if (digits.empty() && point != std::string::npos)
      places = static_cast<int>(
          std::min<std::size_t>(kMostDecimals, digits_of("1" + text.substr(point)).size() - 1));
    const std::string format =
        places > 0 ? "#,##0." + std::string(static_cast<std::size_t>(places), '0') : "#,##0";
    return percent ? format + "%" : format;
  }
  return "General";
}

} // namespace cea::report
