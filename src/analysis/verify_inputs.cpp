#include "analysis/quantiles.h"
#include "analysis/verify_changes.h"
#include "analysis/verify_tests.h"
#include "engine/joint_groups.h"
#include "formula/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::verification {

namespace {

const Parameter& parameter_called(const Subject& s, const std::string& name) {
  return *std::find_if(s.scenario->parameters.begin(), s.scenario->parameters.end(),
                       [&](const Parameter& p) { return p.name == name; });
}

/// What values a unit allows.
struct Allowed {
  double least, most;
};

std::optional<Allowed> allowed_by(const std::string& unit) {
  constexpr double kInfinity = HUGE_VAL, kWorstUtility = -1.6;
  if (unit.starts_with("probability") || unit == "proportion") return Allowed{0, 1};
  if (unit == "utility") return Allowed{kWorstUtility, 1};
  const bool positive = unit.starts_with("rate") || unit == "hazard ratio" || unit == "risk ratio" ||
                        unit == "odds ratio" || unit == "years" || unit == "count" ||
                        formula::parse_money(unit);
  return positive ? std::optional(Allowed{0, kInfinity}) : std::nullopt;
}

VerifyCheck input_ranges(const Subject& s) {
  const char* const id = "input_ranges";
  const std::string expected =
      "base values and ranges are ones that their units allow, and ranges hold the base value";
  std::string fault;
  std::size_t looked_at = 0;
  for (const ParameterSummary& p : s.parameters) {
    const auto allowed = allowed_by(p.unit);
    for (const auto& x : {std::optional(p.value), p.low, p.high}) {
      if (!x || !allowed || !fault.empty()) continue;
      ++looked_at;
      if (*x < allowed->least || *x > allowed->most)
        fault =
            fmt::format("'{}' ({}) has {:.6g}{}", p.name, p.unit, *x, *x == p.value ? "" : " in its range");
    }
    if (fault.empty() && p.low && p.high && (*p.low > p.value || *p.high < p.value) && !p.uncertain)
      fault = fmt::format("the range of '{}', {:.6g} to {:.6g}, misses its value {:.6g}", p.name, *p.low,
                          *p.high, p.value);
  }
  if (looked_at == 0 && fault.empty()) return not_applicable(id, "", expected, "no parameter has a unit");
  return judged(id, "", expected, fault, fmt::format("{} numbers", looked_at));
}

VerifyCheck higher_prices(const Subject& s) {
  const char* const id = "higher_prices";
  const std::string changed = "each parameter of money higher by a tenth, one at a time",
                    expected = "no strategy gets cheaper";
  std::string fault, reason;
  std::size_t tried = 0;
  for (const ParameterSummary& p : s.parameters) {
    if (!formula::parse_money(p.unit) || p.value == 0) continue;
    const auto run =
        s.attempt(std::vector<SetEntry>{setting(parameter_called(s, p.name), 1.1 * p.value)}, reason);
    if (!run) continue;
    ++tried;
    for (std::size_t i = 0; i < run->totals.size(); ++i) {
      const double before = s.base.totals[i].cost, after = run->totals[i].cost;
      if (after < before && !agree(after, before) && fault.empty())
        fault = fmt::format("'{}' costs {:.2f} less with a higher '{}'", run->totals[i].id, before - after,
                            p.name);
    }
  }
  if (tried == 0) return not_applicable(id, changed, expected, "no parameter has a unit of money");
  return judged(id, changed, expected, fault, fmt::format("{} parameters", tried));
}

/// Whether each distribution and the range beside it say the same.
VerifyCheck stated_intervals(const Subject& s) {
  constexpr double kLeast = 0.80;
  const char* const id = "stated_intervals";
  const std::string expected =
      "where a parameter has a distribution and `low` and `high`, these hold 80 % of it or more";
  std::string fault;
  std::size_t looked_at = 0;
  for (const ModelInput& input : s.model->inputs) {
    if (!input.distribution) continue;
    const auto p = std::find_if(s.scenario->parameters.begin(), s.scenario->parameters.end(),
                                [&](const Parameter& x) { return x.name == input.name; });
    if (p == s.scenario->parameters.end() || !p->low || !p->high) continue;
    const auto summary = std::find_if(s.parameters.begin(), s.parameters.end(),
                                      [&](const ParameterSummary& x) { return x.name == input.name; });
    if (summary == s.parameters.end() || !summary->low || !summary->high) continue;
    ++looked_at;
    const double inside = cdf(*input.distribution, *summary->high / input.factor) -
                          cdf(*input.distribution, *summary->low / input.factor);
    if (inside < kLeast && fault.empty())
      fault = fmt::format("'{}' is between {:.6g} and {:.6g} with probability {:.2f}", input.name,
                          *summary->low, *summary->high, inside);
  }
  if (looked_at == 0) return not_applicable(id, "", expected, "no parameter has both");
  return judged(id, "", expected, fault, fmt::format("{} parameters", looked_at));
}

/// Samples for the tests below; nothing with the reason where they can't be drawn.
struct Drawn {
  std::optional<PsaSamples> samples;
  std::string reason;
};

Drawn draw(const Subject& s) {
  const PsaSettings& psa = s.scenario->analyses.psa;
  const bool uncertain = std::any_of(s.model->inputs.begin(), s.model->inputs.end(), [](const ModelInput& i) {
    return i.distribution.has_value() || i.joint >= 0;
  });
  if (!uncertain && !psa.inputs) return {std::nullopt, "nothing is uncertain"};
  if (s.options->psa.samples == 0) return {std::nullopt, "no samples asked for"};
  CompileOptions options{.detail = Detail::totals, .overrides = s.overrides};
  const SampleInputs* const replay = psa.inputs ? &*psa.inputs : nullptr;
  if (replay != nullptr) options.replayed = {replay->columns.begin(), replay->columns.end()};
  Diagnostics problems;
  const auto model = compile(s.scenario, options, problems);
  PsaOptions chosen = s.options->psa;
  chosen.drop_invalid = true;
  chosen.keep_values = true;
  if (replay != nullptr) chosen.samples = std::min(chosen.samples, replay->values.front().size());
  if (!model) return {std::nullopt, "the probabilistic model can't be compiled"};
  return {probabilistic(*model, chosen, replay), {}};
}

VerifyCheck valid_samples(const Drawn& drawn) {
  const char* const id = "valid_samples";
  const std::string expected = "every sample gives probabilities within [0, 1] and finite amounts";
  if (!drawn.samples) return not_applicable(id, "", expected, drawn.reason);
  const std::size_t bad = drawn.samples->dropped, all = bad + drawn.samples->costs.front().size();
  return judged(id, "", expected, bad == 0 ? "" : fmt::format("{} of {} samples are impossible", bad, all),
                fmt::format("all of {} samples", all));
}

VerifyCheck psa_means(const Subject& s, const Drawn& drawn) {
  constexpr double kNear = 0.05, kErrors = 4;
  const char* const id = "psa_means";
  const std::string expected = "means of samples lie within 5 % of the base case (or 4 standard errors)";
  if (!drawn.samples) return not_applicable(id, "", expected, drawn.reason);
  std::string fault;
  double most = 0;
  const auto look = [&](std::vector<double> values, double base, const std::string& what) {
    if (values.size() < 2) return;
    const Estimate e = estimate(values);
    const double away = std::abs(e.mean - base), relative = away / std::max(std::abs(base), 1e-9);
    most = std::max(most, relative);
    if (relative > kNear && away > kErrors * e.mcse && fault.empty())
      fault = fmt::format("{}: mean {:.6g}, base case {:.6g}", what, e.mean, base);
  };
  for (std::size_t i = 0; i < s.base.totals.size(); ++i) {
    const StrategyTotals& t = s.base.totals[i];
    look(drawn.samples->costs[i], t.cost, fmt::format("cost of '{}'", t.id));
    look(drawn.samples->effects[i], effect_named(t.effects, s.scenario->effect),
         fmt::format("effect of '{}'", t.id));
  }
  return judged(id, "", expected, fault, fmt::format("at most {:.1f} % away", 100 * most));
}

/// Moments that each drawn input says it has.
std::optional<std::pair<double, double>> stated_moments(const CompiledModel& model, const ModelInput& input) {
  if (input.distribution)
    return std::pair(input.factor * mean(*input.distribution),
                     input.factor * standard_deviation(*input.distribution));
  if (input.joint < 0) return std::nullopt;
  const Distribution d =
      marginal(model.joint[static_cast<std::size_t>(input.joint)], static_cast<std::size_t>(input.member));
  return std::pair(mean(d), standard_deviation(d));
}

VerifyCheck sampled_moments(const Subject& s, const Drawn& drawn) {
  constexpr double kErrors = 5;
  const char* const id = "sampled_moments";
  const std::string expected = "sampled inputs have the means that are stated, within 5 standard errors";
  if (!drawn.samples) return not_applicable(id, "", expected, drawn.reason);
  std::string fault;
  std::size_t looked_at = 0;
  for (std::size_t i = 0; i < drawn.samples->parameters.size(); ++i) {
    const std::string& name = drawn.samples->parameters[i];
    const auto input = std::find_if(s.model->inputs.begin(), s.model->inputs.end(),
                                    [&](const ModelInput& x) { return x.name == name; });
    if (input == s.model->inputs.end()) continue;
    const auto stated = stated_moments(*s.model, *input);
    std::vector<double> values = drawn.samples->values[i];
    if (!stated || values.size() < 2 || !std::isfinite(stated->second)) continue;
    ++looked_at;
    const Estimate e = estimate(values);
    const double error = std::max(stated->second, e.sd) / std::sqrt(static_cast<double>(values.size()));
    if (std::abs(e.mean - stated->first) > kErrors * error && fault.empty())
      fault = fmt::format("'{}' has mean {:.6g} in the samples, its distribution {:.6g}", name, e.mean,
                          stated->first);
  }
  if (looked_at == 0) return not_applicable(id, "", expected, "no input has a distribution");
  return judged(id, "", expected, fault, fmt::format("{} inputs", looked_at));
}

} // namespace

Checks input_checks(const Subject& s) {
  const Drawn drawn = draw(s);
  return {input_ranges(s),      higher_prices(s),    stated_intervals(s),
          valid_samples(drawn), psa_means(s, drawn), sampled_moments(s, drawn)};
}

} // namespace cea::verification
