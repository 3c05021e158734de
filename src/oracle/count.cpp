#include "oracle/count.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace cea::oracle {

namespace {

/// An item that names perspectives counts where the setting takes one of them.
bool of_perspective(const std::vector<std::string>& taken, const std::vector<std::string>& wanted) {
  bool counts = wanted.empty();
  for (const std::string& one : wanted)
    for (const std::string& other : taken)
      counts = counts || one == other;
  return counts;
}

bool contains(const std::vector<StateIndex>& states, StateIndex state) {
  return std::find(states.begin(), states.end(), state) != states.end();
}

} // namespace

// ---- Which rules hold ----

Counter::Rules Counter::rules(Outcome outcome) const {
  if (outcome == Outcome::cost) return {scenario_.time.costs_correction, scenario_.cost_discounting};
  Rules how{scenario_.time.effects_correction, scenario_.effect_discounting};
  if (outcome == Outcome::further) {
    how.undiscounted = further_->discounting.empty();
    how.discounting.steps = further_->discounting;
  }
  return how;
}

Counter::Rules Counter::rules(Outcome outcome, const Item& item) const {
  Rules how = rules(outcome);
  if (item.correction) how.scheme = *item.correction;
  if (item.discount_rate) how.discounting.steps = {{{}, *item.discount_rate}};
  how.undiscounted = how.undiscounted || item.undiscounted;
  return how;
}

double Counter::discount_factor(const Rules& how, double date, bool exact_date) {
  if (how.undiscounted) return 1;
  const Discounting discounting(how.discounting, axis_, values_);
  return exact_date ? discounting.factor_at_exact_date(date) : discounting.factor(date);
}

// ---- Membership of cycles and rows ----

Moment Counter::moment(const Member& member, int cycle) const {
  return moment_of(member, cycle, with_stay_);
}

void Counter::each_membership(const Rules& how, const std::function<void(const Membership&)>& visit) {
  const Counting counting = how.scheme.counting;
  if (counts_rows(counting)) return each_row(how, visit);
  const double at_start = counting == Counting::start ? 1 : counting == Counting::end ? 0 : 0.5;
  for (int k = 0; k < axis_.cycles; ++k) {
    const double date = date_in_cycle(default_date(how.discounting, how.scheme), k, axis_);
    const auto row = static_cast<std::size_t>(k);
    period_ = k;
    if (at_start > 0)
      for (const auto& [member, share] : cohort_.rows.at(row))
        visit({member, moment(member, k), share * at_start, date, false});
    // Those there at the end count with their own stays, at the cycle's start time.
    if (at_start < 1)
      for (const auto& [member, share] : cohort_.rows.at(row + 1))
        visit({member, moment(member, k), share * (1 - at_start), date, false});
  }
}

void Counter::each_row(const Rules& how, const std::function<void(const Membership&)>& visit) {
  for (int k = 0; k <= axis_.cycles; ++k) {
    const double weight = row_weight(how.scheme, k, axis_, values_);
    period_ = k;
    for (const auto& [member, share] : cohort_.rows.at(static_cast<std::size_t>(k)))
      visit({member, moment(member, k), share * weight, axis_.at(k), true});
  }
}

// ---- Windows and conditions ----

std::pair<double, double> Counter::window(const Item::Window& w, const Moment& m) {
  return {values_(w.from, m), w.until ? values_(*w.until, m) : std::numeric_limits<double>::infinity()};
}

double Counter::clock_time(const Item::Window& w, const Member& member) const {
  for (std::size_t i = 0; i < scenario_.clocks.size(); ++i) {
    if (scenario_.clocks[i].name != w.clock) continue;
    if (member.clocks.at(i) == kOutside)
      throw ModelError(w.span, "clock '" + w.clock + "' is used outside its states");
    return member.clocks.at(i) * axis_.cycle_length;
  }
  throw ModelError(w.span, "no clock '" + w.clock + "'");
}

/// Part of a cycle that counts: inside the horizon and inside the item's window.
double Counter::exposure_in_cycle(const Item& item, const Member& member, const Moment& m) {
  const double part = axis_.part(m.cycle);
  if (!item.during) return part;
  const auto [from, until] = window(*item.during, m);
  const double start = item.during->clock.empty() ? axis_.at(m.cycle) : clock_time(*item.during, member);
  return overlap(from, until, start, start + part * axis_.cycle_length) / axis_.cycle_length;
}

/// Whether a point in time is in the window: from ≤ time < until, on a clock at the member's clock.
bool Counter::inside_window(const Item& item, const Member& member, const Moment& m, double time) {
  if (!item.during) return true;
  if (!item.during->clock.empty()) time = clock_time(*item.during, member);
  const auto [from, until] = window(*item.during, m);
  return compare(formula::Op::less_equal, from, time, Switching::tolerant) &&
         compare(formula::Op::less, time, until, Switching::tolerant);
}

