#include "report/json_sensitivity.h"

#include "report/decision_tables.h"

namespace cea::report {
namespace {

/// What is confidential isn't said.
Json shown(double x, bool confidential) {
  return confidential ? Json(nullptr) : number(x);
}

Json outcome_json(const ComparedOutcome& o, const Comparison& c, const Ids& ids) {
  Json strategies = Json::object();
  for (std::size_t s = 0; s < ids.size(); ++s) {
    std::vector<double> nmb;
    for (const double wtp : c.thresholds)
      nmb.push_back(wtp * o.effects[s] - o.costs[s]);
    strategies[ids[s]] = {{"cost", number(o.costs[s])},
                          {"effect", number(c.fewer_is_better ? -o.effects[s] : o.effects[s])},
                          {"nmb", at_thresholds(c.thresholds, nmb)}};
  }
  return {{"delta_cost", number(o.delta_cost)},
          {"delta_effect", number(o.delta_effect)},
          {"icer", number(o.icer)},
          {"quadrant", quadrant_name(o.quadrant)},
          {"inmb", at_thresholds(c.thresholds, o.inmb)},
          {"strategies", strategies}};
}

Json names_of(const std::vector<std::size_t>& strategies, const Ids& ids) {
  Json list = Json::array();
  for (const std::size_t s : strategies)
    list.push_back(ids[s]);
  return list;
}

/// Values of a bar's members: a number for a parameter, by name for a group.
Json member_values(const OneWayBar& bar, const std::vector<double>& values) {
  if (bar.members.size() == 1) return shown(values[0], bar.members[0].confidential);
  Json object = Json::object();
  for (std::size_t m = 0; m < values.size(); ++m)
    object[bar.members[m].name] = shown(values[m], bar.members[m].confidential);
  return object;
}

template <class Get> Json members_json(const OneWayBar& bar, Get get) {
  std::vector<double> values;
  for (const OneWayBar::Member& m : bar.members)
    values.push_back(get(m));
  return member_values(bar, values);
}

Json bar_json(const OneWayBar& bar, const OneWayResult& r) {
  Json changes = Json::array();
  for (const DecisionChange& c : bar.changes)
    changes.push_back({{"value", member_values(bar, c.values)},
                       {"from", r.strategies[c.from]},
                       {"to", r.strategies[c.to]}});
  return {{"id", bar.id},
          {"base", members_json(bar, [](const auto& m) { return m.base; })},
          {"low", members_json(bar, [](const auto& m) { return m.low; })},
          {"high", members_json(bar, [](const auto& m) { return m.high; })},
          {"moves_with", bar.moved_with},
          {"icer_low", number(bar.low.icer)},
          {"icer_high", number(bar.high.icer)},
          {"nmb_low", number(bar.low.inmb.front())},
          {"nmb_high", number(bar.high.inmb.front())},
          {"swing", number(bar.swing)},
          {"reaches", names_of(bar.reaches, r.strategies)},
          {"changes", changes},
          {"at_low", outcome_json(bar.low, r.comparison, r.strategies)},
          {"at_high", outcome_json(bar.high, r.comparison, r.strategies)}};
}

Json conditional_json(const OneWayResult& r) {
  Json list = Json::array();
  for (const ConditionalMeans& means : r.conditional) {
    Json points = Json::array();
    for (const ConditionalMeans::Point& p : means.points)
      points.push_back({{"quantile", number(p.quantile)},
                        {"value", shown(p.value, means.confidential)},
                        {"delta_cost", number(p.delta_cost)},
                        {"delta_effect", number(p.delta_effect)},
                        {"inmb", number(p.inmb)},
                        {"inmb_mcse", spread(p.inmb_mcse)},
                        {"probability", number(p.probability)},
                        {"best", r.strategies[p.best]}});
    list.push_back({{"id", means.id}, {"swing", number(means.swing)}, {"points", points}});
  }
  return {{"samples", r.samples}, {"seed", r.seed}, {"parameters", list}};
}

Json one_way_json(const OneWayResult& r) {
  Json object = {{"strategy", r.strategies[r.comparison.strategy]},
                 {"comparator", r.strategies[r.comparison.comparator]},
                 {"wtp", number(r.comparison.thresholds.front())},
                 {"best", r.strategies[r.best]},
                 {"base", outcome_json(r.base, r.comparison, r.strategies)},
                 {"parameters", Json::array()}};
  for (const OneWayBar& bar : r.bars)
    object["parameters"].push_back(bar_json(bar, r));
  if (!r.conditional.empty()) object["probabilistic"] = conditional_json(r);
  return object;
}

Json axis_json(const TwoWayResult::Axis& axis) {
  return {{"id", axis.name}, {"base", shown(axis.base, axis.confidential)}, {"values", numbers(axis.values)}};
}

Json two_way_json(const TwoWayResult& r) {
  Json best = Json::array(), nmb = Json::object(), boundary = Json::array();
  for (const auto& column : r.best) {
    Json& list = best.emplace_back(Json::array());
    for (const auto& s : column)
      list.push_back(s ? Json(r.strategies[*s]) : Json(nullptr));
  }
  for (std::size_t s = 0; s < r.strategies.size(); ++s) {
    Json& columns = nmb[r.strategies[s]] = Json::array();
    for (const std::vector<double>& column : r.nmb[s])
      columns.push_back(spreads(column));
  }
  for (const TwoWayResult::Segment& g : r.boundary)
    boundary.push_back({{"between", {r.strategies[g.a], r.strategies[g.b]}},
                        {"from", {number(g.x1), number(g.y1)}},
                        {"to", {number(g.x2), number(g.y2)}}});
  return {{"x", axis_json(r.x)}, {"y", axis_json(r.y)}, {"wtp", number(r.wtp)},
          {"best", best},        {"nmb", nmb},          {"boundary", boundary}};
}

const char* status_name(ThresholdResult::Status status) {
  switch (status) {
  case ThresholdResult::Status::found:
    return "found";
  case ThresholdResult::Status::several:
    return "several";
  case ThresholdResult::Status::equal:
    return "equal";
  case ThresholdResult::Status::always:
    return "always";
  case ThresholdResult::Status::never:
    return "never";
  case ThresholdResult::Status::no_effect:
    return "no_effect";
  case ThresholdResult::Status::none:
    break;
  }
  return "none";
}

Json interval_json(const ThresholdResult::Interval& i) {
  return {number(i.from), number(i.to)};
}

/// By how much the value lies below the base price; nothing where it isn't a price.
Json rebate_json(const ThresholdResult& r, double value) {
  return r.money && !r.confidential && r.base > 0 ? number(1 - value / r.base) : Json(nullptr);
}

Json target_json(const ThresholdResult& r, const ThresholdResult::Target& t) {
  const bool single = t.values.size() == 1;
  Json favourable = Json::array(), equal = Json::array();
  for (const ThresholdResult::Interval& i : t.favourable)
    favourable.push_back(interval_json(i));
  for (const ThresholdResult::Interval& i : t.equal)
    equal.push_back(interval_json(i));
  Json object = {{"parameter", r.parameter},
                 {"strategy", r.strategies[r.strategy]},
                 {"comparator", r.strategies[r.comparator]},
                 {"target", r.target},
                 {"wtp", number(t.wtp)},
                 {"value", single ? number(t.values[0]) : Json(nullptr)},
                 {"values", numbers(t.values)},
                 {"jumps", numbers(t.jumps)},
                 {"status", status_name(t.status)},
                 {"equal", equal},
                 {"favourable", favourable},
                 {"base", shown(r.base, r.confidential)},
                 {"searched", interval_json(r.searched)}};
  if (r.money) object["rebate"] = single ? rebate_json(r, t.values[0]) : Json(nullptr);
  if (t.probabilistic)
    object["probabilistic"] = {
        {"value", number(t.probabilistic->value)},
        {"values", numbers(t.probabilistic->values)},
        {"mcse", t.probabilistic->value ? spread(t.probabilistic->mcse) : Json(nullptr)},
        {"rebate", t.probabilistic->value ? rebate_json(r, *t.probabilistic->value) : Json(nullptr)},
        {"samples", t.probabilistic->samples}};
  return object;
}

} // namespace

void add_sensitivity(Json& root, const Results& results) {
  if (results.one_way) root["owsa"] = one_way_json(*results.one_way);
  for (const TwoWayResult& r : results.two_way)
    root["twsa"].push_back(two_way_json(r));
  for (const ThresholdResult& r : results.thresholds)
    for (const ThresholdResult::Target& target : r.targets)
      root["threshold"].push_back(target_json(r, target));
}

} // namespace cea::report
