#include "support/text.h"

#include "support/utf8.h"

#include <array>
#include <charconv>
#include <cmath>

namespace cea {

namespace {

std::string decimal(double x, std::chars_format format) {
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), x, format).ptr;
  return {buffer.data(), end};
}

/// `1.5e-07` as `1.5e-7`, `1e+15` as `1e15`.
std::string shorter_exponent(std::string_view scientific) {
  const std::size_t e = scientific.find('e');
  std::string_view digits = scientific.substr(e + 2);
  while (digits.size() > 1 && digits.front() == '0')
    digits.remove_prefix(1);
  const std::string_view sign = scientific[e + 1] == '-' ? "-" : "";
  return std::string(scientific.substr(0, e + 1)).append(sign).append(digits);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

} // namespace

std::string_view trim(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t at = 0;
  for (std::size_t next = text.find(separator); next != std::string_view::npos;
       next = text.find(separator, at)) {
    parts.push_back(text.substr(at, next - at));
    at = next + 1;
  }
  parts.push_back(text.substr(at));
  return parts;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i)
    out.append(i == 0 ? "" : separator).append(parts[i]);
  return out;
}

std::string join_or(const std::vector<std::string>& parts) {
  if (parts.size() < 2) return join(parts, "");
  return join({parts.begin(), parts.end() - 1}, ", ") + " or " + parts.back();
}

std::string shortest(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  const double size = std::fabs(x);
  if (size == 0) return "0";
  if (size >= 1e-5 && size < 1e15) return decimal(x, std::chars_format::fixed);
  return shorter_exponent(decimal(x, std::chars_format::scientific));
}

std::optional<double> parse_number(std::string_view text) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('-')) return {};
  }
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  if (first == text.size() || !(is_digit(text[first]) || text[first] == '.')) return {}; // inf, nan
  double x = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, x);
  if (problem != std::errc{} || stop != end) return {};
  return x;
}

bool is_valid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Utf8Character c = utf8_character(bytes, at);
    if (!c.valid) return false;
    at += c.bytes;
  }
  return true;
}

} // namespace cea
