#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cea {

/// Decision uncertainty over a grid of willingness to pay; outer index strategy, inner grid point.
struct DecisionCurves {
  std::vector<std::vector<double>> ceac, ceac_mcse;
  std::vector<std::vector<double>> expected_loss, expected_loss_mcse;
};

/// Cost-effectiveness acceptability curves and expected loss.
///
/// With net monetary benefit NMB = λ·E − C of every sample: CEAC is the share of samples in which a
/// strategy has the highest NMB, a tie shared equally among the best (Fenwick, Claxton & Sculpher 2001);
/// expected loss is the mean of max NMB − NMB (Alarid-Escudero et al. 2019). Each has its Monte Carlo
/// standard error: the sd over samples (n − 1) of the share or loss, over √n; NaN for a single sample.
///
/// `costs`, `effects`: [strategy][sample], finite, at least one of each; results don't depend on `threads`.
DecisionCurves decision_curves(const std::vector<std::vector<double>>& costs,
                               const std::vector<std::vector<double>>& effects, std::span<const double> wtp,
                               int threads);

} // namespace cea
