#include "unit/input/reading.h"

namespace cea::test {

namespace {

Reading read_groups(const std::string& text, const std::string& strategies = "{a: {}, b: {}}",
                    const std::map<std::string, std::string>& more = {}) {
  auto sections = more;
  sections["strategies"] = strategies;
  return read(scenario(sections) + "subgroups: " + text + "\n");
}

} // namespace

TEST_CASE("subgroups have weights and settings") {
  const Reading reading = read_groups("{women: {weight: 79%, label: Women, set: {p: p * 0.5, c_drug: 3}}, "
                                      "men: {weight: 1 - p}}");
  CHECK(errors(reading.diagnostics) == "");
  const auto& groups = reading.base().subgroups;
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "women");
  CHECK(groups[0].label == "Women");
  CHECK(groups[0].weight.text == "79%");
  REQUIRE(groups[0].set.size() == 2);
  CHECK(groups[0].set[0].value.text == "p * 0.5");
  CHECK(groups[1].weight.text == "1 - p");
  CHECK(groups[1].set.empty());
}

TEST_CASE("subgroups come from a file") {
  const Folder folder;
  folder.write("ages.csv", "group,people,share,price\n\"50-59\", 10 ,0.2,1e3\nold,20,0.1,900\n");
  folder.write("a.yaml", scenario({}) + "subgroups: {from: ages.csv, id: group, weight: people, "
                                        "set: {p: share, c_drug: price}}\n");
  const Reading reading = read_path(folder.path("a.yaml"));
  CHECK(errors(reading.diagnostics) == "");
  const auto& groups = reading.base().subgroups;
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "50-59");
  CHECK(groups[0].weight.text == "10");
  REQUIRE(groups[0].set.size() == 2);
  CHECK(groups[0].set[1].name == "c_drug");
  CHECK(groups[0].set[1].value.text == "1e3");
  CHECK(groups[1].set[0].value.span.line == 3);
}

TEST_CASE("a file of subgroups must have the columns and sound cells") {
  const Folder folder;
  const auto problems_of = [&](const std::string& csv, const std::string& section) {
    folder.write("ages.csv", csv);
    folder.write("a.yaml", scenario({}) + "subgroups: " + section + "\n");
    return errors(read_path(folder.path("a.yaml")).diagnostics);
  };
  const std::string good = "{from: ages.csv, id: group, weight: people, set: {p: share}}";
  CHECK(problems_of("group,people,share\na,1,0.1\n", good) == "");
  CHECK(problems_of("group,people,share\na,1,0.1\na,2,0.2\n", good).find("a second subgroup 'a'") !=
        std::string::npos);
  CHECK(problems_of("group,people,share\na,many,0.1\n", good).find("'many' isn't a number") !=
        std::string::npos);
  CHECK(problems_of("group,people,share\n ,1,0.1\n", good).find("a subgroup without an id") !=
        std::string::npos);
  CHECK(problems_of("group,people\na,1\n", good).find("the file has no column 'share'") != std::string::npos);
  CHECK(problems_of("group,people,share\n", good).find("the file has no subgroups") != std::string::npos);
  CHECK(problems_of("group,people,share\na,1,0.1\n", "{from: ages.csv, id: group}")
            .find("`subgroups` from a file needs `weight:`") != std::string::npos);
  CHECK(problems_of("group,people,share\na,1,0.1\n",
                    "{from: ages.csv, id: group, weight: people, set: {q: share}}")
            .find("no parameter is called 'q'") != std::string::npos);
}

TEST_CASE("what is wrong about subgroups") {
  CHECK(errors(read_groups("{women: {}}").diagnostics).find("the subgroup 'women' needs `weight:`") !=
        std::string::npos);
  CHECK(errors(read_groups("{}").diagnostics).find("`subgroups` names no subgroup") != std::string::npos);
  CHECK(errors(read_groups("{on: {weight: 1}}").diagnostics).find("can't be called 'on'") !=
        std::string::npos);
  CHECK(errors(read_groups("{a: {weight: 1, wieght: 2}}").diagnostics).find("unknown key `wieght`") !=
        std::string::npos);
  CHECK(
      errors(read_groups("{a: {weight: 1, set: {zz: 2}}}").diagnostics).find("no parameter is called 'zz'") !=
      std::string::npos);
  CHECK(errors(read_groups("{women: {weight: 1}}", "{a: {subgroups: {wumen: {set: {p: 0.2}}}}}").diagnostics)
            .find("no subgroup is called 'wumen'") != std::string::npos);
  CHECK(hints(read_groups("{women: {weight: 1}}", "{a: {subgroups: {wumen: {set: {p: 0.2}}}}}").diagnostics)
            .find("did you mean 'women'?") != std::string::npos);
}

