// Nodes as text in Excel's grammar. Where a spreadsheet's function differs from the language's (tolerance of
// comparisons, `floor`, small exponents), the formula says what the engine does.
#include "analysis/live_cells.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::Node;
using formula::NodeId;
using formula::NodeOp;
using Level = FormulaPiece::Level;

namespace {

FormulaPiece number(double value) {
  if (!std::isfinite(value)) throw LiveObstacle{"an infinite number in a formula"};
  std::string text = shortest(value);
  std::replace(text.begin(), text.end(), 'e', 'E');
  return {text, value < 0 ? Level::sum : Level::atom};
}

} // namespace

FormulaPiece LiveCells::text(NodeId node, int cycle, const std::string& sheet) {
  return render(node, {cycle, sheet});
}

FormulaPiece LiveCells::render(NodeId id, const Context& at) {
  if (const auto slot = slot_of_.find(id); slot != slot_of_.end())
    return {at.words ? slot_in_words(slot->second) : reference(slot->second, at.cycle, at.sheet)};
  return own(id, at);
}

FormulaPiece LiveCells::own(NodeId id, const Context& at) {
  const Node n = model_.graph[id];
  switch (n.op) {
  case NodeOp::constant:
    return number(n.value);
  case NodeOp::input:
    return {input_names_[n.payload]};
  case NodeOp::cycle:
    return {at.words ? "cycle" : fmt::format("$A{}", kFirstCycleRow + at.cycle + 1)};
  case NodeOp::moment:
    if (at.moment.empty()) throw LiveObstacle{"a moment outside a mean"};
    return {at.moment};
  case NodeOp::less:
  case NodeOp::less_equal:
  case NodeOp::equal:
  case NodeOp::not_equal:
  case NodeOp::logical_and:
  case NodeOp::logical_or:
    return {fmt::format("IF({},1,0)", own_condition(n, at))};
  case NodeOp::logical_not:
    return {fmt::format("IF({},0,1)", condition(n.a, at))};
  case NodeOp::select:
    return {fmt::format("IF({},{},{})", condition(n.a, at), render(n.b, at).text, render(n.c, at).text)};
  case NodeOp::add:
  case NodeOp::subtract:
  case NodeOp::multiply:
  case NodeOp::divide:
  case NodeOp::negate:
    return arithmetic(n, at);
  default:
    return function(n, at);
  }
}

FormulaPiece LiveCells::arithmetic(const Node& n, const Context& at) {
  const FormulaPiece a = render(n.a, at);
  if (n.op == NodeOp::multiply && model_.graph.is_constant(n.a, -1))
    return {"-" + render(n.b, at).at_least(Level::product), Level::sum};
  if (n.op == NodeOp::negate) return {"-" + a.at_least(Level::atom), Level::sum};
  const FormulaPiece b = render(n.b, at);
  switch (n.op) {
  case NodeOp::add:
    if (b.text.starts_with('-') && b.level == Level::sum)
      return {a.at_least(Level::sum) + b.text, Level::sum};
    return {a.at_least(Level::sum) + "+" + b.at_least(Level::sum), Level::sum};
  case NodeOp::subtract:
    return {a.at_least(Level::sum) + "-" + b.at_least(Level::product), Level::sum};
  case NodeOp::multiply:
    return {a.at_least(Level::product) + "*" + b.at_least(Level::product), Level::product};
  default:
    return {a.at_least(Level::product) + "/" + b.at_least(Level::atom), Level::product};
  }
}

/// 1e-9·max(1, |x|).
std::string LiveCells::tolerance(NodeId id, const Context& at) {
  const Node& n = model_.graph[id];
  if (n.op == NodeOp::constant) return number(formula::kTolerance * std::max(1.0, std::abs(n.value))).text;
  return fmt::format("1E-9*MAX(1,ABS({}))", render(id, at).text);
}

