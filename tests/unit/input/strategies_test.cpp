#include "unit/input/reading.h"

namespace cea::test {

namespace {

Reading read_strategies(const std::string& text, const std::map<std::string, std::string>& more = {}) {
  auto sections = more;
  sections["strategies"] = text;
  return read(scenario(sections));
}

const Item& item(const Reading& reading, const std::string& id) {
  for (const Item& i : reading.base().costs)
    if (i.id == id) return i;
  FAIL("no such item");
  return reading.base().costs.front();
}

} // namespace

TEST_CASE("a strategy replaces entries of the common rows") {
  const Reading reading = read_strategies("{a: {}, b: {transitions: {well: {sick: 0.05, dead: 0.01}}, "
                                          "mortality: {sick: 0.5}, start: {sick: 1}}}");
  CHECK(errors(reading.diagnostics) == "");
  const Scenario& s = reading.base();
  CHECK(move(s, "a", "well", "sick") == "p");
  CHECK(move(s, "a", "well", "dead") == "");
  CHECK(move(s, "b", "well", "sick") == "0.05");
  CHECK(move(s, "b", "well", "dead") == "0.01");
  CHECK(move(s, "b", "sick", "well") == "0.2");
  const Transitions& moves = strategy(s, "b").transitions;
  CHECK(moves.mortality[0]->text == "0.01");
  CHECK(moves.mortality[1]->text == "0.5");
  REQUIRE(moves.start.size() == 1);
  CHECK(moves.start[0].state == 1);
}

TEST_CASE("a row that only some strategies give is missing in the others") {
  const Reading reading = read_strategies("{a: {}, b: {transitions: {sick: {well: 0.5}}}}",
                                          {{"transitions", "{well: {sick: p}}"}});
  CHECK(errors(reading.diagnostics) ==
        "5:42: the living state 'sick' has no row in `transitions` in the strategy 'a'\n");
}

TEST_CASE("a combination has the settings and items and entries of its members") {
  const Reading reading = read_strategies(R"yaml(
  a: {}
  b: {set: {p: 0.3}, costs: {x: {once: 1}}, transitions: {well: {dead: 0.1}}}
  c: {set: {c_drug: 5}, costs: {z: {once: 2}}, transitions: {well: {sick: 0.2}}, mortality: {well: 0.3}}
  d: {combines: [b, c], set: {c_drug: 7}}
  e: {combines: [d], label: All})yaml");
  CHECK(errors(reading.diagnostics) == "");
  const Strategy& e = strategy(reading.base(), "e");
  REQUIRE(e.set.size() == 2);
  CHECK(e.set[0].name == "p");
  CHECK(e.set[1].value.text == "7");
  REQUIRE(e.costs.size() == 2);
  CHECK(e.costs[0].id == "x");
  CHECK(move(reading.base(), "e", "well", "sick") == "0.2");
  CHECK(move(reading.base(), "e", "well", "dead") == "0.1");
  CHECK(e.transitions.mortality[0]->text == "0.3");
  CHECK(e.label == "All");
}

TEST_CASE("clashes of a combination show both places and can be settled") {
  const std::string members = R"yaml(
  b: {set: {p: 0.3}, costs: {x: {once: 1}}, transitions: {well: {sick: 0.1}}, mortality: 0.1, start: {well: 1}}
  c: {set: {p: 0.4}, costs: {x: {once: 2}}, transitions: {well: {sick: 0.2}}, mortality: {well: 0.2}, start: {sick: 1}})yaml";
  const Reading clash = read_strategies(members + "\n  d: {combines: [b, c]}");
  const std::string start = "12:21: the strategies that 'd' combines clash: ";
  CHECK(errors(clash.diagnostics) ==
        start + "the setting of 'p' differs between line 10 and line 11\n" + start +
            "the item 'x' differs between line 10 and line 11\n" + start +
            "the move 'well -> sick' differs between line 10 and line 11\n" + start +
            "the mortality of 'well' differs between line 10 and line 11\n" + start +
            "`start` differs between line 10 and line 11\n");
  const Reading settled = read_strategies(members + R"yaml(
  d: {combines: [b, c], set: {p: 0.5}, costs: {x: {once: 3}}, transitions: {well: {sick: 0.3}}, mortality: {well: 0.3}, start: {well: 0.5, sick: rest}})yaml");
  CHECK(errors(settled.diagnostics) == "");
  const Strategy& d = strategy(settled.base(), "d");
  REQUIRE(d.costs.size() == 1);
  CHECK(d.costs[0].once->text == "3");
  CHECK(d.set.size() == 1);
  CHECK(move(settled.base(), "d", "well", "sick") == "0.3");
  CHECK(d.transitions.mortality[1]->text == "0.1");
  CHECK(d.transitions.start.size() == 2);
}