double Counter::exposure(const Item& item, const Membership& m) {
  if (!m.in_row) return exposure_in_cycle(item, m.member, m.moment);
  return inside_window(item, m.member, m.moment, m.date) ? 1 : 0;
}

bool Counter::applies(const Item& item, const Moment& m) {
  return !item.when || values_(*item.when, m) != 0;
}

// ---- Amounts ----

void Counter::count_states() {
  const auto years = [&](const Membership& m) {
    return m.share * axis_.cycle_length * (m.in_row ? 1 : axis_.part(m.moment.cycle));
  };
  const Rules costs = rules(Outcome::cost);
  each_membership(costs, [&](const Membership& m) {
    const HealthState& state = scenario_.states.at(static_cast<std::size_t>(m.member.state));
    if (!state.cost) return;
    add(Outcome::cost, "state", m.member.state, values_(*state.cost, m.moment) * years(m),
        discount_factor(costs, m.date));
  });
  const Rules effects = rules(Outcome::qaly);
  each_membership(effects, [&](const Membership& m) {
    const HealthState& state = scenario_.states.at(static_cast<std::size_t>(m.member.state));
    const double factor = discount_factor(effects, m.date);
    if (state.alive) add(Outcome::life_years, "", m.member.state, years(m), factor);
    if (state.utility)
      add(Outcome::qaly, "", m.member.state, values_(*state.utility, m.moment) * years(m), factor);
  });
}

void Counter::count_item(const Item& item, Outcome list) {
  if (!of_perspective(scenario_.setting.perspective, item.perspective)) return;
  const double cycle_length = axis_.cycle_length;
  if (item.kind == Item::Kind::while_in)
    return count_while_in(item, list, [&](const Moment& m) {
      return item.per_year ? values_(*item.per_year, m) * cycle_length : values_(*item.per_cycle, m);
    });
  if (item.kind == Item::Kind::move && scenario_.partitioned)
    throw Unsupported(item.span, "moves under partitioned survival");
  const auto count_events = [&](Outcome outcome, const Amount& each) {
    if (item.kind == Item::Kind::move) return count_moves(item, outcome, each);
    if (item.kind == Item::Kind::once) return count_once(item, outcome, each);
    if (item.kind == Item::Kind::following) return count_doses(item, outcome, each);
    count_while_in(item, outcome,
                   [&](const Moment& m) { return values_(*item.rate, m) * cycle_length * each(m); });
  };
  if (const auto& each = item.once ? item.once : item.each)
    count_events(list, [&](const Moment& m) { return values_(*each, m); });
  if (item.utility_loss)
    count_events(Outcome::qaly, [&](const Moment& m) {
      return -values_(*item.utility_loss, m) * values_(*item.loss_duration, m);
    });
}

void Counter::count_outcome(const FurtherOutcome& outcome) {
  further_ = &outcome;
  if (outcome.item) count_item(*outcome.item, Outcome::further);
}

/// `amount`: of a whole cycle of membership.
void Counter::count_while_in(const Item& item, Outcome outcome, const Amount& amount) {
  const Rules how = rules(outcome, item);
  each_membership(how, [&](const Membership& m) {
    if (!contains(item.in, m.member.state)) return;
    const double exposed = exposure(item, m);
    if (exposed == 0 || !applies(item, m.moment)) return;
    add(outcome, item.category, m.member.state, amount(m.moment) * m.share * exposed,
        discount_factor(how, m.date));
  });
}

/// `amount`: of one move, as those see it who make it.
void Counter::count_moves(const Item& item, Outcome outcome, const Amount& amount) {
  const Rules how = rules(outcome, item);
  const CycleDate date = item.date ? *item.date : default_date(how.discounting, how.scheme);
  for (int k = 0; k < axis_.cycles; ++k) {
    const double weight = how.scheme.moves_weighted ? row_weight(how.scheme, k + 1, axis_, values_) : 1;
    period_ = k;
    for (const Move& move : cohort_.moves.at(static_cast<std::size_t>(k))) {
      if (!contains(item.from, move.from.state) || !contains(item.to, move.to)) continue;
      const Moment m = moment(move.from, k);
      const double exposed = exposure_in_cycle(item, move.from, m);
      if (exposed == 0 || !applies(item, m)) continue;
      add(outcome, item.category, item.leaving ? move.from.state : move.to,
          amount(m) * move.share * exposed * weight, discount_factor(how, date_in_cycle(date, k, axis_)));
    }
  }
  if (item.including_start) count_starting_cohort(item, outcome, how, amount);
}

