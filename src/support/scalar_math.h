#pragma once

#include <span>

/// Elementary functions of one double, with the same bits on every x86-64 processor and the same as the
/// forms in lanes (lane_math.h). Use them wherever a result reaches the user: libm picks variants by CPU.
///
/// exp, expm1, log and log1p are within 2 ulp everywhere; pow within 2 ulp where the result is normal;
/// normal_cdf within 1e-14 relative. None sets errno; zero, infinity and NaN are handled as in C.
namespace cea::math {

double exp(double x);
double expm1(double x);
double log(double x);
double log1p(double x);
double pow(double x, double y);

/// x^n by repeated squaring, 1 / x^|n| for negative n.
double pow_int(double x, int n);

/// Φ(x), the standard normal distribution function.
double normal_cdf(double x);

/// Replaces each value by its exponential.
void exp_array(std::span<double> values);

/// Replaces each value by its natural logarithm.
void log_array(std::span<double> values);

} // namespace cea::math
