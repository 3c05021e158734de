#include "analysis/verify.h"

#include "analysis/base_case.h"
#include "analysis/describe.h"
#include "analysis/verify_tests.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cea {

namespace verification {

namespace {

std::optional<VerifiedRun> try_run(const RunScenario& run, const std::shared_ptr<const Scenario>& scenario,
                                   const std::vector<SetEntry>& overrides, std::string& reason) {
  try {
    return run(scenario, overrides);
  } catch (const InputError& e) {
    for (const Diagnostic& d : e.diagnostics().all())
      if (d.severity == Severity::error && reason.empty()) reason = d.message;
  } catch (const ModelError& e) {
    reason = e.what();
  }
  return std::nullopt;
}

} // namespace

std::optional<VerifiedRun> Subject::attempt(Scenario changed, std::string& reason) const {
  return try_run(options->run, std::make_shared<Scenario>(std::move(changed)), overrides, reason);
}

std::optional<VerifiedRun> Subject::attempt(const std::vector<SetEntry>& more, std::string& reason) const {
  std::vector<SetEntry> all = overrides;
  all.insert(all.end(), more.begin(), more.end());
  return try_run(options->run, scenario, all, reason);
}

VerifyCheck not_applicable(std::string id, std::string changed, std::string expected, std::string reason) {
  return {std::move(id), std::move(changed), std::move(expected), std::move(reason),
          VerifyCheck::Status::not_applicable};
}

VerifyCheck judged(std::string id, std::string changed, std::string expected, const std::string& fault,
                   std::string observed) {
  return {std::move(id), std::move(changed), std::move(expected), fault.empty() ? std::move(observed) : fault,
          fault.empty() ? VerifyCheck::Status::pass : VerifyCheck::Status::fail};
}

double effect_named(const NamedAmounts& effects, const std::string& name) {
  const auto it =
      std::find_if(effects.begin(), effects.end(), [&](const auto& e) { return e.first == name; });
  return it == effects.end() ? 0 : it->second;
}

bool agree(double a, double b) {
  return std::abs(a - b) <= 1e-8 * std::max({1.0, std::abs(a), std::abs(b)});
}

} // namespace verification

VerifiedRun run_for_verification(const std::shared_ptr<const Scenario>& scenario,
                                 const std::vector<SetEntry>& overrides) {
  Diagnostics problems;
  const auto model =
      compile(scenario, {.detail = Detail::full, .keep_trace = true, .overrides = overrides}, problems);
  if (!model) throw InputError(std::move(problems));
  VerifiedRun run;
  run.totals = base_case(*model, {}).strategies;
  if (!scenario->trees_alone()) run.trace = cohort_trace(*model, model->base_values);
  return run;
}

VerifyResult verify(const std::shared_ptr<const Scenario>& scenario, const std::vector<SetEntry>& overrides,
                    const VerifyOptions& options) {
  using namespace verification;
  Diagnostics problems;
  const auto model =
      compile(scenario, {.detail = Detail::full, .keep_trace = true, .overrides = overrides}, problems);
  if (!model) throw InputError(std::move(problems));
  Subject subject{scenario, overrides, &options, model.get(), parameter_summaries(*model), {}};
  subject.base = options.run(scenario, overrides);
  VerifyResult result;
  result.samples = options.psa.samples;
  for (const auto& group : {outcome_checks, structure_checks, strategy_checks, input_checks}) {
    Checks checks = group(subject);
    std::move(checks.begin(), checks.end(), std::back_inserter(result.checks));
  }
  return result;
}

} // namespace cea
