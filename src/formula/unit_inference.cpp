#include "formula/unit_inference.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::formula {

namespace {

using Kind = Quantity::Kind;

const Quantity kUnknown{};

bool is_number(const Expression& e) {
  return e.op == Op::number;
}

/// A number without the unit of a duration, such as `1` instead of `1 year`.
bool is_bare(const Expression& duration) {
  return is_number(duration) && duration.text.find_first_not_of("0123456789_.eE+-") == std::string::npos;
}

/// A duration that a formula writes out.
std::optional<double> literal_duration(const Expression& e) {
  return is_number(e) ? std::optional(e.number) : std::nullopt;
}

bool same(const Quantity& a, const Quantity& b) {
  return a.kind == b.kind && a.years == b.years && a.money.currency == b.money.currency &&
         a.money.per == b.money.per && a.per_open == b.per_open;
}

/// A probability or rate whose period a conversion needs, as `1 year`.
std::string period_of(const Quantity& q) {
  return q.duration.empty() ? "cycle_length" : q.duration;
}

} // namespace

UnitInference::UnitInference(const Scenario& scenario, const Resolver& resolver, Diagnostics& diagnostics)
    : scenario_(scenario), resolver_(resolver), diagnostics_(diagnostics) {}

ExpressionPtr UnitInference::tree(const FormulaText& formula) {
  auto& known = trees_[fmt::format("{}\x1f{}\x1f{}", formula.text, formula.span.line, formula.span.column)];
  if (!known) {
    Diagnostics reported_elsewhere;
    known = parse(formula, reported_elsewhere, {days_per_year()});
  }
  return known;
}

Quantity UnitInference::of(const FormulaText& formula) {
  const ExpressionPtr e = tree(formula);
  return e ? of(*e) : kUnknown;
}

std::optional<double> UnitInference::literal(const FormulaText& formula) {
  const ExpressionPtr e = tree(formula);
  return e ? literal_duration(*e) : std::nullopt;
}

Quantity UnitInference::of_parameter(const std::string& name) {
  const auto it = resolver_.definitions().find(name);
  if (it == resolver_.definitions().end()) return kUnknown;
  // Inside its own definition a name means the level below.
  const bool own = !open_.empty() && open_.back().first == name && open_.back().second > 0;
  return of_level({name, own ? open_.back().second - 1 : it->second.size() - 1});
}

/// The unit of a level, or of the nearest below: a setting without one is of the parameter's.
Quantity UnitInference::declared(const Level& level) const {
  const auto& levels = resolver_.definitions().at(level.first);
  for (std::size_t i = level.second + 1; i-- > 0;)
    if (levels[i].unit != nullptr && !levels[i].unit->text.empty()) {
      Quantity q = parse_quantity(levels[i].unit->text, days_per_year());
      q.name = level.first;
      return q;
    }
  return kUnknown;
}

Quantity UnitInference::of_level(const Level& level) {
  if (const auto it = done_.find(level); it != done_.end()) return it->second;
  if (std::find(open_.begin(), open_.end(), level) != open_.end()) return kUnknown;
  if (open_.size() >= Resolver::kDeepestDefinition) return kUnknown;
  const Definition& d = resolver_.definitions().at(level.first)[level.second];
  Quantity inferred;
  if (!d.value.text.empty()) {
    open_.push_back(level);
    inferred = of(d.value);
    open_.pop_back();
  }
  Quantity q = declared(level);
  const auto crosses = [&](Kind a, Kind b) { return q.is(a) && inferred.is(b); };
  if (crosses(Kind::probability, Kind::rate) || crosses(Kind::rate, Kind::probability))
    diagnostics_.error(
        d.value.span,
        fmt::format("'{}' is declared as {}, but this is {}", level.first, describe(q), describe(inferred)),
        q.is(Kind::rate) ? fmt::format("write prob_to_rate({}, {})", d.value.text, period_of(inferred))
                         : fmt::format("write rate_to_prob({}, {})", d.value.text, period_of(q)));
  if (q.unit.empty()) {
    q = inferred;
    if (!q.is(Kind::unknown)) q.name = level.first;
  }
  return done_.emplace(level, q).first->second;
}

Quantity UnitInference::of(const Expression& e) {
  switch (e.op) {
  case Op::name:
    return of_parameter(e.name);
  case Op::negate:
    return of(*e.arguments[0]);
  case Op::multiply:
    return product(e);
  case Op::divide:
    return quotient(e);
  case Op::add:
  case Op::subtract:
    return sum(e);
  case Op::call:
    return call(e);
  default:
    for (const ExpressionPtr& argument : e.arguments)
      of(*argument);
    return kUnknown;
  }
}

