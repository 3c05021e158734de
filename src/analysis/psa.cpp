#include "analysis/psa.h"

#include "analysis/base_case.h"

#include <algorithm>

namespace cea {

namespace {

/// Leaves out the samples that weren't valid.
void drop(std::vector<double>& values, const std::vector<std::uint8_t>& valid) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (valid[i]) values[kept++] = values[i];
  values.resize(kept);
}

std::vector<double> inputs_of(const CompiledModel& model, const SampleSource& source, std::size_t sample) {
  std::vector<double> values(model.inputs.size());
  std::vector<std::span<double>> rows;
  for (double& v : values)
    rows.emplace_back(&v, 1);
  source(sample, rows);
  return values;
}

void keep_values(PsaSamples& result, const CompiledModel& model, const SampleSource& source,
                 std::size_t samples) {
  std::vector<std::span<double>> rows;
  for (const ModelInput& input : model.inputs) {
    result.parameters.push_back(input.name);
    result.values.emplace_back(samples);
  }
  for (auto& v : result.values)
    rows.emplace_back(v);
  source(0, rows);
}

} // namespace

PsaSamples probabilistic(const CompiledModel& model, const PsaOptions& options, const SampleInputs* replay,
                         const Progress& progress) {
  const SampleDesign design{options.design, options.samples};
  return run_samples(model, psa_source(model, options.seed, replay, design), options, progress);
}

PsaSamples run_samples(const CompiledModel& model, const SampleSource& source, const PsaOptions& options,
                       const Progress& progress) {
  SimulationResult run = simulate(model, source, options.samples, options.simulation, progress);
  PsaSamples result;
  const auto invalid =
      static_cast<std::size_t>(std::count(run.valid.begin(), run.valid.end(), std::uint8_t{0}));
  if (invalid > 0 && !options.drop_invalid) {
    const auto first = static_cast<std::size_t>(
        std::find(run.valid.begin(), run.valid.end(), std::uint8_t{0}) - run.valid.begin());
    throw_fault(model, inputs_of(model, source, first), first);
  }
  result.dropped = invalid;
  for (std::size_t i = 0; i < run.valid.size(); ++i)
    if (run.valid[i] != 0 && run.noted[i] != 0) ++result.crossed;
  const Scenario& s = *model.scenario;
  result.comparators = comparators_of(s);
  for (const Strategy& strategy : s.strategies) {
    result.strategies.push_back(strategy.id);
    result.costs.emplace_back(options.samples, 0.0);
    result.effects.emplace_back(options.samples, 0.0);
  }
  for (std::size_t o = 0; o < model.outputs.size(); ++o) {
    const OutputChannel& c = model.outputs[o];
    (c.outcome == Outcome::cost ? result.costs : result.effects)[static_cast<std::size_t>(c.strategy)] =
        std::move(run.outputs[o]);
  }
  result.fewer_is_better = s.fewer_is_better();
  if (options.keep_values) keep_values(result, model, source, options.samples);
  if (invalid > 0)
    for (auto* table : {&result.costs, &result.effects, &result.values})
      for (auto& column : *table)
        drop(column, run.valid);
  return result;
}

} // namespace cea
