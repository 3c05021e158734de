#pragma once

#include "bench/models.h"

#include <functional>
#include <string>
#include <vector>

namespace cea::bench {

/// A kernel written for one model, over that model's prepared inputs.
struct Specialised {
  std::string label;
  double limit = 0; ///< the most that the engine may take, as a multiple; 0: shown for comparison only
  std::function<void()> run;
};

/// A model, and the kernels that it is compared with.
struct Case {
  std::string name, label;
  Prepared prepared;
  std::vector<double> weights, rates;       ///< by row, and by cycle
  std::vector<std::vector<double>> results; ///< of the kernels, [cost and effect of each strategy][sample]
  std::vector<Specialised> kernels;         ///< none where the processor lacks AVX2
};

/// All cases. Throws std::runtime_error where a kernel and the engine differ by more than 1e-9 of the
/// engine's value in any outcome of any sample: then a ratio of their times would mean nothing.
std::vector<std::unique_ptr<Case>> make_cases();

} // namespace cea::bench
