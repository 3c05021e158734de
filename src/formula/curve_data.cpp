// Survival curves from data: Kaplan–Meier steps, splines, life tables.
#include "formula/arithmetic.h"
#include "formula/curves.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace cea::formula {

namespace {

using Function = CurveFunctions::Function;

std::uint32_t step_column(Graph& g, const std::string& name, const std::vector<double>& positions,
                          std::vector<double> values, double last, bool hold) {
  return g.add_column({.table = name,
                       .column = {},
                       .between = Interpolation::step,
                       .hold = hold,
                       .axis = {positions.front(), last, positions},
                       .values = std::move(values)});
}

/// A piece of a rate's curve over age: r, or r + s·d, or r·e^{s·d}, d years after its beginning.
struct Pieces {
  bool exponential = false;
  std::vector<double> begin, cumulative, rate, slope;
  double last = 0;
};

double piece_integral(bool exponential, double rate, double slope, double d) {
  if (!exponential) return rate * d + slope / 2 * d * d;
  return slope == 0 ? rate * d : rate * apply(NodeOp::expm1, slope * d) / slope;
}

/// The column's rate over age, and its integral from the first key to each piece's beginning.
Pieces pieces_of(const Table& table, std::size_t column, double covers) {
  Pieces p;
  p.exponential = table.between == Interpolation::loglinear;
  p.last = table.keys.back() + covers;
  std::vector<double> rates = table.columns[column].values;
  if (table.quantity.starts_with("probability"))
    for (double& q : rates)
      q = -apply(NodeOp::log1p, -q);
  const bool step = table.between == Interpolation::step;
  const auto add = [&](double begin, double rate, double slope) {
    if (!p.begin.empty()) {
      const double d = begin - p.begin.back();
      p.cumulative.push_back(p.cumulative.back() +
                             piece_integral(p.exponential, p.rate.back(), p.slope.back(), d));
    } else {
      p.cumulative.push_back(0);
    }
    p.begin.push_back(begin);
    p.rate.push_back(rate);
    p.slope.push_back(slope);
  };
  const double shift = step ? 0 : covers / 2;
  if (shift > 0) add(table.keys.front(), rates.front(), 0);
  for (std::size_t i = 0; i < rates.size(); ++i) {
    double slope = 0;
    if (!step && i + 1 < rates.size()) {
      const double width = table.keys[i + 1] - table.keys[i];
      slope = p.exponential ? apply(NodeOp::log, rates[i + 1] / rates[i]) / width
                            : (rates[i + 1] - rates[i]) / width;
    }
    add(table.keys[i] + shift, rates[i], slope);
  }
  return p;
}

/// One column of a life table: cumulative hazard and hazard by age.
struct LifeColumn {
  Function cumulative, hazard;
};

LifeColumn life_column(Graph& graph, const Table& table, std::size_t column, double covers) {
  Graph* g = &graph;
  const Pieces p = pieces_of(table, column, covers);
  const auto look = [&](const std::vector<double>& values) {
    return step_column(graph, table.name, p.begin, values, p.last, table.hold_beyond);
  };
  const std::uint32_t begin = look(p.begin), sum = look(p.cumulative), rate = look(p.rate),
                      slope = look(p.slope);
  const bool exponential = p.exponential;
  const auto after = [=](NodeId age) { return g->subtract(age, g->lookup(begin, age)); };
  LifeColumn result;
  result.cumulative = [=](NodeId age) {
    const NodeId d = after(age), r = g->lookup(rate, age), s = g->lookup(slope, age);
    const NodeId flat = g->multiply(r, d);
    NodeId piece = 0;
    if (exponential)
      piece = g->select(g->unary(NodeOp::logical_not, s), flat,
                        g->multiply(r, g->divide(g->unary(NodeOp::expm1, g->multiply(s, d)), s)));
    else
      piece = g->add(flat, g->multiply(g->multiply(s, g->constant(0.5)), g->multiply(d, d)));
    return g->add(g->lookup(sum, age), piece);
  };
  result.hazard = [=](NodeId age) {
    const NodeId d = after(age), r = g->lookup(rate, age), s = g->lookup(slope, age);
    return exponential ? g->multiply(r, g->unary(NodeOp::exp, g->multiply(s, d)))
                       : g->add(r, g->multiply(s, d));
  };
  return result;
}

} // namespace

