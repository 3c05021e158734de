#pragma once

#include "formula/graph.h"
#include "model/scenario.h"
#include "support/diagnostics.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace cea::formula {

/// A survival curve as functions from nodes to nodes; times are in years since the curve's origin and never
/// negative.
struct CurveFunctions {
  using Function = std::function<NodeId(NodeId)>;
  using Increment = std::function<NodeId(NodeId from, NodeId years)>;
  Function hazard;     ///< at a time; empty where there is none (Kaplan–Meier)
  Increment increment; ///< cumulative hazard over some years from a time on
  Function cumulative; ///< cumulative hazard; empty where it has no closed form
  Function area;       ///< restricted mean, where it isn't best found by integrating survival
  /// Whether the hazard depends on the model's cycle beyond its argument (a rate by age, a ratio by time).
  bool follows_cycle = false;
  bool stepped = false;                ///< survival falls in steps: integrals over it need its own sums
  std::vector<NodeId> steps;           ///< where it falls; empty where it falls between them, too
  bool falls_between = false;          ///< and falls smoothly between them
  std::optional<NodeId> hazard_from{}; ///< of a curve with steps: from when on it has a hazard
  std::optional<NodeId> initial{};     ///< cumulative hazard at time 0 where that isn't 0 and has no function

  /// The same steps and dependence, without functions: what something is made of that changes the hazard.
  [[nodiscard]] CurveFunctions frame() const {
    CurveFunctions f;
    f.follows_cycle = follows_cycle;
    f.stepped = stepped;
    f.steps = steps;
    f.falls_between = falls_between;
    f.hazard_from = hazard_from;
    f.initial = initial;
    return f;
  }
};

/// What a cumulative hazard grows by over some years.
CurveFunctions::Increment increment_of(Graph& graph, const CurveFunctions::Function& cumulative);

/// What an argument of a curve must be.
enum class CurveBound { positive, not_negative, fraction, time };

/// A demand on an argument of a curve that is known only in the run.
struct CurveRequirement {
  NodeId node = 0;  ///< must not be negative
  NodeId shown = 0; ///< the argument
  std::string what; ///< "the shape of the curve 'os'"
  std::string must; ///< "above 0"
  FormulaText formula;
  std::string hint;
};

/// The curves that a strategy chooses, by the name that formulas use.
struct CurveChoices {
  std::map<std::string, std::string> chosen{};
  std::string strategy{}; ///< empty: no strategy's formulas, for which any strategy's curve will do
};

/// Whether the file or a strategy gives a curve of this name, and all such names.
bool is_curve(const Scenario& scenario, const std::string& name);
std::vector<std::string> curve_names(const Scenario& scenario);

/// The parametric families (Weibull as S = exp(−(t/scale)^shape), and so on); `arguments` by name.
std::optional<CurveFunctions> parametric_curve(Graph& graph, const std::string& family,
                                               const std::map<std::string, std::vector<NodeId>>& arguments);
/// What the families take, for messages: "weibull(shape, scale)". Empty for another word.
std::vector<std::string> curve_forms(const std::string& family);
/// Names of all families.
const std::vector<std::string>& curve_families();
/// What an argument of a family must be; nothing where it may be any number.
std::optional<CurveBound> curve_bound(const std::string& family, const std::string& argument);

/// Survival by steps: `values[i]` from `times[i]` on. Without a value beyond the last time unless that is 0.
CurveFunctions kaplan_meier_curve(Graph& graph, const Curve& curve);
/// Royston & Parmar 2002 (Statistics in Medicine 21:2175–97): ln H is a natural cubic spline of ln t.
CurveFunctions spline_curve(Graph& graph, const std::vector<NodeId>& gamma, const std::vector<NodeId>& knots);
/// Survival of a cohort that follows the columns of a life table in given shares, from an age on.
CurveFunctions life_table_curve(Graph& graph, const Table& table, double covers,
                                const std::vector<std::pair<std::size_t, NodeId>>& mix, NodeId start);

