#pragma once

#include "analysis/base_case.h"
#include "analysis/psa.h"
#include "input/read.h"
#include "reference/decide_support.h"

#include <string>
#include <vector>

namespace cea::reference {

/// `tests/reference/scenarios/NAME` and `scenarios/NAME` of the checkout.
std::string own_scenario(const std::string& name);
std::string shipped_scenario(const std::string& name);

std::string text_of(const std::string& path);

/// A scenario file without errors; the test fails with its problems otherwise.
ScenarioFile load(const std::string& path);

/// A text whose files are looked for beside `name`, which need not exist.
ScenarioFile load_text(const std::string& text, const std::string& name);

/// A model ready to run: the base case for an empty `variant`; `set` as on the command line; `replayed`:
/// parameters whose values samples bring.
std::unique_ptr<CompiledModel> compile_variant(const ScenarioFile& file, const std::string& variant,
                                               Detail detail, const std::vector<std::string>& set = {},
                                               const std::vector<std::string>& replayed = {});

/// Deterministic results and cohort trace.
struct Run {
  BaseCase base;
  Trace trace;
};

Run run(const ScenarioFile& file, const std::string& variant = {}, const std::vector<std::string>& set = {});

const StrategyTotals& totals(const BaseCase& base, const std::string& id);
double effect_of(const BaseCase& base, const std::string& id);

struct WantTotals {
  std::string strategy;
  double cost, effect;
};

void check_totals(const BaseCase& base, const std::vector<WantTotals>& want, Tolerance t);

/// A line of an incremental table: ICER 0 for the reference and the dominated.
struct WantLine {
  std::string strategy;
  DominanceStatus status;
  double delta_cost = 0, delta_effect = 0, icer = 0;
};

/// The whole table in the order given.
void check_lines(const std::vector<IncrementalRow>& rows, const std::vector<std::string>& ids,
                 const std::vector<WantLine>& want, Tolerance t);
std::vector<std::string> ids_of(const BaseCase& base);

/// Proportions by state in one row of the trace.
void check_row(const Trace& trace, const std::string& strategy, std::size_t row,
               const std::vector<double>& want, Tolerance t);

/// Every row of a CSV file whose first column is the row's index and whose next columns are the states.
void check_trace_file(const Trace& trace, const std::string& strategy, const std::string& path, Tolerance t);

/// Runs rows of parameters through the model, or those of a CSV file.
PsaSamples replay(const ScenarioFile& file, const SampleInputs& inputs);
PsaSamples replay(const ScenarioFile& file, const std::string& inputs);

/// Compares each sample with columns `cost.ID`, `EFFECT.ID` or `cost_ID`, `EFFECT_ID` of a CSV file.
void check_samples(const PsaSamples& samples, const std::string& path, const std::string& cost_prefix,
                   const std::string& effect_prefix, Tolerance t);

/// Compares the summary of samples with `mean_cost`, `mean_qaly`, `sd_cost`, `sd_qaly` (where given),
/// `incremental` and `selected` of the reference, and the curves of a CSV file (`wtp, p_ID…, ceaf, el_ID…,
/// evpi`).
void check_psa(const PsaSamples& samples, const nlohmann::ordered_json& want, const std::string& curves,
               Tolerance t);

} // namespace cea::reference
