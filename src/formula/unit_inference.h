#pragma once

#include "formula/ast.h"
#include "formula/quantity.h"
#include "formula/resolver.h"

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cea::formula {

/// What formulas are, judged by the declared units of the parameters and tables in them. Only what is certain
/// is said: a name, times proportions and ratios (an amount then keeps its currency only), sums of like
/// things, and the conversions of the language; everything else, a literal factor too, is unknown. Reports
/// what can't be right inside a formula: a hazard or odds ratio multiplied on a probability, and conversions
/// of the wrong thing.
class UnitInference {
public:
  UnitInference(const Scenario& scenario, const Resolver& resolver, Diagnostics& diagnostics);

  Quantity of(const FormulaText& formula);
  /// What a parameter is, by its declared unit or its definition.
  Quantity of_parameter(const std::string& name);

  /// The value of a formula that is a number or duration.
  std::optional<double> literal(const FormulaText& formula);

  [[nodiscard]] double days_per_year() const { return scenario_.time.days_per_year; }

private:
  using Level = std::pair<std::string, std::size_t>;

  Quantity of(const Expression& e);
  Quantity of_level(const Level& level);
  [[nodiscard]] Quantity declared(const Level& level) const;
  Quantity product(const Expression& e);
  Quantity quotient(const Expression& e);
  [[nodiscard]] Quantity scaled(Quantity q, const Quantity& factor) const;
  Quantity sum(const Expression& e);
  Quantity call(const Expression& e);
  [[nodiscard]] bool is_curve(const std::string& name) const;
  static Quantity of_curve(const std::string& name, const std::string& function);
  Quantity conversion(const Expression& e, const std::vector<Quantity>& arguments);
  void check_rate(const Quantity& rate, const Expression& value, const Expression& duration);
  static Quantity converted_rate(const Quantity& rate, const Expression& duration);
  Quantity applied(const Expression& e, const std::vector<Quantity>& arguments);
  void check_period(const Expression& e, const Quantity& probability, const Expression& duration);
  static Quantity common(const std::vector<Quantity>& all, const std::vector<const Expression*>& from);
  ExpressionPtr tree(const FormulaText& formula);

  const Scenario& scenario_;
  const Resolver& resolver_;
  Diagnostics& diagnostics_;
  std::map<Level, Quantity> done_;
  std::vector<Level> open_; ///< definitions being looked at
  std::unordered_map<std::string, ExpressionPtr> trees_;
};

} // namespace cea::formula
