#include "oracle/cohort.h"

#include "oracle/oracle.h"
#include "oracle/rates.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cea::oracle {

namespace {

constexpr double kSlack = 1e-12;

double checked_probability(double p, const Scenario& scenario, StateIndex state, int cycle,
                           const Span& span) {
  if (p < -kSlack || p > 1 + kSlack)
    throw ModelError(span, "probability " + std::to_string(p) + " from '" +
                               scenario.states.at(static_cast<std::size_t>(state)).id + "' in cycle " +
                               std::to_string(cycle));
  return p;
}

StateIndex dead_state(const Scenario& scenario) {
  for (std::size_t i = 0; i < scenario.states.size(); ++i)
    if (!scenario.states[i].alive) return static_cast<StateIndex>(i);
  throw ModelError({}, "mortality needs a state that isn't alive");
}

bool contains(const Clock& clock, StateIndex state) {
  return std::find(clock.states.begin(), clock.states.end(), state) != clock.states.end();
}

} // namespace

Moment moment_of(const Member& member, int cycle, bool with_stay) {
  Moment m{cycle, {}, member.clocks, {}};
  if (with_stay) m.stay = member.stay;
  return m;
}

namespace {

/// One cohort on its way through the cycles.
class Run {
public:
  Run(const Scenario& scenario, const Transitions& transitions, Values& values, bool with_stay)
      : scenario_(scenario), transitions_(transitions), values_(values), with_stay_(with_stay) {}

  Row start();
  Row start_from(const std::map<StateIndex, double>& shares);
  Row advance(const Row& row, int cycle, std::vector<Move>& moves);

private:
  std::vector<double> probabilities(const Member& member, int cycle);
  bool in_last_cycle(const Member& member);
  void add_row(const TransitionRow& row, const Member& member, int cycle, double survival,
               std::vector<double>& p);
  [[nodiscard]] Member first(StateIndex state) const;
  [[nodiscard]] Member next(const Member& member, StateIndex to) const;
  [[nodiscard]] Member met(const Member& member, StateIndex state) const;
  std::vector<std::vector<double>> rates(const Member& member, int cycle);
  void advance_by_rates(const Member& member, double share, int cycle, Row& after, std::vector<Move>& moves);

  const Scenario& scenario_;
  const Transitions& transitions_;
  Values& values_;
  bool with_stay_;
};

Row Run::start() {
  std::vector<double> shares(scenario_.states.size());
  double total = 0;
  for (const auto& s : transitions_.start)
    if (!s.rest) total += shares.at(static_cast<std::size_t>(s.state)) = values_(s.share, {});
  for (const auto& s : transitions_.start)
    if (s.rest) {
      shares.at(static_cast<std::size_t>(s.state)) = 1 - total;
      total = 1;
    }
  if (std::abs(total - 1) > kSlack) throw ModelError(transitions_.start_span, "start doesn't sum to 1");
  Row row;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto state = static_cast<StateIndex>(i);
    checked_probability(shares[i], scenario_, state, 0, transitions_.start_span);
    if (shares[i] != 0) row[first(state)] += shares[i];
  }
  return row;
}

Row Run::start_from(const std::map<StateIndex, double>& shares) {
  Row row;
  for (const auto& [state, share] : shares)
    row[first(state)] += share;
  return row;
}

/// A member of the starting cohort: a clock is 0 there.
Member Run::first(StateIndex state) const {
  Member m{state, 0, {}};
  for (const Clock& clock : scenario_.clocks)
    m.clocks.push_back(contains(clock, state) ? 0 : kOutside);
  return m;
}

/// Where a member is a cycle later, having gone to `to` (possibly its own state).
Member Run::next(const Member& member, StateIndex to) const {
  Member m{to, with_stay_ && to == member.state ? member.stay + 1 : 0, {}};
  for (std::size_t i = 0; i < scenario_.clocks.size(); ++i)
    m.clocks.push_back(contains(scenario_.clocks[i], to) ? member.clocks.at(i) + 1 : kOutside);
  return m;
}

