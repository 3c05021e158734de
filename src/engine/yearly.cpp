#include "engine/yearly.h"

#include "engine/counting.h"
#include "formula/arithmetic.h"

#include <algorithm>
#include <cmath>

namespace cea {

using formula::NodeId;
using formula::NodeOp;

namespace {

class YearSplitter {
public:
  YearSplitter(const TimeGrid& grid, NodeId begins, formula::Graph& graph)
      : grid_(grid), begins_(begins), g_(graph), time_(graph, grid, begins) {}

  /// The part of a cost that falls into a year; nothing where there is none.
  std::optional<RewardTerm> part(const RewardTerm& term, int year) {
    const NodeId from = g_.constant(year), until = g_.constant(year + 1);
    RewardTerm part = term;
    part.year = year;
    NodeId share = g_.constant(1);
    if (term.date)
      share = inside(*term.date, from, until);
    else if (term.row)
      share = inside(time_.at(CycleDate::start), from, until);
    else
      share = g_.divide(time_.overlap(time_.at(CycleDate::start), from, until), time_.part());
    if (!term.date) keep_cycles(part, year);
    part.amount = g_.multiply(share, term.amount);
    if (part.first > part.last || g_.is_constant(part.amount, 0)) return std::nullopt;
    return part;
  }

  /// The cohort in a living state at the start of a year: each row weighs what it is near that time, and the
  /// first one before the cohort model begins.
  RewardTerm alive(StateIndex state, int year) {
    const NodeId length = g_.constant(grid_.cycle_length);
    const NodeId since = g_.subtract(g_.constant(year), begins_);
    const NodeId row = g_.binary(NodeOp::max, g_.constant(0), g_.divide(since, length));
    const NodeId away = g_.unary(NodeOp::abs, g_.subtract(g_.cycle(), row));
    RewardTerm term{.state = state, .last = grid_.cycles, .attributed = state, .span = {}};
    term.amount = g_.binary(NodeOp::max, g_.constant(0), g_.subtract(g_.constant(1), away));
    term.discount = g_.constant(1);
    term.outcome = Outcome::life_years;
    term.category = kAlive;
    term.year = year;
    if (g_.is_constant(row)) {
      term.first = std::min(grid_.cycles + 1, static_cast<int>(std::floor(g_.value(row))));
      term.last = std::min(grid_.cycles, term.first + 1);
    }
    return term;
  }

private:
  NodeId inside(NodeId date, NodeId from, NodeId until) {
    return g_.binary(NodeOp::logical_and, g_.binary(NodeOp::less_equal, from, date),
                     g_.binary(NodeOp::less, date, until));
  }

  /// Leaves out the cycles that can't lie in the year, where that is known beforehand.
  void keep_cycles(RewardTerm& part, int year) const {
    if (!g_.is_constant(begins_)) return;
    const double from = (year - g_.value(begins_)) / grid_.cycle_length,
                 until = from + 1 / grid_.cycle_length;
    part.first = std::max(part.first, static_cast<int>(std::max(0.0, formula::floor_within_tolerance(from))));
    part.last =
        std::min(part.last, static_cast<int>(formula::ceil_within_tolerance(until)) - (until > 0 ? 1 : 0));
  }

  const TimeGrid& grid_;
  NodeId begins_; ///< years until the cohort model begins
  formula::Graph& g_;
  TimeNodes time_;
};

} // namespace

RewardTerms split_by_year(const RewardTerms& rewards, const Scenario& scenario, const TimeGrid& grid,
                          const CompileOptions& options, NodeId begins, formula::Graph& graph) {
  YearSplitter splitter(grid, begins, graph);
  RewardTerms result{{}, rewards.categories, rewards.checks};
  const Outcome effect = outcome_of(scenario, scenario.effect);
  for (int year = 0; year < options.years; ++year) {
    for (const RewardTerm& term : rewards.terms)
      if (term.outcome == Outcome::cost || (options.detail == Detail::full && term.outcome == effect))
        if (auto part = splitter.part(term, year)) result.terms.push_back(*std::move(part));
    for (std::size_t s = 0; s < scenario.states.size(); ++s)
      if (scenario.states[s].alive) result.terms.push_back(splitter.alive(static_cast<StateIndex>(s), year));
  }
  return result;
}

std::vector<OutputChannel> yearly_channels(const OutputChannel& whole, Detail detail) {
  OutputChannel discounted = whole;
  discounted.state = 0;
  discounted.year = std::max(whole.year, 0);
  OutputChannel plain = discounted;
  plain.discounted = false;
  if (whole.category == kAlive) {
    plain.category = 0;
    return {plain};
  }
  if (whole.outcome != Outcome::cost)
    return detail == Detail::full ? std::vector{discounted} : std::vector<OutputChannel>{};
  return detail == Detail::full ? std::vector{plain, discounted} : std::vector{plain};
}

} // namespace cea
