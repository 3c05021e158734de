#include "engine/reward_terms.h"

#include "engine/counting.h"
#include "engine/item_dates.h"
#include "engine/rate_rows.h"
#include "formula/arithmetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

using formula::NodeId;
using formula::NodeOp;

namespace {

/// Where the terms of an item go.
struct Target {
  Outcome outcome = Outcome::cost;
  int category = 0;
  CountingRule counting;
  Discounting discounting;
  bool discounted = true;
};

class Rewards {
public:
  Rewards(const Scenario& scenario, const Strategy& strategy, const SymbolicChain& chain,
          const TimeGrid& grid, formula::Resolver& resolver, formula::Graph& graph, Diagnostics& diagnostics)
      : scenario_(scenario), strategy_(strategy), chain_(chain), grid_(grid), resolver_(resolver), g_(graph),
        diagnostics_(diagnostics), time_(graph, grid, resolver.start_time()), on_the_way_(scenario, graph),
        dates_(strategy, grid, resolver, graph, result_.checks, diagnostics) {}

  RewardTerms build() {
    if (!common_rules()) return std::move(result_);
    for (std::size_t s = 0; s < scenario_.states.size(); ++s)
      shorthand(static_cast<StateIndex>(s));
    for (const auto* items : {&scenario_.costs, &strategy_.costs})
      for (const Item& item : *items)
        add_item(item, Outcome::cost);
    for (const auto* items : {&scenario_.effects, &strategy_.effects})
      for (const Item& item : *items)
        add_item(item, Outcome::qaly);
    for (std::size_t i = 0; i < scenario_.outcomes.size(); ++i)
      if (const auto& item = scenario_.outcomes[i].item) add_item(*item, further_outcome(i));
    return std::move(result_);
  }

private:
  bool common_rules() {
    const auto costs = resolve_counting(scenario_.time.costs_correction, grid_, resolver_, g_, diagnostics_);
    const auto effects =
        resolve_counting(scenario_.time.effects_correction, grid_, resolver_, g_, diagnostics_);
    const auto cost_discounting =
        resolve_discounting(scenario_.cost_discounting, resolver_, g_, diagnostics_);
    const auto effect_discounting =
        resolve_discounting(scenario_.effect_discounting, resolver_, g_, diagnostics_);
    if (!costs || !effects || !cost_discounting || !effect_discounting) return false;
    cost_ = {Outcome::cost, 0, *costs, *cost_discounting};
    effect_ = {Outcome::qaly, 0, *effects, *effect_discounting};
    for (std::size_t i = 0; i < scenario_.outcomes.size(); ++i)
      further_.push_back(further_target(scenario_.outcomes[i], further_outcome(i)));
    return true;
  }

  /// Counted as effects are; undiscounted unless the outcome has rates of its own.
  Target further_target(const FurtherOutcome& of, Outcome outcome) {
    Target target = effect_;
    target.outcome = outcome;
    target.discounted = !of.discounting.empty();
    DiscountRule own;
    own.steps = of.discounting;
    if (const auto resolved = resolve_discounting(own, resolver_, g_, diagnostics_))
      target.discounting.steps = resolved->steps;
    return target;
  }

  int category(const std::string& name) {
    auto& all = result_.categories;
    const auto it = std::find(all.begin(), all.end(), name);
    if (it != all.end()) return static_cast<int>(it - all.begin());
    all.push_back(name);
    return static_cast<int>(all.size() - 1);
  }

  void shorthand(StateIndex s) {
    const HealthState& state = scenario_.states[static_cast<std::size_t>(s)];
    const NodeId length = g_.constant(grid_.cycle_length);
    if (state.cost)
      if (const auto cost = amount(*state.cost)) {
        Target target = cost_;
        target.category = category("state");
        state_amount(s, g_.multiply(*cost, length), nullptr, target, state.cost->span);
      }
    if (state.utility)
      if (const auto utility = amount(*state.utility))
        state_amount(s, g_.multiply(*utility, length), nullptr, effect_, state.utility->span);
    if (state.alive) {
      Target target = effect_;
      target.outcome = Outcome::life_years;
      state_amount(s, length, nullptr, target, state.span);
    }
  }

  /// A formula of the file that ends up in a total: must be finite wherever it counts.
  std::optional<NodeId> amount(const FormulaText& formula) { return resolver_.resolve(formula); }