TEST_CASE("what members say alike doesn't clash and counts once") {
  const Reading reading =
      read_strategies("{b: {set: {p: p * 2}, costs: {x: {once: 1, category: z}}}, "
                      "c: {set: {p: p * 2}, costs: {x: {category: z, once: 1}}}, d: {combines: [b, c]}}");
  CHECK(errors(reading.diagnostics) == "");
  CHECK(strategy(reading.base(), "d").set.size() == 1);
  CHECK(strategy(reading.base(), "d").costs.size() == 1);
}

TEST_CASE("settings of strategies carry distribution and unit") {
  const Reading reading = read_strategies("{a: {set: {p: {value: 0.2, distribution: \"beta(mean=value, "
                                          "se=0.02)\", unit: probability}}, comparator: b}, b: {}}");
  CHECK(errors(reading.diagnostics) == "");
  const SetEntry& entry = strategy(reading.base(), "a").set.at(0);
  CHECK(entry.value.text == "0.2");
  CHECK(entry.distribution->family == "beta");
  CHECK(entry.unit.text == "probability");
  CHECK(strategy(reading.base(), "a").comparator == "b");
}

TEST_CASE("items of every kind") {
  const Reading reading = read(scenario({{"clocks", "{ill: {in: sick}}"}, {"costs", R"yaml(
  stay: {in: [well, sick], per_year: 5, category: care, cycle_correction: start, during: ill 0 to 18 months, when: age > 60}
  infection: {in: alive, rate: 0.1, each: 900, utility_loss: 0.2, for: 4 weeks}
  move: {transition: well -> sick, each: 3, at: middle}
  diagnosis: {entering: sick, each: 4, including_start: true, discount: none}
  cure: {leaving: sick, each: 4, discount: 5%}
  scan: {once: 6, in: sick, at: [0, 6 months, 1 year], then_every: 1 year, during: from 3 months})yaml"}}));
  CHECK(errors(reading.diagnostics) == "");
  const Item& stay = item(reading, "stay");
  CHECK(stay.kind == Item::Kind::while_in);
  CHECK(stay.in == std::vector<StateIndex>{0, 1});
  CHECK(stay.category == "care");
  CHECK(stay.correction->counting == Counting::start);
  CHECK(stay.during->clock == "ill");
  CHECK(stay.during->from.text == "0");
  CHECK(stay.during->until->text == "18 months");
  CHECK(stay.when->text == "age > 60");
  const Item& infection = item(reading, "infection");
  CHECK(infection.kind == Item::Kind::event);
  CHECK(infection.category == "other");
  CHECK(infection.loss_duration->text == "4 weeks");
  const Item& move = item(reading, "move");
  CHECK(move.kind == Item::Kind::move);
  CHECK(move.from == std::vector<StateIndex>{0});
  CHECK(move.to == std::vector<StateIndex>{1});
  CHECK(move.date == CycleDate::middle);
  const Item& diagnosis = item(reading, "diagnosis");
  CHECK(diagnosis.from == std::vector<StateIndex>{0, 2});
  CHECK(diagnosis.to == std::vector<StateIndex>{1});
  CHECK(diagnosis.including_start);
  CHECK(diagnosis.undiscounted);
  const Item& cure = item(reading, "cure");
  CHECK(cure.leaving);
  CHECK(cure.to == std::vector<StateIndex>{0, 2});
  CHECK(cure.discount_rate->text == "5%");
  const Item& scan = item(reading, "scan");
  CHECK(scan.kind == Item::Kind::once);
  CHECK(scan.at.size() == 3);
  CHECK(scan.then_every->text == "1 year");
  CHECK_FALSE(scan.during->until);
  CHECK(scan.during->from.text == "3 months");
  CHECK(scan.during->from.span.column == 89);
}

TEST_CASE("windows between named times") {
  const Reading reading =
      read(scenario({{"parameters", "{p: 0.5, t_a: 1, t_b: 0}"},
                     {"costs", "{x: {in: well, per_year: 1, during: \"t_a to max(t_a, t_b)\"}}"}}));
  CHECK(errors(reading.diagnostics) == "");
  CHECK(item(reading, "x").during->clock == "");
  CHECK(item(reading, "x").during->from.text == "t_a");
  CHECK(errors(read(scenario({{"costs", "{x: {in: well, per_year: 1, during: t_a to max(t_a, t_b)}}"}}))
                   .diagnostics) == "10:44: unbalanced parentheses in `during: t_a to max(t_a`\n");
}

TEST_CASE("the effect that ICERs use") {
  const std::string plain = "{well: {}, sick: {}, dead: {alive: false}}";
  CHECK(read(scenario({})).base().effect == "qaly");
  CHECK(read(scenario({{"states", plain}})).base().effect == "life_years");
  CHECK(read(scenario({{"states", plain}, {"effects", "{x: {once: 1}}"}})).base().effect == "qaly");
  CHECK(
      read(scenario({{"states", plain}, {"costs", "{x: {in: well, rate: 1, utility_loss: 1, for: 1 week}}"}}))
          .base()
          .effect == "qaly");
  CHECK(read(scenario({{"states", plain}, {"strategies", "{a: {effects: {x: {once: 1}}}}"}})).base().effect ==
        "qaly");
  CHECK(read(scenario({{"effect", "life_years"}})).base().effect == "life_years");
}

TEST_CASE("families are parameters with a dot") {
  const Reading reading = read(
      scenario({{"parameters",
                 "{p: 0.1, q: {low: {value: 0.1, source: x}, high: 0.2}, r: {low: 0, unit: {value: 1}}}"},
                {"strategies", "{a: {set: {q.low: 0.3}}, b: {set: {q: 0.3}}}"}}));
  CHECK(errors(reading.diagnostics) == "9:48: 'q' is a family of parameters\n");
  const auto& all = reading.base().parameters;
  REQUIRE(all.size() == 5);
  CHECK(all[1].name == "q.low");
  CHECK_FALSE(all[1].bare);
  CHECK(all[2].name == "q.high");
  CHECK(all[2].bare);
  CHECK(all[4].name == "r.unit");
}

TEST_CASE("members of a joint distribution may omit their value") {
  const Reading reading =
      read(scenario({{"parameters", "{p: {unit: probability}, q: null, r: {x: {}, z: 1}}"},
                     {"joint", "[{parameters: [p, q, r.x], distribution: dirichlet, counts: [1, 2, 3]}]"}}));
  CHECK(errors(reading.diagnostics) == "");
  CHECK_FALSE(reading.base().parameters[0].value);
  CHECK_FALSE(reading.base().parameters[1].value);
  CHECK(reading.base().joint.at(0).counts.at(2).text == "3");
  CHECK(
      errors(read(scenario({{"parameters",
                             "{p: 0.1, q: {value: 0.1, source: x, distribution: \"beta(alpha=1, beta=2)\"}}"},
                            {"joint", "[{parameters: [p, q], distribution: dirichlet, counts: [1, 2]}, "
                                      "{parameters: [p, q], distribution: dirichlet, counts: [1, 2]}]"}}))
                 .diagnostics) == "10:26: 'q' has a distribution of its own (line 4)\n"
                                  "10:86: 'p' already stands in `joint` in line 10\n"
                                  "10:89: 'q' already stands in `joint` in line 10\n"
                                  "10:89: 'q' has a distribution of its own (line 4)\n");
}

TEST_CASE("ranges of thresholds include both ends") {
  const Reading reading = read(scenario({{"analyses", "{wtp: 0 to 1 by 0.1, headline: probabilistic}"},
                                         {"willingness_to_pay", "[50_000, 20_000]"}}));
  CHECK(errors(reading.diagnostics) == "");
  REQUIRE(reading.base().analyses.wtp_grid.size() == 11);
  CHECK(reading.base().analyses.wtp_grid[3] == 0.3);
  CHECK(reading.base().willingness_to_pay == std::vector<double>{50'000, 20'000});
  CHECK(reading.base().analyses.headline_probabilistic);
}

TEST_CASE("a list of thresholds may repeat a point of its range") {
  const Reading reading = read(scenario({{"analyses", "{wtp: [0 to 4 by 1, 3, 10]}"}}));
  CHECK(errors(reading.diagnostics) == "");
  CHECK(reading.base().analyses.wtp_grid == std::vector<double>{0, 1, 2, 3, 4, 10});
}

} // namespace cea::test