TEST_CASE("a combination has its members' settings by subgroup") {
  const Reading reading = read_groups("{w: {weight: 1}, m: {weight: 1}}", R"yaml(
  a: {subgroups: {w: {set: {p: 0.2}}}}
  b: {subgroups: {w: {set: {c_drug: 5}}, m: {set: {p: 0.3}}}}
  c: {combines: [a, b], subgroups: {w: {set: {p: 0.4}}}})yaml");
  CHECK(errors(reading.diagnostics) == "");
  const auto& groups = strategy(reading.base(), "c").subgroups;
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].id == "w");
  REQUIRE(groups[0].set.size() == 2);
  CHECK(groups[0].set[0].name == "c_drug");
  CHECK(groups[0].set[1].value.text == "0.4");
  CHECK(groups[1].set[0].value.text == "0.3");
}

TEST_CASE("settings by subgroup that clash are an error") {
  const Reading reading = read_groups("{w: {weight: 1}}", R"yaml(
  a: {subgroups: {w: {set: {p: 0.2}}}}
  b: {subgroups: {w: {set: {p: 0.3}}}}
  c: {combines: [a, b]})yaml");
  CHECK(errors(reading.diagnostics).find("the setting of 'p' in the subgroup 'w' differs") !=
        std::string::npos);
}

TEST_CASE("a scenario changes and removes subgroups") {
  const Reading reading = read_groups("{w: {weight: 1}, m: {weight: 1}}\nscenarios:\n"
                                      "  fewer: {subgroups: {m: null}}\n"
                                      "  other: {subgroups: {m: {weight: 3, set: {p: 0.2}}}}\n"
                                      "  whole: {subgroups: null}");
  CHECK(errors(reading.diagnostics) == "");
  REQUIRE(reading.file->variants.size() == 3);
  CHECK(reading.file->variants[0].scenario->subgroups.size() == 1);
  REQUIRE(reading.file->variants[1].scenario->subgroups.size() == 2);
  CHECK(reading.file->variants[1].scenario->subgroups[1].weight.text == "3");
  CHECK(reading.file->variants[2].scenario->subgroups.empty());
}

TEST_CASE("a scenario's setting that a subgroup hides gets a warning") {
  const Reading reading = read_groups("{w: {weight: 1, set: {p: 0.2}}, m: {weight: 1, set: {p: p / 2}}}\n"
                                      "scenarios: {low: {set: {p: 0.1}}}");
  CHECK(problems(reading.diagnostics)
            .find("the setting of 'p' doesn't reach the subgroup 'w', "
                  "which sets it too") != std::string::npos);
}

TEST_CASE("files and scenarios lay sections over each other") {
  const Folder folder;
  folder.write("posterior.csv", "a,b\n1,2\n2,3\n");
  folder.write(
      "base.yaml",
      scenario({{"parameters", "{p: {value: 0.1, distribution: \"beta(mean=0.1, se=0.01)\", source: x}, "
                               "c_drug: {value: 9, distribution: \"gamma(mean=9, se=1)\", source: x}, "
                               "a: {source: x}, b: {source: x}}"}}) +
          "joint: [{parameters: [a, b], distribution: empirical, file: posterior.csv}]\n"
          "subgroups: {w: {weight: 1, label: Women}, m: {weight: 2}}\n"
          "validation: [{quantity: in(well), strategy: a, at: 1 year, observed: 0.9}]\n");
  folder.write("more.yaml",
               "extends: base.yaml\n"
               "correlation: [{between: [p, c_drug], value: 0.3}]\n"
               "subgroups: {w: {weight: 3}}\n"
               "validation: [{quantity: in(sick), strategy: b, subgroup: w, scenario: apart, "
               "at: 1 year, observed: 0.1}]\n"
               "scenarios:\n"
               "  apart: {correlation: null}\n"
               "  normal: {joint: [{parameters: [a, b], distribution: multivariate_normal, mean: [1, 2], "
               "se: [1, 1], correlation: 0.5}]}\n");
  const Reading reading = read_path(folder.path("more.yaml"));
  CHECK(errors(reading.diagnostics) == "");
  const Scenario& s = reading.base();
  REQUIRE(s.correlation.size() == 1);
  CHECK(s.joint[0].columns.size() == 2);
  REQUIRE(s.subgroups.size() == 2);
  CHECK(s.subgroups[0].weight.text == "3");
  CHECK(s.subgroups[0].label == "Women");
  REQUIRE(reading.file->validation.size() == 1); // a list replaces the other
  CHECK(reading.file->validation[0].scenario == "apart");
  CHECK(reading.file->variants[0].scenario->correlation.empty());
  CHECK(reading.file->variants[1].scenario->joint[0].family == "multivariate_normal");
  CHECK(reading.file->variants[1].scenario->correlation.size() == 1);
}

} // namespace cea::test
