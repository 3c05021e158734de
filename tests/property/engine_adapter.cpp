#include "property/engine_adapter.h"

#include "analysis/base_case.h"

namespace cea::property {

namespace {

std::map<std::string, double> as_map(const NamedAmounts& amounts) {
  return {amounts.begin(), amounts.end()};
}

double outcome(const NamedAmounts& amounts, const std::string& name) {
  for (const auto& [known, value] : amounts)
    if (known == name) return value;
  return 0;
}

} // namespace

std::vector<oracle::StrategyRun> run_engine(const Scenario& scenario, const std::vector<SetEntry>& overrides,
                                            const std::map<std::string, double>& values) {
  Diagnostics diagnostics;
  CompileOptions options{.detail = Detail::full, .keep_trace = true, .overrides = overrides};
  for (const auto& [name, value] : values)
    options.replayed.insert(name);
  const auto model = compile(std::make_shared<const Scenario>(scenario), options, diagnostics);
  if (!model) throw InputError(diagnostics);
  std::vector<double> inputs = model->base_values;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (const auto it = values.find(model->inputs[i].name); it != values.end()) inputs[i] = it->second;
  const SingleRun run = simulate_once(*model, inputs);
  if (!run.valid) throw_fault(*model, inputs, std::nullopt);
  const std::vector<StrategyTotals> totals = totals_of(*model, run.outputs);
  const Trace trace = cohort_trace(*model, inputs);
  std::vector<oracle::StrategyRun> result;
  for (std::size_t i = 0; i < totals.size(); ++i) {
    const StrategyTotals& t = totals[i];
    result.push_back(
        {t.id,
         {t.cost, outcome(t.effects, "qaly"), outcome(t.effects, "life_years"), t.undiscounted_cost,
          outcome(t.undiscounted_effects, "qaly"), outcome(t.undiscounted_effects, "life_years"),
          as_map(t.cost_by_category), as_map(t.cost_by_state), as_map(t.effect_by_state)},
         trace.rows[i]});
  }
  return result;
}

} // namespace cea::property
