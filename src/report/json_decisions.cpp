#include "report/json_sensitivity.h"
#include "report/sensitivity_tables.h"

namespace cea::report {
namespace {

/// What is confidential isn't said.
Json shown(double x, bool confidential) {
  return confidential ? Json(nullptr) : number(x);
}

Json by_name(const Ids& names, const std::vector<std::vector<double>>& values) {
  Json object = Json::object();
  for (std::size_t i = 0; i < names.size(); ++i)
    object[names[i]] = numbers(values[i]);
  return object;
}

Json budget_json(const BudgetResult& r) {
  const BudgetFlow& f = r.base;
  Json years = Json::array(), ranges = Json::array();
  for (std::size_t y = 1; y <= f.net.size(); ++y)
    years.push_back(y);
  for (const BudgetRange& range : r.ranges)
    ranges.push_back({{"id", range.id},
                      {"low", shown(range.low, range.confidential)},
                      {"high", shown(range.high, range.confidential)},
                      {"net_low", number(range.net_low)},
                      {"net_high", number(range.net_high)}});
  Json object = {{"years", years},
                 {"without", numbers(f.without)},
                 {"with", numbers(f.with)},
                 {"net", numbers(f.net)},
                 {"cumulative", numbers(f.cumulative)},
                 {"pmpm", f.pmpm.empty() ? Json(nullptr) : numbers(f.pmpm)},
                 {"net_by_category", by_name(r.categories, f.net_by_category)},
                 {"net_by_strategy", by_name(r.strategies, f.net_by_strategy)},
                 {"programme", numbers(f.programme)},
                 {"entrants_without", by_name(r.strategies, f.entrants_without)},
                 {"entrants_with", by_name(r.strategies, f.entrants_with)},
                 {"ranges", ranges}};
  if (r.net.empty()) return object;
  Json net = Json::array();
  for (const Estimate& e : r.net)
    net.push_back(estimate_json(e));
  object["psa"] = {
      {"samples", r.samples}, {"seed", r.seed}, {"net", net}, {"cumulative", estimate_json(r.cumulative)}};
  return object;
}

Json point_json(const BridgePoint& p, const std::vector<double>& thresholds) {
  return {{"delta_cost", number(p.delta_cost)},
          {"delta_effect", number(p.delta_effect)},
          {"icer", number(p.icer)},
          {"inmb", at_thresholds(thresholds, p.inmb)}};
}

Json place_json(const Span& span) {
  if (!span.file) return nullptr;
  return {{"file", span.file->name}, {"line", span.line}, {"column", span.column}};
}

Json compare_json(const CompareResult& r) {
  Json differences = Json::array(), steps = Json::array();
  for (const FileDifference& d : r.differences)
    differences.push_back({{"kind", d.kind},
                           {"path", d.path},
                           {"a", d.before},
                           {"b", d.after},
                           {"place_a", place_json(d.place_before)},
                           {"place_b", place_json(d.place_after)}});
  for (const BridgeStep& step : r.bridge.steps) {
    Json changes = Json::array();
    for (const std::size_t i : step.changes)
      changes.push_back(r.differences[i].path);
    steps.push_back({{"changes", changes},
                     {"after", point_json(step.after, r.thresholds)},
                     {"alone", step.alone ? point_json(*step.alone, r.thresholds) : Json(nullptr)}});
  }
  return {{"a", {{"file", r.first}, {"sha256", r.first_hash}}},
          {"b", {{"file", r.second}, {"sha256", r.second_hash}}},
          {"strategy", r.strategy},
          {"comparator", r.comparator},
          {"differences", differences},
          {"first", point_json(r.bridge.first, r.thresholds)},
          {"steps", steps},
          {"second", point_json(r.bridge.second, r.thresholds)}};
}

Json equity_json(const EquityResult& r) {
  Json groups = Json::array();
  for (const EquityGroup& g : r.groups)
    groups.push_back({{"id", g.id},
                      {"weight", number(g.weight)},
                      {"baseline", number(g.baseline)},
                      {"gain", number(g.gain)},
                      {"cost", number(g.cost)},
                      {"opportunity_cost", number(g.opportunity_cost)},
                      {"after", number(g.after)}});
  return {{"strategy", r.strategy},
          {"comparator", r.comparator},
          {"wtp", number(r.wtp)},
          {"groups", groups},
          {"mean_before", number(r.mean_before)},
          {"mean_after", number(r.mean_after)},
          {"aversion", numbers(r.aversion)},
          {"equal_before", numbers(r.equal_before)},
          {"equal_after", numbers(r.equal_after)},
          {"atkinson_before", numbers(r.atkinson_before)},
          {"atkinson_after", numbers(r.atkinson_after)},
          {"tips", numbers(r.tips)}};
}

Json parts_json(const WhyParts& p) {
  const auto named = [](const std::vector<std::pair<std::string, double>>& list) {
    Json object = Json::object();
    for (const auto& [name, x] : list)
      object[name] = number(x);
    return object;
  };
  Json object = {{"outcome", p.outcome},
                 {"total", number(p.total)},
                 {"survival", number(p.survival)},
                 {"time_in_states", number(p.time_in_states)},
                 {"unit_amounts", number(p.unit_amounts)},
                 {"by_state", named(p.by_state)},
                 {"by_year", numbers(p.by_year)}};
  if (!p.by_category.empty()) object["by_category"] = named(p.by_category);
  return object;
}

Json why_json(const WhyResult& r) {
  Json times = Json::object();
  for (const WhyResult::StateTime& t : r.times)
    times[t.id] = {{"comparator", number(t.before)}, {"difference", number(t.difference)}};
  return {{"strategy", r.strategy},
          {"comparator", r.comparator},
          {"cost", parts_json(r.cost)},
          {"effect", parts_json(r.effect)},
          {"years_in_state", times}};
}

Json verify_json(const VerifyResult& r) {
  Json checks = Json::array();
  for (const VerifyCheck& c : r.checks)
    checks.push_back({{"id", c.id},
                      {"changed", c.changed},
                      {"expected", c.expected},
                      {"observed", c.observed},
                      {"status", verify_status(c.status)}});
  return {{"samples", r.samples}, {"checks", checks}};
}

} // namespace

void add_decisions(Json& root, const Results& results) {
  if (results.budget) root["budget_impact"] = budget_json(*results.budget);
  if (results.equity) root["equity"] = equity_json(*results.equity);
  if (results.why) root["why"] = why_json(*results.why);
  if (results.compare) root["compare"] = compare_json(*results.compare);
  if (results.verify) root["verify"] = verify_json(*results.verify);
}

} // namespace cea::report