  /// `when:` as 0 or 1.
  NodeId condition(const Item& item) {
    if (!item.when) return g_.constant(1);
    const auto node = resolver_.resolve(*item.when);
    return node ? g_.truth(*node) : g_.constant(1);
  }

  struct WindowNodes {
    NodeId start = 0, from = 0; ///< start of the cycle on the window's scale
    std::optional<NodeId> until;
  };
  std::optional<WindowNodes> window(const Item& item) {
    if (!item.during) return std::nullopt;
    WindowNodes w;
    w.start = time_.at(CycleDate::start);
    for (std::size_t c = 0; c < scenario_.clocks.size(); ++c)
      if (scenario_.clocks[c].name == item.during->clock)
        w.start = g_.multiply(g_.clock(static_cast<int>(c)), g_.constant(grid_.cycle_length));
    const auto from = resolver_.resolve(item.during->from);
    w.from = from.value_or(g_.constant(0));
    if (item.during->until) w.until = resolver_.resolve(*item.during->until);
    return w;
  }

  /// Whether a point of time lies in the window, as 0 or 1.
  NodeId inside(const WindowNodes& w, NodeId time) {
    NodeId result = g_.binary(NodeOp::less_equal, w.from, time);
    if (w.until) result = g_.binary(NodeOp::logical_and, result, g_.binary(NodeOp::less, time, *w.until));
    return result;
  }

  /// Exposure of a cycle inside window and horizon, as a share of the cycle.
  NodeId exposure(const Item* item, bool row) {
    const auto w = item != nullptr ? window(*item) : std::nullopt;
    if (!w) return row ? g_.constant(1) : time_.part();
    return row ? inside(*w, w->start) : time_.overlap(w->start, w->from, w->until);
  }

  void add(RewardTerm term, NodeId time, const Target& target) {
    term.discount = target.discounted ? discount_factor(g_, target.discounting, time) : g_.constant(1);
    term.outcome = target.outcome;
    term.category = target.category;
    if (!g_.is_constant(term.amount, 0)) result_.terms.push_back(term);
  }

  void state_amount(StateIndex s, NodeId per_cycle, const Item* item, const Target& target,
                    const Span& span) {
    if (item != nullptr) per_cycle = guarded(condition(*item), per_cycle);
    for (const Contribution& c : time_.contributions(target.counting, target.discounting)) {
      RewardTerm term{.state = s, .attributed = s, .span = span};
      term.amount = guarded(g_.multiply(c.weight, exposure(item, c.row)), per_cycle);
      term.end_of_cycle = c.end_of_cycle;
      term.last = c.last;
      term.row = c.row;
      add(term, c.time, target);
    }
  }

  /// weight · amount; an amount under a weight of 0 isn't evaluated.
  NodeId guarded(NodeId weight, NodeId value) {
    if (g_.is_constant(weight) || formula::always_finite(g_, value)) return g_.multiply(weight, value);
    if (!formula::can_be_zero(g_, weight)) return g_.multiply(weight, value);
    return g_.select(g_.truth(weight), g_.multiply(weight, value), g_.constant(0));
  }

  void moves(const Item& item, NodeId each, const Target& target, const Span& span) {
    const NodeId weight =
        g_.multiply(time_.move_weight(target.counting), g_.multiply(condition(item), exposure(&item, false)));
    const bool rows = counts_rows(target.counting.counting);
    const CycleDate standard =
        target.counting.counting == Counting::end && !rows ? CycleDate::end : CycleDate::start;
    const NodeId time = time_.at(item.date.value_or(target.discounting.at.value_or(standard)));
    if (chain_.membership.empty())
      each_move(item, weight, each, time, target, span);
    else
      flow(item, guarded(weight, each), time, target, span);
    if (!item.including_start) return;
    for (const StateIndex to : item.to) {
      RewardTerm term{.state = to, .attributed = to, .span = span};
      term.amount = guarded(condition(item), each);
      if (target.counting.moves_weighted && target.counting.weights)
        term.amount = g_.multiply(term.amount, *target.counting.weights);
      if (const auto w = window(item)) term.amount = guarded(inside(*w, w->start), term.amount);
      once_term(term, resolver_.start_time(), target);
    }
  }