Quantity UnitInference::product(const Expression& e) {
  const Quantity a = of(*e.arguments[0]), b = of(*e.arguments[1]);
  for (const auto& [p, ratio] : {std::pair(&a, &b), {&b, &a}}) {
    if (!p->is(Kind::probability) || (!ratio->is(Kind::hazard_ratio) && !ratio->is(Kind::odds_ratio)))
      continue;
    const bool hazard = ratio->is(Kind::hazard_ratio);
    const bool first = p == &a;
    diagnostics_.error(e.span,
                       fmt::format("{} ('{}') is multiplied on a probability ('{}')", describe(*ratio),
                                   ratio->name, p->name),
                       fmt::format("write {}({}, {}){}", hazard ? "apply_hr" : "apply_or",
                                   e.arguments[first ? 0 : 1]->text, e.arguments[first ? 1 : 0]->text,
                                   hazard ? "; multiplied, a hazard ratio acts on a rate" : ""));
    return kUnknown;
  }
  if (b.is_factor() && !a.is(Kind::unknown)) return scaled(a, b);
  if (a.is_factor() && !b.is(Kind::unknown)) return scaled(b, a);
  return kUnknown;
}

/// What a factor, or a divisor, leaves of a quantity. Of money in another currency nothing is known
/// afterwards, because the factor may be the exchange rate.
Quantity UnitInference::scaled(Quantity q, const Quantity& factor) const {
  if (!q.is(Kind::money)) return q;
  if (!scenario_.setting.currency.empty() && q.money.currency != scenario_.setting.currency) return kUnknown;
  if (factor.unit != "switch" && !factor.complement) q.per_open = true;
  return q;
}

Quantity UnitInference::quotient(const Expression& e) {
  const Quantity a = of(*e.arguments[0]), b = of(*e.arguments[1]);
  return b.is(Kind::ratio) || b.is(Kind::proportion) ? scaled(a, b) : kUnknown;
}

/// Sums of like things; 1 − p is a probability over the same time.
Quantity UnitInference::sum(const Expression& e) {
  const Quantity a = of(*e.arguments[0]);
  Quantity b = of(*e.arguments[1]);
  if (same(a, b)) return a;
  const bool from_one = e.op == Op::subtract && is_number(*e.arguments[0]) && e.arguments[0]->number == 1;
  if (!from_one || (!b.is(Kind::probability) && !b.is(Kind::proportion))) return kUnknown;
  b.complement = true;
  return b;
}

/// What all alternatives of a choice are; literal numbers go with everything but money and durations.
Quantity UnitInference::common(const std::vector<Quantity>& all, const std::vector<const Expression*>& from) {
  Quantity result;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool zero = is_number(*from[i]) && from[i]->number == 0;
    if (zero) continue;
    const bool one = is_number(*from[i]) && from[i]->number == 1;
    if (one && std::any_of(all.begin(), all.end(), [](const Quantity& q) {
          return q.is_factor() || q.is(Kind::odds_ratio) || q.is(Kind::probability);
        }))
      continue;
    if (all[i].is(Kind::unknown)) return kUnknown;
    if (result.is(Kind::unknown))
      result = all[i];
    else if (!same(result, all[i]))
      return kUnknown;
  }
  return result;
}

Quantity UnitInference::call(const Expression& e) {
  std::vector<Quantity> a;
  std::vector<const Expression*> from;
  for (const ExpressionPtr& argument : e.arguments) {
    a.push_back(of(*argument));
    from.push_back(argument.get());
  }
  for (const Table& t : scenario_.tables)
    if (e.name.starts_with(t.name + ".")) {
      Quantity q = parse_quantity(t.quantity, days_per_year());
      q.name = e.name;
      return q;
    }
  if (const auto dot = e.name.rfind('.'); dot != std::string::npos && is_curve(e.name.substr(0, dot)))
    return of_curve(e.name, e.name.substr(dot + 1));
  if (e.name == "if" && a.size() == 3) return common({a[1], a[2]}, {from[1], from[2]});
  if (e.name == "min" || e.name == "max") return common(a, from);
  if (e.name == "cycle_mean" && a.size() == 1) return a[0];
  if (e.name == "expected") {
    std::vector<Quantity> quoted; // the formula first, then the distributions' arguments
    for (const FormulaText& formula : quoted_formulas(e))
      quoted.push_back(of(formula));
    return quoted.empty() ? kUnknown : quoted.front();
  }
  if (a.size() != 2) return kUnknown;
  if (e.name == "rate_to_prob" || e.name == "prob_to_rate" || e.name == "per_cycle") return conversion(e, a);
  if (e.name == "apply_hr" || e.name == "apply_or" || e.name == "apply_rr") return applied(e, a);
  return kUnknown;
}

bool UnitInference::is_curve(const std::string& name) const {
  return formula::is_curve(scenario_, name);
}