Row Run::advance(const Row& row, int cycle, std::vector<Move>& moves) {
  Row after;
  for (const auto& [member, share] : row) {
    if (transitions_.by_rates) {
      advance_by_rates(member, share, cycle, after, moves);
      continue;
    }
    const std::vector<double> p = probabilities(member, cycle);
    for (std::size_t to = 0; to < p.size(); ++to) {
      if (p[to] == 0) continue;
      const auto state = static_cast<StateIndex>(to);
      after[next(member, state)] += share * p[to];
      if (state != member.state) moves.push_back({member, state, share * p[to]});
    }
  }
  return after;
}

/// Somebody who began the cycle as `member` and has met another state since: no time in it yet, clocks that
/// ran stand still within the cycle, others are at 0.
Member Run::met(const Member& member, StateIndex state) const {
  if (state == member.state) return member;
  Member m{state, 0, {}};
  for (std::size_t i = 0; i < scenario_.clocks.size(); ++i)
    m.clocks.push_back(contains(scenario_.clocks[i], state) ? std::max(member.clocks.at(i), 0) : kOutside);
  return m;
}

/// Yearly rates between all states as they are for who begins the cycle as `member`. Only states that can be
/// met are asked for theirs.
std::vector<std::vector<double>> Run::rates(const Member& member, int cycle) {
  const std::size_t n = scenario_.states.size();
  std::vector<std::vector<double>> q(n, std::vector<double>(n));
  std::vector<StateIndex> open{member.state};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const auto from = static_cast<std::size_t>(open[i]);
    if (!transitions_.rows.at(from)) continue;
    for (const TransitionEntry& entry : transitions_.rows.at(from)->entries) {
      const double rate = values_(entry.probability, moment_of(met(member, open[i]), cycle, with_stay_));
      if (rate < -kSlack) throw ModelError(entry.probability.span, "rate " + std::to_string(rate));
      q.at(from).at(static_cast<std::size_t>(entry.to)) = rate;
      if (rate > 0 && std::find(open.begin(), open.end(), entry.to) == open.end()) open.push_back(entry.to);
    }
  }
  return q;
}

/// Mortality of the state at the cycle's start comes first; the survivors follow the rates.
void Run::advance_by_rates(const Member& member, double share, int cycle, Row& after,
                           std::vector<Move>& moves) {
  double survival = 1;
  const auto& mortality = transitions_.mortality.at(static_cast<std::size_t>(member.state));
  if (mortality && scenario_.states.at(static_cast<std::size_t>(member.state)).alive) {
    const double death = values_(*mortality, moment_of(member, cycle, with_stay_));
    checked_probability(death, scenario_, member.state, cycle, mortality->span);
    const StateIndex dead = dead_state(scenario_);
    after[next(member, dead)] += share * death;
    moves.push_back({member, dead, share * death});
    survival = 1 - death;
  }
  const RateCycle result =
      cycle_of_rates(rates(member, cycle), static_cast<std::size_t>(member.state), values_.cycle_length());
  for (std::size_t to = 0; to < result.shares.size(); ++to)
    if (result.shares[to] != 0)
      after[next(member, static_cast<StateIndex>(to))] += share * survival * result.shares[to];
  for (std::size_t from = 0; from < result.moves.size(); ++from)
    for (std::size_t to = 0; to < result.moves.size(); ++to)
      if (result.moves[from][to] != 0)
        moves.push_back({met(member, static_cast<StateIndex>(from)), static_cast<StateIndex>(to),
                         share * survival * result.moves[from][to]});
}

