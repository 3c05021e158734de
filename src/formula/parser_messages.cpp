#include "formula/parser_messages.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace cea::formula {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string two_names_hint(std::string_view before, std::string_view name) {
  if (is_one_of(name, {"AND", "And"}) || is_one_of(before, {"AND", "And"}))
    return "write 'and' in small letters";
  if (is_one_of(name, {"OR", "Or"}) || is_one_of(before, {"OR", "Or"})) return "write 'or' in small letters";
  if (is_one_of(before, {"NOT", "Not"})) return "write 'not' in small letters";
  if (is_one_of(name, {"mod", "MOD", "div"})) return "write mod(a, b), floor(a / b)";
  if (duration_unit(name, 365.25)) {
    const std::string_view unit = name.substr(0, name.size() - (name.ends_with('s') ? 1 : 0));
    return fmt::format("only a number takes a unit, as in 10 {}s; for other amounts write {} * 1 {}", unit,
                       before, unit);
  }
  return fmt::format("write '{} * {}' for a product", before, name);
}

std::string number_and_name_hint(std::string_view number, std::string_view name) {
  if (is_one_of(name, {"cycle", "cycles"}))
    return fmt::format("durations are in years, months, weeks or days; {} cycles last {} * cycle_length",
                       number, number);
  if (is_one_of(name, {"hour", "hours", "minute", "minutes", "quarter", "quarters", "decade", "decades"}))
    return "durations are in years, months, weeks or days";
  if (is_one_of(name, {"percent", "pct"})) return fmt::format("write {}%", number);
  return fmt::format("write '{} * {}' for a product; durations are in years, months, weeks or days", number,
                     name);
}

std::string adjacent_hint(SeenToken before, SeenToken token) {
  const bool number_first = before.kind == TokenKind::number;
  if (number_first && token.kind == TokenKind::number) return "digits are grouped by '_', as in 25_000";
  if (number_first && token.kind == TokenKind::name) return number_and_name_hint(before.text, token.text);
  if (before.kind == TokenKind::name && token.kind == TokenKind::name)
    return two_names_hint(before.text, token.text);
  if (token.kind == TokenKind::open) return "write '*' for a product";
  return "between two values stands an operator: + - * / ^, a comparison, and, or";
}

} // namespace

bool begins_operand(TokenKind kind) {
  return kind == TokenKind::number || kind == TokenKind::name || kind == TokenKind::open ||
         kind == TokenKind::text;
}

Message missing_operand(TokenKind kind, std::string_view text) {
  switch (kind) {
  case TokenKind::end:
    return {"the formula ends where a number or name should follow", ""};
  case TokenKind::text:
    return {"a quoted text can't be a value", "quotes enclose the arguments of expected(…) and files only"};
  case TokenKind::logical_not:
    return {"'not' can't stand here",
            "put it in parentheses, as in (not x); it binds looser than comparisons"};
  case TokenKind::close:
    return {"')' stands where a number or name should", ""};
  case TokenKind::comma:
    return {"',' stands where a number or name should", "arguments can't be left out"};
  case TokenKind::open_bracket:
    return {"'[' can't start a value", "a formula has no lists; group with '(' and ')'"};
  case TokenKind::percent:
    return {"'%' stands where a number or name should", "a percentage is a number and '%', as in 3%"};
  default:
    return {fmt::format("'{}' has no value on its left", text), ""};
  }
}

Message missing_operator(SeenToken before, SeenToken token, bool nested) {
  switch (token.kind) {
  case TokenKind::close:
    return {"')' closes nothing", "remove it, or open with '('"};
  case TokenKind::comma:
    return {
        "',' can't stand here",
        nested
            ? "',' separates the arguments of a function; a decimal point is '.', digits are grouped by '_'"
            : "a decimal point is '.', digits are grouped by '_', as in 25_000"};
  case TokenKind::percent:
    return {"'%' stands behind a number only", "write x / 100, or mod(a, b) for a remainder"};
  case TokenKind::logical_not:
    return {"'not' can't stand here", "write 'a and not b', or '!=' for inequality"};
  case TokenKind::open_bracket:
    return {"'[' can't stand here", "members are written family.member, table look-ups table.column(x)"};
  case TokenKind::close_bracket:
    return {"']' can't stand here", "a formula has no lists; group with '(' and ')'"};
  default:
    return {fmt::format("an operator is missing between '{}' and '{}'", before.text, token.text),
            adjacent_hint(before, token)};
  }
}

std::optional<MisusedName> misused_name(std::string_view name) {
  if (name == "if") return MisusedName{"'if' needs parentheses", "write if(condition, then, else)", true};
  if (is_one_of(name, {"nan", "NaN", "inf", "Inf"}))
    return MisusedName{fmt::format("'{}' isn't a number", name), "every number of a model is finite"};
  if (name == "true") return MisusedName{"'true' isn't a number", "write 1: zero is false and all else true"};
  if (name == "false")
    return MisusedName{"'false' isn't a number", "write 0: zero is false and all else true"};
  if (name == "rest")
    return MisusedName{"'rest' isn't a value",
                       "it stands alone, as one target's whole entry, for what is left over"};
  return {};
}

} // namespace cea::formula
