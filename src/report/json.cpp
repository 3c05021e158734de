#include "report/json.h"

#include "report/decision_tables.h"
#include "report/json_sensitivity.h"
#include "report/json_values.h"
#include "support/utf8.h"

namespace cea::report {
namespace {

Json amounts(const NamedAmounts& values) {
  Json object = Json::object();
  for (const auto& [name, x] : values)
    object[name] = number(x);
  return object;
}

Json estimates_at(const std::vector<double>& thresholds, const std::vector<Estimate>& values) {
  Json object = Json::object();
  for (std::size_t t = 0; t < thresholds.size(); ++t)
    object[plain_decimal(thresholds[t])] = estimate_json(values[t]);
  return object;
}

Json incremental_json(const std::vector<IncrementalRow>& rows, const Ids& ids) {
  Json list = Json::array();
  for (const IncrementalRow& row : rows)
    list.push_back({{"id", ids[row.strategy]},
                    {"status", status_name(row.status)},
                    {"comparator", row.comparator ? Json(ids[*row.comparator]) : Json(nullptr)},
                    {"delta_cost", number(row.delta_cost)},
                    {"delta_effect", number(row.delta_effect)},
                    {"icer", number(row.icer)}});
  return list;
}

/// Undiscounted totals and what totals are made of exist only where a model was run.
Json strategy_json(const StrategyTotals& s) {
  Json object = {{"id", s.id}, {"label", s.label}, {"cost", number(s.cost)}, {"effects", amounts(s.effects)}};
  if (s.undiscounted_effects.empty() && !s.effects.empty()) return object;
  object["undiscounted"] = {{"cost", number(s.undiscounted_cost)},
                            {"effects", amounts(s.undiscounted_effects)}};
  object["cost_by_category"] = amounts(s.cost_by_category);
  object["cost_by_state"] = amounts(s.cost_by_state);
  object["effect_by_state"] = amounts(s.effect_by_state);
  return object;
}

Json base_case_json(const BaseCase& b) {
  Json strategies = Json::array(), pairwise = Json::array();
  Ids ids;
  for (std::size_t s = 0; s < b.strategies.size(); ++s) {
    ids.push_back(b.strategies[s].id);
    strategies.push_back(strategy_json(b.strategies[s]));
    strategies.back()["nmb"] = at_thresholds(b.thresholds, b.nmb[s]);
  }
  for (const PairwiseRow& row : b.pairwise)
    pairwise.push_back({{"id", ids[row.strategy]},
                        {"comparator", ids[row.comparator]},
                        {"delta_cost", number(row.delta_cost)},
                        {"delta_effect", number(row.delta_effect)},
                        {"icer", number(row.icer)},
                        {"quadrant", quadrant_name(row.quadrant)},
                        {"inmb", at_thresholds(b.thresholds, row.inmb)}});
  return {{"strategies", strategies},
          {"incremental", incremental_json(b.incremental, ids)},
          {"pairwise", pairwise}};
}

/// One list a strategy, by id.
Json by_strategy(const Ids& ids, const std::vector<std::vector<double>>& values,
                 Json (*list)(const std::vector<double>&)) {
  Json object = Json::object();
  for (std::size_t s = 0; s < ids.size(); ++s)
    object[ids[s]] = list(values[s]);
  return object;
}

Json psa_strategies(const PsaResult& p) {
  Json list = Json::array();
  for (std::size_t s = 0; s < p.strategies.size(); ++s)
    list.push_back({{"id", p.strategies[s]},
                    {"cost", estimate_json(p.cost[s])},
                    {"effect", estimate_json(p.effect_estimate[s])},
                    {"nmb", at_thresholds(p.thresholds, p.nmb[s])}});
  return list;
}

Json psa_pairwise(const PsaResult& p) {
  Json list = Json::array();
  for (const PsaPairwiseRow& row : p.pairwise)
    list.push_back({{"id", p.strategies[row.strategy]},
                    {"comparator", p.strategies[row.comparator]},
                    {"delta_cost", estimate_json(row.delta_cost)},
                    {"delta_effect", estimate_json(row.delta_effect)},
                    {"icer", number(row.icer)},
                    {"quadrant", quadrant_name(row.quadrant)},
                    {"inmb", estimates_at(p.thresholds, row.inmb)}});
  return list;
}

Json ceac_json(const PsaResult& p) {
  Json frontier = Json::array();
  for (const std::size_t s : p.frontier)
    frontier.push_back(p.strategies[s]);
  return {{"wtp", numbers(p.wtp)},
          {"probability", by_strategy(p.strategies, p.ceac, numbers)},
          {"mcse", by_strategy(p.strategies, p.ceac_mcse, spreads)},
          {"frontier", frontier}};
}

Json psa_json(const PsaResult& p) {
  Json object = {
      {"samples", p.samples}, {"seed", p.seeded ? Json(p.seed) : Json(nullptr)}, {"invalid", p.invalid}};
  if (p.crossed > 0) object["curves_crossed"] = p.crossed;
  if (p.latin_hypercube) object["design"] = "latin_hypercube";
  if (!p.inputs_file.empty()) object["inputs"] = p.inputs_file;
  object["strategies"] = psa_strategies(p);
  object["incremental"] = incremental_json(p.incremental, p.strategies);
  object["pairwise"] = psa_pairwise(p);
  object["ceac"] = ceac_json(p);
  object["expected_loss"] = by_strategy(p.strategies, p.expected_loss, numbers);
  object["expected_loss_mcse"] = by_strategy(p.strategies, p.expected_loss_mcse, spreads);
  object["evpi"] = {{"wtp", numbers(p.wtp)}, {"value", numbers(p.evpi)}, {"mcse", spreads(p.evpi_mcse)}};
  return object;
}

Json trace_json(const Trace& t) {
  Json object = Json::object();
  for (std::size_t s = 0; s < t.strategies.size(); ++s) {
    Json rows = Json::array();
    for (const std::vector<double>& row : t.rows[s])
      rows.push_back(numbers(row));
    object[t.strategies[s]] = {{"states", t.states}, {"rows", rows}};
  }
  return object;
}

Json explain_json(const Explanation& e) {
  Json parameters = Json::array(), settings = Json::array(), moves = Json::array();
  for (const Explanation::Parameter& p : e.parameters)
    parameters.push_back({{"id", p.name},
                          {"value", number(p.value)},
                          {"formula", p.formula},
                          {"distribution", p.distribution},
                          {"unit", p.unit},
                          {"source", p.source},
                          {"quality", p.quality}});
  for (const Explanation::Setting& s : e.settings)
    settings.push_back({{"strategy", s.strategy}, {"parameter", s.name}, {"formula", s.formula}});
  for (const Explanation::Move& m : e.moves)
    moves.push_back({{"strategy", m.strategy},
                     {"from", m.from},
                     {"to", m.to},
                     {"probability", number(m.probability)},
                     {"formula", m.formula}});
  return {{"cycle", e.cycle}, {"parameters", parameters}, {"settings", settings}, {"transitions", moves}};
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json validation_json(const std::vector<ValidationResult>& all) {
  Json list = Json::array();
  for (const ValidationResult& v : all)
    list.push_back({{"quantity", v.quantity},
                    {"label", v.label},
                    {"strategy", v.strategy},
                    {"scenario", text_or_null(v.scenario)},
                    {"subgroup", text_or_null(v.subgroup)},
                    {"at", number(v.at)},
                    {"model", number(v.model)},
                    {"observed", number(v.observed)},
                    {"difference", number(v.model - v.observed)},
                    {"low", number(v.low)},
                    {"high", number(v.high)},
                    {"n", number(v.n)},
                    {"source", v.source}});
  return list;
}

Json scenario_json(const Results& r) {
  const std::string effect = r.base_case ? r.base_case->effect : r.psa ? r.psa->effect : "";
  Json object = {{"file", r.file},
                 {"sha256", r.sha256},
                 {"title", r.title},
                 {"currency", r.currency},
                 {"effect", effect}};
  if ((r.base_case && r.base_case->fewer_is_better) || (r.psa && r.psa->fewer_is_better))
    object["better"] = "fewer";
  if (!r.overrides.empty()) object["set"] = r.overrides;
  return object;
}

Json warnings_json(const std::vector<Diagnostic>& warnings) {
  Json list = Json::array();
  for (const Diagnostic& w : warnings) {
    const bool placed = w.span.file != nullptr;
    list.push_back({{"file", placed ? Json(w.span.file->name) : Json(nullptr)},
                    {"line", placed ? Json(w.span.line) : Json(nullptr)},
                    {"column", placed ? Json(w.span.column) : Json(nullptr)},
                    {"message", w.message}});
  }
  return list;
}

/// JSON leaves DEL, C1 controls and marks of direction as they are; a terminal would obey them. They can
/// stand inside strings only, where an escape means the same.
std::string escape_controls(const std::string& json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const Utf8Character c = utf8_character(json, at);
    const bool line_end = c.code == '\n';
    if (!is_control(c.code) || line_end)
      out.append(json, at, c.bytes);
    else if (c.code <= 0xFFFF)
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c.code));
    else
      out += fmt::format("\\u{:04x}\\u{:04x}", static_cast<unsigned>(0xD7C0 + (c.code >> 10)),
                         static_cast<unsigned>(0xDC00 + (c.code & 0x3FF)));
    at += c.bytes;
  }
  return out;
}

} // namespace

