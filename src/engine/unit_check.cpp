#include "engine/unit_check.h"

#include "engine/declared_units.h"
#include "formula/print.h"
#include "formula/unit_inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace cea {

using formula::Quantity;
using Kind = formula::Quantity::Kind;

namespace {

constexpr const char* kMeant = "check that it is the parameter that was meant, and its `unit`";

/// A formula with a blank or sign in it, in parentheses.
std::string grouped(const std::string& text) {
  return text.find_first_of(" +-*/^") == std::string::npos || text.ends_with(')') ? text : "(" + text + ")";
}

class UnitCheck {
public:
  UnitCheck(const Scenario& scenario, double cycle_length, const formula::Resolver& resolver,
            Diagnostics& diagnostics)
      : s_(scenario), cycle_length_(cycle_length), resolver_(resolver), diagnostics_(diagnostics),
        infer_(scenario, resolver, diagnostics) {}

  void run(const Strategy& strategy) {
    for (const auto& [name, levels] : resolver_.definitions())
      infer_.of_parameter(name);
    moves(strategy.transitions);
    for (const HealthState& state : s_.states) {
      if (state.cost) per_year(*state.cost, "a state's `cost`");
      if (state.utility) utility(*state.utility);
    }
    if (strategy.tree) tree(*strategy.tree);
    for (const Curve& c : s_.curves)
      curve(c);
    for (const auto* items : {&s_.costs, &strategy.costs})
      for (const Item& i : *items)
        item(i, true);
    for (const auto* items : {&s_.effects, &strategy.effects})
      for (const Item& i : *items)
        item(i, false);
  }

private:
  void wrong(const FormulaText& at, const Quantity& q, const std::string& where, const std::string& hint,
             Severity severity = Severity::error) {
    const std::string message = fmt::format("'{}' is {}, but {}", q.name, describe(q), where);
    severity == Severity::error ? diagnostics_.error(at.span, message, hint)
                                : diagnostics_.warning(at.span, message, hint);
  }

  void moves(const Transitions& t) {
    for (const auto& row : t.rows)
      if (row)
        for (const TransitionEntry& entry : row->entries)
          if (!entry.rest)
            t.by_rates ? rate(entry.probability, "`transition_rates` are per year")
                       : probability(entry.probability, "a transition probability per cycle belongs here");
    for (const auto& mortality : t.mortality)
      if (mortality) probability(*mortality, "`mortality` is a probability per cycle");
  }

  void tree(const DecisionTree& t) {
    const auto years = t.duration ? infer_.literal(*t.duration) : std::nullopt;
    branch(t.root, years && formula::same_duration(*years, 1));
  }

  /// Of a tree a probability may be over any time, and of one that takes a year an amount per year is one.
  void branch(const TreeBranch& b, bool takes_a_year) {
    if (!b.probability.text.empty()) {
      const Quantity q = infer_.of(b.probability);
      if (q.is(Kind::rate) || q.is(Kind::money) || is_effect_size(q))
        wrong(b.probability, q, "the probability of a branch belongs here", of_effect(q));
    }
    for (const auto& cost : b.costs)
      if (takes_a_year)
        amount(cost.formula, "a branch");
      else
        once(cost.formula, "a branch", {.may_be_a_year = s_.trees_alone()});
    for (const auto& effect : b.effects)
      if (effect.name == "qaly") utility(effect.formula);
    for (const TreeBranch& next : b.branches)
      branch(next, takes_a_year);
  }

  void curve(const Curve& c) {
    if (c.background) rate(c.background->rate, "`background` takes a yearly rate");
    if (!c.hazard_ratio) return;
    const Quantity q = infer_.of(*c.hazard_ratio);
    if (q.is(Kind::odds_ratio) || q.is(Kind::rate) || q.is(Kind::probability) || q.is(Kind::money))
      wrong(*c.hazard_ratio, q, "a hazard ratio belongs here", kMeant);
  }

  /// What to do with something that acts on a probability or rate instead of being one.
  static std::string of_effect(const Quantity& q) {
    if (q.is(Kind::hazard_ratio)) return fmt::format("it acts on one, as apply_hr(probability, {})", q.name);
    if (q.is(Kind::odds_ratio)) return fmt::format("it acts on one, as apply_or(probability, {})", q.name);
    if (q.is(Kind::risk_ratio)) return fmt::format("it acts on one, as apply_rr(probability, {})", q.name);
    return kMeant;
  }

