#include "unit/input/reading.h"

namespace cea::test {

namespace {

const char* const kStates = R"yaml(
  layers: {treatment: [tnf, none], activity: [remission, low, high]}
  any.any: {utility: u.<activity>, cost: c_<treatment>, label: "<treatment>, <activity>"}
  none.high: {utility: 0.3}
  dead: {alive: false})yaml";

const std::map<std::string, std::string> kLayered = {
    {"parameters",
     "{u: {remission: {value: 0.9, source: x}, low: {value: 0.7, source: x}, high: {value: 0.5, source: x}}, "
     "c_tnf: {value: 5, source: x}, c_none: {value: 2, source: x}}"},
    {"states", kStates},
    {"clocks", "{on_tnf: {in: tnf.any}}"},
    {"start", "{tnf.low: 0.4, tnf.high: rest}"},
    {"transitions", R"yaml(
  tnf.any: {none.<activity>: "if(on_tnf.cycles < 1, 0.3, u.<activity>)"}
  none.any: {none.remission: 0.1, none.<activity>: 0.2}
  none.remission: {none.low: rest}
  tnf.high: {tnf.low: 0.5})yaml"},
};

Reading read_layered(const std::map<std::string, std::string>& changes = {}) {
  auto sections = kLayered;
  for (const auto& [key, value] : changes)
    sections[key] = value;
  return read(scenario(sections));
}

} // namespace

