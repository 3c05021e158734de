#include "formula/print.h"

#include "support/text.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace cea::formula {

namespace {

/// How tightly an expression binds; operands that bind looser than their place needs are parenthesised.
enum Binding { kOr = 1, kAnd, kNot, kComparison, kSum, kProduct, kUnary, kPower, kPrimary };

struct Infix {
  Op op;
  std::string_view sign;
  int binding;     ///< of the whole
  int left, right; ///< what the operands need
};

constexpr Infix kInfix[] = {
    {Op::add, " + ", kSum, kSum, kProduct},
    {Op::subtract, " - ", kSum, kSum, kProduct},
    {Op::multiply, " * ", kProduct, kProduct, kUnary},
    {Op::divide, " / ", kProduct, kProduct, kUnary},
    {Op::power, "^", kPower, kPrimary, kUnary},
    {Op::equal, " == ", kComparison, kSum, kSum},
    {Op::not_equal, " != ", kComparison, kSum, kSum},
    {Op::less, " < ", kComparison, kSum, kSum},
    {Op::less_equal, " <= ", kComparison, kSum, kSum},
    {Op::greater, " > ", kComparison, kSum, kSum},
    {Op::greater_equal, " >= ", kComparison, kSum, kSum},
    {Op::logical_and, " and ", kAnd, kAnd, kNot},
    {Op::logical_or, " or ", kOr, kOr, kAnd},
};

const Infix* infix(Op op) {
  const auto found =
      std::find_if(std::begin(kInfix), std::end(kInfix), [&](const Infix& i) { return i.op == op; });
  return found == std::end(kInfix) ? nullptr : &*found;
}

int binding(const Expression& e) {
  if (e.op == Op::negate || (e.op == Op::number && std::signbit(e.number))) return kUnary;
  if (e.op == Op::logical_not) return kNot;
  const Infix* found = infix(e.op);
  return found ? found->binding : kPrimary;
}

std::string operand(const Expression& e, int needed) {
  if (binding(e) >= needed) return to_text(e);
  return std::string("(").append(to_text(e)).append(")");
}

std::string call_text(const Expression& e) {
  std::string out = e.name + "(";
  for (std::size_t i = 0; i < e.arguments.size(); ++i) {
    if (i > 0) out += ", ";
    if (i < e.argument_names.size() && !e.argument_names[i].empty()) out += e.argument_names[i] + "=";
    out += to_text(*e.arguments[i]);
  }
  return out + ")";
}

std::string quoted(const std::string& text) {
  const char* const mark = text.find('"') == std::string::npos ? "\"" : "'";
  return mark + text + mark;
}

void add(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

} // namespace

std::string to_text(const Expression& e) {
  switch (e.op) {
  case Op::number:
    return shortest(e.number);
  case Op::name:
    return e.name;
  case Op::text:
    return quoted(e.name);
  case Op::call:
    return call_text(e);
  case Op::negate:
    return std::string("-").append(operand(*e.arguments[0], kPower));
  case Op::logical_not:
    return std::string("not ").append(operand(*e.arguments[0], kNot));
  default:
    break;
  }
  const Infix& i = *infix(e.op);
  std::string out = operand(*e.arguments[0], i.left);
  return out.append(i.sign).append(operand(*e.arguments[1], i.right));
}

void collect_names(const Expression& e, std::vector<std::string>& values, std::vector<std::string>& calls) {
  if (e.op == Op::name) add(values, e.name);
  if (e.op == Op::call) add(calls, e.name);
  for (const ExpressionPtr& argument : e.arguments)
    collect_names(*argument, values, calls);
}

} // namespace cea::formula
