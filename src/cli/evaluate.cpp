#include "cli/evaluate.h"

#include "analysis/base_case.h"
#include "analysis/cloud.h"
#include "analysis/describe.h"
#include "analysis/explain.h"
#include "analysis/lint.h"
#include "analysis/psa.h"
#include "analysis/psa_summary.h"
#include "analysis/validation.h"
#include "cli/progress.h"
#include "cli/settings.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace cea::cli {

namespace {

constexpr std::size_t kMostPoints = 6'000; ///< of a figure, over all strategies

bool same_place(const Diagnostic& a, const Diagnostic& b) {
  return a.message == b.message && a.span.file == b.span.file && a.span.line == b.span.line &&
         a.span.column == b.span.column;
}

/// Adds what the base case doesn't have too, and says in which scenario it was found.
void forward_from(const ScenarioVariant& variant, const Diagnostics& from, Diagnostics& to) {
  const std::size_t known = to.all().size();
  for (const Diagnostic& d : from.all()) {
    const auto end = to.all().begin() + static_cast<std::ptrdiff_t>(known);
    if (std::any_of(to.all().begin(), end, [&](const Diagnostic& other) { return same_place(d, other); }))
      continue;
    const std::string message = fmt::format("{} (in the scenario '{}')", d.message, variant.id);
    if (d.severity == Severity::error)
      to.error(d.span, message, d.hint);
    else
      to.warning(d.span, message, d.hint);
  }
}

/// One pass over a loaded scenario; problems are collected until all are found.
class Evaluator {
public:
  Evaluator(const LoadedScenario& loaded, const Request& request)
      : loaded_(loaded), scenario_(*loaded.file.base), request_(request) {
    forward(loaded.warnings, found_);
    found_.append(request.found);
  }

  Evaluation run() {
    describe_file();
    CompileOptions chosen = options(loaded_.overrides);
    chosen.by_subgroup = request_.subgroups || request_.sensitivity.equity;
    model_ = compile(loaded_.file.base, chosen, found_);
    if (model_) base_results();
    if (request_.scenarios) scenario_results();
    if (request_.validation) order_validation();
    if (found_.has_errors()) throw InputError(found_);
    lint();
    if (request_.psa) probabilistic_results();
    add_sensitivity(evaluation_.results, *model_, loaded_, request_.sensitivity, psa_options(), found_);
    for (const Diagnostic& d : found_.sorted())
      evaluation_.results.warnings.push_back(d);
    return std::move(evaluation_);
  }

private:
  static CompileOptions options(std::vector<SetEntry> overrides) {
    return {.detail = Detail::full, .keep_trace = true, .overrides = std::move(overrides), .varied = {}};
  }

  void describe_file() {
    Results& r = evaluation_.results;
    r.file = loaded_.file.path;
    r.sha256 = loaded_.file.sha256;
    r.title = scenario_.title;
    r.question = scenario_.question;
    r.currency = scenario_.setting.currency;
    r.country = scenario_.setting.country;
    r.locale = scenario_.setting.locale;
    r.perspective = scenario_.setting.perspective;
    r.price_year = scenario_.setting.price_year;
    r.version = CEA_VERSION;
    for (const FurtherOutcome& outcome : scenario_.outcomes)
      r.outcome_labels.emplace_back(outcome.id, outcome.label);
    r.overrides = loaded_.override_texts;
    r.settings_note = settings_note(scenario_);
    r.headline_probabilistic = scenario_.analyses.headline_probabilistic;
  }

  std::optional<BaseCase> run_base_case(const CompiledModel& model, Diagnostics& problems) const {
    try {
      return base_case(model, request_.thresholds);
    } catch (const InputError& e) {
      forward(e.diagnostics(), problems);
    } catch (const ModelError& e) {
      problems.error(e.diagnostic().span, e.diagnostic().message, e.diagnostic().hint);
    }
    return std::nullopt;
  }

  void base_results() {
    Results& r = evaluation_.results;
    used_ = model_->used_names;
    r.base_case = run_base_case(*model_, found_);
    if (!r.base_case) return;
    r.settings_note = settings_note(scenario_, model_.get());
    r.parameters = parameter_summaries(*model_);
    r.data = data_summaries(*model_->scenario);
    if (request_.subgroups) r.subgroups = subgroup_results(*model_, request_.thresholds);
    validate(*model_, "", found_);
    if (request_.trace && !scenario_.trees_alone()) r.trace = cohort_trace(*model_, model_->base_values);
    if (request_.explain_cycle) explain_model(*request_.explain_cycle);
  }

