#include "analysis/quantiles.h"
#include "analysis/verify_changes.h"
#include "analysis/verify_prices.h"
#include "analysis/verify_tests.h"
#include "engine/joint_groups.h"
#include "formula/units.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea::verification {

namespace {

/// What values a unit allows.
struct Allowed {
  double least, most;
};

std::optional<Allowed> allowed_by(const std::string& unit) {
  constexpr double kInfinity = HUGE_VAL, kWorstUtility = -1.6;
  if (unit.starts_with("probability") || unit == "proportion") return Allowed{0, 1};
  if (unit == "utility") return Allowed{kWorstUtility, 1};
  const bool positive = unit.starts_with("rate") || unit == "hazard ratio" || unit == "risk ratio" ||
                        unit == "odds ratio" || unit == "years" || unit == "count";
  return positive ? std::optional(Allowed{0, kInfinity}) : std::nullopt;
}

VerifyCheck input_ranges(const Subject& s) {
  const char* const id = "input_ranges";
  const std::string expected =
      "base values and ranges are ones that their units allow, and ranges hold the base value";
  std::vector<std::string> faults, savings;
  std::size_t looked_at = 0;
  for (const ParameterSummary& p : s.parameters) {
    if (formula::parse_money(p.unit) && std::min({p.value, p.low.value_or(0), p.high.value_or(0)}) < 0)
      savings.push_back(p.name);
    const auto allowed = allowed_by(p.unit);
    for (const auto& x : {std::optional(p.value), p.low, p.high}) {
      if (!x || !allowed) continue;
      ++looked_at;
      if (*x < allowed->least || *x > allowed->most)
        faults.push_back(
            fmt::format("'{}' ({}) has {:.6g}{}", p.name, p.unit, *x, *x == p.value ? "" : " in its range"));
    }
    if (p.low && p.high && (*p.low > p.value || *p.high < p.value) && !p.uncertain)
      faults.push_back(fmt::format("the range of '{}', {:.6g} to {:.6g}, misses its value {:.6g}", p.name,
                                   *p.low, *p.high, p.value));
  }
  if (looked_at == 0 && faults.empty()) return not_applicable(id, "", expected, "no parameter has a unit");
  // A difference of costs or a saving may well be negative.
  const std::string below =
      savings.empty() ? "" : fmt::format("; amounts of money below 0: {}", join(savings, ", "));
  return judged(id, "", expected, join(faults, "; "), fmt::format("{} numbers{}", looked_at, below));
}

VerifyCheck higher_prices(const Subject& s) {
  const char* const id = "higher_prices";
  const std::string changed = "each parameter of money higher by a tenth, one at a time",
                    expected = "no strategy gets cheaper, but by what is saved";
  std::string fault, reason;
  std::size_t tried = 0, skipped = 0;
  std::vector<std::string> savings;
  for (const ParameterSummary& p : s.parameters) {
    if (!formula::parse_money(p.unit) || p.value == 0) continue;
    const double higher = p.value + 0.1 * std::abs(p.value);
    const auto run =
        s.attempt(std::vector<SetEntry>{setting(*s.scenario->parameter(p.name), higher)}, reason);
    skipped += run ? 0 : 1;
    if (!run) continue;
    ++tried;
    const PriceUse use = price_use(*s.scenario, p.name);
    if (use.subtracts && !use.adds) {
      savings.push_back(p.name);
      continue;
    }
    for (std::size_t i = 0; i < run->totals.size(); ++i) {
      const double before = s.base.totals[i].cost, after = run->totals[i].cost;
      if (after < before && !agree(after, before) && fault.empty())
        fault = fmt::format("'{}' costs {:.2f} less with a higher '{}'", run->totals[i].id, before - after,
                            p.name);
    }
  }
  if (tried == 0) return not_applicable(id, changed, expected, "no parameter has a unit of money");
  std::string observed = fmt::format("{} parameters", tried);
  if (!savings.empty()) observed += fmt::format("; savings in every formula: {}", join(savings, ", "));
  if (skipped > 0) observed += fmt::format("; {} can't be higher: {}", skipped, reason);
  return judged(id, changed, expected, fault, observed);
}

/// Whether each distribution and the range beside it say the same.
VerifyCheck stated_intervals(const Subject& s) {
  const char* const id = "stated_intervals";
  const std::string expected =
      "where a parameter has a distribution and `low` and `high`, its median lies between them";
  std::string fault;
  std::size_t looked_at = 0;
  for (const ModelInput& input : s.model->inputs) {
    if (!input.distribution) continue;
    const Parameter* const p = s.scenario->parameter(input.name);
    if (p == nullptr || !p->low || !p->high) continue;
    const auto summary = std::find_if(s.parameters.begin(), s.parameters.end(),
                                      [&](const ParameterSummary& x) { return x.name == input.name; });
    if (summary == s.parameters.end() || !summary->low || !summary->high) continue;
    ++looked_at;
    const double median = input.factor * quantile(*input.distribution, 0.5);
    if ((median < *summary->low || median > *summary->high) && fault.empty())
      fault = fmt::format("'{}' has its median at {:.6g}, `low` and `high` are {:.6g} and {:.6g}", input.name,
                          median, *summary->low, *summary->high);
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
    // Samples count an effect negative where fewer are better.
    const double sign = s.scenario->fewer_is_better() ? -1 : 1;
    look(drawn.samples->effects[i], sign * effect_named(t.effects, s.scenario->effect),
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

/// Whether a standard deviation is another by more than a tenth and six of its own standard errors, which
/// heavy tails make large.
bool other_spread(const std::vector<double>& values, double sd, double stated) {
  constexpr double kNear = 0.1, kErrors = 6;
  const auto n = static_cast<double>(values.size());
  double mean = 0, fourth = 0;
  for (const double x : values)
    mean += x / n;
  for (const double x : values)
    fourth += std::pow(x - mean, 4) / n;
  const double variance = sd * sd, least = 2 * stated * stated * stated * stated;
  const double error = std::sqrt(std::max(fourth - variance * variance, least) / n);
  return std::abs(sd - stated) > kNear * stated && std::abs(variance - stated * stated) > kErrors * error;
}

VerifyCheck sampled_moments(const Subject& s, const Drawn& drawn) {
  constexpr double kErrors = 5;
  const char* const id = "sampled_moments";
  const std::string expected =
      "sampled inputs have the means and standard deviations that are stated, within sampling error";
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
    if (other_spread(values, e.sd, stated->second) && fault.empty())
      fault = fmt::format("'{}' has standard deviation {:.6g} in the samples, its distribution {:.6g}", name,
                          e.sd, stated->second);
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