Quantity UnitInference::of_curve(const std::string& name, const std::string& function) {
  Quantity q;
  q.name = name;
  if (function == "hazard" || function == "mean_hazard") {
    q.kind = Kind::rate;
    q.years = 1;
    q.duration = "1 year";
  } else if (function == "event_probability") {
    q.kind = Kind::probability;
  }
  return q;
}

/// `per_cycle(p, 1 year)` of a probability over six months.
void UnitInference::check_period(const Expression& e, const Quantity& p, const Expression& duration) {
  const bool of_cycle = duration.op == Op::name && duration.name == "cycle_length";
  const auto given = of_cycle ? literal(scenario_.time.cycle_length) : literal_duration(duration);
  if (!given || p.years == 0 || same_duration(*given, p.years)) return;
  if (e.name == "prob_to_rate" && is_bare(duration)) return;
  diagnostics_.error(duration.span,
                     fmt::format("'{}' is {}, not over {}", p.name, describe(p), duration.text),
                     fmt::format("write {}({}, {})", e.name, e.arguments[0]->text, p.duration));
}

/// Rates are per year. Where a formula works its duration out, or gives a mere number, that may be counted in
/// the rate's own unit.
void UnitInference::check_rate(const Quantity& rate, const Expression& value, const Expression& duration) {
  const bool certain =
      duration.op == Op::name ? duration.name == "cycle_length" : is_number(duration) && !is_bare(duration);
  if (!certain || !rate.is(Kind::rate) || rate.years == 0 || same_duration(rate.years, 1)) return;
  diagnostics_.error(
      value.span, fmt::format("'{}' is {}, but rates are per year", rate.name, describe(rate)),
      fmt::format("write rate_to_prob({} / {}, {})", value.text, rate.duration, duration.text));
}

/// The probability that a rate gives, whose period is known where the rate's is.
Quantity UnitInference::converted_rate(const Quantity& rate, const Expression& duration) {
  Quantity result;
  result.kind = Kind::probability;
  result.name = "rate_to_prob";
  const auto years = literal_duration(duration);
  if (!years && duration.text != "cycle_length") return kUnknown;
  if (!years || !rate.is(Kind::rate) || !same_duration(rate.years, 1)) return result;
  result.years = *years;
  result.duration =
      is_bare(duration) ? fmt::format("{} year{}", duration.text, *years == 1 ? "" : "s") : duration.text;
  return result;
}

Quantity UnitInference::conversion(const Expression& e, const std::vector<Quantity>& a) {
  const Expression& value = *e.arguments[0];
  const Expression& duration = *e.arguments[1];
  Quantity result;
  result.name = e.name;
  const auto wrong = [&](const std::string& instead) {
    diagnostics_.error(value.span,
                       fmt::format("'{}' is {}, but {} takes a {}", a[0].name, describe(a[0]), e.name,
                                   e.name == "rate_to_prob" ? "rate" : "probability"),
                       "write " + instead);
    return kUnknown;
  };
  if (e.name == "rate_to_prob") {
    if (a[0].is(Kind::probability))
      return wrong(a[0].duration.empty() ? value.text
                                         : fmt::format("per_cycle({}, {})", value.text, a[0].duration));
    check_rate(a[0], value, duration);
    return converted_rate(a[0], duration);
  }
  if (a[0].is(Kind::rate))
    return wrong(e.name == "per_cycle" ? fmt::format("rate_to_prob({}, cycle_length)", value.text)
                                       : fmt::format("{} alone", value.text));
  if (a[0].is(Kind::probability)) check_period(e, a[0], duration);
  result.kind = e.name == "per_cycle" ? Kind::probability : Kind::rate;
  if (result.is(Kind::rate) && !is_bare(duration)) {
    result.years = 1;
    result.duration = "1 year";
  }
  return result;
}

/// apply_hr, apply_or and apply_rr leave a probability over the same time.
Quantity UnitInference::applied(const Expression& e, const std::vector<Quantity>& a) {
  const Expression& p = *e.arguments[0];
  const Expression& ratio = *e.arguments[1];
  if (a[0].is(Kind::rate)) {
    diagnostics_.error(
        p.span, fmt::format("'{}' is {}, but {} takes a probability", a[0].name, describe(a[0]), e.name),
        fmt::format("write {} * {}", p.text, ratio.text));
    return kUnknown;
  }
  const std::pair<Kind, const char*> functions[] = {{Kind::hazard_ratio, "apply_hr"},
                                                    {Kind::odds_ratio, "apply_or"}};
  for (const auto& [kind, function] : functions)
    if (a[1].is(kind) && e.name != function)
      diagnostics_.error(
          ratio.span,
          fmt::format("'{}' is {}, but {} takes another ratio", a[1].name, describe(a[1]), e.name),
          fmt::format("write {}({}, {})", function, p.text, ratio.text));
  return a[0].is(Kind::probability) ? a[0] : kUnknown;
}

} // namespace cea::formula
