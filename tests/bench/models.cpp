#include "bench/models.h"

#include "input/read.h"

#include <algorithm>
#include <stdexcept>

namespace cea::bench {

namespace {

constexpr std::size_t kBlock = 64; ///< the engine's own

std::shared_ptr<const Scenario> base_of(const std::optional<ScenarioFile>& file,
                                        const Diagnostics& diagnostics) {
  if (!file || diagnostics.has_errors()) throw InputError(diagnostics);
  return file->base;
}

} // namespace

std::shared_ptr<const Scenario> read_repository_scenario(const std::string& file) {
  Diagnostics diagnostics;
  const auto scenario =
      read_scenario_file(std::string(CEA_SOURCE_DIR) + "/scenarios/" + file, {}, diagnostics);
  return base_of(scenario, diagnostics);
}

std::shared_ptr<const Scenario> read_text(const std::string& text) {
  Diagnostics diagnostics;
  const auto scenario = read_scenario_text(text, "benchmark.yaml", {}, diagnostics);
  return base_of(scenario, diagnostics);
}

std::unique_ptr<CompiledModel> compile_or_throw(std::shared_ptr<const Scenario> scenario,
                                                const CompileOptions& options) {
  Diagnostics diagnostics;
  auto model = compile(std::move(scenario), options, diagnostics);
  if (!model) throw InputError(diagnostics);
  return model;
}

SampleSource Prepared::copies() const {
  return [this](std::size_t first, std::span<const std::span<double>> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::copy_n(inputs[i].data() + first, rows[i].size(), rows[i].data());
  };
}

const double* Prepared::column(std::string_view name) const {
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (model->inputs[i].name == name) return inputs[i].data();
  throw std::out_of_range("no input " + std::string(name));
}

std::size_t Prepared::channel(int strategy, bool cost) const {
  for (std::size_t o = 0; o < model->outputs.size(); ++o) {
    const OutputChannel& c = model->outputs[o];
    if (c.strategy == strategy && (c.outcome == Outcome::cost) == cost) return o;
  }
  throw std::out_of_range("no such output");
}

Prepared prepare(std::unique_ptr<CompiledModel> model, std::size_t samples) {
  Prepared p{std::move(model), samples, {}, {}};
  p.draws = psa_source(*p.model, 1, nullptr);
  p.inputs.assign(p.model->inputs.size(), std::vector<double>(samples));
  const std::vector<std::span<double>> rows(p.inputs.begin(), p.inputs.end());
  p.draws(0, rows);
  return p;
}

const SimulationResult& run_model(const Prepared& prepared) {
  static SimulationResult result; // a kernel's columns are there before it runs, too
  simulate_into(result, *prepared.model, prepared.copies(), prepared.samples, {.threads = 1});
  return result;
}

void draw_all(const Prepared& prepared) {
  std::vector<double> block(kBlock * prepared.inputs.size());
  std::vector<std::span<double>> rows(prepared.inputs.size());
  for (std::size_t first = 0; first < prepared.samples; first += kBlock) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = {block.data() + i * kBlock, std::min(kBlock, prepared.samples - first)};
    prepared.draws(first, rows);
  }
}

PsaSamples run_psa(const Prepared& prepared) {
  return probabilistic(*prepared.model, {.samples = prepared.samples, .simulation = {.threads = 1}});
}

} // namespace cea::bench
