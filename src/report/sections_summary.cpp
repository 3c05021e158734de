// One page for who decides: the answer, the frontier, prices, the budget, and what the result hangs on.
#include "report/lookup.h"
#include "report/sections.h"
#include "report/sensitivity_tables.h"
#include "support/text.h"

#include <algorithm>
#include <cmath>

namespace cea::report {
namespace {

std::size_t best_by_net_benefit(const std::vector<double>& costs, const std::vector<double>& effects,
                                double wtp) {
  std::size_t best = 0;
  for (std::size_t s = 1; s < costs.size(); ++s)
    if (wtp * effects[s] - costs[s] > wtp * effects[best] - costs[best] + 1e-9) best = s;
  return best;
}

struct SummaryMeans {
  std::vector<double> costs, effects;
};

/// Those that lead: of the base case, or of the samples where the file says so. More effect is better.
SummaryMeans headline_means(const Results& r) {
  SummaryMeans m;
  if (r.headline_probabilistic && r.psa) {
    for (std::size_t s = 0; s < r.psa->strategies.size(); ++s) {
      m.costs.push_back(r.psa->cost[s].mean);
      m.effects.push_back((r.psa->fewer_is_better ? -1 : 1) * r.psa->effect_estimate[s].mean);
    }
    return m;
  }
  const BaseCase& b = *r.base_case;
  for (const StrategyTotals& s : b.strategies) {
    m.costs.push_back(s.cost);
    m.effects.push_back((b.fewer_is_better ? -1 : 1) * amount_or_zero(s.effects, b.effect));
  }
  return m;
}

std::string answer_at(const SectionContext& context, const SummaryMeans& m, std::size_t point) {
  const Results& r = context.results();
  const double wtp = context.thresholds[point];
  const std::size_t best = best_by_net_benefit(m.costs, m.effects, wtp);
  std::string text = fmt::format("At {}, {} has the highest net benefit of {} strategies.",
                                 context.per_effect(wtp), context.strategy(best), m.costs.size());
  if (r.psa && point < r.psa->wtp.size()) {
    const std::size_t optimal = r.psa->frontier[point];
    text += fmt::format(" With the uncertainty of the parameters, {} is best in {} of samples",
                        context.strategy(best), context.tables.style.percent(r.psa->ceac[best][point]));
    if (optimal != best) text += fmt::format(", and {} has the highest mean", context.strategy(optimal));
    text += fmt::format("; deciding without knowing more costs {} per person in expectation (EVPI).",
                        context.tables.style.amount(r.psa->evpi[point]));
  }
  return text;
}

std::string gained(const SectionContext& context) {
  const BaseCase& b = *context.results().base_case;
  return context.tables.effect_heading() + (b.fewer_is_better ? " averted" : " gained");
}

/// What each step along the frontier costs.
std::string frontier_sentence(const SectionContext& context) {
  const Results& r = context.results();
  const bool drawn = r.headline_probabilistic && r.psa;
  const std::vector<IncrementalRow>& rows = drawn ? r.psa->incremental : r.base_case->incremental;
  std::string text;
  std::size_t out = 0;
  for (const IncrementalRow& row : rows) {
    if (row.status == DominanceStatus::reference)
      text = fmt::format("{} is the cheapest option", context.strategy(row.strategy));
    else if (row.status == DominanceStatus::non_dominated)
      text += fmt::format("; {}: {} {} for {} more, that is {}", context.strategy(row.strategy),
                          context.tables.style.effect(*row.delta_effect), gained(context),
                          context.tables.style.amount(*row.delta_cost), context.per_effect(*row.icer));
    else
      ++out;
  }
  text += ".";
  if (out > 0)
    text += fmt::format(" {} {} dominated: another, or a mix of others, gives more for less.", out,
                        out == 1 ? "strategy is" : "strategies are");
  return text;
}

/// What a target's value is, and how far below today's.
std::string price_text(const SectionContext& context, const ThresholdResult& t,
                       const ThresholdResult::Target& target) {
  using Status = ThresholdResult::Status;
  const std::string where = target.wtp ? " at " + context.per_effect(*target.wtp) : "";
  switch (target.status) {
  case Status::found: {
    const bool lower = t.money && !t.confidential && t.base > 0 && target.values[0] < t.base;
    // The side of the value on which the strategy is the better one.
    const bool below = target.favourable.size() == 1 && target.favourable[0].to <= target.values[0],
               above = target.favourable.size() == 1 && target.favourable[0].from >= target.values[0];
    return fmt::format(
        "{}{}{}{}",
        below   ? "up to "
        : above ? "from "
                : "",
        context.tables.style.three_digits(target.values[0]), where,
        lower ? fmt::format(" ({} less)", context.tables.style.percent(1 - target.values[0] / t.base)) : "");
  }
  case Status::always:
    return "any value" + where;
  case Status::never:
  case Status::no_effect:
    return "no value" + where;
  case Status::equal:
    return "no single value" + where;
  case Status::several:
  case Status::none:
    break;
  }
  return (target.status == Status::several ? "several values" : "none found") + where;
}

std::string price_sentence(const SectionContext& context, const ThresholdResult& t) {
  const auto name = [&](std::size_t s) { return t.labels[s].empty() ? t.strategies[s] : t.labels[s]; };
  const std::string what = t.target == "cost" ? "costs no more than"
                           : t.target == "effect"
                               ? fmt::format("gives as many {} as", context.tables.effect_heading())
                               : "is cost-effective against";
  std::vector<std::string> values;
  for (const ThresholdResult::Target& target : t.targets)
    values.push_back(price_text(context, t, target));
  const std::string unit = t.unit.empty() ? "" : " " + t.unit;
  const std::string now = t.confidential
                              ? "confidential"
                              : fmt::format("now {}{}", context.tables.style.three_digits(t.base), unit);
  return fmt::format("{} at which {} {} {}: {} ({}).",
                     t.money ? "Price" : fmt::format("“{}”", t.label.empty() ? t.parameter : t.label),
                     name(t.strategy), what, name(t.comparator), join(values, "; "), now);
}

std::string budget_sentence(const SectionContext& context, const BudgetResult& b) {
  if (b.base.net.empty()) return "";
  const auto whole = [&](double x) { return context.tables.style.amount(std::round(x)); };
  return fmt::format(
      "Budget: the change costs the payer {} net over {} years ({} in the first, {} in the last), "
      "undiscounted.",
      whole(b.base.cumulative.back()), b.base.net.size(), whole(b.base.net.front()),
      whole(b.base.net.back()));
}

std::string driver_sentence(const SectionContext& context, const OneWayResult& o) {
  constexpr std::size_t kMostNamed = 3;
  std::vector<std::string> names, changing;
  for (const OneWayBar& bar : o.bars) {
    const std::string& name = bar.label.empty() ? bar.id : bar.label;
    if (names.size() < kMostNamed && bar.swing > 0) names.push_back(name);
    if (!bar.reaches.empty()) changing.push_back(name);
  }
  if (names.empty()) return "";
  const std::string list = join(names, "; ");
  const std::size_t more = changing.size() - std::min(changing.size(), kMostNamed);
  changing.resize(changing.size() - more);
  const auto name = [&](std::size_t s) { return o.labels[s].empty() ? o.strategies[s] : o.labels[s]; };
  const std::string wtp =
      o.comparison.thresholds.empty() ? "" : " at " + context.per_effect(o.comparison.thresholds.front());
  const std::string change =
      changing.empty()
          ? fmt::format("No single parameter changes the best of all strategies within its range{}.", wtp)
          : fmt::format("The best of all strategies{} changes within the range of: {}{}.", wtp,
                        join(changing, "; "), more > 0 ? fmt::format(" and {} more", more) : "");
  return fmt::format("{} The net benefit of {} against {} depends most on: {}.", change,
                     name(o.comparison.strategy), name(o.comparison.comparator), list);
}

} // namespace

Section decision_summary(const SectionContext& context) {
  Section section{"summary", "Decision summary", {}};
  const Results& r = context.results();
  if (!r.question.empty()) section.blocks.emplace_back(Paragraph{r.question});
  const SummaryMeans means = headline_means(r);
  if (!context.thresholds.empty() && means.costs.size() > 1)
    add_paragraph(section, context, Paragraph::Tone::lead,
                  [&](std::size_t i) { return answer_at(context, means, i); });
  section.blocks.emplace_back(Paragraph{frontier_sentence(context)});
  add_table(section, "summary-frontier",
            r.headline_probabilistic && r.psa ? psa_incremental_table(context.tables)
                                              : base_incremental_table(context.tables));
  BulletList list;
  for (const ThresholdResult& t : r.thresholds)
    list.items.push_back(price_sentence(context, t));
  if (r.budget) list.items.push_back(budget_sentence(context, *r.budget));
  if (r.one_way) list.items.push_back(driver_sentence(context, *r.one_way));
  std::erase_if(list.items, [](const std::string& item) { return item.empty(); });
  if (!list.items.empty()) section.blocks.emplace_back(std::move(list));
  return section;
}

} // namespace cea::report
