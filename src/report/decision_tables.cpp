#include "report/decision_tables.h"

#include "report/lookup.h"

#include <stdexcept>

namespace cea::report {
namespace {

/// Means, deterministic or probabilistic, as the decision tables show them.
struct Means {
  std::string title;
  std::vector<std::string> names;
  std::vector<double> costs, effects;
};

Means means_of(const TableContext& context, const BaseCase& base_case) {
  Means m;
  for (std::size_t s = 0; s < base_case.strategies.size(); ++s) {
    m.names.push_back(context.name(base_case, s));
    m.costs.push_back(base_case.strategies[s].cost);
    m.effects.push_back(amount_or_zero(base_case.strategies[s].effects, base_case.effect));
  }
  return m;
}

Means means_of(const TableContext& context, const PsaResult& psa) {
  Means m;
  for (std::size_t s = 0; s < psa.strategies.size(); ++s) {
    m.names.push_back(context.name(psa, s));
    m.costs.push_back(psa.cost[s].mean);
    m.effects.push_back(psa.effect_estimate[s].mean);
  }
  return m;
}

std::string basis_of(const TableContext& context, const PsaResult& psa) {
  return fmt::format("probabilistic (means of {} samples)", context.style.count(psa.samples));
}

Cell incremental_icer(const TableContext& context, const IncrementalRow& row) {
  switch (row.status) {
  case DominanceStatus::reference:
    return text_cell("reference");
  case DominanceStatus::dominated:
    return text_cell("dominated");
  case DominanceStatus::extendedly_dominated:
    return text_cell("extendedly dominated");
  case DominanceStatus::non_dominated:
    break;
  }
  return {context.style.three_digits(*row.icer), CellKind::ratio, row.icer};
}

std::vector<Column> incremental_columns(const TableContext& context) {
  std::vector<Column> columns = {left("Strategy"),
                                 right(context.cost_heading()),
                                 right(context.effect_heading()),
                                 right("Incremental " + context.style.in_currency("cost")),
                                 right(context.style.increment_heading()),
                                 right(fmt::format("ICER ({})", context.style.per_effect()))};
  if (context.is_data()) columns.insert(columns.end(), {left("Status"), left("Comparator")});
  return columns;
}

std::vector<Cell> incremental_cells(const TableContext& context, const Means& means,
                                    const IncrementalRow& row) {
  const std::size_t s = row.strategy;
  std::vector<Cell> cells = {text_cell(means.names[s]),
                             context.money(means.costs[s]),
                             context.effect(means.effects[s]),
                             row.delta_cost ? context.money(*row.delta_cost) : text_cell(""),
                             row.delta_effect ? context.effect(*row.delta_effect) : text_cell(""),
                             incremental_icer(context, row)};
  if (context.is_data()) {
    if (!row.icer) cells.back() = text_cell("");
    cells.push_back(text_cell(status_name(row.status)));
    cells.push_back(text_cell(row.comparator ? means.names[*row.comparator] : ""));
  }
  return cells;
}

Table incremental_table(const TableContext& context, const std::string& basis, const Means& means,
                        const std::vector<IncrementalRow>& rows) {
  Table table;
  table.title = "Incremental analysis, " + basis;
  table.columns = incremental_columns(context);
  for (const IncrementalRow& row : rows)
    table.rows.push_back(incremental_cells(context, means, row));
  table.notes.emplace_back(
      "In order of cost; increments against the next cheaper strategy that isn't dominated.");
  return table;
}

std::vector<Column> pairwise_columns(const TableContext& context) {
  std::vector<Column> columns = {
      left("Strategy"), left("Compared with"), right("Incremental " + context.style.in_currency("cost")),
      right(context.style.increment_heading()), right(fmt::format("ICER ({})", context.style.per_effect()))};
  if (context.is_data()) columns.push_back(left("Quadrant"));
  return columns;
}

/// A step from a comparator, deterministic or of the means.
struct Step {
  std::size_t strategy, comparator;
  double cost, effect;
  Quadrant quadrant;
  std::optional<double> icer;
};

Table pairwise_table(const TableContext& context, const std::string& basis, const Means& means,
                     const std::vector<Step>& steps) {
  Table table;
  table.title = "Pairwise comparison, " + basis;
  table.columns = pairwise_columns(context);
  for (const Step& step : steps) {
    std::vector<Cell> cells = {text_cell(means.names[step.strategy]), text_cell(means.names[step.comparator]),
                               context.money(step.cost), context.effect(step.effect),
                               icer_cell(context, step.quadrant, step.icer)};
    if (context.is_data()) {
      if (!step.icer) cells.back() = text_cell("");
      cells.push_back(text_cell(quadrant_name(step.quadrant)));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

} // namespace

Cell icer_cell(const TableContext& context, Quadrant quadrant, std::optional<double> icer) {
  switch (quadrant) {
  case Quadrant::origin:
    return text_cell("no difference");
  case Quadrant::north_east:
    return {context.style.three_digits(icer.value()), CellKind::ratio, icer};
  case Quadrant::south_west:
    return {fmt::format("saves {} per {} given up", context.style.price(icer.value()), context.style.unit()),
            CellKind::ratio, icer};
  case Quadrant::south:
  case Quadrant::south_east:
  case Quadrant::east:
    return text_cell("dominant");
  default:
    return text_cell("dominated");
  }
}

std::string quadrant_name(Quadrant quadrant) {
  switch (quadrant) {
  case Quadrant::origin:
    return "origin";
  case Quadrant::north:
    return "north";
  case Quadrant::north_east:
    return "north_east";
  case Quadrant::east:
    return "east";
  case Quadrant::south_east:
    return "south_east";
  case Quadrant::south:
    return "south";
  case Quadrant::south_west:
    return "south_west";
  case Quadrant::west:
    return "west";
  case Quadrant::north_west:
    return "north_west";
  }
  throw std::logic_error("no such quadrant");
}

std::string status_name(DominanceStatus status) {
  switch (status) {
  case DominanceStatus::reference:
    return "reference";
  case DominanceStatus::non_dominated:
    return "non_dominated";
  case DominanceStatus::dominated:
    return "dominated";
  case DominanceStatus::extendedly_dominated:
    return "extendedly_dominated";
  }
  throw std::logic_error("no such status");
}

Table base_incremental_table(const TableContext& context) {
  const BaseCase& b = *context.results.base_case;
  return incremental_table(context, "deterministic", means_of(context, b), b.incremental);
}

Table psa_incremental_table(const TableContext& context) {
  const PsaResult& p = *context.results.psa;
  return incremental_table(context, basis_of(context, p), means_of(context, p), p.incremental);
}

Table base_pairwise_table(const TableContext& context) {
  const BaseCase& b = *context.results.base_case;
  std::vector<Step> steps;
  for (const PairwiseRow& row : b.pairwise)
    steps.push_back({row.strategy, row.comparator, row.delta_cost, row.delta_effect, row.quadrant, row.icer});
  return pairwise_table(context, "deterministic", means_of(context, b), steps);
}

Table psa_pairwise_table(const TableContext& context) {
  const PsaResult& p = *context.results.psa;
  std::vector<Step> steps;
  for (const PsaPairwiseRow& row : p.pairwise)
    steps.push_back(
        {row.strategy, row.comparator, row.delta_cost.mean, row.delta_effect.mean, row.quadrant, row.icer});
  return pairwise_table(context, basis_of(context, p), means_of(context, p), steps);
}

} // namespace cea::report