  void each_move(const Item& item, NodeId weight, NodeId each, NodeId time, const Target& target,
                 const Span& span) {
    for (std::size_t s = 0; s < chain_.rows.size(); ++s)
      for (const auto& move : chain_.rows[s].moves) {
        if (!contains(item.from, move.from) || !contains(item.to, move.to)) continue;
        const auto began = static_cast<StateIndex>(s);
        RewardTerm term{.state = began,
                        .last = grid_.cycles - 1,
                        .attributed = item.leaving ? move.from : move.to,
                        .span = span};
        const NodeId counted = g_.multiply(on_the_way_.at(weight, began, move.from), move.expected);
        term.amount = guarded(counted, on_the_way_.at(each, began, move.from));
        add(term, time, target);
      }
  }

  /// Partitioned survival knows the moves out of a state that nobody enters, and into one that nobody leaves:
  /// the change of its share.
  void flow(const Item& item, NodeId amount, NodeId time, const Target& target, const Span& span) {
    const auto& inside = item.leaving ? item.from : item.to;
    NodeId now = g_.constant(0);
    for (const StateIndex s : inside)
      now = g_.add(now, chain_.membership[static_cast<std::size_t>(s)]);
    const NodeId next = formula::Substitution(g_, formula::kCycle, g_.add(g_.cycle(), g_.constant(1)))(now);
    const NodeId at_start = formula::Substitution(g_, formula::kCycle, g_.constant(0))(now);
    const NodeId all = chain_.entering.value_or(g_.constant(1));
    const bool known =
        item.leaving ? at_start == all : std::none_of(inside.begin(), inside.end(), [&](StateIndex s) {
          return scenario_.states[static_cast<std::size_t>(s)].alive;
        });
    if (!known || inside.empty() || item.from.size() + item.to.size() != scenario_.states.size()) {
      diagnostics_.error(item.span,
                         fmt::format("partitioned survival doesn't know the moves of '{}'", item.id),
                         "it knows `entering:` a dead state and `leaving:` the state in which all begin");
      return;
    }
    RewardTerm term{.state = inside.front(),
                    .of_cohort = true,
                    .last = grid_.cycles - 1,
                    .attributed = inside.front(),
                    .span = span};
    term.amount = g_.multiply(item.leaving ? g_.subtract(now, next) : g_.subtract(next, now), amount);
    add(term, time, target);
  }

  /// Doses along a curve: each amount times the share still on treatment at its date, discounted there.
  void following(const Item& item, NodeId each, const Target& target, const Span& span) {
    const auto w = window(item);
    for (const double since : dates_.of_doses(item)) {
      const NodeId date = g_.add(resolver_.start_time(), g_.constant(since));
      const auto on = resolver_.survival(item.following->text, g_.constant(since), item.following->span);
      if (!on) return;
      formula::Substitution then(g_, formula::kCycle,
                                 g_.constant(formula::floor_within_tolerance(since / grid_.cycle_length)));
      NodeId weight = g_.multiply(then(condition(item)), *on);
      if (chain_.entering) weight = g_.multiply(weight, *chain_.entering);
      if (w) weight = g_.multiply(weight, inside(*w, date));
      RewardTerm term{.of_cohort = true, .span = span};
      term.amount = guarded(weight, then(each));
      for (const auto& start : chain_.start) {
        term.state = term.attributed = start.state;
        once_term(term, date, target);
      }
    }
  }

  void once(const Item& item, NodeId value, const Target& target, const Span& span) {
    for (const NodeId date : dates_.of_once(item)) {
      const NodeId since = dates_.since_start(date);
      if (g_.is_constant(since) && !(formula::apply(NodeOp::less, g_.value(since), grid_.horizon) != 0))
        continue;
      RewardTerm term{.last = grid_.cycles - 1, .span = span};
      const NodeId row = g_.unary(NodeOp::floor, g_.divide(since, g_.constant(grid_.cycle_length)));
      NodeId weight = condition(item);
      if (g_.is_constant(row)) {
        term.first = term.last = static_cast<int>(g_.value(row));
      } else {
        weight = g_.multiply(weight, g_.binary(NodeOp::equal, g_.cycle(), row));
        weight = g_.multiply(weight, g_.binary(NodeOp::less, since, g_.constant(grid_.horizon)));
      }
      if (const auto w = window(item))
        weight = g_.multiply(weight, inside(*w, item.during->clock.empty() ? date : w->start));
      term.amount = guarded(weight, value);
      for (const StateIndex s : item.in) {
        term.state = term.attributed = s;
        once_term(term, date, target);
      }
    }
  }

