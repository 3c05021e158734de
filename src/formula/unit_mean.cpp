#include "formula/moving_formula.h"
#include "formula/quadrature.h"

namespace cea::formula {

namespace {

/// A formula of the moment.
class OfMoment final : public Integrand {
public:
  OfMoment(const Graph& graph, NodeId body, const Place& place)
      : place_(place), formula_(graph, body, place_, kMoment) {}

  double operator()(double t) override {
    move(t);
    return formula_();
  }
  [[nodiscard]] std::size_t quantity_count() const override { return formula_.crossings().size(); }
  [[nodiscard]] Levels levels(std::size_t index) const override { return formula_.crossings()[index].levels; }
  double quantity(std::size_t index, double t) override {
    move(t);
    return formula_.quantity(formula_.crossings()[index]);
  }

private:
  void move(double t) {
    place_.moment = t;
    formula_.moved();
  }

  Place place_;
  MovingFormula formula_;
};

} // namespace

double unit_mean(const Graph& graph, NodeId body, const Place& place) {
  constexpr int kMostSplits = 300, kProbes = 33;
  constexpr double kMostJumps = 2000; // what has more is left to the quadrature
  OfMoment f(graph, body, place);
  const std::vector<double> points = breakpoints(f, 0, 1, kProbes, kMostJumps).points;
  const double floor = largest(f, 0, 1) * 1e-15; // rounding within the formula
  double sum = 0;
  int splits = kMostSplits + 4 * static_cast<int>(points.size());
  for (std::size_t i = 0; i + 1 < points.size(); ++i)
    if (points[i + 1] > points[i]) sum += integrate(f, points[i], points[i + 1], floor, splits);
  return sum;
}

} // namespace cea::formula
