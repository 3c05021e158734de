#pragma once

#include "formula/ast.h"
#include "model/scenario.h"
#include "oracle/curves.h"
#include "oracle/functions.h"
#include "oracle/mean.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cea::oracle {

/// For whom and when a formula is evaluated.
struct Moment {
  int cycle = 0;
  std::optional<int>
      stay; ///< completed cycles in the state; absent where there is no state or nobody tracks it
  std::vector<int>
      clocks; ///< completed cycles by clock, kOutside for one outside its set; empty without a state
  std::optional<double> t; ///< inside `cycle_mean` and `expected`
};

constexpr int kOutside = -1;

/// A formula wants the time in the state where it isn't known.
struct StayUnknown {};

/// The values of formulas under one strategy and one set of parameter values. Every parameter is a stack of
/// definitions: its own, those of the overrides, those of the strategy. The top one counts; in a definition
/// the parameter's own name means the definition below. Nothing is remembered between evaluations.
class Values {
public:
  Values(const Scenario& scenario, const std::vector<SetEntry>& overrides,
         const std::map<std::string, double>& given, const Strategy& strategy);

  /// Throws InputError for a formula that doesn't parse, ModelError for a value that isn't finite, a
  /// parameter outside its bounds, an undefined name or a look-up outside a table; StayUnknown.
  double operator()(const FormulaText& formula, const Moment& moment);

  [[nodiscard]] double cycle_length() const { return cycle_length_; }

  /// The share of a state in a row of partitioned survival, where a curve's name alone is its survival there.
  double share(const FormulaText& formula, int row);

  /// A curve's survival at a time, with the formulas of a row.
  double survival(const FormulaText& curve, double t, int row) {
    return curves_->call(curve.text, "survival", t, row, curve.span);
  }

  /// In a decision tree the time is 0. The cohort model behind it begins at `start`.
  void enter_tree() { in_tree_ = true; }
  void leave_tree(double start) {
    in_tree_ = false;
    start_time_ = start;
  }

private:
  struct Definition {
    std::optional<FormulaText> formula;
    std::optional<double> number; ///< given from outside, or a Dirichlet member's mean
    double factor = 1;            ///< inflation to the setting's price year
    Span span;
  };
  /// The definition being evaluated: which parameter and how far up its stack.
  struct Scope {
    std::string name;
    std::size_t layer = 0;
  };

  void define_parameters(const std::map<std::string, double>& given);
  void define_joint(const JointDistribution& joint, const std::map<std::string, double>& given);
  void define_set(const SetEntry& entry, const std::map<std::string, double>* given);
  [[nodiscard]] double inflation(const std::string& unit, const Span& span) const;

  double evaluate(const formula::Expression& e, const Moment& m, const Scope& scope);
  double binary(const formula::Expression& e, const Moment& m, const Scope& scope);
  double logical(const formula::Expression& e, const Moment& m, const Scope& scope);
  double name(const formula::Expression& e, const Moment& m, const Scope& scope);
  std::optional<double> built_in(const std::string& name, const Moment& m);
  std::optional<double> clock(const std::string& name, const Moment& m, const Span& span);
  double parameter(const formula::Expression& e, const Moment& m, const Scope& scope);
  double definition(const std::string& name, std::size_t layer, const Moment& m);
  double call(const formula::Expression& e, const Moment& m, const Scope& scope);
  /// Of one quantity with a discrete, uniform or normal distribution; ModelError for others.
  double expected(const formula::Expression& e, const Moment& m, const Scope& scope);
  double cycle_mean(const formula::Expression& e, const Moment& m, const Scope& scope);
  double integral(const std::function<double(double)>& f, double from, double to);
  [[nodiscard]] CurveHost host();
  double table(const Table& table, const std::string& column, const formula::Expression& e, const Moment& m,
               const Scope& scope);
  double function(const formula::Expression& e, const Moment& m, const Scope& scope);

  [[nodiscard]] Switching switching_since(int reads) const;
  bool choose(bool value);
  formula::ExpressionPtr parsed(const FormulaText& formula);

  const Scenario& scenario_;
  double cycle_length_ = 0;
  std::optional<double> start_age_;
  double start_time_ = 0;
  bool in_tree_ = false;
  bool in_share_ = false;
  std::map<std::string, std::vector<Definition>> definitions_;
  std::map<std::string, formula::ExpressionPtr> parsed_;
  std::map<std::string, std::pair<double, bool>> patients_; ///< inside `expected`; true where they move
  int t_reads_ = 0;                     ///< how often `t`, or a patient that moves, was read
  std::vector<int>* choices_ = nullptr; ///< where switches taken are noted, inside `cycle_mean`
  int depth_ = 0;                       ///< of parameters within parameters
  std::optional<Curves> curves_;
};

} // namespace cea::oracle
