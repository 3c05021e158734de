#pragma once

#include "model/distribution.h"
#include "model/formula_text.h"
#include "support/diagnostics.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea::formula {

enum class Op {
  number, // `number`
  name,   // `name`: parameter, built-in such as `time`, clock member, or value
  call,   // `name(args)`: function, table look-up, cycle_mean; `argument_names` where given as x=…
  text,   // a quoted string argument, in `name`
  negate,
  logical_not,
  add,
  subtract,
  multiply,
  divide,
  power,
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  logical_and,
  logical_or,
};

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;

/// A formula as a tree, names unresolved. `if(c, a, b)` is a call named `if`; a duration such as
/// `10 weeks` is a number in years; `3%` is 0.03.
struct Expression {
  Op op = Op::number;
  double number = 0;
  std::string name;
  std::vector<ExpressionPtr> arguments;
  std::vector<std::string>
      argument_names; ///< parallel to `arguments` for calls; empty strings for positional
  Span span;          ///< of the operator, name or number
  std::string text;   ///< source text of the whole subexpression
};

struct ParseOptions {
  double days_per_year = 365.25; ///< what a day and a week are in years
};

/// Parses a formula. Reports every problem it can find with its place and returns null when there is one.
///
/// Grammar (tightest first): `^` right-associative, unary `-` (so -2^2 = -4), `* /`, `+ -`,
/// comparisons (not chained), `not`, `and`, `or`. Nesting deeper than 200, more than 10,000 characters and
/// more than 2,000 words and signs are errors; so a tree is never higher than 1,000 or so.
ExpressionPtr parse(const FormulaText& formula, Diagnostics& diagnostics, const ParseOptions& options = {});

/// Parses `family(name=formula, …)`; nothing and a diagnostic when it isn't one.
std::optional<DistributionCall> parse_distribution(const FormulaText& text, Diagnostics& diagnostics);

/// Names that no parameter may have: built-in names, functions and operators.
bool is_reserved(std::string_view name);
/// Words that YAML 1.1 reads as something else: on, off, yes, no, y, n, true, false, null.
bool is_yaml_word(std::string_view name);
/// A letter, then letters, digits, `_`.
bool is_identifier(std::string_view name);
/// Built-in names (`time`, `age`, …) and functions, for "did you mean".
const std::vector<std::string>& builtin_names();
const std::vector<std::string>& function_names();

} // namespace cea::formula
