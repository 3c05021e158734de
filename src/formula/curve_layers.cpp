// What can be done to a survival curve: acceleration, cure, joins, hazard ratios, waning, background.
#include "formula/curves.h"

#include <fmt/format.h>

#include <utility>

namespace cea::formula {

namespace {

using Function = CurveFunctions::Function;

Function difference(Graph* g, const Function& cumulative) {
  return [g, cumulative](NodeId x) {
    return g->subtract(cumulative(g->add(x, g->constant(g->cycle_length()))), cumulative(x));
  };
}

} // namespace

bool Curves::needs_hazard(const Curve& curve, const CurveFunctions& base, const Span& at, const char* what) {
  if (base.hazard) return true;
  diagnostics_.error(at, fmt::format("{} needs a hazard, but '{}' falls in steps", what, curve.name),
                     "use a fitted distribution, or `then:` to go over to one and apply it there");
  return false;
}

Curves::Result Curves::accelerated(const Curve& curve, CurveFunctions base) {
  const auto factor = timeless(*curve.acceleration_factor, "an acceleration factor");
  if (!factor) return std::nullopt;
  Graph* g = &graph_;
  if (base.follows_cycle) {
    diagnostics_.error(curve.acceleration_factor->span,
                       "an acceleration factor can't act on a hazard that follows the model's cycles",
                       "accelerate the original curve, then change its hazard");
    return std::nullopt;
  }
  CurveFunctions f;
  f.stepped = base.stepped;
  const NodeId a = *factor;
  if (base.hazard) f.hazard = [=, h = base.hazard](NodeId x) { return g->divide(h(g->divide(x, a)), a); };
  if (base.cumulative) {
    f.cumulative = [=, c = base.cumulative](NodeId x) { return c(g->divide(x, a)); };
    f.increment = difference(g, f.cumulative);
  } else {
    f.increment = [this, g, h = f.hazard](NodeId x) {
      return g->multiply(g->constant(g->cycle_length()), mean_from(x, h));
    };
  }
  return f;
}

/// Mixture cure: S = f + (1 − f)·S₀ (Boag 1949; Latimer & Rutherford 2024).
Curves::Result Curves::cured(const Curve& curve, CurveFunctions base) {
  const auto fraction = timeless(*curve.cure_fraction, "a cure fraction");
  if (!fraction) return std::nullopt;
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
  CurveFunctions f;
  f.stepped = base.stepped;
  f.cumulative = [=](NodeId x) {
    return g->unary(NodeOp::negate, g->unary(NodeOp::log, g->add(cured, uncured(x))));
  };
  f.increment = difference(g, f.cumulative);
  if (base.hazard)
    f.hazard = [=, h = base.hazard](NodeId x) {
      return g->divide(g->multiply(h(x), uncured(x)), g->add(cured, uncured(x)));
    };
  return f;
}

Curves::Result Curves::joined(const Curve& curve, CurveFunctions base) {
  const auto at = timeless(curve.join->at, "the time of a join");
  const Result later = from_distribution(curve.join->distribution);
  if (!at || !later) return std::nullopt;
  Graph* g = &graph_;
  const NodeId joint = *at;
  CurveFunctions f;
  f.follows_cycle = base.follows_cycle;
  f.stepped = base.stepped;
  if (base.hazard)
    f.hazard = [=, early = base.hazard, late = later->hazard](NodeId x) {
      return g->select(g->binary(NodeOp::less, x, joint), early(x), late(x));
    };
  if (base.cumulative) {
    f.cumulative = [=, early = base.cumulative, late = later->cumulative](NodeId x) {
      return g->add(early(g->binary(NodeOp::min, x, joint)),
                    g->subtract(late(g->binary(NodeOp::max, x, joint)), late(joint)));
    };
    f.increment = difference(g, f.cumulative);
  } else {
    f.increment = [this, g, h = f.hazard](NodeId x) {
      return g->multiply(g->constant(g->cycle_length()), mean_from(x, h));
    };
  }
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
  const bool moves = (depends & kMoment) != 0;
  if (moves && !needs_hazard(curve, base, curve.hazard_ratio->span, "a hazard ratio that changes with `t`"))
    return std::nullopt;
  const auto ratio = [=, n = *node](NodeId t) { return Substitution(*g, kMoment, t)(n); };
  CurveFunctions f;
  f.follows_cycle = base.follows_cycle || (depends & kCycle) != 0;
  f.stepped = base.stepped;
  if (base.hazard) f.hazard = [=, h = base.hazard](NodeId t) { return g->multiply(ratio(t), h(t)); };
  if (moves) {
    f.increment = [this, g, h = f.hazard](NodeId x) {
      return g->multiply(g->constant(g->cycle_length()), mean_from(x, h, false));
    };
    return f;
  }
  f.increment = [=, i = base.increment, n = *node](NodeId x) { return g->multiply(n, i(x)); };
  if (base.cumulative && (depends & kCycle) == 0)
    f.cumulative = [=, c = base.cumulative, n = *node](NodeId x) { return g->multiply(n, c(x)); };
  return f;
}

Curves::Result Curves::waned(const Curve& curve, CurveFunctions base) {
  const auto from = timeless(curve.wane->from, "the beginning of waning");
  const auto until = timeless(curve.wane->until, "the end of waning");
  const Result other = find(curve.wane->to, curve.wane->span);
  if (!from || !until || !other) return std::nullopt;
  if (graph_.is_constant(*from) && graph_.is_constant(*until) && graph_.value(*until) < graph_.value(*from)) {
    diagnostics_.error(curve.wane->until.span, "the effect is gone before it begins to wane");
    return std::nullopt;
  }
  if (!needs_hazard(curve, base, curve.wane->from.span, "waning") ||
      !needs_hazard(curve, *other, curve.wane->span, "waning"))
    return std::nullopt;
  Graph* g = &graph_;
  // How far the hazard has gone over to the other's, times what it has to go.
  const auto change = [=, begin = *from, end = *until, own = base.hazard, to = other->hazard](NodeId t) {
    const NodeId passed = g->divide(g->subtract(t, begin), g->subtract(end, begin));
    const NodeId weight = g->select(g->binary(NodeOp::less, t, end), passed, g->constant(1));
    return g->select(g->binary(NodeOp::less, t, begin), g->constant(0),
                     g->multiply(weight, g->subtract(to(t), own(t))));
  };
  CurveFunctions f;
  f.follows_cycle = base.follows_cycle || other->follows_cycle;
  f.hazard = [=, own = base.hazard](NodeId t) { return g->add(own(t), change(t)); };
  // Only a cycle in which the effect wanes needs an integral.
  f.increment = [=, this, begin = *from, end = *until, own = base.increment,
                 to = other->increment](NodeId x) {
    const NodeId cycle = g->constant(g->cycle_length());
    return g->select(g->binary(NodeOp::less_equal, g->add(x, cycle), begin), own(x),
                     g->select(g->binary(NodeOp::less_equal, end, x), to(x),
                               g->add(own(x), g->multiply(cycle, mean_from(x, change)))));
  };
  return f;
}

Curves::Result Curves::with_background(const Curve& curve, CurveFunctions base) {
  const auto node = resolve_(curve.background->rate);
  if (!node) return std::nullopt;
  Graph* g = &graph_;
  const Dependence depends = g->depends(*node);
  if ((depends & kCounters) != 0) {
    diagnostics_.error(curve.background->rate.span, "a background rate can't depend on the time in a state",
                       "`t` is the curve's own time; `age` is the age at the start of the cycle");
    return std::nullopt;
  }
  const bool maximum = curve.background->maximum;
  if (maximum && !needs_hazard(curve, base, curve.background->rate.span, "the larger of two hazards"))
    return std::nullopt;
  const auto rate = [=, n = *node](NodeId t) { return Substitution(*g, kMoment, t)(n); };
  CurveFunctions f;
  f.follows_cycle = base.follows_cycle || (depends & kCycle) != 0;
  f.stepped = base.stepped;
  if (base.hazard)
    f.hazard = [=, h = base.hazard](NodeId t) {
      return maximum ? g->binary(NodeOp::max, h(t), rate(t)) : g->add(h(t), rate(t));
    };
  // What the background adds: all of its rate, or what it has above the curve's own hazard.
  const auto added = [=, h = base.hazard](NodeId t) {
    return maximum ? g->binary(NodeOp::max, g->constant(0), g->subtract(rate(t), h(t))) : rate(t);
  };
  const bool smooth = (depends & kMoment) == 0;
  f.increment = [this, g, added, smooth, i = base.increment](NodeId x) {
    return g->add(i(x), g->multiply(g->constant(g->cycle_length()), mean_from(x, added, smooth)));
  };
  if (!maximum && base.cumulative && (depends & ~kSample) == 0)
    f.cumulative = [=, c = base.cumulative, n = *node](NodeId x) { return g->add(c(x), g->multiply(n, x)); };
  return f;
}

} // namespace cea::formula