CurveFunctions kaplan_meier_curve(Graph& graph, const Curve& curve) {
  Graph* g = &graph;
  const bool ends_at_zero = curve.values.back() == 0;
  const auto survival =
      step_column(graph, curve.name, curve.times, curve.values, curve.times.back(), ends_at_zero);
  std::vector<double> areas{0};
  for (std::size_t i = 1; i < curve.times.size(); ++i)
    areas.push_back(areas.back() + curve.values[i - 1] * (curve.times[i] - curve.times[i - 1]));
  const auto area = step_column(graph, curve.name, curve.times, areas, curve.times.back(), ends_at_zero);
  const auto begin =
      step_column(graph, curve.name, curve.times, curve.times, curve.times.back(), ends_at_zero);
  CurveFunctions f;
  f.cumulative = [=](NodeId x) {
    return g->unary(NodeOp::negate, g->unary(NodeOp::log, g->lookup(survival, x)));
  };
  // Where nobody is left, whoever were would have the event: e^−800 is 0.
  f.increment = [=, difference = increment_of(graph, f.cumulative)](NodeId x, NodeId years) {
    return g->select(g->unary(NodeOp::logical_not, g->lookup(survival, x)), g->constant(800),
                     difference(x, years));
  };
  f.stepped = true;
  for (std::size_t i = 0; i < curve.times.size(); ++i)
    if (curve.values[i] < (i == 0 ? 1 : curve.values[i - 1])) f.steps.push_back(g->constant(curve.times[i]));
  f.area = [=](NodeId x) {
    return g->add(g->lookup(area, x),
                  g->multiply(g->lookup(survival, x), g->subtract(x, g->lookup(begin, x))));
  };
  return f;
}

CurveFunctions spline_curve(Graph& graph, const std::vector<NodeId>& gamma,
                            const std::vector<NodeId>& knots) {
  Graph* g = &graph;
  const auto positive_part = [=](NodeId x, NodeId knot) {
    return g->binary(NodeOp::max, g->constant(0), g->subtract(x, knot));
  };
  const auto cube = [=](NodeId a) { return g->multiply(a, g->multiply(a, a)); };
  const auto square3 = [=](NodeId a) { return g->multiply(g->constant(3), g->multiply(a, a)); };
  /// The spline's basis or its derivative, which differ in what is done to each positive part.
  const auto basis = [=](NodeId x, std::size_t j, const auto& power) {
    const NodeId first = knots.front(), last = knots.back();
    const NodeId lambda = g->divide(g->subtract(last, knots[j]), g->subtract(last, first));
    const NodeId at_first = g->multiply(lambda, power(positive_part(x, first)));
    const NodeId at_last = g->multiply(g->subtract(g->constant(1), lambda), power(positive_part(x, last)));
    return g->subtract(g->subtract(power(positive_part(x, knots[j])), at_first), at_last);
  };
  CurveFunctions f;
  f.cumulative = [=](NodeId t) {
    const NodeId x = g->unary(NodeOp::log, t);
    NodeId sum = g->add(gamma[0], g->multiply(gamma[1], x));
    for (std::size_t j = 1; j + 1 < knots.size(); ++j)
      sum = g->add(sum, g->multiply(gamma[j + 1], basis(x, j, cube)));
    return g->unary(NodeOp::exp, sum);
  };
  f.increment = increment_of(graph, f.cumulative);
  f.hazard = [=, cumulative = f.cumulative](NodeId t) {
    const NodeId x = g->unary(NodeOp::log, t);
    NodeId slope = gamma[1];
    for (std::size_t j = 1; j + 1 < knots.size(); ++j)
      slope = g->add(slope, g->multiply(gamma[j + 1], basis(x, j, square3)));
    return g->select(g->unary(NodeOp::logical_not, t), g->constant(0),
                     g->multiply(g->divide(cumulative(t), t), slope));
  };
  return f;
}