  void explain_model(int cycle) {
    if (cycle < model_->grid.cycles) {
      evaluation_.results.explanation = explain(*model_, cycle);
      return;
    }
    found_.error(scenario_.time.span,
                 fmt::format("`--cycle {}`: the model has {} cycles", cycle, model_->grid.cycles),
                 fmt::format("the first is 0, the last {}", model_->grid.cycles - 1));
  }

  std::unique_ptr<CompiledModel> compile_variant(const ScenarioVariant& variant, Diagnostics& problems) {
    std::vector<SetEntry> overrides = variant.set;
    overrides.insert(overrides.end(), loaded_.overrides.begin(), loaded_.overrides.end());
    CompileOptions chosen = options(std::move(overrides));
    chosen.keep_trace = is_validated(variant.id);
    auto model = compile(variant.scenario, chosen, problems);
    if (model) used_.insert(model->used_names.begin(), model->used_names.end());
    return model;
  }

  void scenario_results() {
    for (const ScenarioVariant& variant : loaded_.file.variants) {
      Diagnostics problems;
      const auto model = compile_variant(variant, problems);
      std::optional<BaseCase> result;
      if (model) result = run_base_case(*model, problems);
      if (result) validate(*model, variant.id, problems);
      forward_from(variant, problems, found_);
      if (result) evaluation_.results.scenarios.push_back({variant.id, variant.label, *std::move(result)});
    }
  }

  [[nodiscard]] bool is_validated(const std::string& scenario) const {
    const auto& targets = loaded_.file.validation;
    return request_.validation && std::any_of(targets.begin(), targets.end(), [&](const auto& target) {
             return target.scenario == scenario;
           });
  }

  /// Compares the trace with the data that name this scenario.
  void validate(const CompiledModel& model, const std::string& scenario, Diagnostics& problems) {
    if (!is_validated(scenario)) return;
    for (std::size_t i = 0; i < loaded_.file.validation.size(); ++i) {
      const ValidationTarget& target = loaded_.file.validation[i];
      if (target.scenario != scenario) continue;
      if (auto result = compare_with_data(model, target, used_, problems))
        validation_.emplace_back(i, *std::move(result));
    }
  }

  /// In the file's order, whatever scenario they belong to.
  void order_validation() {
    std::sort(validation_.begin(), validation_.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [place, result] : validation_)
      evaluation_.results.validation.push_back(std::move(result));
  }

  void lint() {
    lint_scenario(*model_, evaluation_.results.parameters, found_);
    lint_horizon(*model_, found_);
    if (loaded_.some_strategies) return; // what the others use isn't known
    auto unused = unused_parameters(scenario_, used_);
    if (!unused.empty() && !request_.scenarios) {
      Diagnostics ignored;
      for (const ScenarioVariant& variant : loaded_.file.variants)
        compile_variant(variant, ignored);
      unused = unused_parameters(scenario_, used_);
    }
    if (const SampleInputs* inputs = replayed())
      std::erase_if(unused, [&](const Parameter* p) {
        return std::find(inputs->columns.begin(), inputs->columns.end(), p->name) != inputs->columns.end();
      });
    warn_unused(unused, found_);
  }

  [[nodiscard]] const SampleInputs* replayed() const {
    const auto& inputs = scenario_.analyses.psa.inputs;
    return inputs ? &*inputs : nullptr;
  }

  /// Parameters that are drawn although samples made elsewhere are replayed.
  void warn_drawn(const CompiledModel& model, const SampleInputs& inputs) {
    constexpr std::size_t kMostNamed = 10;
    std::vector<std::string> names;
    for (const ModelInput& input : model.inputs)
      if (std::find(inputs.columns.begin(), inputs.columns.end(), input.name) == inputs.columns.end())
        names.push_back(fmt::format("'{}'", input.name));
    if (names.empty()) return;
    const std::size_t more = names.size() - std::min(names.size(), kMostNamed);
    names.resize(std::min(names.size(), kMostNamed));
    if (more > 0) names.push_back(fmt::format("{} more", more));
    found_.warning(inputs.span, fmt::format("{} has no column for {}: drawn from the distributions",
                                            inputs.file, join(names, ", ")));
  }

  void probabilistic_results() {
    const SampleInputs* inputs = replayed();
    CompileOptions chosen{.detail = Detail::totals, .keep_trace = false, .overrides = loaded_.overrides};
    if (inputs) chosen.replayed = {inputs->columns.begin(), inputs->columns.end()};
    Diagnostics problems;
    const auto model = compile(loaded_.file.base, chosen, problems);
    if (!model) throw InputError(problems);
    if (inputs)
      warn_drawn(*model, *inputs);
    else if (std::none_of(model->inputs.begin(), model->inputs.end(),
                          [](const ModelInput& input) { return input.distribution || input.joint >= 0; }))
      found_.warning({}, "nothing is uncertain: every sample is the base case",
                     "give parameters a `distribution:`");
    PsaSamples samples = sample(*model, inputs);
    summarise_samples(samples);
    if (request_.cloud)
      evaluation_.results.cloud =
          psa_cloud(samples, 0, kMostPoints / std::max<std::size_t>(1, samples.costs.size() - 1));
    if (request_.keep_samples) evaluation_.samples = std::move(samples);
  }