TEST_CASE("layers make all combinations") {
  const Reading reading = read_layered({{"transitions", R"yaml(
  tnf.any: {none.<activity>: u.<activity>}
  none.any: {none.remission: 0.1}
  none.remission: {none.low: rest})yaml"}});
  CHECK(errors(reading.diagnostics) == "");
  const Scenario& s = reading.base();
  REQUIRE(s.states.size() == 7);
  CHECK(s.states[0].id == "tnf.remission");
  CHECK(s.states[1].id == "tnf.low");
  CHECK(s.states[3].id == "none.remission");
  CHECK(s.states[6].id == "dead");
  CHECK(s.states[4].layer_values == std::vector<std::string>{"none", "low"});
  CHECK(s.states[6].layer_values.empty());
  CHECK(s.layers.at(1).values.size() == 3);
}

TEST_CASE("a pattern describes states and an own entry replaces it whole") {
  const Reading reading = read_layered();
  const Scenario& s = reading.base();
  CHECK(state(s, "tnf.low").utility->text == "u.low");
  CHECK(state(s, "tnf.low").cost->text == "c_tnf");
  CHECK(state(s, "tnf.low").label == "tnf, low");
  CHECK(state(s, "none.high").utility->text == "0.3");
  CHECK_FALSE(state(s, "none.high").cost);
}

TEST_CASE("a pattern's row is written for each state and an own row replaces it whole") {
  const Reading reading = read_layered({{"transitions", R"yaml(
  tnf.any: {none.<activity>: "if(on_tnf.cycles < 1, 0.3, u.<activity>)"}
  none.any: {none.remission: 0.1}
  none.remission: {none.low: rest}
  tnf.high: {tnf.low: 0.5})yaml"}});
  CHECK(errors(reading.diagnostics) == "");
  const Scenario& s = reading.base();
  CHECK(move(s, "a", "tnf.low", "none.low") == "if(on_tnf.cycles < 1, 0.3, u.low)");
  CHECK(move(s, "a", "tnf.high", "none.high") == "");
  CHECK(move(s, "a", "tnf.high", "tnf.low") == "0.5");
  CHECK(move(s, "a", "none.remission", "none.remission") == "");
  CHECK(move(s, "a", "none.remission", "none.low") == "rest");
  const auto& rows = strategy(s, "a").transitions.rows;
  CHECK(rows[0]->by_pattern);
  CHECK_FALSE(rows[2]->by_pattern);
  CHECK_FALSE(rows[6]);
}

TEST_CASE("two targets of a row that become the same are an error") {
  // For none.remission there is a row of its own; nothing clashes for the other activities.
  CHECK(errors(read_layered().diagnostics) == "");
  const Reading reading = read_layered({{"transitions", R"yaml(
  tnf.any: {none.low: 0.1, none.<activity>: 0.2}
  none.any: {none.remission: 0.1})yaml"}});
  CHECK(errors(reading.diagnostics) ==
        "13:28: two entries of the row of 'tnf.low' go to 'none.low'; the other stands in line 13\n");
}

TEST_CASE("two patterns that match one state are an error") {
  const Reading reading = read_layered({{"transitions", R"yaml(
  tnf.any: {none.<activity>: 0.2}
  any.high: {none.low: 0.2}
  none.any: {none.remission: 0.1})yaml"}});
  CHECK(errors(reading.diagnostics) ==
        "14:3: the patterns 'tnf.any' (line 13) and 'any.high' both match the state 'tnf.high'\n"
        "15:3: the patterns 'any.high' (line 14) and 'none.any' both match the state 'none.high'\n");
}

TEST_CASE("clocks and start and mortality know patterns") {
  const Reading reading = read_layered({{"mortality", "{any.any: 0.1, tnf.low: 0.2, any.high: 0.3}"}});
  CHECK(errors(reading.diagnostics)
            .find("the patterns 'any.any' (line 11) and 'any.high' both match the state 'tnf.high'") !=
        std::string::npos);
  const Reading good = read_layered({{"mortality", "{any.any: \"u.<activity>\", tnf.low: 0.2}"}});
  const Scenario& s = good.base();
  CHECK(errors(good.diagnostics) == "");
  CHECK(s.clocks.at(0).states == std::vector<StateIndex>{0, 1, 2});
  const Transitions& moves = strategy(s, "a").transitions;
  CHECK(moves.mortality[0]->text == "u.remission");
  CHECK(moves.mortality[1]->text == "0.2");
  CHECK_FALSE(moves.mortality[6]);
  REQUIRE(moves.start.size() == 2);
  CHECK(moves.start[0].state == 1);
  CHECK(moves.start[1].rest);
}

TEST_CASE("misspelt layer values and layers and patterns are errors") {
  CHECK(errors(read_layered({{"clocks", "{on_tnf: {in: tfn.any}}"}}).diagnostics)
            .find("the layer 'treatment' has no value 'tfn'") != std::string::npos);
  CHECK(errors(read_layered({{"clocks", "{on_tnf: {in: tnf}}"}}).diagnostics)
            .find("no state is called 'tnf'") != std::string::npos);
  const Reading layer = read_layered({{"transitions", "{any.any: {none.<activty>: 0.1}}"}});
  CHECK(errors(layer.diagnostics).find("no layer is called 'activty'") != std::string::npos);
  CHECK(hints(layer.diagnostics).find("did you mean 'activity'?") != std::string::npos);
  const Reading target = read_layered({{"transitions", "{any.any: {none.any: 0.1}}"}});
  CHECK(errors(target.diagnostics).find("'none.any' is a pattern, but one state belongs here") !=
        std::string::npos);
}

TEST_CASE("a pattern doesn't give the dead a row but does clash with absorbing states") {
  const Reading dead =
      read(scenario({{"states", "{layers: {a: [x, z], b: [up, down]}, any.down: {alive: false}}"},
                     {"transitions", "{any.any: {z.<b>: 0.1}}"},
                     {"start", "{x.up: 1}"},
                     {"mortality", ""}}));
  CHECK(errors(dead.diagnostics) == "");
  CHECK_FALSE(strategy(dead.base(), "a").transitions.rows[1]);
  const Reading absorbing = read(scenario(
      {{"states", "{layers: {a: [x, z], b: [up, down]}, any.down: {absorbing: true}, dead: {alive: false}}"},
       {"transitions", "{any.any: {z.<b>: 0.1}}"},
       {"start", "{x.up: 1}"}}));
  CHECK(errors(absorbing.diagnostics).find("'x.down' has a row, but is absorbing (line 5)") !=
        std::string::npos);
}

} // namespace cea::test