  /// Discounted at its exact date; time 0 not at all.
  void once_term(RewardTerm term, NodeId date, Target target) {
    term.date = date;
    if (g_.is_constant(date, 0)) target.discounted = false;
    term.outcome = target.outcome;
    term.category = target.category;
    const NodeId factor = target.discounted ? discount_factor(g_, target.discounting, date) : g_.constant(1);
    term.discount = g_.select(g_.binary(NodeOp::equal, date, g_.constant(0)), g_.constant(1), factor);
    if (!g_.is_constant(term.amount, 0)) result_.terms.push_back(term);
  }

  std::optional<Target> target_of(const Item& item, Outcome outcome) {
    Target target = outcome == Outcome::cost ? cost_ : effect_;
    if (is_further(outcome)) target = further_[index_of_further(outcome)];
    target.outcome = outcome;
    if (outcome == Outcome::cost) target.category = category(item.category);
    if (item.undiscounted) target.discounted = false;
    if (item.discount_rate) {
      DiscountRule own;
      own.steps.push_back({std::nullopt, *item.discount_rate});
      const auto resolved = resolve_discounting(own, resolver_, g_, diagnostics_);
      if (!resolved) return std::nullopt;
      target.discounting.steps = resolved->steps;
    }
    if (item.correction) {
      const auto counting = resolve_counting(*item.correction, grid_, resolver_, g_, diagnostics_);
      if (!counting) return std::nullopt;
      target.counting = *counting;
    }
    return target;
  }

  /// An item of another perspective is read for its mistakes, and forgotten.
  void add_item(const Item& item, Outcome outcome) {
    if (counts_in(scenario_.setting, item)) return add_any_item(item, outcome);
    RewardTerms kept = result_;
    add_any_item(item, outcome);
    result_ = std::move(kept);
  }

  void add_any_item(const Item& item, Outcome outcome) {
    if (const auto& main = item.kind == Item::Kind::while_in
                               ? (item.per_year ? item.per_year : item.per_cycle)
                           : item.kind == Item::Kind::once ? item.once
                                                           : item.each)
      if (const auto target = target_of(item, outcome))
        if (const auto value = amount(*main)) place(item, *value, *target, main->span);
    if (!item.utility_loss || !item.loss_duration) return;
    const auto loss = amount(*item.utility_loss);
    const auto duration = amount(*item.loss_duration);
    if (const auto target = target_of(item, Outcome::qaly); target && loss && duration)
      place(item, g_.unary(NodeOp::negate, g_.multiply(*loss, *duration)), *target, item.utility_loss->span);
  }

  void place(const Item& item, NodeId value, const Target& target, const Span& span) {
    switch (item.kind) {
    case Item::Kind::once:
      once(item, value, target, span);
      return;
    case Item::Kind::move:
      moves(item, value, target, span);
      return;
    case Item::Kind::following:
      following(item, value, target, span);
      return;
    case Item::Kind::event: {
      const auto rate = resolver_.resolve(*item.rate);
      if (!rate) return;
      value = g_.multiply(g_.multiply(*rate, g_.constant(grid_.cycle_length)), value);
      break;
    }
    case Item::Kind::while_in:
      if (item.per_year) value = g_.multiply(value, g_.constant(grid_.cycle_length));
      break;
    }
    for (const StateIndex s : item.in)
      state_amount(s, value, &item, target, span);
  }

  const Scenario& scenario_;
  const Strategy& strategy_;
  const SymbolicChain& chain_;
  const TimeGrid& grid_;
  formula::Resolver& resolver_;
  formula::Graph& g_;
  Diagnostics& diagnostics_;
  TimeNodes time_;
  OnTheWay on_the_way_;
  Target cost_, effect_;
  std::vector<Target> further_; ///< of the file's own outcomes
  RewardTerms result_;
  ItemDates dates_;
};

} // namespace

bool counts_in(const Setting& setting, const Item& item) {
  const auto& taken = setting.perspective;
  return item.perspective.empty() ||
         std::any_of(item.perspective.begin(), item.perspective.end(), [&](const std::string& p) {
           return std::find(taken.begin(), taken.end(), p) != taken.end();
         });
}

RewardTerms resolve_rewards(const Scenario& scenario, const Strategy& strategy, const SymbolicChain& chain,
                            const TimeGrid& grid, formula::Resolver& resolver, formula::Graph& graph,
                            Diagnostics& diagnostics) {
  return Rewards(scenario, strategy, chain, grid, resolver, graph, diagnostics).build();
}

} // namespace cea
