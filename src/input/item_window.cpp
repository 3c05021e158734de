#include "input/read_items.h"

#include "formula/ast.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace cea::input {

namespace {

constexpr const char* kHint = "as `0 to 5 years`, `from 2 years`, or `on_drug 0 to 5 years` for a clock";

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
}

/// The word that starts at `at`, or empty.
std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && is_word_character(text[end]))
    ++end;
  return text.substr(at, end - at);
}

/// Where the word `to` stands outside parentheses.
std::size_t find_to(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    if (depth != 0 || !is_word_character(text[i])) continue;
    const std::string_view word = word_at(text, i);
    if (word == "to") return i;
    i += word.size() - 1;
  }
  return std::string_view::npos;
}

/// Parts of a window's text as formulas with their places.
class Parts {
public:
  Parts(const Node& node, Context& context) : node_(&node), context_(&context) {}

  [[nodiscard]] std::optional<FormulaText> formula(std::string_view part, const std::string& what) const {
    Node piece;
    piece.kind = Node::Kind::scalar;
    piece.text = std::string(trim(part));
    const char* start = trim(part).empty() ? part.data() : trim(part).data();
    piece.span = node_->span.shifted(static_cast<int>(start - node_->text.data()));
    return read_formula(piece, what, *context_);
  }

private:
  const Node* node_;
  Context* context_;
};

/// The name of a clock in front of the window, taken off the text; empty for model time.
std::string take_clock(std::string_view& text, const Node& node, const std::vector<std::string>& clocks,
                       Context& context) {
  const std::string_view word = word_at(text, 0);
  if (!formula::is_identifier(word) || word == "from") return {};
  const std::string_view rest = trim(text.substr(word.size()));
  const bool is_known = std::find(clocks.begin(), clocks.end(), word) != clocks.end();
  // `a to b` starts with a name too: a clock's name is followed by the window's first formula.
  const bool window_follows =
      !rest.empty() && (is_word_character(rest[0]) || rest[0] == '(') && word_at(rest, 0) != "to";
  if (!window_follows || (!is_known && formula::is_reserved(word))) return {};
  if (!is_known)
    context.diagnostics.error(node.span, fmt::format("no clock is called '{}'", word),
                              suggestion(std::string(word), clocks));
  text = rest;
  return std::string(word);
}

/// `2 to 6 months` would mean 2 years to 6 months.
bool check_units(const Item::Window& window, Context& context) {
  const auto from = parse_number(window.from.text);
  if (!from || *from == 0 || !window.until) return true;
  constexpr std::array<std::string_view, 6> shorter = {"day", "days", "week", "weeks", "month", "months"};
  const std::string& until = window.until->text;
  const std::string_view unit = std::string_view(until).substr(
      until.find_last_of(' ') == std::string::npos ? 0 : until.find_last_of(' ') + 1);
  if (std::find(shorter.begin(), shorter.end(), unit) == shorter.end()) return true;
  context.diagnostics.error(window.from.span,
                            fmt::format("'{}' has no unit of time, so it would mean years", window.from.text),
                            fmt::format("write `{} {} to {}`", window.from.text, unit, until));
  return false;
}

void check_order(const Item::Window& window, Context& context) {
  const auto from = constant_value(window.from);
  const auto until = window.until ? constant_value(*window.until) : std::nullopt;
  if (from && until && *until < *from)
    context.diagnostics.error(window.from.span, "the window ends before it starts");
}

} // namespace

std::optional<Item::Window> read_window(const Node& node, const std::vector<std::string>& clocks,
                                        Context& context) {
  if (!node.is_scalar()) {
    context.diagnostics.error(node.span, "`during` must be a text", kHint);
    return std::nullopt;
  }
  std::string_view text = trim(node.text);
  Item::Window window;
  window.span = node.span;
  window.clock = take_clock(text, node, clocks, context);
  const Parts parts(node, context);
  std::optional<FormulaText> from;
  if (word_at(text, 0) == "from") {
    from = parts.formula(text.substr(4), "the start of `during`");
  } else {
    const std::size_t to = find_to(text);
    if (to == std::string_view::npos) {
      context.diagnostics.error(node.span, fmt::format("'{}' isn't a window of time", node.text), kHint);
      return std::nullopt;
    }
    from = parts.formula(text.substr(0, to), "the start of `during`");
    window.until = parts.formula(text.substr(to + 2), "the end of `during`");
    if (!window.until) return std::nullopt;
  }
  if (!from) return std::nullopt;
  window.from = *std::move(from);
  if (!check_units(window, context)) return window;
  // `2 to 5 years` says for both what they are.
  warn_of_bare_years(window.until ? *window.until : window.from, context);
  check_order(window, context);
  return window;
}

} // namespace cea::input
