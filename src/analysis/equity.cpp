#include "analysis/equity.h"

#include "analysis/frontier.h"
#include "analysis/one_way.h"
#include "analysis/root.h"
#include "formula/arithmetic.h"
#include "support/scalar_math.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace cea {

namespace {

class Equity {
public:
  Equity(const CompiledModel& model, const BaseCase& base, const std::vector<SubgroupResult>& groups)
      : model_(model), settings_(*model.scenario->analyses.equity), base_(base), groups_(groups),
        value_(model.graph, {.inputs = model.base_values}) {}

  EquityResult run() {
    if (groups_.empty())
      problems_.error(settings_.span, "`equity` needs `subgroups:`",
                      "with a weight each, and a baseline here");
    if (base_.fewer_is_better)
      problems_.error(settings_.span, "`equity` needs an effect of which more is better",
                      "as `effect: qaly`");
    throw_problems();
    const Comparison c =
        choose_comparison(*model_.scenario, with_threshold(), settings_.compared, settings_.span, "`equity`");
    result_.wtp = settings_.wtp.value_or(c.thresholds.front());
    if (!(result_.wtp > 0)) problems_.error(settings_.span, "health elsewhere can't cost 0", "give `wtp:`");
    throw_problems();
    const StrategyTotals &s = base_.strategies[c.strategy], &r = base_.strategies[c.comparator];
    result_.strategy = s.id;
    result_.strategy_label = s.label;
    result_.comparator = r.id;
    result_.comparator_label = r.label;
    for (std::size_t g = 0; g < groups_.size(); ++g)
      add_group(g, c);
    bear_opportunity_cost(s.cost - r.cost);
    throw_problems();
    judge();
    return std::move(result_);
  }

private:
  void throw_problems() {
    if (problems_.has_errors()) throw InputError(std::move(problems_));
  }

  /// The choice of strategies needs some threshold, and `wtp` is one.
  [[nodiscard]] BaseCase with_threshold() const {
    BaseCase base = base_;
    if (!settings_.wtp || !base.thresholds.empty()) return base;
    base.thresholds = {*settings_.wtp};
    base.nmb.clear();
    for (const StrategyTotals& s : base.strategies)
      base.nmb.push_back({*settings_.wtp * *amount(s.effects, base.effect) - s.cost});
    return base;
  }

  std::optional<double> given(const std::vector<EquitySettings::GroupFormula>& list,
                              const std::vector<formula::NodeId>& nodes, const std::string& id) {
    for (std::size_t i = 0; i < list.size(); ++i)
      if (list[i].group.name == id) return value_(nodes[i]);
    return std::nullopt;
  }

  void add_group(std::size_t g, const Comparison& c) {
    const SubgroupResult& group = groups_[g];
    const auto &s = group.base_case.strategies[c.strategy], &r = group.base_case.strategies[c.comparator];
    EquityGroup e{group.id, group.label, group.weight};
    const auto baseline = given(settings_.baseline, model_.equity->baseline, group.id);
    if (!baseline)
      problems_.error(settings_.span, fmt::format("the subgroup '{}' has no baseline health", group.id),
                      "as `baseline: {" + group.id +
                          ": 68}`: quality-adjusted life expectancy without the strategy");
    e.baseline = baseline.value_or(0);
    e.cost = s.cost - r.cost;
    e.gain = *amount(s.effects, base_.effect) - *amount(r.effects, base_.effect);
    result_.groups.push_back(std::move(e));
  }

