#include "engine/item_dates.h"

#include "formula/arithmetic.h"

#include <fmt/format.h>

namespace cea {

using formula::NodeId;

/// A date that is uncertain may come out before the start: then there's no sample, not no payment.
NodeId ItemDates::checked(const Item& item, const FormulaText& at, NodeId date) {
  const NodeId start = resolver_.start_time(), since = since_start(date);
  if (g_.is_constant(since) && g_.value(since) < 0)
    diagnostics_.error(
        at.span,
        g_.is_constant(start, 0)
            ? "a date can't be negative: time 0 is the model's start"
            : "this date lies before the cohort model, which begins after the tree's `duration`",
        g_.is_constant(start, 0) ? "" : "leave `at:` out for its beginning, or put the amount on the tree");
  else if (!g_.is_constant(since))
    checks_.push_back({.kind = Check::Kind::bound,
                       .node = since,
                       .shown = date,
                       .what = fmt::format("the date of '{}'", item.id),
                       .formula = g_.is_constant(start, 0) ? "[0, …)" : "[duration of the tree, …)",
                       .strategy = strategy_.id,
                       .span = at.span,
                       .hint = "time 0 is the model's start"});
  return date;
}

std::vector<NodeId> ItemDates::of_once(const Item& item) {
  std::vector<NodeId> result;
  for (const FormulaText& at : item.at)
    if (const auto node = resolver_.resolve(at)) {
      if ((g_.depends(*node) & ~formula::kSample) != 0)
        diagnostics_.error(at.span, "a date can't change from cycle to cycle");
      else
        result.push_back(checked(item, at, *node));
    }
  if (result.empty()) result.push_back(resolver_.start_time());
  if (!item.then_every) return result;
  const auto every = resolver_.resolve_constant(*item.then_every, "`then_every`");
  if (!every) return result;
  if (!(*every > 0)) {
    diagnostics_.error(item.then_every->span, "`then_every` must be above 0");
    return result;
  }
  const NodeId last = result.back(), since = since_start(last);
  const double first = g_.is_constant(since) ? g_.value(since) : 0;
  const double repeats = (grid_.horizon - first) / *every;
  if (repeats > 1e6) {
    diagnostics_.error(item.then_every->span,
                       fmt::format("'{}' would be paid {:.0f} times", item.id, repeats));
    return result;
  }
  for (int i = 1; i <= static_cast<int>(repeats) + 1; ++i)
    result.push_back(g_.add(last, g_.constant(i * *every)));
  return result;
}

std::vector<double> ItemDates::of_doses(const Item& item) {
  constexpr double kMostDoses = 20'000;
  if (!item.every) return {}; // reported when the file was read
  const auto every = resolver_.resolve_constant(*item.every, "`every`");
  if (!every) return {};
  if (!(*every > 0) || grid_.horizon / *every > kMostDoses) {
    diagnostics_.error(item.every->span,
                       *every > 0 ? "that is too often: more than 20,000 doses" : "`every` must be above 0");
    return {};
  }
  std::vector<double> result;
  for (int i = 0; formula::apply(formula::NodeOp::less, i * *every, grid_.horizon) != 0; ++i)
    result.push_back(i * *every);
  return result;
}

} // namespace cea