/// The curves of a scenario as one strategy sees them.
class Curves {
public:
  /// `resolve` turns a formula into a node in which the moment stands for the curve's own time `t`.
  using Resolve = std::function<std::optional<NodeId>(const FormulaText&)>;
  Curves(const Scenario& scenario, Graph& graph, Diagnostics& diagnostics, Resolve resolve,
         CurveChoices choices);

  /// `os.survival(x)` and its like; nothing after an error that has been reported. Before time 0 everyone is
  /// event-free.
  std::optional<NodeId> call(const std::string& name, const std::string& method, NodeId x, const Span& at);
  /// Methods of a curve, for messages.
  static const std::vector<std::string>& methods();
  /// What the arguments of the curves that have been called must be in every sample and cycle.
  [[nodiscard]] const std::vector<CurveRequirement>& requirements() const { return requirements_; }

private:
  using Result = std::optional<CurveFunctions>;
  Result find(const std::string& name, const Span& at);
  Result build(const Curve& curve);
  Result origin(const Curve& curve);
  Result without_curve(const std::string& name, const Span& at);
  Result from_distribution(const DistributionCall& call, const std::string& owner);
  Result from_life_table(const Curve& curve);
  Result accelerated(const Curve& curve, CurveFunctions base);
  Result cured(const Curve& curve, CurveFunctions base);
  Result joined(const Curve& curve, CurveFunctions base);
  Result with_ratio(const Curve& curve, CurveFunctions base);
  Result waned(const Curve& curve, CurveFunctions base);
  Result with_background(const Curve& curve, CurveFunctions base);
  CurveFunctions with_moving_ratio(const CurveFunctions& base, NodeId ratio);
  /// Whether a curve has a hazard, of a curve with steps from its join on.
  bool needs_hazard(const Curve& curve, const CurveFunctions& base, const Span& at, const char* what);
  /// Whether something begins where a curve with steps has a hazard.
  bool begins_after_steps(const Curve& curve, const CurveFunctions& base, NodeId begin,
                          const FormulaText& formula);
  /// Whether an argument is what it must be. What isn't known before the run becomes a requirement.
  bool holds(NodeId value, CurveBound bound, const std::string& what, const FormulaText& formula);
  bool holds_at_least(NodeId value, NodeId least, const std::string& what, const std::string& must,
                      const FormulaText& formula);
  /// Demands that the cumulative hazard grow in every cycle of the model.
  void require_growth(const CurveFunctions& curve, const std::string& name, const FormulaText& formula);
  void require(NodeId node, NodeId shown, const std::string& what, const std::string& must,
               const FormulaText& formula, const std::string& hint);
  bool arguments_hold(const DistributionCall& call, const std::map<std::string, std::vector<NodeId>>& nodes,
                      const std::string& owner);
  std::optional<NodeId> timeless(const FormulaText& formula, const std::string& what);
  std::optional<std::vector<NodeId>> list(const FormulaText& formula, const std::string& what);
  /// Cumulative hazard over the cycle that begins at x; of a cycle that begins before time 0, after it.
  NodeId over_cycle(const CurveFunctions& curve, NodeId x);
  /// Cumulative hazard at time 0, where data may begin below 1.
  NodeId initial(const CurveFunctions& curve);
  std::optional<NodeId> hazard(const std::string& name, const CurveFunctions& curve, NodeId x,
                               const Span& at);
  std::optional<NodeId> cumulative(const std::string& name, const CurveFunctions& curve, NodeId x,
                                   const Span& at);
  std::optional<NodeId> restricted_mean(const std::string& name, const CurveFunctions& curve, NodeId x,
                                        const Span& at);
  /// Integral of a function of time over some years from x on; `smooth` as in Graph::unit_mean.
  NodeId integral(NodeId x, NodeId years, const CurveFunctions::Function& f, bool smooth = true);

  const Scenario& scenario_;
  Graph& graph_;
  Diagnostics& diagnostics_;
  Resolve resolve_;
  CurveChoices choices_;
  std::vector<CurveRequirement> requirements_;
  std::unordered_map<std::string, Result> done_;
  std::vector<std::string> open_; ///< names being built
};

} // namespace cea::formula
