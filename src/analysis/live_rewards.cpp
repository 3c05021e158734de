// Costs and effects of a strategy by cycle: membership times amount, then times the discount factor.
#include "analysis/live_book.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace cea {

using formula::NodeId;
using Kind = LiveCell::Kind;
using Format = LiveCell::Format;

namespace {

constexpr int kTotalRow = kFirstCycleRow - 2;
/// Characters of a column's formula, so that it stays within Excel's 8,192: of all, of an amount, of a share.
constexpr std::size_t kLongestFormula = 7'000, kAmountLength = 300, kMemberLength = 25;

std::string outcome_label(const Scenario& s, Outcome outcome) {
  if (outcome == Outcome::cost) return "Cost";
  if (outcome == Outcome::qaly) return "QALYs";
  if (outcome == Outcome::life_years) return "Life years";
  const FurtherOutcome& of = s.outcomes[index_of_further(outcome)];
  return of.label.empty() ? of.id : of.label;
}

Format format_of(Outcome outcome) {
  return outcome == Outcome::cost ? Format::amount : Format::effect;
}

} // namespace

std::string LiveBook::strategy_sheet(int strategy) const {
  return fmt::format("Strategy {}", strategy + 1);
}

void LiveBook::plan_rewards() {
  columns_.resize(model_.scenario->strategies.size());
  using Group = std::tuple<int, int, Outcome, int, NodeId>;
  std::map<Group, std::vector<const CompiledModel::Reward*>> groups;
  for (const CompiledModel::Reward& r : model_.rewards) {
    cells_.need(r.amount, r.first, r.last);
    cells_.describe(r.amount, "amount: " + outcome_label(*model_.scenario, r.outcome));
    if (!model_.graph.is_constant(r.discount, 1)) {
      cells_.need(r.discount, r.first, r.last);
      cells_.describe(r.discount,
                      r.outcome == Outcome::cost ? "discount factor of costs" : "discount factor of effects");
    }
    groups[{r.strategy, r.subgroup, r.outcome, r.category, r.discount}].push_back(&r);
  }
  for (auto& [key, rewards] : groups) {
    const auto& [strategy, subgroup, outcome, category, discount] = key;
    std::stable_sort(rewards.begin(), rewards.end(), [](const auto* a, const auto* b) {
      return std::pair(a->amount, a->end_of_cycle) < std::pair(b->amount, b->end_of_cycle);
    });
    auto& columns = columns_[static_cast<std::size_t>(strategy)];
    std::size_t length = kLongestFormula;
    for (std::size_t i = 0; i < rewards.size(); ++i) {
      const bool same = i > 0 && rewards[i]->amount == rewards[i - 1]->amount;
      length += same ? kMemberLength : kAmountLength;
      if (length > kLongestFormula) {
        columns.push_back({subgroup, category, outcome, discount, {}});
        length = kAmountLength;
      }
      columns.back().rewards.push_back(rewards[i]);
    }
  }
  for (const NodeId weight : model_.weights)
    cells_.need(weight, 0, 0);
  for (std::size_t g = 0; g < model_.scenario->subgroups.size(); ++g)
    cells_.describe(model_.weights[g], "weight of " + model_.scenario->subgroups[g].id);
}

int LiveBook::last_row(const LiveRewardColumn& column) const {
  int last = 0;
  for (const auto* r : column.rewards)
    last = std::max(last, r->last);
  return last;
}

