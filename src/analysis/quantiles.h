#pragma once

#include "analysis/results.h"

#include <span>

namespace cea {

/// Quantile of R's type 7: linear between order statistics at (n − 1)·p (Hyndman & Fan 1996). Reorders
/// `values`, which must not be empty; 0 ≤ p ≤ 1.
double quantile(std::span<double> values, double p);

/// Mean, sd (n − 1), 2.5 % and 97.5 % quantiles (R's type 7) and Monte Carlo standard error sd/√n of a
/// sampled quantity. Reorders `values`, which must be finite and not empty. Of a single value sd and
/// standard error don't exist: they are NaN.
Estimate estimate(std::span<double> values);

} // namespace cea
