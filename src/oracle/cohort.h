#pragma once

#include "oracle/values.h"

#include <compare>
#include <map>
#include <vector>

namespace cea::oracle {

/// A tunnel state: a health state with the completed cycles of the current stay and of each clock.
struct Member {
  StateIndex state = 0;
  int stay = 0;
  std::vector<int> clocks;
  auto operator<=>(const Member&) const = default;
};

/// Shares of the cohort by tunnel state.
using Row = std::map<Member, double>;

/// The share that left `from` for another state within a cycle; under rates the expected number of such
/// moves.
struct Move {
  Member from;
  StateIndex to = 0;
  double share = 0;
};

struct Cohort {
  std::vector<Row> rows;                ///< 0 … number of cycles
  std::vector<std::vector<Move>> moves; ///< one a cycle
};

/// The moment at which a member's formulas are evaluated. `with_stay`: whether the stay may be asked for.
Moment moment_of(const Member& member, int cycle, bool with_stay);

/// Runs the cohort for `cycles` cycles. Mortality comes first and the other entries of a row are conditional
/// on survival; what is left over goes to the entry marked `rest`, or stays. Rates go through the exponential
/// of their whole matrix. `with_stay` tells stays apart;
/// without it a formula that asks for one throws StayUnknown.
/// `start`: shares that a decision tree gives, in place of the transitions' own.
/// Throws ModelError for probabilities outside [0, 1], rows over 1 and starts that don't sum to 1 (by 1e-12).
Cohort run_cohort(const Scenario& scenario, const Transitions& transitions, Values& values, int cycles,
                  bool with_stay, const std::map<StateIndex, double>* start = nullptr);

/// Membership as partitioned survival gives it; nobody is followed from state to state. Throws ModelError for
/// shares outside [0, 1], Unsupported where crossing curves are to be held.
Cohort partitioned_cohort(const Scenario& scenario, Values& values, int cycles);

} // namespace cea::oracle
