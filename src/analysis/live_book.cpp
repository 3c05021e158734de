// Cohorts: a sheet a trace, with transition probabilities beside the shares.
#include "analysis/live_book.h"

#include "analysis/live_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::NodeId;
using formula::NodeOp;
using Kind = LiveCell::Kind;
using Format = LiveCell::Format;

namespace {

constexpr int kFirstCellColumn = 2;
constexpr std::size_t kLongestText = 8000, kMostColumns = 16'000;

} // namespace

/// One cell that nobody leaves, as under partitioned survival and in decision trees.
bool LiveBook::everybody(std::size_t chain) const {
  return model_.scenario->partitioned.has_value() || model_.chains[chain].cells.empty();
}

std::string LiveBook::trace_name(std::size_t chain) const {
  return fmt::format("Trace {}", chain + 1);
}

void LiveBook::plan() {
  std::size_t formulas = 0;
  const auto cycles = static_cast<std::size_t>(model_.grid.cycles);
  for (const CellChain& chain : model_.chains) {
    const std::size_t columns = chain.cells.size() + chain.edges.size();
    formulas += columns * cycles;
    if (formulas > kMostLiveFormulas || columns > kMostColumns)
      throw LiveObstacle{
          fmt::format("{} cells of memory over {} cycles, more than a workbook of {} formulas holds",
                      chain.cells.size(), cycles, kMostLiveFormulas)};
  }
  for (std::size_t c = 0; c < model_.chains.size(); ++c)
    plan_chain(c);
  plan_rewards();
  if (!model_.scenario->partitioned) return;
  for (const auto& shares : model_.membership)
    for (std::size_t s = 0; s < shares.size(); ++s) {
      cells_.need(shares[s], 0, model_.grid.cycles);
      const HealthState& state = model_.scenario->states[s];
      cells_.describe(shares[s], "share: " + (state.label.empty() ? state.id : state.label));
    }
}

void LiveBook::plan_chain(std::size_t index) {
  run_chain(index);
  if (everybody(index)) return;
  const CellChain& chain = model_.chains[index];
  const int last = model_.grid.cycles - 1;
  for (const auto& [cell, share] : chain.start)
    cells_.need(share, 0, 0);
  for (const CellEdge& edge : chain.edges) {
    if (model_.graph.is_constant(edge.probability, 1)) continue;
    const Cell& from = chain.cells[static_cast<std::size_t>(edge.from)];
    cells_.need(edge.probability, from.first, last);
    cells_.describe(edge.probability,
                    cell_label(from) + " → " + cell_label(chain.cells[static_cast<std::size_t>(edge.to)]));
  }
}

/// Shares with the base values, in the order of the sheet's formulas.
void LiveBook::run_chain(std::size_t index) {
  const CellChain& chain = model_.chains[index];
  auto& rows = members_.emplace_back(static_cast<std::size_t>(model_.grid.cycles) + 1,
                                     std::vector<double>(chain.cells.size(), 0.0));
  if (everybody(index)) {
    for (auto& row : rows)
      std::fill(row.begin(), row.end(), 1.0);
    return;
  }
  for (const auto& [cell, share] : chain.start)
    rows[0][static_cast<std::size_t>(cell)] += cells_.value(share, 0);
  for (std::size_t k = 0; k + 1 < rows.size(); ++k)
    for (const CellEdge& edge : chain.edges) {
      const double here = rows[k][static_cast<std::size_t>(edge.from)];
      if (here != 0)
        rows[k + 1][static_cast<std::size_t>(edge.to)] +=
            here * cells_.value(edge.probability, static_cast<int>(k));
    }
}

std::string LiveBook::cell_label(const Cell& cell) const {
  const HealthState& state = model_.scenario->states[static_cast<std::size_t>(cell.state)];
  std::string label = state.label.empty() ? state.id : state.label;
  for (const auto& [counter, value] : cell.counters) {
    std::string clock = "stay";
    for (std::size_t c = 0; c < model_.scenario->clocks.size(); ++c)
      if (counter == formula::clock_bit(static_cast<int>(c))) clock = model_.scenario->clocks[c].name;
    label += fmt::format(", {} {}", clock, value);
  }
  return label;
}

