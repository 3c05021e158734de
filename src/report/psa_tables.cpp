#include "report/table_context.h"

#include "report/lookup.h"
#include "support/text.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

const PsaResult& psa_of(const TableContext& context) {
  return *context.results.psa;
}

std::vector<Column> estimate_columns(const NumberStyle& style, std::vector<Column> before) {
  for (const char* heading : {"Mean", "MC error", "SD"})
    before.push_back(right(heading));
  before.insert(before.end(), {right(style.percent(0.025)), right(style.percent(0.975))});
  return before;
}

void add_estimate(std::vector<Cell>& row, const TableContext& context, const Estimate& e, CellKind kind) {
  const auto cell = [&](double x) {
    if (std::isnan(x)) return text_cell("n/a");
    return kind == CellKind::money ? context.money(x) : context.effect(x);
  };
  row.insert(row.end(),
             {cell(e.mean), error_cell(context.style, e.mcse, kind), cell(e.sd), cell(e.low), cell(e.high)});
}

std::string error_note(const NumberStyle& style) {
  return fmt::format("MC error: Monte Carlo standard error of the mean. {} and {}: quantiles of the samples.",
                     style.percent(0.025), style.percent(0.975));
}

/// Rows of values by strategy at points of the grid, each value beside its standard error for data.
Table curves_table(const TableContext& context, const std::string& title, CellKind kind,
                   const std::vector<std::size_t>& points, const std::vector<std::vector<double>>& values,
                   const std::vector<std::vector<double>>& errors) {
  const PsaResult& psa = psa_of(context);
  Table table;
  table.title = title;
  table.columns = {left("Willingness to pay")};
  for (std::size_t s = 0; s < values.size(); ++s) {
    table.columns.push_back(right(context.name(psa, s)));
    if (context.is_data()) table.columns.push_back(right(context.name(psa, s) + " MC error"));
  }
  for (const std::size_t w : points) {
    std::vector<Cell>& row = table.rows.emplace_back();
    row.push_back(context.wtp(psa.wtp[w]));
    for (std::size_t s = 0; s < values.size(); ++s) {
      const double x = values[s][w];
      row.push_back(kind == CellKind::money ? context.money(x) : context.share(x));
      if (context.is_data()) row.push_back(error_cell(context.style, errors[s][w], kind));
    }
  }
  return table;
}

void add_columns(Table& table, const std::vector<Column>& columns) {
  table.columns.insert(table.columns.end(), columns.begin(), columns.end());
}

std::string largest_error_note(const TableContext& context, const Table& table,
                               const std::vector<std::vector<double>>& errors,
                               const std::vector<std::size_t>& points, CellKind kind) {
  double most = 0;
  for (const std::vector<double>& row : errors)
    for (const std::size_t w : points)
      most = std::max(most, std::isnan(row[w]) ? 0 : row[w]);
  if (table.rows.empty() || most == 0) return "";
  return fmt::format("Monte Carlo standard errors: at most {}.", error_cell(context.style, most, kind).text);
}

std::vector<std::size_t> threshold_points(const PsaResult& psa) {
  std::vector<std::size_t> points;
  for (const double wtp : psa.thresholds)
    points.push_back(curve_point(psa.wtp, wtp));
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

/// Every point for data; otherwise ten steps over the grid and the thresholds.
std::vector<std::size_t> curve_points(const PsaResult& psa, bool all) {
  const std::size_t step = all ? 1 : std::max<std::size_t>(1, (psa.wtp.size() - 1) / 10);
  std::vector<std::size_t> points = all ? std::vector<std::size_t>{} : threshold_points(psa);
  for (std::size_t w = 0; w < psa.wtp.size(); w += step)
    points.push_back(w);
  std::sort(points.begin(), points.end());
  points.erase(std::unique(points.begin(), points.end()), points.end());
  return points;
}

void add_loss_columns(Table& table, const TableContext& context, const std::vector<std::size_t>& points) {
  const PsaResult& psa = psa_of(context);
  add_columns(table, {right("EVPI"), right("EVPI MC error"), left("Optimal strategy")});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::size_t w = points[i];
    table.rows[i].insert(table.rows[i].end(), {context.money(psa.evpi[w]),
                                               error_cell(context.style, psa.evpi_mcse[w], CellKind::money),
                                               text_cell(context.name(psa, psa.frontier[w]))});
  }
}

/// Parameters whose range deterministic analyses use and samples don't.
std::string fixed_note(const TableContext& context) {
  constexpr std::size_t kMostNamed = 6;
  std::vector<std::string> names;
  for (const ParameterSummary& p : context.results.parameters)
    if (p.low && p.high && *p.low < *p.high && !p.uncertain && !p.derived && p.unit != "switch")
      names.push_back(p.name);
  if (names.empty()) return "";
  const std::size_t more = names.size() - std::min(names.size(), kMostNamed);
  names.resize(names.size() - more);
  return fmt::format("With a range but no distribution, so the same in every sample: {}{}.",
                     join(names, ", "), more > 0 ? fmt::format(" and {} more", more) : "");
}

} // namespace

