#pragma once

#include <string>
#include <vector>

namespace cea::bench {

/// A semi-Markov model to be measured in a process of its own.
struct SemiMarkov {
  std::string name, label, cycle_length;
  int states = 0; ///< the dead state included
  int cycles = 0, strategies = 0, subgroups = 1;
  std::size_t samples = 0;
};

const std::vector<SemiMarkov>& semi_markov_models();

/// Prints a line: time to compile, of the base case and of the samples on one thread, and peak memory.
void measure_semi_markov(const SemiMarkov& model);
void print_semi_markov_heading();

/// Prints the time a sample against the number of cycles, then against the number of non-zero transitions.
void print_scaling();

} // namespace cea::bench