CurveFunctions life_table_curve(Graph& graph, const Table& table, double covers,
                                const std::vector<std::pair<std::size_t, NodeId>>& mix, NodeId start) {
  Graph* g = &graph;
  std::vector<std::pair<LifeColumn, NodeId>> parts;
  for (const auto& [column, share] : mix)
    parts.emplace_back(life_column(graph, table, column, covers), share);
  const auto since_start = [=](const LifeColumn& c, NodeId x) {
    return g->subtract(c.cumulative(g->add(start, x)), c.cumulative(start));
  };
  CurveFunctions f;
  if (parts.size() == 1) {
    const LifeColumn only = parts.front().first;
    f.cumulative = [=](NodeId x) { return since_start(only, x); };
    f.hazard = [=](NodeId x) { return only.hazard(g->add(start, x)); };
  } else {
    const auto living = [=](NodeId x, const auto& weight_of) {
      NodeId sum = g->constant(0);
      for (const auto& [column, share] : parts) {
        const NodeId survival = g->unary(NodeOp::exp, g->unary(NodeOp::negate, since_start(column, x)));
        sum = g->add(sum, g->multiply(g->multiply(share, survival), weight_of(column)));
      }
      return sum;
    };
    const auto one = [=](const LifeColumn&) { return g->constant(1); };
    f.cumulative = [=](NodeId x) { return g->unary(NodeOp::negate, g->unary(NodeOp::log, living(x, one))); };
    f.hazard = [=](NodeId x) {
      const auto rate = [=](const LifeColumn& c) { return c.hazard(g->add(start, x)); };
      return g->divide(living(x, rate), living(x, one));
    };
  }
  f.increment = increment_of(graph, f.cumulative);
  return f;
}

Curves::Result Curves::from_life_table(const Curve& curve) {
  const auto table = std::find_if(scenario_.tables.begin(), scenario_.tables.end(),
                                  [&](const Table& t) { return t.name == curve.table; });
  if (table == scenario_.tables.end() || table->columns.empty() || !curve.start) return std::nullopt;
  const bool probabilities = table->quantity.starts_with("probability");
  if (!probabilities && !table->quantity.starts_with("rate")) {
    diagnostics_.error(curve.table_span, fmt::format("the table '{}' doesn't say what it holds", table->name),
                       "give it `quantity: rate/year` or `quantity: probability/year`");
    return std::nullopt;
  }
  if (!table->second_keys.empty() || (probabilities && table->between != Interpolation::step)) {
    diagnostics_.error(curve.table_span,
                       table->second_keys.empty()
                           ? "a curve of probabilities of death needs `between: step` in its table"
                           : "a curve can't follow a table with two keys");
    return std::nullopt;
  }
  double covers = 0;
  if (table->covers) {
    const auto node = resolve_(*table->covers);
    if (!node || !graph_.is_constant(*node)) return std::nullopt; // reported with the tables
    covers = graph_.value(*node);
  }
  const auto start = timeless(*curve.start, "the age at which a curve begins");
  std::vector<std::pair<std::size_t, NodeId>> mix;
  double sum = 0;
  bool complete = start.has_value(), known_sum = true;
  for (const Curve::Mix& part : curve.mix) {
    const auto column = std::find_if(table->columns.begin(), table->columns.end(),
                                     [&](const auto& c) { return c.name == part.column; });
    if (column == table->columns.end()) {
      diagnostics_.error(part.share.span,
                         fmt::format("the table '{}' has no column '{}'", table->name, part.column));
      complete = false;
      continue;
    }
    const auto share = timeless(part.share, "a share of `mix`");
    if (!share) return std::nullopt;
    mix.emplace_back(static_cast<std::size_t>(column - table->columns.begin()), *share);
    known_sum = known_sum && graph_.is_constant(*share);
    sum += graph_.is_constant(*share) ? graph_.value(*share) : 0;
  }
  if (curve.mix.empty() && table->columns.size() > 1) {
    diagnostics_.error(curve.table_span, fmt::format("the table '{}' has several columns", table->name),
                       fmt::format("choose or mix them, as `mix: {{{}: 1}}`", table->columns[0].name));
    return std::nullopt;
  }
  if (curve.mix.empty()) mix.emplace_back(0, graph_.constant(1));
  if (!curve.mix.empty() && complete && known_sum && std::abs(sum - 1) > kTolerance) {
    diagnostics_.error(curve.mix[0].share.span, fmt::format("the shares of `mix` sum to {}", shortest(sum)),
                       "they must sum to 1");
    return std::nullopt;
  }
  if (!complete) return std::nullopt;
  return life_table_curve(graph_, *table, covers, mix, *start);
}

} // namespace cea::formula
