// The same parameter counted for being in a state and for moving into it.
#include "analysis/lint.h"
#include "formula/ast.h"
#include "formula/quantity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace cea {

namespace {

using formula::Expression;
using formula::Op;
using Names = std::set<std::string>;
using Kind = formula::Quantity::Kind;

class DoubleCountLint {
public:
  DoubleCountLint(const Scenario& s, Diagnostics& diagnostics) : s_(s), diagnostics_(diagnostics) {
    for (const Parameter& p : s.parameters)
      quantities_.emplace(p.name, formula::parse_quantity(p.unit.text, s.time.days_per_year));
  }

  void run() {
    for (const Strategy& strategy : s_.strategies) {
      lint({&s_.costs, &strategy.costs}, true);
      lint({&s_.effects, &strategy.effects}, false);
    }
  }

private:
  using Items = std::vector<const std::vector<Item>*>;

  void lint(const Items& all, bool is_cost) {
    for (const auto* items : all)
      for (const Item& item : *items)
        if (item.kind == Item::Kind::move && !item.leaving)
          for (const auto* amount : {&item.each, &item.utility_loss})
            if (*amount && again_on(item.to, **amount, all, is_cost)) break;
  }

  bool again_on(const std::vector<StateIndex>& states, const FormulaText& amount, const Items& items,
                bool is_cost) {
    Names mentioned;
    if (const auto tree = parsed(amount)) collect_names(*tree, mentioned);
    for (const StateIndex state : states) {
      const Names counted = counted_in(state, items, is_cost);
      const auto twice = std::find_if(mentioned.begin(), mentioned.end(), [&](const std::string& name) {
        return counted.contains(name) && is_amount(name);
      });
      if (twice == mentioned.end()) continue;
      diagnostics_.warning(amount.span,
                           fmt::format("'{}' counts in the state '{}' and again on the move into it", *twice,
                                       s_.states[static_cast<std::size_t>(state)].id),
                           "count it in one of the two places");
      return true;
    }
    return false;
  }

  /// Parameters that are amounts of being in a state.
  Names counted_in(StateIndex state, const Items& items, bool is_cost) {
    Names names;
    const HealthState& target = s_.states[static_cast<std::size_t>(state)];
    add_amounts(is_cost ? target.cost : target.utility, names);
    for (const auto* list : items)
      for (const Item& item : *list) {
        const bool always = item.kind == Item::Kind::while_in && !item.during && !item.when;
        if (!always || std::find(item.in.begin(), item.in.end(), state) == item.in.end()) continue;
        add_amounts(item.per_year, names);
        add_amounts(item.per_cycle, names);
      }
    return names;
  }

  void add_amounts(const std::optional<FormulaText>& formula, Names& names) {
    const auto tree = formula ? parsed(*formula) : nullptr;
    if (tree) collect_amounts(*tree, names);
  }

  /// Names that stand alone as a term of a sum, or as a part of themselves.
  void collect_amounts(const Expression& e, Names& names) const {
    switch (e.op) {
    case Op::name:
      names.insert(e.name);
      break;
    case Op::negate:
    case Op::add:
    case Op::subtract:
      for (const auto& argument : e.arguments)
        collect_amounts(*argument, names);
      break;
    case Op::multiply:
      if (is_part(*e.arguments[1])) collect_amounts(*e.arguments[0], names);
      if (is_part(*e.arguments[0])) collect_amounts(*e.arguments[1], names);
      break;
    default:
      break;
    }
  }

  /// A factor that leaves an amount what it is; others may be how often it is paid.
  [[nodiscard]] bool is_part(const Expression& e) const {
    if (e.op == Op::number) return e.number <= 1;
    if (e.op == Op::subtract) return e.arguments[0]->op == Op::number && e.arguments[0]->number == 1;
    const Kind kind = e.op == Op::name ? kind_of(e.name) : Kind::unknown;
    return kind == Kind::proportion || kind == Kind::ratio;
  }

  [[nodiscard]] Kind kind_of(const std::string& name) const {
    const auto it = quantities_.find(name);
    return it == quantities_.end() ? Kind::unknown : it->second.kind;
  }

  /// By its unit, where it has one. A price per event may well be paid on both occasions.
  [[nodiscard]] bool is_amount(const std::string& name) const {
    const auto it = quantities_.find(name);
    if (it == quantities_.end() || it->second.is_amount_per("event")) return false;
    const Kind kind = it->second.kind;
    return kind == Kind::unknown || kind == Kind::money || kind == Kind::utility || kind == Kind::qaly;
  }

  static void collect_names(const Expression& e, Names& names) {
    if (e.op == Op::name) names.insert(e.name);
    for (const auto& argument : e.arguments)
      if (argument) collect_names(*argument, names);
  }

  static formula::ExpressionPtr parsed(const FormulaText& formula) {
    Diagnostics reported_elsewhere;
    return formula::parse(formula, reported_elsewhere);
  }

  const Scenario& s_;
  Diagnostics& diagnostics_;
  std::map<std::string, formula::Quantity> quantities_;
};

} // namespace

void lint_double_counts(const Scenario& scenario, Diagnostics& diagnostics) {
  DoubleCountLint(scenario, diagnostics).run();
}

} // namespace cea
