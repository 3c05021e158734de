#ifdef __AVX2__
#include "bench/kernels.h"
#include "support/lane_math.h"

namespace cea::bench {

namespace {

using V = lanes::V4;

V at(const double* column, long i) {
  return lanes::load<V>(column + i);
}

struct Row {
  V h, s1, s2;
};

/// Probabilities of a cycle, conditional on nothing.
struct Chain {
  V hh, hs1, s1h, s1s1, s1s2, s2s2;
};

struct Amounts {
  V h, s1, s2;
};

struct Totals {
  V cost{}, effect{};
};

Chain make_chain(const SickSickerColumns& in, long i, V hazard_ratio) {
  const V r = at(in.r_HD, i);
  const V live_h = lanes::exp<V>(-r);
  const V live_s1 = lanes::exp<V>(-r * at(in.hr_S1, i));
  const V live_s2 = lanes::exp<V>(-r * at(in.hr_S2, i));
  const V sick = -lanes::expm1<V>(-at(in.r_HS1, i));
  const V recover = -lanes::expm1<V>(-at(in.r_S1H, i));
  const V worsen = -lanes::expm1<V>(-at(in.r_S1S2, i) * hazard_ratio);
  return {live_h * (1.0 - sick), live_h * sick, live_s1 * recover, live_s1 * (1.0 - recover - worsen),
          live_s1 * worsen,      live_s2};
}

Row next(const Chain& p, const Row& x) {
  return {x.h * p.hh + x.s1 * p.s1h, x.h * p.hs1 + x.s1 * p.s1s1, x.s1 * p.s1s2 + x.s2 * p.s2s2};
}

V value(const Row& x, const Amounts& a) {
  return x.h * a.h + x.s1 * a.s1 + x.s2 * a.s2;
}

Totals run(const Chain& chain, const Amounts& costs, const Amounts& utilities, const double* weights) {
  Totals totals;
  Row x{lanes::broadcast<V>(1), V{}, V{}};
  for (int k = 0;; ++k) {
    totals.cost += weights[k] * value(x, costs);
    totals.effect += weights[k] * value(x, utilities);
    if (k == kSickSickerCycles) return totals;
    x = next(chain, x);
  }
}

/// Weighted membership of each state.
Row weigh(const Chain& chain, const double* weights) {
  Row sum{};
  Row x{lanes::broadcast<V>(1), V{}, V{}};
  for (int k = 0;; ++k) {
    sum.h += weights[k] * x.h;
    sum.s1 += weights[k] * x.s1;
    sum.s2 += weights[k] * x.s2;
    if (k == kSickSickerCycles) return sum;
    x = next(chain, x);
  }
}

struct Strategies {
  Amounts costs[4], utilities[4];
};

Strategies make_strategies(const SickSickerColumns& in, long i) {
  const V h = at(in.c_H, i), s1 = at(in.c_S1, i), s2 = at(in.c_S2, i), a = at(in.c_trtA, i),
          b = at(in.c_trtB, i);
  const Amounts untreated{at(in.u_H, i), at(in.u_S1, i), at(in.u_S2, i)};
  const Amounts treated{untreated.h, at(in.u_trtA, i), untreated.s2};
  return {{{h, s1, s2}, {h, s1 + a, s2 + a}, {h, s1 + b, s2 + b}, {h, s1 + (a + b), s2 + (a + b)}},
          {untreated, treated, untreated, treated}};
}

void store(const Outcomes& out, long i, const Totals& totals) {
  lanes::store<V>(out.cost + i, totals.cost);
  lanes::store<V>(out.effect + i, totals.effect);
}

} // namespace

void sick_sicker(const SickSickerColumns& in, const double* weights, const Outcomes* out, long samples) {
  for (long i = 0; i < samples; i += 4) {
    const Chain usual = make_chain(in, i, lanes::broadcast<V>(1));
    const Chain slowed = make_chain(in, i, at(in.hr_S1S2_trtB, i));
    const Strategies s = make_strategies(in, i);
    store(out[0], i, run(usual, s.costs[0], s.utilities[0], weights));
    store(out[1], i, run(usual, s.costs[1], s.utilities[1], weights));
    store(out[2], i, run(slowed, s.costs[2], s.utilities[2], weights));
    store(out[3], i, run(slowed, s.costs[3], s.utilities[3], weights));
  }
}

void sick_sicker_hoisted(const SickSickerColumns& in, const double* weights, const Outcomes* out,
                         long samples) {
  for (long i = 0; i < samples; i += 4) {
    const Chain chains[2] = {make_chain(in, i, lanes::broadcast<V>(1)),
                             make_chain(in, i, at(in.hr_S1S2_trtB, i))};
    const Strategies s = make_strategies(in, i);
    for (int k = 0; k < 4; ++k) {
      // Without this the compiler sees that strategies move alike, and merges their loops.
      Chain chain = chains[k / 2];
      asm volatile("" : "+m"(chain));
      const Row sum = weigh(chain, weights);
      store(out[k], i, {value(sum, s.costs[k]), value(sum, s.utilities[k])});
    }
  }
}

void sick_sicker_merged(const SickSickerColumns& in, const double* weights, const Outcomes* out,
                        long samples) {
  for (long i = 0; i < samples; i += 4) {
    const Strategies s = make_strategies(in, i);
    for (int k = 0; k < 4; k += 2) {
      const Row sum =
          weigh(make_chain(in, i, k == 0 ? lanes::broadcast<V>(1) : at(in.hr_S1S2_trtB, i)), weights);
      store(out[k], i, {value(sum, s.costs[k]), value(sum, s.utilities[k])});
      store(out[k + 1], i, {value(sum, s.costs[k + 1]), value(sum, s.utilities[k + 1])});
    }
  }
}

namespace {

/// Survival of a cycle in each state.
struct Survival {
  double h;
  V s1, s2;
};

struct Moves {
  V sick, recover, worsen;
};

void make_survival(const SickSickerColumns& in, const double* rates, long i, Survival* to) {
  const V hr_S1 = at(in.hr_S1, i), hr_S2 = at(in.hr_S2, i);
  for (int k = 0; k < kSickSickerCycles; ++k)
    to[k] = {lanes::exp<lanes::V2>(lanes::broadcast<lanes::V2>(-rates[k]))[0],
             lanes::exp<V>(-rates[k] * hr_S1), lanes::exp<V>(-rates[k] * hr_S2)};
}

Moves make_moves(const SickSickerColumns& in, long i, V hazard_ratio) {
  return {-lanes::expm1<V>(-at(in.r_HS1, i)), -lanes::expm1<V>(-at(in.r_S1H, i)),
          -lanes::expm1<V>(-at(in.r_S1S2, i) * hazard_ratio)};
}

/// Those who survive the cycle, before they move.
Row survivors(const Survival& p, const Row& x) {
  return {x.h * p.h, x.s1 * p.s1, x.s2 * p.s2};
}

/// The next row, of the survivors; `fell` of them fell sick.
Row move(const Moves& p, V stay_h, V stay_s1, const Row& x, V fell) {
  return {x.h * stay_h + x.s1 * p.recover, fell + x.s1 * stay_s1, x.s1 * p.worsen + x.s2};
}

V alive(const Row& x) {
  return x.h + x.s1 + x.s2;
}

struct EventAmounts {
  V falling_cost, falling_loss, dying_cost;
};

Totals run_by_age(const Survival* survival, const Moves& moves, const Amounts& costs,
                  const Amounts& utilities, const EventAmounts& events, const double* weights) {
  const V stay_h = 1.0 - moves.sick;
  const V stay_s1 = 1.0 - moves.recover - moves.worsen;
  Row x{lanes::broadcast<V>(1), V{}, V{}};
  Totals totals{weights[0] * costs.h, weights[0] * utilities.h};
  for (int k = 0; k < kSickSickerCycles; ++k) {
    const Row left = survivors(survival[k], x);
    const V died = alive(x) - alive(left);
    const V fell = left.h * moves.sick;
    x = move(moves, stay_h, stay_s1, left, fell);
    totals.cost += weights[k + 1] * (value(x, costs) + fell * events.falling_cost + died * events.dying_cost);
    totals.effect += weights[k + 1] * (value(x, utilities) - fell * events.falling_loss);
  }
  return totals;
}

struct WeightedRows {
  Row rows;
  V fell, died;
};

WeightedRows weigh_by_age(const Survival* survival, const Moves& moves, const double* weights) {
  const V stay_h = 1.0 - moves.sick;
  const V stay_s1 = 1.0 - moves.recover - moves.worsen;
  Row x{lanes::broadcast<V>(1), V{}, V{}};
  WeightedRows sum{};
  sum.rows.h = weights[0] * x.h;
  for (int k = 0; k < kSickSickerCycles; ++k) {
    const Row left = survivors(survival[k], x);
    const V died = alive(x) - alive(left);
    const V fell = left.h * moves.sick;
    x = move(moves, stay_h, stay_s1, left, fell);
    sum.rows.h += weights[k + 1] * x.h;
    sum.rows.s1 += weights[k + 1] * x.s1;
    sum.rows.s2 += weights[k + 1] * x.s2;
    sum.fell += weights[k + 1] * fell;
    sum.died += weights[k + 1] * died;
  }
  return sum;
}

} // namespace

void sick_sicker_by_age(const SickSickerColumns& in, const double* rates, const double* weights,
                        const Outcomes* out, long samples) {
  Survival survival[kSickSickerCycles];
  for (long i = 0; i < samples; i += 4) {
    make_survival(in, rates, i, survival);
    const Moves usual = make_moves(in, i, lanes::broadcast<V>(1));
    const Moves slowed = make_moves(in, i, at(in.hr_S1S2_trtB, i));
    const Strategies s = make_strategies(in, i);
    const EventAmounts events{at(in.ic_HS1, i), at(in.du_HS1, i), at(in.ic_D, i)};
    for (int k = 0; k < 4; ++k)
      store(out[k], i,
            run_by_age(survival, k < 2 ? usual : slowed, s.costs[k], s.utilities[k], events, weights));
  }
}

void sick_sicker_by_age_merged(const SickSickerColumns& in, const double* rates, const double* weights,
                               const Outcomes* out, long samples) {
  Survival survival[kSickSickerCycles];
  for (long i = 0; i < samples; i += 4) {
    make_survival(in, rates, i, survival);
    const Strategies s = make_strategies(in, i);
    for (int pair = 0; pair < 4; pair += 2) {
      const V ratio = pair == 0 ? lanes::broadcast<V>(1) : at(in.hr_S1S2_trtB, i);
      const WeightedRows sum = weigh_by_age(survival, make_moves(in, i, ratio), weights);
      const V event_cost = sum.fell * at(in.ic_HS1, i) + sum.died * at(in.ic_D, i);
      const V loss = sum.fell * at(in.du_HS1, i);
      for (int k = pair; k < pair + 2; ++k)
        store(out[k], i, {value(sum.rows, s.costs[k]) + event_cost, value(sum.rows, s.utilities[k]) - loss});
    }
  }
}

} // namespace cea::bench
#endif
