#pragma once

#include "formula/ast.h"
#include "formula/print.h"

#include <doctest/doctest.h>

#include <string>

#include <fmt/format.h>

namespace formula_tests {

using namespace cea;
using namespace cea::formula;

/// A formula at line 3, column 10 of its file.
inline FormulaText formula_at_3_10(const std::string& text) {
  static const auto file = std::make_shared<SourceFile>(SourceFile{"m.yaml", "", ""});
  return {text, {file, 3, 10}};
}

/// The tree with every operation in parentheses, so that grouping is seen: `(1 + (2 * 3))`.
inline std::string tree(const Expression& e) {
  const auto arg = [&](std::size_t i) { return tree(*e.arguments[i]); };
  switch (e.op) {
  case Op::number:
  case Op::name:
  case Op::text:
    return to_text(e);
  case Op::negate:
    return fmt::format("(-{})", arg(0));
  case Op::logical_not:
    return fmt::format("(not {})", arg(0));
  case Op::call: {
    std::string out = e.name + "[";
    for (std::size_t i = 0; i < e.arguments.size(); ++i)
      out += (i ? "; " : "") + (e.argument_names[i].empty() ? "" : e.argument_names[i] + "=") + arg(i);
    return out + "]";
  }
  default:
    break;
  }
  static const char* const signs[] = {"+", "-", "*", "/", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"};
  return fmt::format("({} {} {})", arg(0), signs[static_cast<int>(e.op) - static_cast<int>(Op::add)], arg(1));
}

inline ExpressionPtr parsed(const std::string& text) {
  Diagnostics d;
  ExpressionPtr e = parse(formula_at_3_10(text), d);
  INFO(text);
  INFO(render(d));
  REQUIRE(e);
  REQUIRE_FALSE(d.has_errors());
  return e;
}

inline std::string tree_of(const std::string& text) {
  return tree(*parsed(text));
}

inline std::string listed(const Diagnostics& d) {
  std::string out;
  for (const Diagnostic& x : d.all()) {
    out += std::to_string(x.span.column) + ": " + x.message + "\n";
    if (!x.hint.empty()) out += "  " + x.hint + "\n";
  }
  return out;
}

/// `column: message`, and the hint on a line of its own, of every problem; the formula starts in column 1.
inline std::string problems(const std::string& text) {
  Diagnostics d;
  const ExpressionPtr e = parse({text, {std::make_shared<SourceFile>(), 1, 1}}, d);
  CHECK(e == nullptr);
  return listed(d);
}

} // namespace formula_tests
