#pragma once

/// Functions of the gamma family, with the same bits on every processor (see scalar_math.h).
namespace cea::math {

/// ln Γ(a) for a > 0, within 1e-14 of max(1, |ln Γ(a)|); NaN elsewhere. Stirling's series (Abramowitz &
/// Stegun 6.1.41), small arguments raised by the recurrence.
double log_gamma(double a);

/// ln Q(a, x), the logarithm of the upper regularised incomplete gamma function Γ(a, x)/Γ(a): log survival of
/// a gamma distribution. Within 1e-13 relative for a up to 1e4, within 1e-11 up to 1e8, also where Q itself
/// would vanish. 0 for x ≤ 0; NaN for a ≤ 0. Series and continued fraction (Abramowitz & Stegun 6.5.29,
/// 6.5.31); Temme's uniform expansion for a above 1e6 (Temme 1979, SIAM J. Math. Anal. 10:757–766).
double gamma_log_survival(double a, double x);

} // namespace cea::math