  static bool is_effect_size(const Quantity& q) {
    return q.is(Kind::utility) || q.is(Kind::hazard_ratio) || q.is(Kind::odds_ratio) ||
           q.is(Kind::risk_ratio);
  }

  void probability(const FormulaText& f, const std::string& where) {
    const Quantity q = infer_.of(f);
    if (q.is(Kind::rate))
      return wrong(f, q, where,
                   fmt::format("write rate_to_prob({}{}, cycle_length)", f.text,
                               q.years == 0 || formula::same_duration(q.years, 1) ? "" : " / " + q.duration));
    if (q.is(Kind::probability) && q.years != 0 && !formula::same_duration(q.years, cycle_length_))
      return wrong(f, q, fmt::format("the cycle is {}", s_.time.cycle_length.text),
                   fmt::format("write per_cycle({}, {})", f.text, q.duration));
    if (q.is(Kind::money) || is_effect_size(q)) wrong(f, q, where, of_effect(q));
  }

  /// A yearly rate.
  void rate(const FormulaText& f, const std::string& where, Severity of_probability = Severity::error) {
    const Quantity q = infer_.of(f);
    if (q.is(Kind::probability))
      return wrong(
          f, q, where,
          fmt::format("write prob_to_rate({}, {})", f.text, q.duration.empty() ? "cycle_length" : q.duration),
          of_probability);
    if (q.is(Kind::rate) && q.years != 0 && !formula::same_duration(q.years, 1))
      return wrong(f, q, where, fmt::format("write {} / {}", grouped(f.text), q.duration));
    if (q.is(Kind::money) || is_effect_size(q)) wrong(f, q, where, of_effect(q));
  }

  /// Currency, and that it is money at all.
  Quantity amount(const FormulaText& f, const std::string& what) {
    const Quantity q = infer_.of(f);
    if (q.is(Kind::rate) || q.is(Kind::probability) || is_effect_size(q))
      wrong(f, q, what + " takes an amount of money", kMeant);
    if (q.is(Kind::money)) currency(f, q);
    return q;
  }

  void currency(const FormulaText& f, const Quantity& q) {
    constexpr const char* hint = "multiply it by an exchange rate, a parameter with its source";
    if (!s_.setting.currency.empty()) {
      if (q.money.currency != s_.setting.currency)
        wrong(f, q, fmt::format("the setting's currency is {}", s_.setting.currency), hint);
      return;
    }
    if (q.per_open) return; // a ratio may have been the exchange rate
    if (currency_.empty()) currency_ = q.money.currency;
    if (q.money.currency != currency_)
      wrong(f, q, fmt::format("other amounts are in {}", currency_), hint, Severity::warning);
  }

  /// The time of an amount per month, week …: any but a year.
  [[nodiscard]] std::optional<std::pair<double, std::string>> other_time(const Quantity& q) const {
    if (!q.is(Kind::money) || q.per_open) return std::nullopt;
    auto time = formula::parse_duration(q.money.per, s_.time.days_per_year);
    return time && !formula::same_duration(time->first, 1) ? time : std::nullopt;
  }

  void per_year(const FormulaText& f, const std::string& what) {
    const Quantity q = amount(f, what);
    if (const auto time = other_time(q))
      wrong(f, q, what + " is per year", fmt::format("write {} / {}", grouped(f.text), time->second));
    if (q.is_amount_per("cycle") && !formula::same_duration(cycle_length_, 1))
      wrong(f, q, what + " is per year",
            fmt::format("write {} / cycle_length, or use `per_cycle:`", grouped(f.text)));
    if (q.is_amount_per("event"))
      wrong(f, q, what + " is per year",
            fmt::format("write {} * (events a year), or use `rate:` with `each:`", grouped(f.text)));
    if (q.is_amount_per(""))
      wrong(f, q, what + " is per year", fmt::format("`unit: {}/year` where that is what it is", q.unit),
            Severity::warning);
  }

