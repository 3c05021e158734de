#pragma once

#include "formula/ast.h"
#include "formula/curves.h"
#include "formula/graph.h"
#include "model/scenario.h"
#include "support/diagnostics.h"

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace cea::formula {

/// What a name stands for at one level: the file's own definition is the lowest, then those of `--set`,
/// the scenario and the strategy. The name itself, inside a definition, means the level below.
struct Definition {
  FormulaText value; ///< empty text where a joint distribution gives the value
  const DistributionCall* distribution = nullptr;
  const Unit* unit = nullptr;
  const Parameter* parameter = nullptr; ///< where the file defines it
  bool index_exempt = false;
  bool by_strategy = false; ///< a strategy's `set`, which acts after parameters are varied
  Span span;
};

/// An argument of a distribution, evaluated.
struct EvaluatedArgument {
  std::string name;
  double value = 0;
  Span span;
};

/// Supplies the nodes of values that differ between samples. Implemented by the engine's registry of inputs.
class InputSource {
public:
  InputSource() = default;
  InputSource(const InputSource&) = delete;
  InputSource& operator=(const InputSource&) = delete;
  virtual ~InputSource() = default;
  /// A parameter with a distribution of its own. `base` is its base value, `factor` the price index's,
  /// which acts on what is drawn; `by_strategy`: it stands in a strategy's own `set`. Nothing after an
  /// error that has been reported.
  virtual std::optional<NodeId> drawn(const std::string& name, const DistributionCall& call,
                                      const std::vector<EvaluatedArgument>& arguments, NodeId base,
                                      double factor, bool by_strategy) = 0;
  /// A member of a joint distribution; `base` is its own value where it has one, `factor` the price index's,
  /// which acts on what is drawn. Nothing where it is none.
  virtual std::optional<NodeId> joint_member(const std::string& name, std::optional<NodeId> base,
                                             double factor) = 0;
  /// Whether an analysis varies a parameter: just before strategies' `set`, so after a scenario's.
  virtual bool is_varied(const std::string& name) = 0;
  /// Whether samples made elsewhere stand in for a parameter's draws: where its distribution stands.
  virtual bool is_replayed(const std::string& name) = 0;
  /// The input of such a parameter; one for each base value that strategies' settings give its formula.
  virtual NodeId varied(const std::string& name, NodeId base) = 0;
  /// Told of a value that must be known before the run and isn't, because it depends on inputs.
  virtual void needed_before_run(NodeId node) = 0;
  /// The family of a distribution between patients; `constant`: the values of all arguments are known.
  /// Nothing after an error that has been reported.
  virtual std::shared_ptr<const PatientFamily>
  patients(const DistributionCall& call, const std::vector<EvaluatedArgument>& arguments, bool constant) = 0;
};

/// What formulas may ask of time: anything; in a decision tree in front of a cohort model only time 0
/// (`time`, `age` and `calendar_year` are those of the model's start); in a tree alone nothing.
enum class TimeScope { cycles, beginning, none };

/// What all strategies of one run share while names are resolved.
struct ResolverContext {
  const Scenario& scenario;
  Graph& graph;
  InputSource& inputs;
  Diagnostics& diagnostics;
  std::unordered_map<std::string, std::uint32_t> columns; ///< "table.column" to look-up column
  std::set<std::string> used;                             ///< names that formulas used
  std::unordered_map<std::string, ExpressionPtr> parsed;  ///< by text and place
  double days_per_year = 365.25;
};

/// Turns formulas into graph nodes for one strategy: looks up names through its definitions, reports
/// unknown names, cycles of definitions, wrong numbers of arguments and things used where they mean
/// nothing.
class Resolver {
public:
  using Definitions = std::unordered_map<std::string, std::vector<Definition>>;
  static constexpr std::size_t kDeepestDefinition = 400;

  /// `choices`: the strategy's curves, by the name that formulas use.
  Resolver(ResolverContext& context, Definitions definitions, CurveChoices choices = {});
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// The node of a formula; nothing after an error that has been reported.
  std::optional<NodeId> resolve(const FormulaText& formula);
  /// As `resolve`, where a bare curve is its survival at the start of the cycle.
  std::optional<NodeId> resolve_share(const FormulaText& formula);
  /// A survival curve's share of people still event-free at a time; reports a name that no curve has.
  std::optional<NodeId> survival(const std::string& curve, NodeId time, const Span& span);
  /// A formula whose value must be known before the run: no sample, cycle or time in state.
  std::optional<double> resolve_constant(const FormulaText& formula, const std::string& what);
  /// The node of a parameter.
  std::optional<NodeId> resolve_name(const std::string& name, const Span& span);
  /// Names that stand in a formula, with their nodes: the values behind a result, for messages.
  std::vector<std::pair<std::string, NodeId>> names_in(const FormulaText& formula);
  /// The cumulative hazard over the cycle where a formula, directly or through parameters, is
  /// rate_to_prob(rate, cycle_length) or 1 - exp(-hazard). The formula must have been resolved.
  std::optional<NodeId> hazard_behind(const FormulaText& formula);
  /// What the arguments of the curves in the formulas so far must be.
  [[nodiscard]] const std::vector<CurveRequirement>& curve_requirements() const {
    return curves_.requirements();
  }
  /// Lets formulas use a name that nothing defines, until it is forgotten.
  void lend(const std::string& name, const FormulaText& value);
  void forget(const std::string& name);
  /// Years at the start of the cycle, as a node; age needs `time.start_age`.
  NodeId time_node();

  void set_start_age(std::optional<NodeId> node) { start_age_ = node; }
  void set_time_scope(TimeScope scope) { scope_ = scope; }
  /// Model time at which the cohort model begins, in years: 0, or the duration of the tree before it.
  void set_start_time(NodeId node) { start_time_ = node; }
  [[nodiscard]] NodeId start_time() const { return start_time_; }
  [[nodiscard]] bool defines(const std::string& name) const { return definitions_.contains(name); }
  [[nodiscard]] const Definitions& definitions() const { return definitions_; }

private:
  using Result = std::optional<NodeId>;
  Result expression(const Expression& e);
  Result name(const Expression& e);
  Result builtin(const Expression& e);
  Result call(const Expression& e);
  Result derived_function(const Expression& e, const std::vector<NodeId>& a);
  Result table(const Expression& e, std::uint32_t column);
  Result curve(const Expression& e, const std::string& name, const std::string& method);
  Result bare_curve(const Expression& e);
  Result in_curve_time(const FormulaText& formula);
  Result mean(const Expression& e);
  Result conditional(const Expression& e);
  Result expected(const Expression& e);
  bool check_expected(const Expression& e);
  std::optional<Expectation::Variable> patient_variable(const std::string& name,
                                                        const Expression& distribution);
  Result patient(const std::string& name);
  Result parameter(const std::string& name, std::size_t level, const Span& span);
  Result define(const std::string& name, std::size_t level);
  Result own_value(const std::string& name, const Definition& d, std::size_t level, double factor);
  bool brought_by_sample(const std::string& name, std::size_t level);
  Result draw(const std::string& name, const Definition& d, NodeId base, double factor);
  Result age(const Expression& e, NodeId time);
  bool refused_by_scope(const Expression& e);
  Result hazard(const Expression& e);
  Result hazard_of_parameter(const Expression& e);
  /// The definition that a name means here; nothing where no parameter has it.
  std::optional<std::size_t> level_meant(const std::string& name);
  void unknown(const Expression& e, bool called);
  std::optional<double> price_factor(const Definition& d);
  ExpressionPtr parsed(const FormulaText& formula);

  ResolverContext& context_;
  Graph& graph_;
  Definitions definitions_;
  std::optional<NodeId> start_age_;
  NodeId start_time_;
  TimeScope scope_ = TimeScope::cycles;
  struct Entry {
    bool open = false;
    Result node;
  };
  std::unordered_map<std::string, std::vector<Entry>> done_;
  std::vector<std::pair<std::string, std::size_t>> stack_; ///< definitions being resolved
  std::optional<double> value_word_; ///< what `value` means in a distribution's arguments
  bool in_mean_ = false;
  /// Quantities of the expectations around, that of `expected` first, and whether they were used.
  std::vector<std::pair<std::string, bool>> patients_;
  bool in_curve_ = false;    ///< `t` is a curve's own time
  bool bare_curves_ = false; ///< a curve's name alone is its survival
  Curves curves_;
};

/// The formulas within the quotes of expected(…): its own and the arguments of its distributions. Nothing for
/// other calls.
std::vector<FormulaText> quoted_formulas(const Expression& call);

/// Look-up columns of a scenario's tables; reports a `covers` that is no number.
void add_tables(ResolverContext& context, Resolver& resolver);

} // namespace cea::formula
