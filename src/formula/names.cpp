#include "formula/names.h"

#include "formula/ast.h"

namespace cea::formula {

namespace {

void collect(const Expression& e, std::set<std::string>& names) {
  if (e.op == Op::name || e.op == Op::text) names.insert(e.name);
  if (e.op == Op::call) names.insert(e.name + "(");
  for (const auto& argument : e.arguments)
    if (argument) collect(*argument, names);
}

} // namespace

std::set<std::string> names_in(const FormulaText& formula) {
  std::set<std::string> names;
  Diagnostics ignored;
  if (const auto tree = parse(formula, ignored)) collect(*tree, names);
  return names;
}

} // namespace cea::formula
