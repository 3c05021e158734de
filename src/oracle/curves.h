#pragma once

#include "model/scenario.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cea::oracle {

/// What curves need of the formulas around them.
struct CurveHost {
  /// A formula at a time `t` of the curve's own, in a cycle of the model.
  std::function<double(const FormulaText&, double t, int cycle)> value;
  /// How often formulas have read `t` so far.
  std::function<int()> reads;
  /// Notes a switch that depends on time, and gives it back.
  std::function<bool(bool)> choose;
  /// Integral of a function that may switch.
  std::function<double(const std::function<double(double)>&, double from, double to)> integral;
};

/// The survival curves of one strategy: distributions and what is done to them. Nothing is simplified: what
/// changes over time is integrated numerically, and survival is the product over the model's cycles.
class Curves {
public:
  Curves(const Scenario& scenario, const Strategy& strategy, double cycle_length, CurveHost host);

  [[nodiscard]] bool defines(const std::string& name) const;
  /// `os.survival(x)` and its like in a cycle of the model. Throws Unsupported for curves from data and for
  /// restricted means, ModelError for arguments that can't be.
  double call(const std::string& name, const std::string& method, double x, int cycle, const Span& at);

private:
  /// A curve as it is in one cycle of the model.
  struct Shape {
    std::function<double(double)> hazard;                  ///< at a time
    std::function<double(double from, double to)> between; ///< cumulative hazard
  };
  [[nodiscard]] const Curve& curve(const std::string& name, const Span& at) const;
  Shape shape(const std::string& name, int cycle, const Span& at);
  Shape origin(const Curve& curve, int cycle);
  Shape distribution(const DistributionCall& call, int cycle);
  Shape joined(const Curve& curve, Shape early, int cycle);
  Shape with_ratio(const Curve& curve, Shape base, int cycle);
  Shape waned(const Curve& curve, Shape base, int cycle);
  Shape with_background(const Curve& curve, Shape base, int cycle);
  double cumulative(const std::string& name, double x, const Span& at);
  std::vector<double> numbers(const FormulaText& list, int cycle);

  const Scenario& scenario_;
  const Strategy& strategy_;
  double cycle_length_;
  CurveHost host_;
  std::vector<std::string> open_; ///< names whose choice is being looked into
};

} // namespace cea::oracle