/// The sum of one row as a formula, empty where nothing counts; its value is added to `value`.
std::string LiveBook::amount_in(const LiveRewardColumn& column, std::size_t chain, int cycle,
                                const std::string& sheet, double& value) {
  std::string text;
  for (std::size_t i = 0; i < column.rewards.size();) {
    const CompiledModel::Reward& first = *column.rewards[i];
    std::string members;
    double share = 0;
    int count = 0;
    for (; i < column.rewards.size() && column.rewards[i]->amount == first.amount &&
           column.rewards[i]->end_of_cycle == first.end_of_cycle;
         ++i) {
      const CompiledModel::Reward& r = *column.rewards[i];
      if (cycle < r.first || cycle > r.last) continue;
      const int row = r.end_of_cycle ? cycle + 1 : cycle;
      ++count;
      if (r.cell < 0 || everybody(chain)) {
        share += 1;
        continue;
      }
      share += members_[chain][static_cast<std::size_t>(row)][static_cast<std::size_t>(r.cell)];
      members += fmt::format("{}'{}'!{}", members.empty() ? "" : "+", trace_name(chain),
                             cell_name(kFirstCycleRow + row, 2 + r.cell));
    }
    if (count == 0) continue;
    const double amount = cells_.value(first.amount, cycle);
    if (!std::isfinite(amount)) throw LiveObstacle{"an amount that is computed where nobody is"};
    value += share * amount;
    const FormulaPiece each = cells_.text(first.amount, cycle, sheet);
    std::string term = each.at_least(FormulaPiece::product);
    if (members.empty() && count > 1) term += fmt::format("*{}", count);
    if (!members.empty() && model_.graph.is_constant(first.amount, 1))
      term = members;
    else if (!members.empty())
      term += count > 1 ? "*(" + members + ")" : "*" + members;
    text += (text.empty() ? "" : "+") + term;
  }
  if (text.size() > 8'000) throw LiveObstacle{"an amount of more parts than a formula can add up"};
  return text;
}

/// Undiscounted, and discounted beside it where there is a discount factor. Returns the next free column.
int LiveBook::write_column(const LiveRewardColumn& column, int strategy, int at, LiveSheet& sheet) {
  const bool discounted = !model_.graph.is_constant(column.discount, 1);
  const std::size_t chain =
      model_.chain_of(static_cast<std::size_t>(strategy), static_cast<std::size_t>(column.subgroup));
  const Format format = format_of(column.outcome);
  double sums[2] = {0, 0};
  const int last = last_row(column);
  for (int k = 0; k <= last; ++k) {
    double value = 0;
    const std::string text = amount_in(column, chain, k, sheet.name, value);
    if (text.empty()) continue;
    const int row = kFirstCycleRow + k;
    sheet.cells.push_back(
        {.row = row, .column = at, .kind = Kind::formula, .text = text, .value = value, .format = format});
    sums[0] += value;
    if (!discounted) continue;
    const double factor = cells_.value(column.discount, k);
    const std::string product = cell_name(row, at) + "*" +
                                cells_.text(column.discount, k, sheet.name).at_least(FormulaPiece::product);
    sheet.cells.push_back({.row = row,
                           .column = at + 1,
                           .kind = Kind::formula,
                           .text = product,
                           .value = value * factor,
                           .format = format});
    sums[1] += value * factor;
  }
  const Scenario& s = *model_.scenario;
  std::string heading = outcome_label(s, column.outcome);
  if (column.outcome == Outcome::cost)
    heading =
        "Cost: " +
        model_.categories[static_cast<std::size_t>(strategy)][static_cast<std::size_t>(column.category)];
  if (column.rewards.front()->cell < 0) heading += ", decision tree";
  if (!s.subgroups.empty())
    heading += fmt::format(" ({})", s.subgroups[static_cast<std::size_t>(column.subgroup)].id);
  for (int i = 0; i < (discounted ? 2 : 1); ++i) {
    const int where = at + i;
    sheet.cells.push_back({.row = kFirstCycleRow - 1,
                           .column = where,
                           .kind = Kind::heading,
                           .text = heading + (i == 1 ? ", discounted" : "")});
    sheet.cells.push_back({.row = kTotalRow,
                           .column = where,
                           .kind = Kind::formula,
                           .text = fmt::format("SUM({}:{})", cell_name(kFirstCycleRow, where),
                                               cell_name(kFirstCycleRow + last, where)),
                           .value = sums[i],
                           .format = format});
  }
  for (const bool d : {false, true}) {
    const int which = d && discounted ? 1 : 0;
    const LiveTotal total{column.subgroup,
                          fmt::format("'{}'!{}", sheet.name, cell_name(kTotalRow, at + which)), sums[which]};
    totals_[{strategy, column.outcome, column.category, d}].push_back(total);
  }
  return at + (discounted ? 2 : 1);
}

void LiveBook::write_strategy(int index, LiveSheet& sheet) {
  const Strategy& strategy = model_.scenario->strategies[static_cast<std::size_t>(index)];
  sheet.cells = {
      {.row = 0,
       .column = 0,
       .kind = Kind::title,
       .text = "Costs and effects per person: " + (strategy.label.empty() ? strategy.id : strategy.label)},
      {.row = 1,
       .column = 0,
       .kind = Kind::note,
       .text = "What each cycle adds; totals stand above. Row 0 holds what counts at the start."},
      {.row = kTotalRow, .column = 0, .text = "Total"}};
  int last = 0, at = 2;
  for (const LiveRewardColumn& column : columns_[static_cast<std::size_t>(index)]) {
    last = std::max(last, last_row(column));
    at = write_column(column, index, at, sheet);
  }
  add_headings(sheet, last);
  sheet.frozen_columns = 2;
}

std::vector<LiveTotal> LiveBook::totals(int strategy, Outcome outcome, int category, bool discounted) const {
  std::vector<LiveTotal> found;
  for (const auto& [key, list] : totals_) {
    const auto& [s, o, c, d] = key;
    if (s == strategy && o == outcome && d == discounted && (category < 0 || c == category))
      found.insert(found.end(), list.begin(), list.end());
  }
  return found;
}

} // namespace cea
