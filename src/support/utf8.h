#pragma once

#include <cstddef>
#include <string_view>

namespace cea {

/// One character of a UTF-8 text. Where the bytes aren't UTF-8, one byte that isn't `valid`.
struct Utf8Character {
  char32_t code = 0;
  std::size_t bytes = 1;
  bool valid = false;
};

/// The character that starts at byte `at`, which must lie within the text (RFC 3629).
Utf8Character utf8_character(std::string_view text, std::size_t at);

/// Columns that a terminal gives a character: 0 for combining marks, 2 for East Asian wide ones, 1 otherwise.
int display_width(char32_t code);

/// Whether a character would steer a terminal, or reorder its line, rather than be seen, or is none at all.
bool is_control(char32_t code);

} // namespace cea
