#ifdef __AVX2__
#include "bench/kernels.h"
#include "support/lane_math.h"

namespace cea::bench {

namespace {

using V = lanes::V4;

constexpr double kZidovudine = 2278;
constexpr double kLamivudine = 2086.5;
constexpr int kLamivudineCycles = 2;

V at(const double* column, long i) {
  return lanes::load<V>(column + i);
}

struct Row {
  V a, b, c;
};

struct Chain {
  V aa, ab, ac, bb, bc, cc;
};

/// Published rows with the ratio at work; what it leaves stays.
Chain make_chain(const HivColumns& in, long i, V ratio) {
  const V ab = at(in.pAB, i) * ratio, ac = at(in.pAC, i) * ratio, ad = at(in.pAD, i) * ratio;
  const V bc = at(in.pBC, i) * ratio, bd = at(in.pBD, i) * ratio, cd = at(in.pCD, i) * ratio;
  return {1.0 - (ab + ac + ad), ab, ac, 1.0 - (bc + bd), bc, 1.0 - cd};
}

struct Totals {
  Row row{lanes::broadcast<V>(1), V{}, V{}};
  V cost{}, effect{};
};

/// Cycles from … until, `drug` the yearly cost of drugs while alive.
void advance(Totals& t, const Chain& p, const Row& costs, double drug, const double* discount, int from,
             int until) {
  const Row amounts{costs.a + drug, costs.b + drug, costs.c + drug};
  for (int k = from; k < until; ++k) {
    const Row x = t.row;
    t.row = {x.a * p.aa, x.a * p.ab + x.b * p.bb, x.a * p.ac + x.b * p.bc + x.c * p.cc};
    t.cost += discount[k] * (t.row.a * amounts.a + t.row.b * amounts.b + t.row.c * amounts.c);
    t.effect += t.row.a + t.row.b + t.row.c;
  }
}

void store(const Outcomes& out, long i, const Totals& t) {
  lanes::store<V>(out.cost + i, t.cost);
  lanes::store<V>(out.effect + i, t.effect);
}

} // namespace

void hiv(const HivColumns& in, const double* discount, const Outcomes* out, long samples) {
  for (long i = 0; i < samples; i += 4) {
    const Row costs{at(in.dmed_A, i) + at(in.cmed_A, i), at(in.dmed_B, i) + at(in.cmed_B, i),
                    at(in.dmed_C, i) + at(in.cmed_C, i)};
    const Chain alone = make_chain(in, i, lanes::broadcast<V>(1));
    const Chain combined = make_chain(in, i, at(in.rr, i));
    Totals mono;
    advance(mono, alone, costs, kZidovudine, discount, 0, kHivCycles);
    store(out[0], i, mono);
    Totals comb;
    advance(comb, combined, costs, kZidovudine + kLamivudine, discount, 0, kLamivudineCycles);
    advance(comb, alone, costs, kZidovudine, discount, kLamivudineCycles, kHivCycles);
    store(out[1], i, comb);
  }
}

} // namespace cea::bench
#endif
