#pragma once

namespace cea {

/// Summary of a sampled quantity: sd with n−1, 2.5 % and 97.5 % quantiles (R's type 7), and the Monte
/// Carlo standard error of the mean. Of a single sample `sd` and `mcse` don't exist: they are NaN.
struct Estimate {
  double mean = 0, sd = 0, low = 0, high = 0, mcse = 0;
};

} // namespace cea