std::string to_json(const Results& r) {
  Json root = {{"format", "cea-results/1"},
               {"scenario", scenario_json(r)},
               {"program", {{"version", r.version}}},
               {"warnings", warnings_json(r.warnings)}};
  if (r.base_case) root["base_case"] = base_case_json(*r.base_case);
  if (r.trace) root["trace"] = trace_json(*r.trace);
  if (r.explanation) root["explain"] = explain_json(*r.explanation);
  if (r.psa) root["psa"] = psa_json(*r.psa);
  if (!r.scenarios.empty()) {
    Json& list = root["scenarios"] = Json::array();
    for (const ScenarioResult& s : r.scenarios)
      list.push_back({{"id", s.id}, {"label", s.label}, {"base_case", base_case_json(s.base_case)}});
  }
  if (!r.subgroups.empty()) {
    Json& list = root["subgroups"] = Json::array();
    for (const SubgroupResult& s : r.subgroups)
      list.push_back({{"id", s.id},
                      {"label", s.label},
                      {"weight", number(s.weight)},
                      {"base_case", base_case_json(s.base_case)}});
  }
  if (!r.validation.empty()) root["validation"] = validation_json(r.validation);
  add_sensitivity(root, r);
  add_decisions(root, r);
  return escape_controls(root.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

} // namespace cea::report
