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

/// A survival curve as functions from nodes to nodes; times are in years since the curve's origin.
struct CurveFunctions {
  using Function = std::function<NodeId(NodeId)>;
  Function hazard;     ///< at a time; empty where there is none (Kaplan–Meier)
  Function increment;  ///< cumulative hazard from a time until one cycle later
  Function cumulative; ///< cumulative hazard; empty where it has no closed form
  Function area;       ///< restricted mean, where it isn't best found by integrating survival
  /// Whether the hazard depends on the model's cycle beyond its argument (a rate by age, a ratio by time).
  bool follows_cycle = false;
  bool stepped = false; ///< survival falls in steps: integrals over it need its own sums
};

/// The parametric families (Weibull as S = exp(−(t/scale)^shape), and so on); `arguments` by name.
std::optional<CurveFunctions> parametric_curve(Graph& graph, const std::string& family,
                                               const std::map<std::string, std::vector<NodeId>>& arguments);
/// What the families take, for messages: "weibull(shape, scale)". Empty for another word.
std::vector<std::string> curve_forms(const std::string& family);
/// Names of all families.
const std::vector<std::string>& curve_families();

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
         std::map<std::string, std::string> choices);

  [[nodiscard]] bool defines(const std::string& name) const;
  /// `os.survival(x)` and its like; nothing after an error that has been reported.
  std::optional<NodeId> call(const std::string& name, const std::string& method, NodeId x, const Span& at);
  /// Methods of a curve, for messages.
  static const std::vector<std::string>& methods();

private:
  using Result = std::optional<CurveFunctions>;
  Result find(const std::string& name, const Span& at);
  Result build(const Curve& curve);
  Result origin(const Curve& curve);
  Result from_distribution(const DistributionCall& call);
  Result from_life_table(const Curve& curve);
  Result accelerated(const Curve& curve, CurveFunctions base);
  Result cured(const Curve& curve, CurveFunctions base);
  Result joined(const Curve& curve, CurveFunctions base);
  Result with_ratio(const Curve& curve, CurveFunctions base);
  Result waned(const Curve& curve, CurveFunctions base);
  Result with_background(const Curve& curve, CurveFunctions base);
  bool needs_hazard(const Curve& curve, const CurveFunctions& base, const Span& at, const char* what);
  std::optional<NodeId> timeless(const FormulaText& formula, const std::string& what);
  std::optional<std::vector<NodeId>> list(const FormulaText& formula, const std::string& what);
  std::optional<NodeId> cumulative(const std::string& name, const CurveFunctions& curve, NodeId x,
                                   const Span& at);
  std::optional<NodeId> restricted_mean(const std::string& name, const CurveFunctions& curve, NodeId x,
                                        const Span& at);
  /// Mean over the cycle that begins at x of a function of time; `smooth` as in Graph::unit_mean.
  NodeId mean_from(NodeId x, const CurveFunctions::Function& f, bool smooth = true);

  const Scenario& scenario_;
  Graph& graph_;
  Diagnostics& diagnostics_;
  Resolve resolve_;
  std::map<std::string, std::string> choices_;
  std::unordered_map<std::string, Result> done_;
  std::vector<std::string> open_; ///< names being built
};

} // namespace cea::formula
