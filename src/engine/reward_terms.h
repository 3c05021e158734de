#pragma once

#include "engine/discounting.h"
#include "engine/outcomes.h"
#include "engine/time_grid.h"
#include "engine/transition_rows.h"

#include <optional>
#include <string>
#include <vector>

namespace cea {

/// A reward as membership times amount: Σ over cycles k of membership(row)·amount(k)·discount(k), where row
/// is k, or k+1 for what is counted at the end of the cycle. Every item of the language comes down to this:
/// a move is membership of the state left times the probability of the move. Formulas are evaluated at
/// cycle k (for row schemes at row k); counters are symbolic.
struct RewardTerm {
  StateIndex state = 0;
  formula::NodeId amount = 0; ///< undiscounted, with the counting weight in it
  formula::NodeId discount = 0;
  bool end_of_cycle = false;
  bool of_cohort = false;  ///< the amount is per person of the cohort, not of the state
  int first = 0, last = 0; ///< cycles (or rows) in which it counts
  Outcome outcome = Outcome::cost;
  int category = 0;                      ///< index into `RewardTerms::categories`
  StateIndex attributed = 0;             ///< state in whose total it stands
  bool row = false;                      ///< of a row scheme: belongs to the row's own time
  std::optional<formula::NodeId> date{}; ///< years since the start, of what is dated exactly
  int year = -1;                         ///< where terms were split into years since the start
  Span span;                             ///< of the amount, for messages
};

/// An amount that needs no membership: of a decision tree, dated at time 0.
struct ExpectedAmount {
  formula::NodeId node = 0; ///< depends on the sample alone
  Outcome outcome = Outcome::cost;
  std::string category; ///< of a cost
  std::string branch;   ///< path in the tree, for messages
  Span span;
};

struct RewardTerms {
  std::vector<RewardTerm> terms;
  std::vector<std::string> categories;
  std::vector<Check> checks; ///< of dates; nothing in them changes with time
};

/// Whether an item counts in the perspective that the setting takes.
bool counts_in(const Setting& setting, const Item& item);

/// All rewards of a strategy: state shorthands, life years, and the items of the scenario and strategy. The
/// cohort model begins at the resolver's start time.
RewardTerms resolve_rewards(const Scenario& scenario, const Strategy& strategy, const SymbolicChain& chain,
                            const TimeGrid& grid, formula::Resolver& resolver, formula::Graph& graph,
                            Diagnostics& diagnostics);

} // namespace cea