Cell error_cell(const NumberStyle& style, double error, CellKind kind) {
  if (std::isnan(error)) return text_cell("n/a");
  if (kind == CellKind::probability) return {style.percent(error), kind, error};
  if (error == 0) return {"0", kind, error};
  const int magnitude = static_cast<int>(std::floor(std::log10(error)));
  return {style.number(error, std::clamp(1 - magnitude, 0, 9)), kind, error};
}

Table psa_totals_table(const TableContext& context) {
  const PsaResult& psa = psa_of(context);
  Table table;
  table.title = "Probabilistic totals per person";
  table.columns = estimate_columns(context.style, {left("Strategy"), left("Quantity")});
  for (std::size_t s = 0; s < psa.strategies.size(); ++s) {
    const std::string name = context.name(psa, s);
    table.rows.push_back({text_cell(name), text_cell(context.cost_heading())});
    add_estimate(table.rows.back(), context, psa.cost[s], CellKind::money);
    table.rows.push_back({text_cell(name), text_cell(context.effect_heading())});
    add_estimate(table.rows.back(), context, psa.effect_estimate[s], CellKind::effect);
  }
  table.notes.push_back(error_note(context.style));
  if (const std::string note = fixed_note(context); !note.empty()) table.notes.push_back(note);
  blank_repeats(table, context);
  return table;
}

Table psa_increments_table(const TableContext& context) {
  const PsaResult& psa = psa_of(context);
  Table table;
  table.title = "Probabilistic increments per person";
  table.columns = estimate_columns(context.style, {left("Comparison"), left("Quantity")});
  for (const PsaPairwiseRow& row : psa.pairwise) {
    const std::string pair =
        fmt::format("{} vs {}", context.name(psa, row.strategy), context.name(psa, row.comparator));
    const auto add = [&](const std::string& quantity, const Estimate& e, CellKind kind) {
      table.rows.push_back({text_cell(pair), text_cell(quantity)});
      add_estimate(table.rows.back(), context, e, kind);
    };
    add(context.cost_heading(), row.delta_cost, CellKind::money);
    add(psa.fewer_is_better ? context.style.increment_heading() : context.effect_heading(), row.delta_effect,
        CellKind::effect);
    for (std::size_t t = 0; t < row.inmb.size(); ++t)
      add(fmt::format("INMB at {}", context.style.price(psa.thresholds[t])), row.inmb[t], CellKind::money);
  }
  if (!table.rows.empty() && !psa.thresholds.empty())
    table.notes.emplace_back("INMB: incremental net monetary benefit.");
  if (psa.thresholds.empty())
    table.notes.emplace_back(
        "No willingness to pay is given: `willingness_to_pay:` in the file or `--wtp` adds "
        "acceptability curves and the value of information.");
  blank_repeats(table, context);
  return table;
}

Table probability_table(const TableContext& context) {
  const PsaResult& psa = psa_of(context);
  const std::vector<std::size_t> points = threshold_points(psa);
  Table table = curves_table(context, "Probability that a strategy is cost-effective", CellKind::probability,
                             points, psa.ceac, psa.ceac_mcse);
  const std::string note = largest_error_note(context, table, psa.ceac_mcse, points, CellKind::probability);
  if (!note.empty()) table.notes.push_back(note);
  return table;
}

Table loss_table(const TableContext& context) {
  const PsaResult& psa = psa_of(context);
  const std::vector<std::size_t> points = context.is_data() ? curve_points(psa, true) : threshold_points(psa);
  Table table = curves_table(context, context.style.in_currency("Expected loss and EVPI per person"),
                             CellKind::money, points, psa.expected_loss, psa.expected_loss_mcse);
  add_loss_columns(table, context, points);
  const std::string note =
      largest_error_note(context, table, psa.expected_loss_mcse, points, CellKind::money);
  if (!note.empty()) table.notes.push_back(note);
  if (!points.empty())
    table.notes.emplace_back("EVPI: expected value of perfect information, the expected loss of the optimal "
                             "strategy, which is the one with the highest mean net benefit.");
  return table;
}

Table curve_table(const TableContext& context) {
  const PsaResult& psa = psa_of(context);
  const std::vector<std::size_t> points = curve_points(psa, context.is_data());
  Table table = curves_table(context, "Cost-effectiveness acceptability curves and frontier",
                             CellKind::probability, points, psa.ceac, psa.ceac_mcse);
  add_columns(table, {right("Frontier"), left("Optimal strategy")});
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::size_t optimal = psa.frontier[points[i]];
    const double p = psa.ceac[optimal][points[i]];
    table.rows[i].push_back(context.share(p));
    table.rows[i].push_back(text_cell(context.name(psa, optimal)));
  }
  if (!points.empty())
    table.notes.emplace_back("Frontier: the probability of the optimal strategy, which is the one with the "
                             "highest mean net benefit.");
  return table;
}

} // namespace cea::report
