#pragma once

#include "model/formula_text.h"
#include "support/diagnostics.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea::formula {

enum class TokenKind {
  end,
  number,
  name,
  text,
  plus,
  minus,
  star,
  slash,
  caret,
  percent,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  assign,
  logical_and,
  logical_or,
  logical_not,
  open,
  close,
  open_bracket,
  close_bracket,
  comma,
};

/// A word or sign of a formula; `begin` and `end` are byte offsets into its text.
struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t begin = 0, end = 0;
};

/// A formula's text with its place, and where the problems found in it go. Counts its own errors, because
/// `Diagnostics` keeps repeats once.
class FormulaSource {
public:
  FormulaSource(const FormulaText& formula, Diagnostics& diagnostics)
      : formula_(formula), diagnostics_(diagnostics) {}

  [[nodiscard]] std::string_view text() const { return formula_.text; }
  [[nodiscard]] std::string_view text(const Token& token) const;
  [[nodiscard]] std::string slice(std::size_t begin, std::size_t end) const;
  /// The place of a byte. Behind a line end the place of the formula's start: how YAML folded the lines
  /// can't be told from the text.
  [[nodiscard]] Span span_at(std::size_t offset) const;
  void error(std::size_t offset, std::string message, std::string hint = {});
  /// A problem that someone else reported.
  void fail() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }

private:
  const FormulaText& formula_;
  Diagnostics& diagnostics_;
  bool failed_ = false;
};

/// Splits a formula into tokens, the last of kind `end`, and reports what can't stand in one. Signs of other
/// languages (`&&`, `**`, `−`) are reported and read as what they mean, so that the parser can go on;
/// nothing is returned where that isn't possible.
std::optional<std::vector<Token>> tokenize(FormulaSource& source);

/// The value of a number literal such as `25_000` or `1e-4`, times ten to the `shift`, correctly rounded
/// (`0.1%` is exactly what `0.001` is). Empty where it leaves the range of doubles.
std::optional<double> literal_value(std::string_view literal, int shift = 0);

/// Years in one `year`, `month`, `week` or `day` (singular or plural) as a ratio; empty for other words.
struct DurationUnit {
  double multiply = 1, divide = 1;
};
std::optional<DurationUnit> duration_unit(std::string_view word, double days_per_year);

} // namespace cea::formula
