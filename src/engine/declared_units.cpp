#include "engine/declared_units.h"

#include "formula/quantity.h"
#include "formula/units.h"

#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace cea {

namespace {

/// Declared units by themselves.
class DeclaredUnits {
public:
  DeclaredUnits(const Scenario& scenario, const formula::Resolver& resolver, Diagnostics& diagnostics)
      : s_(scenario), resolver_(resolver), diagnostics_(diagnostics) {}

  void run() {
    for (const Parameter& p : s_.parameters)
      misspelt(p.unit);
    for (const Table& t : s_.tables)
      misspelt({t.quantity, t.quantity_span});
    if (!s_.setting.price_year) several_years();
    inflated_twice();
  }

  void inflated_twice() {
    if (!s_.setting.price_year) return;
    for (const auto& [name, levels] : resolver_.definitions())
      for (std::size_t level = 0; level < levels.size(); ++level)
        twice(name, levels, level);
  }

private:
  void misspelt(const Unit& unit) {
    if (const std::string advice = formula::unit_advice(unit.text); !advice.empty())
      diagnostics_.warning(
          unit.span, fmt::format("the unit '{}' isn't one that is known, so it isn't checked", unit.text),
          advice);
  }

  /// A price year on a formula of amounts that have been brought to the setting's.
  void twice(const std::string& name, const std::vector<formula::Definition>& levels, std::size_t level) {
    const formula::Definition& d = levels[level];
    const auto money = declared_money(d);
    if (!money || d.index_exempt || *money->price_year == *s_.setting.price_year) return;
    const std::string used = brought_in(name, levels, level);
    if (used.empty()) return;
    diagnostics_.error(
        d.unit->span,
        fmt::format("'{}' would be inflated twice: it is computed from '{}', which is already in {} prices",
                    name, used, *s_.setting.price_year),
        fmt::format("leave the year out: `unit: {}{}{}`", money->currency, money->per.empty() ? "" : "/",
                    money->per));
  }

  /// Money with a price year.
  static std::optional<formula::MoneyUnit> declared_money(const formula::Definition& d) {
    auto money = d.unit != nullptr ? formula::parse_money(d.unit->text) : std::nullopt;
    return money && money->price_year ? money : std::nullopt;
  }

  /// What is certainly in the setting's prices in a definition's formula: the name of it, or nothing.
  std::string brought_in(const std::string& name, const std::vector<formula::Definition>& levels,
                         std::size_t level) {
    Diagnostics reported_elsewhere;
    const auto tree = formula::parse(levels[level].value, reported_elsewhere, {s_.time.days_per_year});
    if (!tree || !open_.emplace(name, level).second) return {};
    const std::string found = amount_in(*tree, [&](const std::string& other) {
      const auto it = resolver_.definitions().find(other);
      if (it == resolver_.definitions().end()) return false;
      // Inside its own definition a name means the level below.
      const std::size_t depth = other == name ? level : it->second.size();
      return depth > 0 && is_brought(other, it->second, depth - 1);
    });
    open_.erase({name, level});
    return found;
  }

  /// Whether an amount says so, or an index has brought it there, or its formula names one that is.
  bool is_brought(const std::string& name, const std::vector<formula::Definition>& levels,
                  std::size_t level) {
    for (std::size_t i = level + 1; i-- > 0;)
      if (declared_money(levels[i])) return !levels[i].index_exempt;
    return open_.size() < kDeepest && !brought_in(name, levels, level).empty();
  }

  /// The first name for which `is` holds and whose amount is part of a formula's; in a quotient of two
  /// amounts prices cancel.
  template <class Is> static std::string amount_in(const formula::Expression& e, const Is& is) {
    using formula::Op;
    if (e.op == Op::name) return is(e.name) ? e.name : "";
    if (e.op == Op::divide && !amount_in(*e.arguments[1], is).empty()) return "";
    const bool keeps = e.op == Op::negate || e.op == Op::add || e.op == Op::subtract ||
                       e.op == Op::multiply || e.op == Op::divide ||
                       (e.op == Op::call && (e.name == "if" || e.name == "min" || e.name == "max"));
    if (!keeps) return "";
    for (std::size_t i = e.op == Op::call && e.name == "if" ? 1 : 0; i < e.arguments.size(); ++i)
      if (std::string found = amount_in(*e.arguments[i], is); !found.empty()) return found;
    return "";
  }

  void several_years() {
    const Parameter* first = nullptr;
    int year = 0;
    for (const Parameter& p : s_.parameters) {
      const auto money = formula::parse_money(p.unit.text);
      if (!money || !money->price_year || p.index_exempt) continue;
      if (first == nullptr) {
        first = &p;
        year = *money->price_year;
      } else if (*money->price_year != year) {
        diagnostics_.warning(
            p.unit.span,
            fmt::format("'{}' is in {} prices and '{}' in {} prices, and nothing is inflated", p.name,
                        *money->price_year, first->name, year),
            "give the year that all amounts shall be in as `setting: {price_year: …}`, with a `price_index`");
        return;
      }
    }
  }

  static constexpr std::size_t kDeepest = 20;

  const Scenario& s_;
  const formula::Resolver& resolver_;
  Diagnostics& diagnostics_;
  std::set<std::pair<std::string, std::size_t>> open_; ///< definitions being looked at
};

} // namespace

void check_declared_units(const Scenario& scenario, const formula::Resolver& resolver,
                          Diagnostics& diagnostics) {
  DeclaredUnits(scenario, resolver, diagnostics).run();
}

void check_inflated_twice(const Scenario& scenario, const formula::Resolver& resolver,
                          Diagnostics& diagnostics) {
  DeclaredUnits(scenario, resolver, diagnostics).inflated_twice();
}

} // namespace cea
