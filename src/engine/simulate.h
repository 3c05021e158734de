#pragma once

#include "engine/compile.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace cea {

enum class Instructions { best, baseline, avx2, avx512 };

struct SimulationOptions {
  int threads = 0; ///< 0: all cores
  int lanes = 0;   ///< samples a block; 0: what fits the cache. Results don't depend on it
  Instructions instructions = Instructions::best;
};

/// Fills the inputs of samples first … first + n − 1: `rows` has one span of n values an input.
using SampleSource = std::function<void(std::size_t first, std::span<const std::span<double>> rows)>;

/// Called now and then with the number of samples done; from any thread, one call at a time.
using Progress = std::function<void(std::size_t done)>;

struct SimulationResult {
  std::vector<std::vector<double>> outputs; ///< [channel of CompiledModel::outputs][sample]
  std::vector<std::uint8_t> valid;          ///< 0 where a probability or amount couldn't be
  std::vector<std::uint8_t> noted;          ///< 1 where crossing curves were held
};

/// Runs the model for every sample, a block of samples at a time. Each output is a pure function of its
/// sample's inputs: threads and block size change nothing, to the bit.
SimulationResult simulate(const CompiledModel& model, const SampleSource& source, std::size_t samples,
                          const SimulationOptions& options = {}, const Progress& progress = {});

/// The same into a result of an earlier call, whose memory is used again.
void simulate_into(SimulationResult& result, const CompiledModel& model, const SampleSource& source,
                   std::size_t samples, const SimulationOptions& options = {}, const Progress& progress = {});

/// One run with its cohort trace.
struct SingleRun {
  std::vector<double> outputs; ///< one a channel
  bool valid = true;
  std::vector<std::vector<double>> cells; ///< [row][cell of the plan], where the model keeps its trace
};
SingleRun simulate_once(const CompiledModel& model, std::span<const double> inputs, bool with_trace = false,
                        const SimulationOptions& options = {});

/// Throws ModelError with everything that is wrong about a sample that wasn't valid.
[[noreturn]] void throw_fault(const CompiledModel& model, std::span<const double> inputs,
                              std::optional<std::size_t> sample);

} // namespace cea
