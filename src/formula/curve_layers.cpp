// What can be done to a survival curve: acceleration, cure, joins, hazard ratios, waning, background.
#include "formula/curves.h"

#include <fmt/format.h>

#include <utility>

namespace cea::formula {

bool Curves::needs_hazard(const Curve& curve, const CurveFunctions& base, const Span& at, const char* what) {
  if (base.hazard) return true;
  diagnostics_.error(at, fmt::format("{} needs a hazard, but '{}' falls in steps", what, curve.name),
                     "use a fitted distribution, or `then:` to go over to one and apply it there");
  return false;
}

bool Curves::begins_after_steps(const Curve& curve, const CurveFunctions& base, NodeId begin,
                                const FormulaText& formula) {
  return !base.hazard_from ||
         holds_at_least(begin, *base.hazard_from,
                        fmt::format("the beginning of the waning of the curve '{}'", curve.name),
                        "at or after the join, before which a curve falls in steps", formula);
}

Curves::Result Curves::accelerated(const Curve& curve, CurveFunctions base) {
  const auto factor = timeless(*curve.acceleration_factor, "an acceleration factor");
  if (!factor || !holds(*factor, CurveBound::positive,
                        fmt::format("the acceleration factor of the curve '{}'", curve.name),
                        *curve.acceleration_factor))
    return std::nullopt;
  Graph* g = &graph_;
  if (base.follows_cycle) {
    diagnostics_.error(curve.acceleration_factor->span,
                       "an acceleration factor can't act on a hazard that follows the model's cycles",
                       "accelerate the original curve, then change its hazard");
    return std::nullopt;
  }
  CurveFunctions f = base.frame();
  const NodeId a = *factor;
  for (NodeId& step : f.steps)
    step = g->multiply(step, a);
  if (f.hazard_from) f.hazard_from = g->multiply(*f.hazard_from, a);
  if (base.hazard) f.hazard = [=, h = base.hazard](NodeId x) { return g->divide(h(g->divide(x, a)), a); };
  if (base.cumulative) {
    f.cumulative = [=, c = base.cumulative](NodeId x) { return c(g->divide(x, a)); };
    f.increment = increment_of(graph_, f.cumulative);
  } else {
    f.increment = [=, i = base.increment](NodeId x, NodeId years) {
      return i(g->divide(x, a), g->divide(years, a));
    };
  }
  return f;
}

/// Mixture cure: S = f + (1 − f)·S₀ (Boag 1949; Latimer & Rutherford 2024).
Curves::Result Curves::cured(const Curve& curve, CurveFunctions base) {
  const auto fraction = timeless(*curve.cure_fraction, "a cure fraction");
  if (!fraction ||
      !holds(*fraction, CurveBound::fraction, fmt::format("the cure fraction of the curve '{}'", curve.name),
             *curve.cure_fraction))
    return std::nullopt;
  if (!base.cumulative) {
    diagnostics_.error(curve.cure_fraction->span,
                       "a cure fraction needs a curve that isn't changed over time",
                       "give the fraction to the original curve");
    return std::nullopt;
  }
  Graph* g = &graph_;
  const NodeId cured = *fraction, others = g->subtract(g->constant(1), *fraction);
  const auto uncured = [=, c = base.cumulative](NodeId x) {
    return g->multiply(others, g->unary(NodeOp::exp, g->unary(NodeOp::negate, c(x))));
  };
  CurveFunctions f = base.frame();
  f.cumulative = [=](NodeId x) {
    return g->unary(NodeOp::negate, g->unary(NodeOp::log, g->add(cured, uncured(x))));
  };
  f.increment = increment_of(graph_, f.cumulative);
  if (base.hazard)
    f.hazard = [=, h = base.hazard](NodeId x) {
      return g->divide(g->multiply(h(x), uncured(x)), g->add(cured, uncured(x)));
    };
  return f;
}

Curves::Result Curves::joined(const Curve& curve, CurveFunctions base) {
  const auto at = timeless(curve.join->at, "the time of a join");
  const Result later = from_distribution(
      curve.join->distribution, fmt::format("the distribution after the join of the curve '{}'", curve.name));
  if (!at || !later) return std::nullopt;
  if (!holds(*at, CurveBound::time, fmt::format("the join of the curve '{}'", curve.name), curve.join->at))
    return std::nullopt;
  Graph* g = &graph_;
  const NodeId joint = *at;
  CurveFunctions f = base.frame();
  if (base.stepped && !base.hazard) {
    f.hazard = later->hazard;
    f.hazard_from = joint;
  } else {
    f.hazard = [=, early = base.hazard, late = later->hazard](NodeId x) {
      return g->select(g->binary(NodeOp::less, x, joint), early(x), late(x));
    };
  }
  if (base.cumulative) {
    f.cumulative = [=, early = base.cumulative, late = later->cumulative](NodeId x) {
      return g->add(early(g->binary(NodeOp::min, x, joint)),
                    g->subtract(late(g->binary(NodeOp::max, x, joint)), late(joint)));
    };
    f.increment = increment_of(graph_, f.cumulative);
    return f;
  }
  f.increment = [=, early = base.increment, late = later->increment](NodeId x, NodeId years) {
    const NodeId end = g->add(x, years);
    const auto part = [&](const CurveFunctions::Increment& i, NodeOp held) {
      const NodeId from = g->binary(held, x, joint);
      return i(from, g->subtract(g->binary(held, end, joint), from));
    };
    return g->select(g->binary(NodeOp::less_equal, end, joint), early(x, years),
                     g->select(g->binary(NodeOp::less_equal, joint, x), late(x, years),
                               g->add(part(early, NodeOp::min), part(late, NodeOp::max))));
  };
  return f;
}

/// A ratio that changes with the curve's own time: on the hazard where there is one, and on each step.
CurveFunctions Curves::with_moving_ratio(const CurveFunctions& base, NodeId node) {
  Graph* g = &graph_;
  const auto ratio = [=](NodeId t) { return Substitution(*g, kMoment, t)(node); };
  CurveFunctions f = base.frame();
  if (base.hazard) f.hazard = [=, h = base.hazard](NodeId t) { return g->multiply(ratio(t), h(t)); };
  if (!base.stepped) {
    f.increment = [this, h = f.hazard](NodeId x, NodeId years) { return integral(x, years, h, false); };
    return f;
  }
  std::vector<std::pair<NodeId, NodeId>> falls; // time, and by how much the cumulative hazard grows
  const auto steps_until = [&](NodeId t) {
    return base.cumulative(base.hazard_from ? g->binary(NodeOp::min, t, *base.hazard_from) : t);
  };
  NodeId before = base.cumulative(g->constant(0));
  if (f.initial || !g->is_constant(before, 0)) f.initial = g->multiply(ratio(g->constant(0)), before);
  for (const NodeId time : base.steps) {
    const NodeId after = steps_until(time);
    falls.emplace_back(time, g->multiply(ratio(time), g->subtract(after, before)));
    before = after;
  }
  f.increment = [=, this, h = f.hazard, from = base.hazard_from](NodeId x, NodeId years) {
    const NodeId end = g->add(x, years);
    NodeId sum = g->constant(0);
    for (const auto& [time, growth] : falls) {
      const NodeId inside = g->binary(NodeOp::logical_and, g->binary(NodeOp::less, x, time),
                                      g->binary(NodeOp::less_equal, time, end));
      sum = g->add(sum, g->select(inside, growth, g->constant(0)));
    }
    if (!from) return sum;
    const NodeId begin = g->binary(NodeOp::max, x, *from);
    return g->add(sum, integral(begin, g->subtract(g->binary(NodeOp::max, end, *from), begin), h, false));
  };
  return f;
}

/// A ratio acts on the hazard; one that changes with the model's cycles on each cycle's share of it.
Curves::Result Curves::with_ratio(const Curve& curve, CurveFunctions base) {
  const auto node = resolve_(*curve.hazard_ratio);
  if (!node) return std::nullopt;
  Graph* g = &graph_;
  const Dependence depends = g->depends(*node);
  if ((depends & kCounters) != 0) {
    diagnostics_.error(curve.hazard_ratio->span, "a hazard ratio can't depend on the time in a state",
                       "`t` is the curve's own time");
    return std::nullopt;
  }
  if (!holds(*node, CurveBound::not_negative, fmt::format("the hazard ratio of the curve '{}'", curve.name),
             *curve.hazard_ratio))
    return std::nullopt;
  const bool moves = (depends & kMoment) != 0;
  const bool by_step = base.cumulative && !base.steps.empty() && !base.falls_between;
  if (moves && !by_step &&
      (base.hazard_from ||
       !needs_hazard(curve, base, curve.hazard_ratio->span, "a hazard ratio that changes with `t`"))) {
    if (base.hazard_from)
      diagnostics_.error(curve.hazard_ratio->span,
                         fmt::format("'{}' falls in steps that have been changed over time, so a ratio that "
                                     "changes with `t` can't act on them",
                                     curve.name),
                         "give the ratio to the original curve");
    return std::nullopt;
  }
  CurveFunctions f;
  if (moves) {
    f = with_moving_ratio(base, *node);
    require_growth(f, curve.name, *curve.hazard_ratio);
  } else {
    f = base.frame();
    if (base.hazard) f.hazard = [=, h = base.hazard, n = *node](NodeId t) { return g->multiply(n, h(t)); };
    f.increment = [=, i = base.increment, n = *node](NodeId x, NodeId years) {
      return g->multiply(n, i(x, years));
    };
    if (base.cumulative && (depends & kCycle) == 0)
      f.cumulative = [=, c = base.cumulative, n = *node](NodeId x) { return g->multiply(n, c(x)); };
    else if (base.stepped)
      f.initial = g->multiply(Substitution(*g, kCycle, g->constant(0))(*node), initial(base));
  }
  f.follows_cycle = base.follows_cycle || (depends & kCycle) != 0;
  return f;
}

Curves::Result Curves::waned(const Curve& curve, CurveFunctions base) {
  const Curve::Wane& wane = *curve.wane;
  const auto from = timeless(wane.from, "the beginning of waning");
  const auto until = timeless(wane.until, "the end of waning");
  const Result other = find(wane.to, wane.span);
  if (!from || !until || !other) return std::nullopt;
  if (!holds(*from, CurveBound::time,
             fmt::format("the beginning of the waning of the curve '{}'", curve.name), wane.from) ||
      !holds_at_least(*until, *from, fmt::format("the end of the waning of the curve '{}'", curve.name),
                      "at or after its beginning", wane.until) ||
      !needs_hazard(curve, base, wane.from.span, "waning") ||
      !needs_hazard(curve, *other, wane.span, "waning") ||
      !begins_after_steps(curve, base, *from, wane.from) ||
      !begins_after_steps(curve, *other, *from, wane.from))
    return std::nullopt;
  Graph* g = &graph_;
  // How far the hazard has gone over to the other's, times what it has to go.
  const auto change = [=, begin = *from, end = *until, own = base.hazard, to = other->hazard](NodeId t) {
    const NodeId passed = g->divide(g->subtract(t, begin), g->subtract(end, begin));
    const NodeId weight = g->select(g->binary(NodeOp::less, t, end), passed, g->constant(1));
    return g->select(g->binary(NodeOp::less, t, begin), g->constant(0),
                     g->multiply(weight, g->subtract(to(t), own(t))));
  };
  CurveFunctions f = base.frame();
  if (base.stepped) f.initial = initial(base);
  f.follows_cycle = base.follows_cycle || other->follows_cycle;
  f.hazard = [=, own = base.hazard](NodeId t) { return g->add(own(t), change(t)); };
  // Only a cycle in which the effect wanes needs an integral.
  f.increment = [=, this, begin = *from, end = *until, own = base.increment,
                 to = other->increment](NodeId x, NodeId years) {
    return g->select(g->binary(NodeOp::less_equal, g->add(x, years), begin), own(x, years),
                     g->select(g->binary(NodeOp::less_equal, end, x), to(x, years),
                               g->add(own(x, years), integral(x, years, change))));
  };
  return f;
}

Curves::Result Curves::with_background(const Curve& curve, CurveFunctions base) {
  const FormulaText& formula = curve.background->rate;
  const auto node = resolve_(formula);
  if (!node) return std::nullopt;
  Graph* g = &graph_;
  const Dependence depends = g->depends(*node);
  if ((depends & kCounters) != 0) {
    diagnostics_.error(formula.span, "a background rate can't depend on the time in a state",
                       "`t` is the curve's own time; `age` is the age at the start of the cycle");
    return std::nullopt;
  }
  const bool maximum = curve.background->maximum;
  if (!holds(*node, CurveBound::not_negative,
             fmt::format("the background rate of the curve '{}'", curve.name), formula) ||
      (maximum && !needs_hazard(curve, base, formula.span, "the larger of two hazards")))
    return std::nullopt;
  const auto rate = [=, n = *node](NodeId t) { return Substitution(*g, kMoment, t)(n); };
  CurveFunctions f = base.frame();
  if (base.stepped) f.initial = initial(base);
  const bool closed = !maximum && base.cumulative && (depends & ~kSample) == 0;
  if (closed)
    f.falls_between = true; // people die of the background
  else
    f.steps.clear();
  f.follows_cycle = base.follows_cycle || (depends & kCycle) != 0;
  if (base.hazard)
    f.hazard = [=, h = base.hazard](NodeId t) {
      return maximum ? g->binary(NodeOp::max, h(t), rate(t)) : g->add(h(t), rate(t));
    };
  // What the background adds: all of its rate, or what it has above the curve's own hazard. Data that fall
  // in steps hold as they are; from their join on there are two hazards.
  const auto added = [=, h = base.hazard, from = base.hazard_from](NodeId t) {
    if (!maximum) return rate(t);
    const NodeId more = g->binary(NodeOp::max, g->constant(0), g->subtract(rate(t), h(t)));
    return from ? g->select(g->binary(NodeOp::less, t, *from), g->constant(0), more) : more;
  };
  const bool smooth = (depends & kMoment) == 0;
  f.increment = [this, g, added, smooth, i = base.increment](NodeId x, NodeId years) {
    return g->add(i(x, years), integral(x, years, added, smooth));
  };
  if (closed)
    f.cumulative = [=, c = base.cumulative, n = *node](NodeId x) { return g->add(c(x), g->multiply(n, x)); };
  if (!smooth) require_growth(f, curve.name, formula);
  return f;
}

} // namespace cea::formula