std::string LiveBook::strategies_of(std::size_t chain) const {
  std::string names;
  const Scenario& s = *model_.scenario;
  for (std::size_t i = 0; i < s.strategies.size(); ++i)
    for (std::size_t g = 0; g < model_.weights.size(); ++g) {
      if (model_.chain_of(i, g) != chain) continue;
      const Strategy& strategy = s.strategies[i];
      names += (names.empty() ? "" : "; ") + (strategy.label.empty() ? strategy.id : strategy.label);
      if (!s.subgroups.empty()) names += fmt::format(" ({})", s.subgroups[g].id);
    }
  return names;
}

void LiveBook::add_headings(LiveSheet& sheet, int last_cycle) const {
  sheet.frozen_rows = kFirstCycleRow;
  sheet.frozen_columns = kFirstCellColumn;
  sheet.widths = {9, 9, 18};
  sheet.cells.push_back({.row = kFirstCycleRow - 1, .column = 0, .kind = Kind::heading, .text = "Cycle"});
  sheet.cells.push_back({.row = kFirstCycleRow - 1, .column = 1, .kind = Kind::heading, .text = "Years"});
  for (int k = 0; k <= last_cycle; ++k) {
    sheet.cells.push_back(
        {.row = kFirstCycleRow + k, .column = 0, .kind = Kind::number, .value = k, .format = Format::whole});
    sheet.cells.push_back({.row = kFirstCycleRow + k,
                           .column = 1,
                           .kind = Kind::number,
                           .value = k * model_.grid.cycle_length});
  }
}

/// Who is in a cell at the start of the cycle after this one.
std::string LiveBook::inflow(std::size_t index, int cell, int cycle) const {
  const CellChain& chain = model_.chains[index];
  std::string text;
  for (std::size_t e = 0; e < chain.edges.size(); ++e) {
    const CellEdge& edge = chain.edges[e];
    if (edge.to != cell || chain.cells[static_cast<std::size_t>(edge.from)].first > cycle) continue;
    text += (text.empty() ? "" : "+") + cell_name(kFirstCycleRow + cycle, kFirstCellColumn + edge.from);
    if (const int column = probability_column_[index][e]; column >= 0)
      text += "*" + cell_name(kFirstCycleRow + cycle, column);
  }
  if (text.size() > kLongestText)
    throw LiveObstacle{"a state that is entered from more states than a formula can add up"};
  return text.empty() ? "0" : text;
}

void LiveBook::write_chain(std::size_t index, LiveSheet& sheet) {
  const CellChain& chain = model_.chains[index];
  const int cycles = model_.grid.cycles;
  sheet.cells = {
      {.row = 0, .column = 0, .kind = Kind::title, .text = "Cohort: " + strategies_of(index)},
      {.row = 1,
       .column = 0,
       .kind = Kind::note,
       .text = "Share of the cohort at the start of each cycle, and the probabilities of moving within it."},
      {.row = kFirstCycleRow - 2, .column = kFirstCellColumn, .text = "Share of the cohort in"}};
  add_headings(sheet, cycles);
  const int count = static_cast<int>(chain.cells.size());
  write_probabilities(index, sheet);
  for (int c = 0; c < count; ++c) {
    const Cell& cell = chain.cells[static_cast<std::size_t>(c)];
    const int column = kFirstCellColumn + c;
    sheet.cells.push_back(
        {.row = kFirstCycleRow - 1, .column = column, .kind = Kind::heading, .text = cell_label(cell)});
    for (int k = cell.first; k <= cycles; ++k) {
      std::string text = "0";
      if (k > 0) text = inflow(index, c, k - 1);
      for (const auto& [where, share] : chain.start)
        if (k == 0 && where == c) text += "+" + cells_.text(share, 0, sheet.name).at_least(FormulaPiece::sum);
      if (text.starts_with("0+")) text.erase(0, 2);
      sheet.cells.push_back(
          {.row = kFirstCycleRow + k,
           .column = column,
           .kind = Kind::formula,
           .text = text,
           .value = members_[index][static_cast<std::size_t>(k)][static_cast<std::size_t>(c)],
           .format = Format::share});
    }
  }
  sheet.cells.push_back(
      {.row = kFirstCycleRow - 1, .column = kFirstCellColumn + count, .kind = Kind::heading, .text = "Sum"});
  for (int k = 0; k <= cycles; ++k) {
    const auto& row = members_[index][static_cast<std::size_t>(k)];
    double sum = 0;
    for (const double share : row)
      sum += share;
    sheet.cells.push_back({.row = kFirstCycleRow + k,
                           .column = kFirstCellColumn + count,
                           .kind = Kind::formula,
                           .text = fmt::format("SUM({}:{})", cell_name(kFirstCycleRow + k, kFirstCellColumn),
                                               cell_name(kFirstCycleRow + k, kFirstCellColumn + count - 1)),
                           .value = sum,
                           .format = Format::share});
  }
}