/// The starting cohort enters when the cohort model begins, time 0 being undiscounted; where moves are
/// weighted, with the weight of row 0.
void Counter::count_starting_cohort(const Item& item, Outcome outcome, const Rules& how,
                                    const Amount& amount) {
  const double weight = how.scheme.moves_weighted ? row_weight(how.scheme, 0, axis_, values_) : 1;
  period_ = 0;
  for (const auto& [member, share] : cohort_.rows.front()) {
    const Moment m = moment(member, 0);
    if (!contains(item.to, member.state) || !inside_window(item, member, m, axis_.start) || !applies(item, m))
      continue;
    add(outcome, item.category, member.state, amount(m) * share * weight,
        discount_factor(how, axis_.start, true));
  }
}

std::vector<double> Counter::dates_of(const Item& item) {
  std::vector<double> dates;
  for (const FormulaText& at : item.at)
    dates.push_back(values_(at, {}));
  if (dates.empty()) dates.push_back(axis_.start);
  if (item.then_every) {
    const double every = values_(*item.then_every, {});
    if (every <= 0) throw ModelError(item.then_every->span, "'then_every' must be positive");
    const double last = dates.back();
    for (int i = 1; last + i * every < axis_.start + axis_.horizon; ++i)
      dates.push_back(last + i * every);
  }
  return dates;
}

void Counter::count_once(const Item& item, Outcome outcome, const Amount& amount) {
  const Rules how = rules(outcome, item);
  for (const double date : dates_of(item)) {
    const double since = date - axis_.start;
    if (since < 0) throw ModelError(item.span, "a date before the cohort's start");
    if (!compare(formula::Op::less, since, axis_.horizon, Switching::tolerant)) continue;
    const int k = static_cast<int>(floor_of(since / axis_.cycle_length, Switching::tolerant));
    period_ = k;
    for (const auto& [member, share] : cohort_.rows.at(static_cast<std::size_t>(k))) {
      const Moment m = moment(member, k);
      if (!contains(item.in, member.state) || !inside_window(item, member, m, date) || !applies(item, m))
        continue;
      add(outcome, item.category, member.state, amount(m) * share, discount_factor(how, date, true));
    }
  }
}

/// Each dose for those on treatment at its date, of all who began; the formulas are those of the row.
void Counter::count_doses(const Item& item, Outcome outcome, const Amount& amount) {
  const Rules how = rules(outcome, item);
  const double every = values_(*item.every, {});
  if (every <= 0) throw ModelError(item.every->span, "'every' must be positive");
  for (int i = 0; compare(formula::Op::less, i * every, axis_.horizon, Switching::tolerant); ++i) {
    const double since = i * every, date = axis_.start + since;
    period_ = static_cast<int>(floor_of(since / axis_.cycle_length, Switching::tolerant));
    const double on = values_.survival(*item.following, since, period_);
    Moment m;
    m.cycle = period_;
    for (const auto& [member, share] : cohort_.rows.front())
      if (inside_window(item, member, m, date) && applies(item, m))
        add(outcome, item.category, member.state, amount(m) * share * on, discount_factor(how, date, true));
  }
}

void Counter::add(Outcome outcome, const std::string& category, StateIndex state, double amount,
                  double factor) {
  const std::string& id = scenario_.states.at(static_cast<std::size_t>(state)).id;
  const std::string counted = outcome == Outcome::further ? further_->id
                              : outcome == Outcome::qaly  ? "qaly"
                                                          : "life_years";
  if (outcome != Outcome::cost && counted == scenario_.effect) totals_.effect_by_state[id] += amount * factor;
  switch (outcome) {
  case Outcome::cost:
    totals_.cost += amount * factor;
    totals_.undiscounted_cost += amount;
    totals_.cost_by_category[category] += amount * factor;
    totals_.cost_by_state[id] += amount * factor;
    break;
  case Outcome::qaly:
    totals_.qaly += amount * factor;
    totals_.undiscounted_qaly += amount;
    totals_.periods[period_].qaly += amount * factor;
    totals_.periods[period_].undiscounted_qaly += amount;
    break;
  case Outcome::life_years:
    totals_.life_years += amount * factor;
    totals_.undiscounted_life_years += amount;
    totals_.periods[period_].life_years += amount * factor;
    totals_.periods[period_].undiscounted_life_years += amount;
    break;
  case Outcome::further:
    totals_.further[counted] += amount * factor;
    totals_.undiscounted_further[counted] += amount;
    break;
  }
}

} // namespace cea::oracle
