#include "report/html_text.h"

#include "report/table.h"

#include <cstdint>

namespace cea::report {

std::string html_text(const std::string& raw) {
  std::string out;
  for (const char c : clean(raw)) {
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '>':
      out += "&gt;";
      break;
    case '"':
      out += "&quot;";
      break;
    case '\'':
      out += "&#39;";
      break;
    default:
      out += c;
    }
  }
  return out;
}

std::string html_json(const std::string& json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto value = [](char c) { return static_cast<std::uint32_t>(c <= '9' ? c - '0' : c - 'a' + 10); };
  const auto byte = [&](std::size_t i) { return value(hex[2 * i]) * 16 + value(hex[2 * i + 1]); };
  const std::size_t bytes = hex.size() / 2;
  std::string out;
  for (std::size_t i = 0; i < bytes; i += 3) {
    std::uint32_t group = byte(i) << 16U;
    if (i + 1 < bytes) group |= byte(i + 1) << 8U;
    if (i + 2 < bytes) group |= byte(i + 2);
    out += kDigits[group >> 18U];
    out += kDigits[(group >> 12U) & 63U];
    out += i + 1 < bytes ? kDigits[(group >> 6U) & 63U] : '=';
    out += i + 2 < bytes ? kDigits[group & 63U] : '=';
  }
  return out;
}

} // namespace cea::report