/// Unconditional probabilities of being in each state at the end of the cycle.
std::vector<double> Run::probabilities(const Member& member, int cycle) {
  std::vector<double> p(scenario_.states.size());
  const auto state = static_cast<std::size_t>(member.state);
  double survival = 1;
  if (const auto& mortality = transitions_.mortality.at(state);
      mortality && scenario_.states.at(state).alive) {
    const double death = values_(*mortality, moment_of(member, cycle, with_stay_));
    checked_probability(death, scenario_, member.state, cycle, mortality->span);
    p.at(static_cast<std::size_t>(dead_state(scenario_))) += death;
    survival = 1 - death;
  }
  if (const auto& transitions = transitions_.rows.at(state))
    add_row(*transitions, member, cycle, survival, p);
  else
    p.at(state) += survival;
  return p;
}

/// Whether a member has stayed as long as the state's limit allows when the cycle ends.
bool Run::in_last_cycle(const Member& member) {
  const HealthState& state = scenario_.states.at(static_cast<std::size_t>(member.state));
  if (!with_stay_) throw StayUnknown{};
  const double limit = values_(*state.limit, {});
  return member.stay + 1 >= std::round(state.limit_in_cycles ? limit : limit / values_.cycle_length());
}

void Run::add_row(const TransitionRow& row, const Member& member, int cycle, double survival,
                  std::vector<double>& p) {
  double named = 0;
  StateIndex rest = member.state;
  bool rest_is_named = row.by_pattern;
  bool own_entry = false;
  for (const TransitionEntry& entry : row.entries) {
    own_entry = own_entry || entry.to == member.state;
    if (entry.rest) {
      rest = entry.to;
      rest_is_named = true;
      continue;
    }
    const double share = values_(entry.probability, moment_of(member, cycle, with_stay_));
    checked_probability(share, scenario_, member.state, cycle, entry.probability.span);
    p.at(static_cast<std::size_t>(entry.to)) += survival * share;
    named += share;
  }
  if (named > 1 + kSlack) throw ModelError(row.span, "transitions sum to " + std::to_string(named));
  if (own_entry && !rest_is_named && std::abs(named - 1) > kSlack)
    throw ModelError(row.span,
                     "transitions with an entry for the state itself sum to " + std::to_string(named));
  const double left = survival * (1 - named);
  const bool has_limit = scenario_.states.at(static_cast<std::size_t>(member.state)).limit.has_value();
  p.at(static_cast<std::size_t>(has_limit ? member.state : rest)) += left;
  if (has_limit && in_last_cycle(member))
    p.at(static_cast<std::size_t>(rest)) += std::exchange(p.at(static_cast<std::size_t>(member.state)), 0);
}

} // namespace

Cohort partitioned_cohort(const Scenario& scenario, Values& values, int cycles) {
  const PartitionedSurvival& given = *scenario.partitioned;
  if (given.clamp) throw Unsupported(given.span, "crossing curves that are held");
  Cohort cohort;
  for (int row = 0; row <= cycles; ++row) {
    double named = 0;
    std::optional<StateIndex> rest;
    Row shares;
    for (const PartitionedSurvival::Share& s : given.shares) {
      if (s.rest) {
        rest = s.state;
        continue;
      }
      const double share = values.share(s.share, row);
      checked_probability(share, scenario, s.state, row, s.share.span);
      named += share;
      shares[{s.state, 0, {}}] = share;
    }
    if (rest) shares[{*rest, 0, {}}] = checked_probability(1 - named, scenario, *rest, row, given.span);
    cohort.rows.push_back(std::move(shares));
    if (row < cycles) cohort.moves.emplace_back();
  }
  return cohort;
}

Cohort run_cohort(const Scenario& scenario, const Transitions& transitions, Values& values, int cycles,
                  bool with_stay, const std::map<StateIndex, double>* start) {
  Run run(scenario, transitions, values, with_stay);
  Cohort cohort;
  cohort.rows.push_back(start != nullptr ? run.start_from(*start) : run.start());
  for (int cycle = 0; cycle < cycles; ++cycle) {
    std::vector<Move> moves;
    cohort.rows.push_back(run.advance(cohort.rows.back(), cycle, moves));
    cohort.moves.push_back(moves);
  }
  return cohort;
}

} // namespace cea::oracle