void LiveBook::write_probabilities(std::size_t index, LiveSheet& sheet) {
  const CellChain& chain = model_.chains[index];
  int column = kFirstCellColumn + static_cast<int>(chain.cells.size()) + 2;
  sheet.cells.push_back(
      {.row = kFirstCycleRow - 2, .column = column, .text = "Probability of moving, from → to"});
  auto& columns = probability_column_[index];
  for (const CellEdge& edge : chain.edges) {
    if (model_.graph.is_constant(edge.probability, 1)) {
      columns.push_back(-1);
      continue;
    }
    const Cell& from = chain.cells[static_cast<std::size_t>(edge.from)];
    const Cell& to = chain.cells[static_cast<std::size_t>(edge.to)];
    sheet.cells.push_back({.row = kFirstCycleRow - 1,
                           .column = column,
                           .kind = Kind::heading,
                           .text = cell_label(from) + " → " + cell_label(to)});
    for (int k = from.first; k < model_.grid.cycles; ++k) {
      LiveCell cell{.row = kFirstCycleRow + k,
                    .column = column,
                    .kind = Kind::formula,
                    .text = cells_.text(edge.probability, k, sheet.name).text,
                    .format = Format::share};
      const double value = cells_.value(edge.probability, k);
      if (std::isfinite(value))
        cell.value = value;
      else
        cell.shown = "n/a";
      sheet.cells.push_back(std::move(cell));
    }
    columns.push_back(column++);
  }
}

/// Partitioned survival: the shares are formulas of the curves.
void LiveBook::write_shares(std::size_t at, LiveSheet& sheet) {
  const Scenario& s = *model_.scenario;
  const Strategy& strategy = s.strategies[at / model_.weights.size()];
  std::string title = "Shares of the states: " + (strategy.label.empty() ? strategy.id : strategy.label);
  if (!s.subgroups.empty()) title += fmt::format(" ({})", s.subgroups[at % model_.weights.size()].id);
  sheet.cells = {{.row = 0, .column = 0, .kind = Kind::title, .text = title},
                 {.row = 1, .column = 0, .kind = Kind::note, .text = "Shares at the start of each cycle."}};
  add_headings(sheet, model_.grid.cycles);
  for (std::size_t state = 0; state < s.states.size(); ++state) {
    const int column = kFirstCellColumn + static_cast<int>(state);
    const HealthState& health = s.states[state];
    sheet.cells.push_back({.row = kFirstCycleRow - 1,
                           .column = column,
                           .kind = Kind::heading,
                           .text = health.label.empty() ? health.id : health.label});
    for (int k = 0; k <= model_.grid.cycles; ++k)
      sheet.cells.push_back({.row = kFirstCycleRow + k,
                             .column = column,
                             .kind = Kind::formula,
                             .text = cells_.text(model_.membership[at][state], k, sheet.name).text,
                             .value = cells_.value(model_.membership[at][state], k),
                             .format = Format::share});
  }
}

void LiveBook::write(std::vector<LiveSheet>& sheets) {
  probability_column_.resize(model_.chains.size());
  const Scenario& s = *model_.scenario;
  if (s.partitioned)
    for (std::size_t at = 0; at < model_.membership.size(); ++at) {
      LiveSheet sheet{.name = fmt::format("Trace {}", at + 1)};
      write_shares(at, sheet);
      sheets.push_back(std::move(sheet));
    }
  for (std::size_t c = 0; c < model_.chains.size(); ++c) {
    if (everybody(c)) continue;
    LiveSheet sheet{.name = trace_name(c)};
    write_chain(c, sheet);
    sheets.push_back(std::move(sheet));
  }
  for (std::size_t i = 0; i < s.strategies.size(); ++i) {
    LiveSheet sheet{.name = strategy_sheet(static_cast<int>(i))};
    write_strategy(static_cast<int>(i), sheet);
    sheets.push_back(std::move(sheet));
  }
}

} // namespace cea
