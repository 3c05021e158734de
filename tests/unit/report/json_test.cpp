#include "report/json.h"

#include "unit/report/made_up.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <limits>

using namespace cea;
using namespace cea::report;
using Json = nlohmann::ordered_json;

namespace {

Json parsed(const Results& r) {
  return Json::parse(to_json(r));
}

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items())
    names.push_back(key);
  return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("results.json has its keys in their order") {
  const Json j = parsed(made_up::results());
  CHECK(keys(j) == Names{"format", "scenario", "program", "warnings", "base_case", "psa", "scenarios"});
  CHECK(keys(j["scenario"]) == Names{"file", "sha256", "title", "currency", "effect"});
  CHECK(keys(j["base_case"]) == Names{"strategies", "incremental", "pairwise"});
  CHECK(keys(j["base_case"]["strategies"][0]) == Names{"id", "label", "cost", "effects", "undiscounted",
                                                       "cost_by_category", "cost_by_state", "effect_by_state",
                                                       "nmb"});
  CHECK(keys(j["base_case"]["incremental"][0]) ==
        Names{"id", "status", "comparator", "delta_cost", "delta_effect", "icer"});
  CHECK(keys(j["base_case"]["pairwise"][0]) ==
        Names{"id", "comparator", "delta_cost", "delta_effect", "icer", "quadrant", "inmb"});
  CHECK(keys(j["psa"]) == Names{"samples", "seed", "invalid", "strategies", "incremental", "pairwise", "ceac",
                                "expected_loss", "expected_loss_mcse", "evpi"});
  CHECK(keys(j["psa"]["ceac"]) == Names{"wtp", "probability", "mcse", "frontier"});
  CHECK(keys(j["psa"]["pairwise"][0]["inmb"]["50000"]) == Names{"mean", "sd", "low", "high", "mcse"});
  CHECK(keys(j["psa"]["evpi"]) == Names{"wtp", "value", "mcse"});
  CHECK(keys(j["scenarios"][0]) == Names{"id", "label", "base_case"});
}

TEST_CASE("results.json holds the subgroups") {
  Results r = made_up::results();
  r.subgroups.push_back({"women", "Women", 0.79, *r.base_case});
  const Json j = parsed(r);
  REQUIRE(j["subgroups"].size() == 1);
  CHECK(keys(j["subgroups"][0]) == Names{"id", "label", "weight", "base_case"});
  CHECK(j["subgroups"][0]["weight"] == 0.79);
  CHECK(j["subgroups"][0]["base_case"] == j["base_case"]);
}

TEST_CASE("results.json holds what was compared with data") {
  Results r = made_up::results();
  r.validation.push_back({.quantity = "in(active)",
                          .label = "",
                          .strategy = "drug",
                          .scenario = "",
                          .subgroup = "women",
                          .at_text = "6 months",
                          .source = "a registry",
                          .at = 0.5,
                          .model = 0.75,
                          .observed = 0.5,
                          .low = {},
                          .high = 0.8,
                          .n = {}});
  const Json j = parsed(r);
  CHECK(keys(j["validation"][0]) == Names{"quantity", "label", "strategy", "scenario", "subgroup", "at",
                                          "model", "observed", "difference", "low", "high", "n", "source"});
  CHECK(j["validation"][0]["difference"] == 0.25);
  CHECK(j["validation"][0]["scenario"].is_null());
  CHECK(j["validation"][0]["high"] == 0.8);
  CHECK(j["validation"][0]["low"].is_null());
}

