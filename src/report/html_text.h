#pragma once

#include <string>
#include <string_view>

namespace cea::report {

/// A text for HTML's content and attributes: cleaned, with & < > " ' as entities.
std::string html_text(const std::string& raw);

/// JSON for a <script type="application/json">: nothing in it can end the element or begin a comment.
std::string html_json(const std::string& json);

/// Base64 (RFC 4648), as `data:` addresses have it.
std::string base64(std::string_view bytes);

/// The same of bytes given as hexadecimal digits, for the hashes of a Content-Security-Policy.
std::string base64_of_hex(std::string_view hex);

} // namespace cea::report
