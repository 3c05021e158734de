#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace cea {

/// Samples on the cost-effectiveness plane, against one comparator, and how means settle.
struct PsaCloud {
  struct Cloud {
    std::size_t strategy = 0;
    double mean_cost = 0, mean_effect = 0;               ///< increments, of all samples
    double var_cost = 0, var_effect = 0, covariance = 0; ///< with n−1; 0 for a single sample
    std::vector<double> costs, effects;                  ///< increments of the samples kept
  };
  std::size_t comparator = 0;
  std::size_t samples = 0; ///< of all
  std::vector<Cloud> clouds;
  /// Running means of increments over the first n samples: [cloud][point].
  std::vector<std::size_t> points;
  std::vector<std::vector<double>> running_cost, running_effect;
};

} // namespace cea