TEST_CASE("results.json holds the values") {
  const Results r = made_up::results();
  const Json j = parsed(r);
  CHECK(j["format"] == "cea-results/1");
  CHECK(j["base_case"]["strategies"][0]["cost"] == 151'580.4);
  CHECK(j["base_case"]["strategies"][0]["nmb"]["50000"] == 50'000 * 20.711 - 151'580.4);
  CHECK(j["base_case"]["strategies"][2]["undiscounted"]["effects"]["life_years"] == 33.75);
  CHECK(j["base_case"]["incremental"][0]["status"] == "reference");
  CHECK(j["base_case"]["incremental"][0]["icer"].is_null());
  CHECK(j["base_case"]["incremental"][0]["delta_cost"].is_null());
  CHECK(j["base_case"]["incremental"][3]["comparator"] == "stop");
  CHECK(j["base_case"]["incremental"][3]["icer"] == *r.base_case->incremental[3].icer);
  CHECK(j["base_case"]["pairwise"][3]["quadrant"] == "north_west");
  CHECK(j["base_case"]["pairwise"][3]["icer"].is_null());
  CHECK(j["psa"]["seed"] == 1);
  CHECK(j["psa"]["ceac"]["probability"]["drug"].size() == j["psa"]["ceac"]["wtp"].size());
  CHECK(j["psa"]["expected_loss_mcse"]["worse"].size() == r.psa->wtp.size());
  CHECK(j["psa"]["evpi"]["value"][10] == r.psa->evpi[10]);
  CHECK(j["warnings"][0]["line"] == 12);
  CHECK(j["warnings"][0]["file"] == "scenarios/ra.yaml");
  CHECK(j["scenarios"][0]["base_case"]["strategies"][2]["cost"] == 184'805);
}

TEST_CASE("given samples have no seed and their totals no parts") {
  Results r = made_up::results();
  r.psa->seeded = false;
  for (StrategyTotals& s : r.base_case->strategies)
    s.undiscounted_effects.clear();
  const Json j = parsed(r);
  CHECK(j["psa"]["seed"].is_null());
  CHECK(keys(j["base_case"]["strategies"][0]) == Names{"id", "label", "cost", "effects", "nmb"});
}

TEST_CASE("a single sample has null where spread doesn't exist") {
  Results r = made_up::results();
  PsaSamples p = made_up::samples();
  for (auto* amounts : {&p.costs, &p.effects})
    for (std::vector<double>& values : *amounts)
      values.resize(1);
  r.psa = summarise(p, "qaly", p.strategies, {50'000}, {}, 1);
  const Json j = parsed(r);
  CHECK(j["psa"]["strategies"][0]["cost"]["sd"].is_null());
  CHECK(j["psa"]["strategies"][0]["cost"]["low"].is_number());
  CHECK(j["psa"]["ceac"]["mcse"]["drug"][0].is_null());
  CHECK(j["psa"]["evpi"]["mcse"][0].is_null());
}

TEST_CASE("a result that isn't finite never becomes JSON") {
  Results r = made_up::results();
  r.base_case->strategies[0].cost = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(static_cast<void>(to_json(r)), std::logic_error);
}

TEST_CASE("numbers have the shortest digits that read back") {
  Results r = made_up::results();
  r.base_case->strategies[0].cost = 0.1 + 0.2;
  CHECK(to_json(r).find("0.30000000000000004") != std::string::npos);
  r.base_case->strategies[0].cost = 0.1;
  CHECK(to_json(r).find("\"cost\": 0.1,") != std::string::npos);
}

TEST_CASE("a trace is written by strategy") {
  Results r = made_up::results();
  r.trace = Trace{{"usual_care"}, {"active", "dead"}, {{{1, 0}, {0.75, 0.25}}}, {true, false}, 1};
  const Json j = parsed(r);
  CHECK(j["trace"]["usual_care"]["states"] == Json({"active", "dead"}));
  CHECK(j["trace"]["usual_care"]["rows"][1][1] == 0.25);
  CHECK(keys(j)[5] == "trace");
}

TEST_CASE("texts survive and can't steer a terminal") {
  Results r = made_up::results();
  r.title = "Crème \x1b[31m \xc2\x9b \x7f \xe2\x80\xae \xf3\xa0\x81\x81 end";
  const std::string text = to_json(r);
  CHECK(text.find("Crème \\u001b[31m \\u009b \\u007f \\u202e \\udb40\\udc41 end") != std::string::npos);
  CHECK(Json::parse(text)["scenario"]["title"] == r.title);
  r.title = "bad \xff utf-8";
  CHECK(parsed(r)["scenario"]["title"] == "bad \xef\xbf\xbd utf-8");
}