  void per_cycle(const FormulaText& f) {
    const Quantity q = amount(f, "`per_cycle`");
    if (const auto time = other_time(q); time && !formula::same_duration(time->first, cycle_length_))
      wrong(f, q, "`per_cycle` is per cycle",
            fmt::format("write {} / {} * cycle_length", grouped(f.text), time->second));
    if (q.is_amount_per("year") && !formula::same_duration(cycle_length_, 1))
      wrong(f, q, "`per_cycle` is per cycle",
            fmt::format("write {} * cycle_length, or use `per_year:`", grouped(f.text)));
  }

  struct Occasions {
    const FormulaText* interval = nullptr; ///< between repetitions
    bool several = false;                  ///< dates
    bool may_be_a_year = false;            ///< a tree alone says nothing of its time
  };

  /// Of an event or a date. An amount per year may recur every year, one per (treatment) cycle at any
  /// interval.
  void once(const FormulaText& f, const std::string& what, const Occasions& when) {
    const Quantity q = amount(f, what);
    if (q.is_amount_per("cycle") && when.interval == nullptr && !when.several)
      wrong(f, q, what + " takes an amount",
            "use `per_cycle:` with `in:`; of a treatment's cycle, not the model's, say so in `label`, and "
            "leave `/cycle` out",
            Severity::warning);
    if (!q.is_amount_per("year") || when.several) return;
    if (when.interval != nullptr) {
      const auto years = infer_.literal(*when.interval);
      if (!years || formula::same_duration(*years, 1)) return;
      return wrong(f, q, fmt::format("{} takes an amount, here every {}", what, when.interval->text),
                   fmt::format("write {} * {}", grouped(f.text), when.interval->text));
    }
    wrong(f, q, what + " takes an amount",
          fmt::format("write {} * 1 year for a year's worth, or use `per_year:` with `in:`", grouped(f.text)),
          when.may_be_a_year ? Severity::warning : Severity::error);
  }

  void utility(const FormulaText& f) {
    const Quantity q = infer_.of(f);
    if (q.is(Kind::money) || q.is(Kind::rate) || q.is(Kind::probability) || q.is(Kind::hazard_ratio))
      wrong(f, q, "a utility or QALYs belong here", kMeant);
  }

  void item(const Item& i, bool is_cost) {
    const auto effect_or = [&](const std::optional<FormulaText>& f, auto check) {
      if (!f) return;
      if (is_cost)
        check(*f);
      else
        utility(*f);
    };
    effect_or(i.per_year, [&](const FormulaText& f) { per_year(f, "`per_year`"); });
    effect_or(i.per_cycle, [&](const FormulaText& f) { per_cycle(f); });
    const Occasions doses{.interval = i.every ? &*i.every : nullptr};
    const Occasions dates{.interval = i.then_every ? &*i.then_every : nullptr, .several = i.at.size() > 1};
    effect_or(i.each, [&](const FormulaText& f) { once(f, "`each`", doses); });
    effect_or(i.once, [&](const FormulaText& f) { once(f, "`once`", dates); });
    if (i.utility_loss) utility(*i.utility_loss);
    if (i.rate) rate(*i.rate, "`rate` is per year", Severity::warning);
  }

  const Scenario& s_;
  double cycle_length_;
  const formula::Resolver& resolver_;
  Diagnostics& diagnostics_;
  formula::UnitInference infer_;
  std::string currency_; ///< of the first amount, where the setting names none
};

/// Whether a setting may change what formulas are: a plain number keeps the unit of what it replaces.
bool may_change_units(const std::vector<SetEntry>& set) {
  return std::any_of(set.begin(), set.end(), [](const SetEntry& e) {
    return !e.unit.text.empty() || e.value.text.find_first_not_of("0123456789_.eE+-% ") != std::string::npos;
  });
}

} // namespace

bool subgroup_may_change_units(const Scenario& scenario, const Strategy& strategy, std::size_t subgroup) {
  const Subgroup& group = scenario.subgroups[subgroup];
  return may_change_units(group.set) ||
         std::any_of(strategy.subgroups.begin(), strategy.subgroups.end(),
                     [&](const SubgroupSettings& x) { return x.id == group.id && may_change_units(x.set); });
}

void check_units(const Scenario& scenario, const Strategy& strategy, double cycle_length,
                 const formula::Resolver& resolver, Diagnostics& diagnostics) {
  UnitCheck(scenario, cycle_length, resolver, diagnostics).run(strategy);
  check_inflated_twice(scenario, resolver, diagnostics);
}

} // namespace cea
