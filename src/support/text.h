#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea {

/// Without blanks, tabs and line ends on both sides.
std::string_view trim(std::string_view text);
/// The parts between separators: always one more than there are separators, empty ones included.
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
/// `a`, `a or b`, `a, b or c`, for messages; empty for no parts.
std::string join_or(const std::vector<std::string>& parts);

/// The shortest decimal that reads back as the same double (zero has no sign). Plain digits where
/// 1e-5 <= |x| < 1e15, as `50000`; otherwise with an exponent, as `1.5e-7`; `nan`, `inf`, `-inf`.
std::string shortest(double x);

/// A number of a data file: decimal, with optional sign and exponent, and nothing else around it. Empty for
/// anything else: blanks, text behind it, hexadecimal, nan, inf, values outside the range of doubles.
std::optional<double> parse_number(std::string_view text);

/// SHA-256 (FIPS 180-4) of the bytes, as 64 hexadecimal digits in lower case.
std::string sha256_hex(std::string_view bytes);

/// Whether the bytes are UTF-8 as of RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.
bool is_valid_utf8(std::string_view bytes);

} // namespace cea
