#pragma once

#include "formula/lexer.h"

#include <optional>
#include <string>
#include <string_view>

namespace cea::formula {

struct Message {
  std::string text, hint;
};

struct SeenToken {
  TokenKind kind;
  std::string_view text;
};

inline constexpr std::string_view kUnbalancedHint =
    "close it with ')'; in YAML, a formula with a comma inside { } or [ ] must be quoted";

/// Whether a number, name, text or parenthesis starts here.
bool begins_operand(TokenKind kind);

/// What to say where a number, name or parenthesis should stand and `kind` does.
Message missing_operand(TokenKind kind, std::string_view text);

/// What to say where an operand is followed by `token` instead of an operator or the end; `nested` within
/// parentheses.
Message missing_operator(SeenToken before, SeenToken token, bool nested);

/// Names that can't be values: `if` without parentheses, `rest`, `true`, `nan` …
struct MisusedName {
  std::string message, hint;
  bool fatal = false; ///< what follows can't be understood either
};
std::optional<MisusedName> misused_name(std::string_view name);

} // namespace cea::formula