  /// The whole incremental cost buys no health elsewhere: shared out per head, or as the settings say.
  void bear_opportunity_cost(double cost) {
    double shares = 0;
    std::vector<double> share;
    for (const EquityGroup& g : result_.groups) {
      const auto stated = given(settings_.burden, model_.equity->burden, g.id);
      if (!settings_.burden.empty() && !stated)
        problems_.error(settings_.span, fmt::format("the subgroup '{}' has no burden", g.id),
                        "as `burden: {" + g.id + ": 0}` where it bears none of the opportunity cost");
      const double own = settings_.burden.empty() ? g.weight : stated.value_or(0);
      if (own < 0) problems_.error(settings_.span, fmt::format("the burden of '{}' is negative", g.id));
      share.push_back(own);
      shares += own;
    }
    if (!(shares > 0)) problems_.error(settings_.span, "nobody bears the opportunity cost");
    for (std::size_t i = 0; i < share.size(); ++i) {
      EquityGroup& g = result_.groups[i];
      g.opportunity_cost = g.weight > 0 ? cost / result_.wtp * share[i] / shares / g.weight : 0;
      g.after = g.baseline + g.gain - g.opportunity_cost;
      if (!(g.baseline > 0) || !(g.after > 0))
        problems_.error(settings_.span,
                        fmt::format("the health of '{}' goes from {:.6g} to {:.6g}; inequality is "
                                    "measured of health above 0",
                                    g.id, g.baseline, g.after));
    }
  }

  void judge() {
    std::vector<double> weights, before, after;
    for (const EquityGroup& g : result_.groups) {
      weights.push_back(g.weight);
      before.push_back(g.baseline);
      after.push_back(g.after);
      result_.mean_before += g.weight * g.baseline;
      result_.mean_after += g.weight * g.after;
    }
    result_.aversion = settings_.aversion;
    for (int e = 0; settings_.aversion.empty() && e <= 20; ++e)
      result_.aversion.push_back(e);
    for (const double e : result_.aversion) {
      result_.equal_before.push_back(equally_distributed(weights, before, e));
      result_.equal_after.push_back(equally_distributed(weights, after, e));
      // Never below 0 but for rounding: the mean of powers is at most the mean.
      result_.atkinson_before.push_back(std::max(0.0, 1 - result_.equal_before.back() / result_.mean_before));
      result_.atkinson_after.push_back(std::max(0.0, 1 - result_.equal_after.back() / result_.mean_after));
    }
    find_tips([&](double e) {
      const double moved = equally_distributed(weights, after, e) - equally_distributed(weights, before, e);
      return std::abs(moved) <= 1e-14 * result_.mean_before ? 0 : moved;
    });
  }

  /// Aversions at which the change of equally distributed health is 0: between those listed, and of them the
  /// ones that have a change beside them.
  void find_tips(const std::function<double(double)>& change) {
    std::vector<double> f;
    for (const double e : result_.aversion)
      f.push_back(change(e));
    for (std::size_t i = 0; i < f.size(); ++i) {
      const bool moved_beside = (i > 0 && f[i - 1] != 0) || (i + 1 < f.size() && f[i + 1] != 0);
      if (f[i] == 0 && moved_beside) result_.tips.push_back(result_.aversion[i]);
      if (i + 1 == f.size() || f[i] == 0 || f[i + 1] == 0 || (f[i] > 0) == (f[i + 1] > 0)) continue;
      RootSearch search(result_.aversion[i], f[i], result_.aversion[i + 1], f[i + 1]);
      while (!search.done())
        search.update(change(search.next()));
      result_.tips.push_back(search.root());
    }
  }

  const CompiledModel& model_;
  const EquitySettings& settings_;
  const BaseCase& base_;
  const std::vector<SubgroupResult>& groups_;
  formula::Evaluator value_;
  Diagnostics problems_;
  EquityResult result_;
};

} // namespace

double equally_distributed(std::span<const double> weights, std::span<const double> health, double aversion) {
  // In units of the smallest, so that no power overflows.
  const double least = *std::min_element(health.begin(), health.end());
  const double power = 1 - aversion;
  double sum = 0;
  const bool logarithmic = std::abs(power) < 1e-9;
  for (std::size_t i = 0; i < health.size(); ++i)
    sum += weights[i] * (logarithmic ? math::log(health[i] / least) : math::pow(health[i] / least, power));
  return least * (logarithmic ? math::exp(sum) : math::pow(sum, 1 / power));
}

EquityResult equity(const CompiledModel& model, const BaseCase& base,
                    const std::vector<SubgroupResult>& groups) {
  return Equity(model, base, groups).run();
}

} // namespace cea