  [[nodiscard]] PsaOptions psa_options() const {
    PsaOptions chosen;
    chosen.samples = request_.samples;
    chosen.seed = request_.seed;
    if (scenario_.analyses.psa.latin_hypercube) chosen.design = SampleDesign::Kind::latin_hypercube;
    chosen.drop_invalid = scenario_.analyses.psa.drop_invalid;
    chosen.simulation = request_.simulation;
    return chosen;
  }

  PsaSamples sample(const CompiledModel& model, const SampleInputs* inputs) const {
    PsaOptions chosen = psa_options();
    chosen.keep_values = request_.keep_samples;
    if (!request_.progress) return probabilistic(model, chosen, inputs);
    ProgressLine line(request_.samples);
    return probabilistic(model, chosen, inputs, [&](std::size_t done) { line.update(done); });
  }

  void summarise_samples(const PsaSamples& samples) {
    Results& r = evaluation_.results;
    std::vector<std::string> labels;
    for (const StrategyTotals& s : r.base_case->strategies)
      labels.push_back(s.label);
    r.psa = summarise(samples, scenario_.effect, labels, request_.thresholds, request_.wtp_grid,
                      request_.simulation.threads);
    r.psa->seed = request_.seed;
    r.psa->latin_hypercube = scenario_.analyses.psa.latin_hypercube;
    if (const SampleInputs* inputs = replayed()) r.psa->inputs_file = inputs->file;
  }

  const LoadedScenario& loaded_;
  const Scenario& scenario_;
  const Request& request_;
  Diagnostics found_;
  Evaluation evaluation_;
  std::unique_ptr<CompiledModel> model_;
  std::set<std::string> used_;
  std::vector<std::pair<std::size_t, ValidationResult>> validation_; ///< by place in the file
};

void check_replay(const PsaSettings& psa, std::size_t samples) {
  if (!psa.inputs || psa.inputs->values.empty()) return;
  const std::size_t rows = psa.inputs->values.front().size();
  if (samples <= rows) return;
  Diagnostics problems;
  problems.error(psa.inputs->span, fmt::format("{} samples asked for, but `inputs` has {}", samples, rows),
                 "`--samples` takes the first rows; leave it out to take all");
  throw InputError(problems);
}

} // namespace

Request request_of(const LoadedScenario& loaded, const Arguments& arguments) {
  const Scenario& s = *loaded.file.base;
  Request request;
  const auto samples = samples_of(arguments);
  request.samples = samples.value_or(static_cast<std::size_t>(s.analyses.psa.samples));
  request.psa = samples ? *samples > 0 : s.analyses.psa.requested;
  if (request.psa) check_replay(s.analyses.psa, request.samples);
  request.seed = seed_of(arguments).value_or(s.analyses.psa.seed);
  request.trace = arguments.has("trace");
  request.simulation = simulation_of(arguments);
  request.progress = !arguments.has("quiet");
  request.thresholds = s.willingness_to_pay;
  request.wtp_grid = s.analyses.wtp_grid;
  if (arguments.has("wtp")) {
    WillingnessToPay wtp = willingness_to_pay_of(arguments);
    request.thresholds = std::move(wtp.thresholds);
    request.wtp_grid = std::move(wtp.grid);
  }
  request.sensitivity = sensitivity_of(loaded, request.found);
  request.sensitivity.probabilistic = request.psa;
  return request;
}

Request single_analysis(const LoadedScenario& loaded, const Arguments& arguments) {
  Request request = request_of(loaded, arguments);
  request.found = {};
  request.sensitivity = {};
  request.sensitivity.probabilistic = request.psa;
  request.scenarios = request.subgroups = request.validation = request.psa = false;
  return request;
}

Evaluation evaluate(const LoadedScenario& loaded, const Request& request) {
  return Evaluator(loaded, request).run();
}

int show_evaluation(const LoadedScenario& loaded, const Request& request, const Arguments& arguments) {
  const Evaluation evaluation = evaluate(loaded, request);
  show_warnings(arguments, evaluation.results.warnings);
  write_results(arguments, evaluation.results);
  return 0;
}

} // namespace cea::cli
