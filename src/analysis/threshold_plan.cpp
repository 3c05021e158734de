#include "analysis/one_way.h"
#include "analysis/threshold.h"
#include "formula/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace cea {

namespace {

constexpr double kTimes = 10; ///< of what is known of an amount, how far it is searched

bool starts_with_word(const std::string& text, const char* word) {
  return text.starts_with(word);
}

std::optional<ThresholdResult::Interval> natural_range(const ParameterSummary& p) {
  const bool share = starts_with_word(p.unit, "probability") || p.unit == "proportion" || p.unit == "utility";
  const double low = std::min({p.value, p.low.value_or(p.value), p.high.value_or(p.value)});
  const double high = std::max({p.value, p.low.value_or(p.value), p.high.value_or(p.value)});
  if (share && low >= 0 && high <= 1) return ThresholdResult::Interval{0, 1};
  const double size = kTimes * std::max(std::abs(low), std::abs(high));
  if (size == 0) return std::nullopt;
  return ThresholdResult::Interval{low < 0 ? -size : 0, high > 0 ? size : 0};
}

std::string target_name(const ThresholdSettings& settings) {
  switch (settings.outcome) {
  case ThresholdSettings::Outcome::cost:
    return "cost";
  case ThresholdSettings::Outcome::effect:
    return "effect";
  case ThresholdSettings::Outcome::net_benefit:
    break;
  }
  return settings.icer ? "icer" : "net_benefit";
}

/// Costs and effects alone need no threshold.
Comparison compared_without_wtp(const CompiledModel& base, BaseCase base_case,
                                const ThresholdSettings& settings) {
  if (base_case.thresholds.empty()) {
    base_case.thresholds = {0};
    base_case.nmb.clear();
    for (const StrategyTotals& s : base_case.strategies)
      base_case.nmb.push_back({-s.cost});
  }
  return choose_comparison(*base.scenario, base_case, settings.compared, settings.span, "`threshold`");
}

} // namespace

ThresholdResult threshold_plan(const CompiledModel& base, const BaseCase& base_case,
                               const std::vector<ParameterSummary>& parameters,
                               const ThresholdSettings& settings) {
  Diagnostics problems;
  const ParameterSummary* const p = movable_parameter(parameters, settings.parameter, problems);
  if (p == nullptr) throw InputError(std::move(problems));
  ThresholdResult plan;
  plan.parameter = p->name;
  plan.label = p->label.empty() ? p->name : p->label;
  plan.unit = p->unit;
  plan.confidential = p->confidential;
  plan.money = formula::parse_money(p->unit).has_value();
  plan.base = p->value;
  plan.target = target_name(settings);
  if (p->low && p->high) plan.plausible = {*p->low, *p->high};
  const auto range = settings.range
                         ? std::optional(ThresholdResult::Interval{settings.range->from, settings.range->to})
                         : natural_range(*p);
  if (!range)
    problems.error(settings.parameter.span,
                   fmt::format("'{}' is 0 and has no range, so it isn't known where to search", p->name),
                   "give the threshold a range, as `range: [0, 100]`");
  const bool needs_wtp = settings.outcome == ThresholdSettings::Outcome::net_benefit;
  if (needs_wtp && settings.wtp.empty() && base_case.thresholds.empty())
    problems.error(settings.span, "`threshold` needs a willingness to pay",
                   "as `wtp: 50_000` here, or `willingness_to_pay: 50_000` for all");
  if (problems.has_errors()) throw InputError(std::move(problems));
  plan.searched = *range;
  const Comparison comparison = compared_without_wtp(base, base_case, settings);
  plan.strategy = comparison.strategy;
  plan.comparator = comparison.comparator;
  for (const StrategyTotals& s : base_case.strategies) {
    plan.strategies.push_back(s.id);
    plan.labels.push_back(s.label);
  }
  if (!needs_wtp)
    plan.targets.emplace_back();
  else
    for (const double wtp : settings.wtp.empty() ? base_case.thresholds : settings.wtp)
      plan.targets.emplace_back().wtp = wtp;
  return plan;
}

} // namespace cea
