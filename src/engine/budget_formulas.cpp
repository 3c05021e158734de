#include "engine/budget_formulas.h"

namespace cea {

using formula::NodeId;

namespace {

class BudgetResolver {
public:
  BudgetResolver(const BudgetSettings& settings, formula::Resolver& resolver, formula::Graph& graph,
                 Diagnostics& diagnostics)
      : settings_(settings), resolver_(resolver), g_(graph), diagnostics_(diagnostics) {}

  std::optional<BudgetNodes> run() {
    BudgetNodes nodes;
    // The budget's other formulas may name its members, where no parameter has that name.
    const bool named = settings_.members && !resolver_.defines(kMembers);
    if (settings_.members) nodes.members = node(*settings_.members);
    if (named) resolver_.lend(kMembers, *settings_.members);
    other_formulas(nodes);
    if (named) resolver_.forget(kMembers);
    return good_ ? std::optional(std::move(nodes)) : std::nullopt;
  }

private:
  static constexpr const char* kMembers = "members";

  void other_formulas(BudgetNodes& nodes) {
    nodes.prevalent = settings_.prevalent ? node(*settings_.prevalent) : g_.constant(0);
    nodes.incident = years(settings_.incident);
    nodes.uptake = lists(settings_.uptake);
    nodes.prevalent_uptake = lists(settings_.prevalent_uptake);
    nodes.without = lists(settings_.without);
    nodes.with = lists(settings_.with);
    nodes.price_factors = lists(settings_.price_factors);
    nodes.set_up = years(settings_.set_up);
    nodes.per_entrant = settings_.per_entrant ? node(*settings_.per_entrant) : g_.constant(0);
  }

  NodeId node(const FormulaText& formula) {
    const auto resolved = resolver_.resolve(formula);
    if (!resolved) {
      good_ = false;
      return g_.constant(0);
    }
    if ((g_.depends(*resolved) & ~formula::kSample) != 0) {
      diagnostics_.error(formula.span, "a budget's formula can't change from cycle to cycle",
                         "give a list with a value for each year");
      good_ = false;
    }
    return *resolved;
  }

  BudgetNodes::Years years(const std::vector<FormulaText>& formulas) {
    BudgetNodes::Years all;
    for (const FormulaText& formula : formulas)
      all.push_back(node(formula));
    all.resize(static_cast<std::size_t>(settings_.years), all.empty() ? g_.constant(0) : all.back());
    return all;
  }

  std::vector<BudgetNodes::Years> lists(const std::vector<YearlyFormulas>& all) {
    std::vector<BudgetNodes::Years> nodes;
    for (const YearlyFormulas& one : all)
      nodes.push_back(years(one.values));
    return nodes;
  }

  const BudgetSettings& settings_;
  formula::Resolver& resolver_;
  formula::Graph& g_;
  Diagnostics& diagnostics_;
  bool good_ = true;
};

} // namespace

std::optional<BudgetNodes> resolve_budget(const Scenario& scenario, formula::Resolver& resolver,
                                          formula::Graph& graph, Diagnostics& diagnostics) {
  if (!scenario.analyses.budget) return std::nullopt;
  return BudgetResolver(*scenario.analyses.budget, resolver, graph, diagnostics).run();
}

std::optional<EquityNodes> resolve_equity(const Scenario& scenario, formula::Resolver& resolver,
                                          formula::Graph& graph, Diagnostics& diagnostics) {
  if (!scenario.analyses.equity) return std::nullopt;
  EquityNodes nodes;
  bool good = true;
  const auto resolve = [&](const std::vector<EquitySettings::GroupFormula>& list,
                           std::vector<NodeId>& target) {
    for (const EquitySettings::GroupFormula& g : list) {
      const auto node = resolver.resolve(g.value);
      if (node && (graph.depends(*node) & ~formula::kSample) != 0)
        diagnostics.error(g.value.span, "a group's baseline and burden can't change from cycle to cycle");
      good = good && node;
      target.push_back(node.value_or(0));
    }
  };
  resolve(scenario.analyses.equity->baseline, nodes.baseline);
  resolve(scenario.analyses.equity->burden, nodes.burden);
  return good ? std::optional(std::move(nodes)) : std::nullopt;
}

} // namespace cea