std::string LiveCells::comparison(const Node& n, const Context& at) {
  const std::string a = render(n.a, at).at_least(Level::sum);
  const std::string b = render(n.b, at).at_least(Level::product);
  const std::string reversed =
      render(n.b, at).at_least(Level::sum) + "-" + render(n.a, at).at_least(Level::product);
  if (!at.moment.empty()) { // a jump's exact place is of no weight within a mean
    const char* sign = n.op == NodeOp::less ? "<" : n.op == NodeOp::less_equal ? "<=" : "";
    if (*sign == '\0') throw LiveObstacle{"a mean over a formula that asks whether two values are equal"};
    return fmt::format("{}{}{}", a, sign, render(n.b, at).at_least(Level::sum));
  }
  const std::string near = tolerance(n.a, at);
  switch (n.op) {
  case NodeOp::less:
    return fmt::format("{}>{}", reversed, near);
  case NodeOp::less_equal:
    return fmt::format("{}-{}<={}", a, b, near);
  case NodeOp::equal:
    return fmt::format("ABS({}-{})<={}", a, b, near);
  default:
    return fmt::format("ABS({}-{})>{}", a, b, near);
  }
}

/// The node's own operation as a test of IF; empty where it isn't one.
std::string LiveCells::own_condition(const Node& n, const Context& at) {
  switch (n.op) {
  case NodeOp::less:
  case NodeOp::less_equal:
  case NodeOp::equal:
  case NodeOp::not_equal:
    return comparison(n, at);
  case NodeOp::logical_and:
  case NodeOp::logical_or:
    if (!at.moment.empty()) throw LiveObstacle{"a mean over a formula with `and` or `or`"};
    return fmt::format("{}({},{})", n.op == NodeOp::logical_and ? "AND" : "OR", condition(n.a, at),
                       condition(n.b, at));
  case NodeOp::logical_not:
    return fmt::format("NOT({})", condition(n.a, at));
  default:
    return "";
  }
}

/// As a test of IF.
std::string LiveCells::condition(NodeId id, const Context& at) {
  if (!slot_of_.contains(id))
    if (const std::string test = own_condition(model_.graph[id], at); !test.empty()) return test;
  return render(id, at).at_least(Level::sum) + "<>0";
}

FormulaPiece LiveCells::function(const Node& n, const Context& at) {
  const std::string a = render(n.a, at).text;
  const auto of_a = [&](const char* name) { return FormulaPiece{fmt::format("{}({})", name, a)}; };
  switch (n.op) {
  case NodeOp::exp:
    return of_a("EXP");
  case NodeOp::log:
    return of_a("LN");
  case NodeOp::sqrt:
    return of_a("SQRT");
  case NodeOp::abs:
    return of_a("ABS");
  case NodeOp::normal_cdf:
    return of_a("NORMSDIST");
  case NodeOp::log_gamma:
    return of_a("GAMMALN");
  // Where EXP(x)-1 and LN(1+x) would lose digits, the first terms of their series are exact to rounding.
  case NodeOp::expm1:
    return {fmt::format("IF(ABS({0})<1E-5,({0})*(1+({0})/2*(1+({0})/3)),EXP({0})-1)", a)};
  case NodeOp::log1p:
    return {fmt::format("IF(ABS({0})<1E-5,({0})*(1-({0})/2*(1-({0})*2/3)),LN(1+({0})))", a)};
  case NodeOp::power:
    return {fmt::format("POWER({},{})", a, render(n.b, at).text)};
  case NodeOp::min:
  case NodeOp::max: {
    const std::string b = render(n.b, at).text;
    if (at.moment.empty()) return {fmt::format("{}({},{})", n.op == NodeOp::min ? "MIN" : "MAX", a, b)};
    return {fmt::format("IF(({0}){2}({1}),{0},{1})", a, b, n.op == NodeOp::min ? '<' : '>')};
  }
  default:
    break;
  }
  if (!at.moment.empty()) throw LiveObstacle{"a mean over a formula with whole numbers or a table"};
  const std::string near = tolerance(n.a, at);
  switch (n.op) {
  case NodeOp::floor:
    return {fmt::format("INT({}+{})", a, near)};
  case NodeOp::ceil:
    return {fmt::format("-INT(-({})+{})", a, near), Level::sum};
  case NodeOp::mod: {
    const std::string b = render(n.b, at).at_least(Level::atom);
    const std::string quotient = fmt::format("({})/{}", a, b);
    const std::string rest = fmt::format("({})-{}*INT({}+1E-9*MAX(1,ABS({})))", a, b, quotient, quotient);
    return {fmt::format("IF(ABS({0})<={1},0,{0})", rest, near)};
  }
  case NodeOp::table:
  case NodeOp::table_2:
    return step_lookup(n, at);
  default:
    throw LiveObstacle{
        fmt::format("an operation (number {}) that has no formula here", static_cast<int>(n.op))};
  }
}

} // namespace cea
