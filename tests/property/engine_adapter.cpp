#include "property/engine_adapter.h"

#include "analysis/base_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace cea::property {

namespace {

std::map<std::string, double> as_map(const NamedAmounts& amounts) {
  return {amounts.begin(), amounts.end()};
}

std::map<std::string, double> further(const NamedAmounts& amounts) {
  std::map<std::string, double> own = as_map(amounts);
  own.erase("qaly");
  own.erase("life_years");
  return own;
}

double outcome(const NamedAmounts& amounts, const std::string& name) {
  for (const auto& [known, value] : amounts)
    if (known == name) return value;
  return 0;
}

std::vector<double> inputs_of(const CompiledModel& model, const std::map<std::string, double>& values) {
  std::vector<double> inputs = model.base_values;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (const auto it = values.find(model.inputs[i].name); it != values.end()) inputs[i] = it->second;
  return inputs;
}

/// Totals alone, as a PSA runs them: another plan, and on every kind of processor the same bits.
std::vector<double> totals_alone(const CompiledModel& model, const std::vector<double>& inputs) {
  constexpr std::size_t kSamples = 37; // fills no block
  const SampleSource source = [&](std::size_t, std::span<const std::span<double>> rows) {
    for (std::size_t i = 0; i < rows.size(); ++i)
      std::fill(rows[i].begin(), rows[i].end(), inputs[i]);
  };
  std::optional<SimulationResult> first;
  for (const auto kind : {Instructions::baseline, Instructions::avx2, Instructions::avx512}) {
    SimulationResult run =
        simulate(model, source, kSamples, {.threads = 1, .lanes = 16, .instructions = kind});
    for (std::size_t o = 0; o < run.outputs.size(); ++o)
      for (std::size_t i = 0; i < kSamples; ++i)
        if (run.valid[i] == 0 || run.outputs[o][i] != (first ? first->outputs[o][0] : run.outputs[o][0]))
          throw std::runtime_error("lanes or kinds of processor differ in their totals");
    if (!first) first = std::move(run);
  }
  std::vector<double> totals;
  for (const auto& output : first->outputs)
    totals.push_back(output[0]);
  return totals;
}

void compare_totals(const std::shared_ptr<const Scenario>& scenario, CompileOptions options,
                    const std::map<std::string, double>& values, const std::vector<StrategyTotals>& full) {
  options.detail = Detail::totals;
  options.keep_trace = false;
  Diagnostics diagnostics;
  const auto model = compile(scenario, options, diagnostics);
  if (!model) throw InputError(diagnostics);
  const std::vector<double> totals = totals_alone(*model, inputs_of(*model, values));
  for (std::size_t o = 0; o < totals.size(); ++o) {
    const OutputChannel& channel = model->outputs[o];
    const StrategyTotals& t = full[static_cast<std::size_t>(channel.strategy)];
    double expected = t.cost;
    if (channel.outcome != Outcome::cost) expected = outcome(t.effects, id_of(*scenario, channel.outcome));
    if (channel.outcome != Outcome::cost && scenario->fewer_is_better()) expected = -expected;
    if (!(std::abs(totals[o] - expected) <= 1e-12 * std::max(1.0, std::abs(expected))))
      throw std::runtime_error(
          fmt::format("{}: total {} alone, {} with all details", t.id, totals[o], expected));
  }
}

} // namespace

std::vector<oracle::StrategyRun> run_engine(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                                            const std::map<std::string, double>& values) {
  Diagnostics diagnostics;
  CompileOptions options{.detail = Detail::full, .keep_trace = true, .overrides = overrides};
  for (const auto& [name, value] : values)
    options.replayed.insert(name);
  const auto shared = std::make_shared<const Scenario>(scenario);
  const auto model = compile(shared, options, diagnostics);
  if (!model) throw InputError(diagnostics);
  const std::vector<double> inputs = inputs_of(*model, values);
  const SingleRun run = simulate_once(*model, inputs);
  if (!run.valid) throw_fault(*model, inputs, std::nullopt);
  const std::vector<StrategyTotals> totals = totals_of(*model, run.outputs);
  compare_totals(shared, options, values, totals);
  const Trace trace = cohort_trace(*model, inputs);
  std::vector<oracle::StrategyRun> result;
  for (std::size_t i = 0; i < totals.size(); ++i) {
    const StrategyTotals& t = totals[i];
    result.push_back(
        {t.id,
         {t.cost, outcome(t.effects, "qaly"), outcome(t.effects, "life_years"), t.undiscounted_cost,
          outcome(t.undiscounted_effects, "qaly"), outcome(t.undiscounted_effects, "life_years"),
          as_map(t.cost_by_category), as_map(t.cost_by_state), as_map(t.effect_by_state), further(t.effects),
          further(t.undiscounted_effects)},
         trace.rows[i]});
  }
  return result;
}

} // namespace cea::property
