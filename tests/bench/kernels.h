#pragma once

/// Cohort models written out by hand, one a function: what the general engine is compared with. Four samples
/// move together as the lanes of an AVX2 vector. Call them only where the processor has AVX2.
///
/// All columns hold `samples` values, a multiple of 4. Costs and effects are totals a person, discounted.
/// The functions check nothing; the engine, in the same time, checks every probability and every result.
namespace cea::bench {

struct Outcomes {
  double* cost;
  double* effect;
};

/// Names as in scenarios/sick_sicker.yaml; the last three only in scenarios/sick_sicker_by_age.yaml, which
/// has no r_HD.
struct SickSickerColumns {
  const double *r_HD, *r_HS1, *r_S1H, *r_S1S2, *hr_S1, *hr_S2, *hr_S1S2_trtB;
  const double *c_H, *c_S1, *c_S2, *c_trtA, *c_trtB;
  const double *u_H, *u_S1, *u_S2, *u_trtA;
  const double *du_HS1, *ic_HS1, *ic_D;
};

/// Names as in scenarios/hiv_lamivudine.yaml.
struct HivColumns {
  const double *pAB, *pAC, *pAD, *pBC, *pBD, *pCD, *rr;
  const double *dmed_A, *dmed_B, *dmed_C, *cmed_A, *cmed_B, *cmed_C;
};

constexpr int kSickSickerCycles = 75;
constexpr int kHivCycles = 20;

/// `weights`: counting weight × discount factor of rows 0…75. `out`: SoC, A, B, AB.
/// Each strategy has its own cohort loop, in which each row's amounts are added up as the tutorial does.
void sick_sicker(const SickSickerColumns& in, const double* weights, const Outcomes* out, long samples);
/// The same with the amounts taken out of the loop, which adds up weighted membership alone.
void sick_sicker_hoisted(const SickSickerColumns& in, const double* weights, const Outcomes* out,
                         long samples);
/// As `sick_sicker_hoisted`, with two cohort loops instead of four: SoC and A move alike, as do B and AB.
void sick_sicker_merged(const SickSickerColumns& in, const double* weights, const Outcomes* out,
                        long samples);

/// `rates`: yearly death rates of the healthy in cycles 0…74. A cohort loop a strategy; deaths by cycle are
/// computed once for all of them.
void sick_sicker_by_age(const SickSickerColumns& in, const double* rates, const double* weights,
                        const Outcomes* out, long samples);
/// The same with two cohort loops instead of four, and amounts outside.
void sick_sicker_by_age_merged(const SickSickerColumns& in, const double* rates, const double* weights,
                               const Outcomes* out, long samples);

/// `discount`: of costs at the ends of cycles 0…19. `out`: mono, comb; the effect is life years.
void hiv(const HivColumns& in, const double* discount, const Outcomes* out, long samples);

} // namespace cea::bench
