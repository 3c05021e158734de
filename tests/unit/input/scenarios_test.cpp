#include "unit/input/reading.h"

namespace cea::test {

namespace {

Reading read_scenarios(const std::string& text, const std::map<std::string, std::string>& more = {}) {
  auto sections = more;
  sections["scenarios"] = text;
  return read(scenario(sections));
}

const ScenarioVariant& variant(const Reading& reading, const std::string& id) {
  REQUIRE(reading.file);
  for (const ScenarioVariant& v : reading.file->variants)
    if (v.id == id) return v;
  FAIL("no such scenario");
  return reading.file->variants.front();
}

} // namespace

TEST_CASE("scenarios that only set parameters share the base case") {
  const Reading reading =
      read_scenarios("{cheap: {label: Biosimilar, set: {c_drug: 50}}, short: {time: {horizon: 5 years}}}");
  CHECK(errors(reading.diagnostics) == "");
  CHECK(variant(reading, "cheap").scenario == reading.file->base);
  CHECK(variant(reading, "cheap").label == "Biosimilar");
  CHECK(variant(reading, "cheap").set.at(0).value.text == "50");
  CHECK(variant(reading, "short").scenario != reading.file->base);
  CHECK(variant(reading, "short").scenario->time.horizon->text == "5 years");
  CHECK(variant(reading, "short").scenario->parameters.size() == 2);
  CHECK(variant(reading, "short").set.empty());
}

TEST_CASE("horizon and cycles replace each other") {
  const Reading reading = read_scenarios("{a: {time: {cycles: 5}}, b: {time: {cycle_length: 6 months}}}");
  CHECK(errors(reading.diagnostics) == "");
  CHECK(variant(reading, "a").scenario->time.cycles->text == "5");
  CHECK_FALSE(variant(reading, "a").scenario->time.horizon);
  CHECK(variant(reading, "b").scenario->time.horizon->text == "10 years");
  CHECK(variant(reading, "b").scenario->time.cycle_length.text == "6 months");
}

TEST_CASE("a list makes a scenario a value") {
  const Reading reading = read_scenarios(
      "{prices: {label: Price, set: {p: 0.2, c_drug: [10, 20, {value: 30}]}, mortality: 0.02}}");
  CHECK(errors(reading.diagnostics) == "");
  REQUIRE(reading.file->variants.size() == 3);
  CHECK(reading.file->variants[2].id == "prices.3");
  CHECK(reading.file->variants[2].label == "Price: c_drug = 30");
  CHECK(reading.file->variants[2].set.size() == 2);
  CHECK(reading.file->variants[0].scenario == reading.file->variants[2].scenario);
}

TEST_CASE("maps merge deeply and lists are replaced and null removes") {
  const Reading reading = read_scenarios(
      R"yaml(
  s:
    willingness_to_pay: [7]
    parameters: {c_drug: {value: 9}, new: 0}
    strategies: {a: {label: A}, b: null}
    costs: {x: {per_cycle: 3, per_year: null}}
    transitions: {well: {sick: 0.9}}
    title: null)yaml",
      {{"willingness_to_pay", "[1, 2, 3]"}, {"costs", "{x: {in: well, per_year: 5}}"}, {"title", "T"}});
  CHECK(errors(reading.diagnostics) == "");
  const Scenario& s = *variant(reading, "s").scenario;
  CHECK(s.willingness_to_pay == std::vector<double>{7});
  CHECK(s.parameters.size() == 3);
  CHECK(s.parameters[1].value->text == "9");
  CHECK(s.parameters[1].provenance.source == "x");
  REQUIRE(s.strategies.size() == 1);
  CHECK(s.strategies[0].label == "A");
  CHECK(s.costs.at(0).per_cycle->text == "3");
  CHECK_FALSE(s.costs.at(0).per_year);
  CHECK(move(s, "a", "well", "sick") == "0.9");
  CHECK(s.title == "");
  CHECK(reading.base().title == "T");
}

