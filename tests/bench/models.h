#pragma once

#include "analysis/psa.h"
#include "engine/simulate.h"
#include "model/scenario.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cea::bench {

/// A scenario of `scenarios/`, or one given as text; throws InputError where it can't be read.
std::shared_ptr<const Scenario> read_repository_scenario(const std::string& file);
std::shared_ptr<const Scenario> read_text(const std::string& text);
std::unique_ptr<CompiledModel> compile_or_throw(std::shared_ptr<const Scenario> scenario,
                                                const CompileOptions& options = {});

/// A model with the inputs of all its samples drawn beforehand.
struct Prepared {
  std::unique_ptr<CompiledModel> model;
  std::size_t samples = 0;
  std::vector<std::vector<double>> inputs; ///< [input][sample]
  SampleSource draws;                      ///< makes them anew

  /// Copies the prepared inputs.
  [[nodiscard]] SampleSource copies() const;
  /// The samples of an input; throws std::out_of_range where the model has none of that name.
  [[nodiscard]] const double* column(std::string_view name) const;
  /// Channel of a strategy's cost, or of its effect.
  [[nodiscard]] std::size_t channel(int strategy, bool cost) const;
};

Prepared prepare(std::unique_ptr<CompiledModel> model, std::size_t samples);

/// Runs every sample on one thread, the inputs copied.
const SimulationResult& run_model(const Prepared& prepared);
/// Draws the inputs of every sample, in blocks as the engine asks for them.
void draw_all(const Prepared& prepared);
/// Draws and runs, as `cea psa` does, on one thread.
PsaSamples run_psa(const Prepared& prepared);

} // namespace cea::bench
