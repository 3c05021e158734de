#pragma once

#include "analysis/results.h"
#include "engine/simulate.h"
#include "sampling/design.h"

#include <memory>
#include <vector>

namespace cea {

struct PsaOptions {
  std::size_t samples = 10'000;
  std::uint64_t seed = 1;
  SampleDesign::Kind design = SampleDesign::Kind::random;
  bool drop_invalid = false;
  bool keep_values = false; ///< every sample's parameters, for `--dump`
  SimulationOptions simulation{};
};

/// Draws of a model's inputs: distributions by inversion, those of a copula from correlated uniform numbers,
/// joint distributions, and columns of `replay`, whose rows are the samples. The draw of a parameter depends
/// on seed, its name and the sample alone, of a joint distribution's or copula's member on those of its group
/// (and, under a Latin hypercube, the number of samples).
SampleSource psa_source(const CompiledModel& model, std::uint64_t seed, const SampleInputs* replay,
                        const SampleDesign& design = {});

/// Runs samples that `source` fills through a model compiled with Detail::totals; invalid ones as in
/// `probabilistic`.
PsaSamples run_samples(const CompiledModel& model, const SampleSource& source, const PsaOptions& options,
                       const Progress& progress = {});

/// Runs every sample of a model compiled with Detail::totals. Samples in which a probability or amount can't
/// be are dropped and counted, or the first of them is reported by throwing InputError.
PsaSamples probabilistic(const CompiledModel& model, const PsaOptions& options,
                         const SampleInputs* replay = nullptr, const Progress& progress = {});

} // namespace cea
