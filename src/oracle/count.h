#pragma once

#include "oracle/cohort.h"
#include "oracle/oracle.h"
#include "oracle/time.h"

#include <functional>
#include <string>
#include <utility>

namespace cea::oracle {

enum class Outcome { cost, qaly, life_years, further };

/// Adds up what a cohort's history costs and gains, item by item, cycle by cycle, member by member.
class Counter {
public:
  Counter(const Scenario& scenario, const Cohort& cohort, const TimeAxis& axis, Values& values,
          bool with_stay, Totals before = {})
      : scenario_(scenario), cohort_(cohort), axis_(axis), values_(values), with_stay_(with_stay),
        totals_(std::move(before)) {}

  void count_states();
  /// Items of `costs:` (`list` is cost) or `effects:` (`list` is qaly). Their `utility_loss` counts as
  /// effect in either list.
  void count_item(const Item& item, Outcome list);
  void count_outcome(const FurtherOutcome& outcome);

  [[nodiscard]] const Totals& totals() const { return totals_; }

private:
  /// A member counted in a cycle or a row, with the share that the scheme gives it.
  struct Membership {
    const Member& member;
    Moment moment;
    double share = 0;
    double date = 0;     ///< years, for discounting
    bool in_row = false; ///< of a row scheme
  };
  /// How an outcome of an item is counted and discounted.
  struct Rules {
    CycleCorrection scheme;
    DiscountRule discounting;
    bool undiscounted = false;
  };
  using Amount = std::function<double(const Moment&)>;

  [[nodiscard]] Rules rules(Outcome outcome) const;
  [[nodiscard]] Rules rules(Outcome outcome, const Item& item) const;
  void each_membership(const Rules& rules, const std::function<void(const Membership&)>& visit);
  void each_row(const Rules& rules, const std::function<void(const Membership&)>& visit);

  void count_while_in(const Item& item, Outcome outcome, const Amount& amount);
  void count_moves(const Item& item, Outcome outcome, const Amount& amount);
  void count_starting_cohort(const Item& item, Outcome outcome, const Rules& how, const Amount& amount);
  void count_once(const Item& item, Outcome outcome, const Amount& amount);
  void count_doses(const Item& item, Outcome outcome, const Amount& amount);
  std::vector<double> dates_of(const Item& item);

  double exposure(const Item& item, const Membership& m);
  double exposure_in_cycle(const Item& item, const Member& member, const Moment& moment);
  bool inside_window(const Item& item, const Member& member, const Moment& moment, double time);
  std::pair<double, double> window(const Item::Window& w, const Moment& moment);
  double clock_time(const Item::Window& w, const Member& member) const;
  bool applies(const Item& item, const Moment& moment);
  [[nodiscard]] Moment moment(const Member& member, int cycle) const;

  double discount_factor(const Rules& rules, double date, bool exact_date = false);
  void add(Outcome outcome, const std::string& category, StateIndex state, double amount, double factor);

  const Scenario& scenario_;
  const Cohort& cohort_;
  const TimeAxis& axis_;
  Values& values_;
  bool with_stay_;
  const FurtherOutcome* further_ = nullptr; ///< being counted
  int period_ = 0;                          ///< cycle or row being counted
  Totals totals_;
};

} // namespace cea::oracle