TEST_CASE("errors in scenarios are said once and name the scenario where the place doesn't") {
  const Reading reading = read_scenarios(R"yaml(
  on: {set: {p: 1}}
  s1: {set: {p: [1, 2], c_drug: [1, 2]}}
  s2: {lable: x, time: {cycles: 3}}
  s3: {time: {horizn: null, cycle_length: }}
  s4: {states: {sick: {utility: null}}}
  s5: {set: {q: [1, 2]}}
  s6: {time: {horizon: 5}, scenarios: {}}
  s7: {mortality: q q}
  s8: {set: {p: 0.1}, analyses: {evsi: {}}})yaml");
  CHECK(errors(reading.diagnostics) ==
        "5:42: the living state 'sick' has no utility, but others have (in the scenario 's4')\n"
        "11:3: a scenario can't be called 'on': YAML reads this word as something else\n"
        "12:25: a second list of values; the first is 'p' (line 12)\n"
        "13:8: unknown key `lable` in the scenario 's2'\n"
        "14:15: there is no `horizn` to remove (in the scenario 's3')\n"
        "14:29: `cycle_length` has no value\n"
        "16:14: no parameter is called 'q'\n"
        "17:24: `horizon` needs a unit of time (in the scenario 's6')\n"
        "17:28: unknown key `scenarios` in the scenario 's6'\n"
        "18:21: an operator is missing between 'q' and 'q' (in the scenario 's7')\n"
        "19:34: `evsi` isn't supported by this version of cea (in the scenario 's8')\n");
}

TEST_CASE("an error of the base case isn't repeated for each scenario") {
  const Reading reading =
      read_scenarios("{a: {time: {cycles: 5}}, b: {time: {cycles: 6}}}", {{"titel", "x"}});
  CHECK(errors(reading.diagnostics) == "11:1: unknown key `titel` in a scenario file\n");
}

TEST_CASE("a setting that strategies hide is warned of") {
  const Reading reading = read_scenarios(
      "{s: {set: {p: 0.4, c_drug: 3}}}",
      {{"strategies", "{a: {set: {p: 0.3}}, b: {set: {p: 0.3}}, c: {set: {c_drug: c_drug * 0.7}}}"}});
  CHECK(problems(reading.diagnostics) ==
        "warning: 10:23: the setting of 'p' doesn't reach 'a', 'b', which set it too\n");
}

TEST_CASE("a file that extends another one") {
  const Folder folder;
  folder.write("base.yaml", scenario({{"title", "Base"}, {"scenarios", "{x: {set: {p: 0.5}}}"}}));
  folder.write("child.yaml",
               "extends: base.yaml\ntitle: Child\ntime: {cycles: 3}\nstrategies: {b: null, c: {label: C}}\n");
  folder.write("grandchild.yaml", "extends: child.yaml\nscenarios: {x: null}\n");
  const Reading child = read_path(folder.path("child.yaml"));
  CHECK(errors(child.diagnostics) == "");
  CHECK(child.base().title == "Child");
  CHECK(child.base().time.cycles->text == "3");
  CHECK_FALSE(child.base().time.horizon);
  CHECK(child.base().strategies.at(1).id == "c");
  CHECK(child.file->variants.size() == 1);
  const Reading grandchild = read_path(folder.path("grandchild.yaml"));
  CHECK(errors(grandchild.diagnostics) == "");
  CHECK(grandchild.base().title == "Child");
  CHECK(grandchild.file->variants.empty());
}

TEST_CASE("extending goes wrong") {
  const Folder folder;
  folder.write("a.yaml", "extends: b.yaml\n");
  folder.write("b.yaml", "extends: a.yaml\n");
  folder.write("c.yaml", "extends: none.yaml\n" + scenario({}));
  const Reading circle = read_path(folder.path("a.yaml"));
  CHECK(errors(circle.diagnostics).find("'b.yaml' extends itself") != std::string::npos);
  CHECK(errors(read_path(folder.path("c.yaml")).diagnostics) ==
        "1:10: can't read `none.yaml`: No such file or directory\n");
}

TEST_CASE("settings on the command line") {
  Diagnostics diagnostics;
  const auto entry = read_override("u.low = c_drug * 0.7", diagnostics);
  REQUIRE(entry);
  CHECK(entry->name == "u.low");
  CHECK(entry->value.text == "c_drug * 0.7");
  CHECK(entry->value.span.column == 9);
  CHECK(problems(diagnostics) == "");
  CHECK_FALSE(check_override(*entry, read(scenario({})).base(), diagnostics));
  CHECK(errors(diagnostics) == "1:1: no parameter is called 'u.low'\n");
  for (const std::string bad : {"x", "=3", "x=", "x=1 +", "1x=3", "a.b.c=1"}) {
    Diagnostics found;
    CAPTURE(bad);
    CHECK_FALSE(read_override(bad, found));
    CHECK(found.error_count() == 1);
  }
}

} // namespace cea::test
