#include "unit/input/reading.h"

namespace cea::test {

namespace {

using Sections = std::map<std::string, std::string>;

struct Case {
  Sections sections;
  std::string expected; ///< all errors of the file
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const std::string text = scenario(c.sections);
    CAPTURE(text);
    CHECK(errors(read(text).diagnostics) == c.expected);
  }
}

/// The scenario with one item under `costs:` of all strategies, on line 10.
Sections item(const std::string& text) {
  return {{"costs", "{i: " + text + "}"}};
}

Sections parameters(const std::string& text) {
  return {{"parameters", "{p: 0, " + text + "}"}};
}

} // namespace

TEST_CASE("the small scenario of these tests is correct") {
  const Reading reading = read(scenario({}));
  CHECK(problems(reading.diagnostics) == "");
  CHECK(reading.base().strategies.size() == 2);
}

TEST_CASE("all problems of a file in one run") {
  const Reading reading =
      read("cea: 2\ntitel: x\ntime: {horizon: 3}\nstates: {a: {colour: red}}\nanalyses: {evppi: {}}\n");
  CHECK(errors(reading.diagnostics) == "1:1: the section `discounting:` is missing\n"
                                       "1:1: the section `strategies:` is missing\n"
                                       "1:1: the section `start:` is missing\n"
                                       "1:6: the format version must be 1, not 2\n"
                                       "2:1: unknown key `titel` in a scenario file\n"
                                       "3:7: `time` needs `cycle_length:`\n"
                                       "3:17: `horizon` needs a unit of time\n"
                                       "4:10: the living state 'a' has no row in `transitions`\n"
                                       "4:14: unknown key `colour` in the state 'a'\n"
                                       "5:12: `evppi` isn't supported by this version of cea\n");
}

TEST_CASE("errors in settings") {
  check({
      {{{"time", "{cycle_length: 1 year}"}}, "2:7: `time` needs `horizon:` or `cycles:`\n"},
      {{{"time", "{cycle_length: 1 year, horizon: 3 years, cycles: 3}"}},
       "2:48: `time` has both `horizon` and `cycles`\n"},
      {{{"time", "{cycle_length: 1, cycles: 3}"}}, "2:22: `cycle_length` needs a unit of time\n"},
      {{{"time", "{cycle_length: 1 year, cycles: 3, cycle_correction: half}"}},
       "2:59: `cycle_correction` must be start, end, life-table, half-cycle, trapezoid, simpson or rows, not "
       "'half'\n"},
      {{{"time", "{cycle_length: 1 year, cycles: 3, cycle_correction: {moves: weighted}}"}},
       "2:59: `cycle_correction` needs `weights:`\n"},
      {{{"time", "{cycle_length: 1 year, cycles: 3, days_per_year: 36}"}},
       "2:56: `days_per_year` must lie between 360 and 366, not 36\n"},
      {{{"discounting", "3%"}}, "3:14: `discounting` must say the rates of costs and effects\n"},
      {{{"discounting", "{costs: 3%}"}}, "3:14: `discounting` needs `effects:`\n"},
      {{{"discounting", "{costs: {1 years: 3%}, effects: {0 years: 3%, 30 years: 2%, 20 years: 1%}}"}},
       "3:23: the first discounting step must start at `0 years`\n3:74: discounting steps must ascend\n"},
      {{{"discounting", "{costs: 3%, effects: 3%, at: begin}"}},
       "3:43: `at` must be start, middle or end, not 'begin'\n"},
      {{{"discounting", "{costs: 3%, effects: 3%, first_year: discounted}"}},
       "3:51: `first_year` needs `granularity: year`\n"},
      {{{"setting", "{price_year: 20x}"}}, "10:23: '20x' isn't a number\n"},
      {{{"setting", "{start_year: 2024.5}"}},
       "10:23: `start_year` must be a whole number from 1900 to 2200, not 2024.5\n"},
      {{{"willingness_to_pay", "[20_000, p]"}},
       "10:30: `willingness_to_pay` must be a number, not a formula of names\n"},
      {{{"willingness_to_pay", "0 to 100 by 0"}}, "10:21: `willingness_to_pay` isn't a range of numbers\n"},
      {{{"price_index", "{source: x, twenty: 1, 2020: 0}"}},
       "10:26: 'twenty' isn't a year\n10:43: a price index must be above 0\n"},
      {{{"effect", "qalys"}}, "10:9: `effect` must be qaly, life_years or evly, not 'qalys'\n"},
      {{{"analyses", "{psa: {samples: 0, seed: -1, invalid: no}, evsi: {}}"}},
       "10:27: `samples` must be a whole number from 1 to 10000000, not 0\n"
       "10:36: `seed` must be a whole number from 0 to 9007199254740992, not -1\n"
       "10:49: `invalid` must be error or drop, not 'no'\n"
       "10:54: `evsi` isn't supported by this version of cea\n"},
  });
}

TEST_CASE("errors in parameters and tables") {
  check({
      {parameters("q: {unit: years}"), "4:23: the parameter 'q' needs `value:`\n"},
      {parameters("q: {value: }"), "4:23: the parameter 'q' needs `value:`\n4:24: `value` has no value\n"},
      {parameters("time: 3"), "4:20: a parameter can't be called 'time': formulas use this word\n"},
      {parameters("on: 3"),
       "4:20: a parameter can't be called 'on': YAML reads this word as something else\n"},
      {parameters("q-r: 3"), "4:20: 'q-r' can't be the id of a parameter\n"},
      {parameters("q.r: 3"), "4:20: a parameter's name can't have a dot, as 'q.r'\n"},
      {parameters("q: .nan"), "4:23: '.nan' isn't a number\n"},
      {parameters("q: 1:30"), "4:24: ':' can't stand in a formula\n"},
      {parameters("q: {value: 1, bounds: 3}"), "4:42: `bounds` must be a list of two numbers\n"},
      {parameters("q: {value: 1, bounds: [2, 1]}"), "4:42: the lower bound is above the upper bound\n"},
      {parameters("q: {value: 1, distributon: x}"), "4:34: unknown key `distributon` in the parameter 'q'\n"},
      {parameters("q: {value: 1, confidential: maybe}"),
       "4:48: `confidential` must be true or false, not 'maybe'\n"},
      {parameters("q: {a: {b: 1}}"), "4:24: 'q.a' is a mapping without `value`\n"},
      {{{"joint", "[{parameters: [p, z], distribution: dirichlet, counts: [1, 2, 3]}]"}},
       "10:63: 3 counts for 2 parameters\n"},
      {{{"joint", "[{parameters: [p, c_drug], distribution: multivariate_normal, mean: [1, 2]}]"}},
       "10:49: `multivariate_normal` needs either `covariance:` or `se:` with `correlation:`\n"},
      {{{"joint",
         "[{parameters: [p, c_drug], distribution: multivariate_normal, mean: [1], covariance: [[1, 0]]}]"}},
       "10:76: 1 means for 2 parameters\n10:93: `covariance` must be a matrix of 2 rows with 2 numbers\n"},
      {{{"joint",
         "[{parameters: [p, c_drug], distribution: multivariate_lognormal, mean: [1, 2], se: [1, 2]}]"}},
       "10:87: `se` needs `correlation:`\n"},
      {{{"joint", "[{parameters: [p, c_drug], distribution: dirichlet, counts: [1, 2], se: [1, 2]}]"}},
       "10:76: `se` doesn't go with `dirichlet`\n"},
      {{{"tables", "{t1: {key: age, rows: {age: [1, 2], f: [0.1, 0.2]}}}"}},
       "10:14: the table 't1' needs `between:`\n"},
      {{{"tables", "{t1: {key: age, between: step, rows: {age: [1, 1], f: [0.1]}}}"}},
       "10:60: the column 'f' has 1 values, 'age' has 2\n"},
      {{{"tables", "{t1: {key: age, between: step, rows: {age: [1, 1], f: [0.1, 2]}}}"}},
       "10:56: the keys of the table 't1' must ascend, but 1 follows 1\n"},
      {{{"tables", "{t1: {key: age, between: loglinear, rows: {age: [1, 2], f: [0, 2]}}}"}},
       "10:69: `between: loglinear` needs values above 0, but column 'f' has 0\n"},
      {{{"tables", "{t1: {key: Age, between: step, rows: {age: [1, 2], f: [0, 2]}}}"}},
       "10:20: the table 't1' has no column 'Age'\n"},
      {{{"tables", "{t1: {key: [age, year], between: step, rows: {age: [1, 2], f: [0, 2]}}}"}},
       "10:20: the table 't1' has no column 'year'\n"},
      {{{"tables", "{p: {key: age, between: step, rows: {age: [1, 2], f: [0, 2]}}}"}},
       "4:14: 'p' is a parameter and already a table (line 10)\n"},
  });
}

TEST_CASE("errors in states and moves") {
  check({
      {{{"states", "{well: {utility: 1}, sick: {}, dead: {alive: false}}"}},
       "5:30: the living state 'sick' has no utility, but others have\n"},
      {{{"states", "{well: {}, sick: {}, alive: {}, dead: {alive: false}}"}},
       "5:30: a state can't be called 'alive': the language uses this word\n"},
      {{{"states", "{well: {limit: 3}, sick: {}, dead: {alive: false}}"}},
       "5:24: `limit` needs a unit of time\n"},
      {{{"states", "{well: {}, sick: {}}"}}, "7:12: `mortality` needs a dead state\n"},
      {{{"states", "{well: {}, sick: {}, dead: {alive: false}, gone: {alive: false}}"}},
       "7:12: `mortality` needs a single dead state, but there are several\n"},
      {{{"transitions", "{well: {sick: p}}"}}, "5:42: the living state 'sick' has no row in `transitions`\n"},
      {{{"transitions", "{well: {sick: p}, sick: {well: rest, dead: rest}}"}},
       "8:51: the row of 'sick' has `rest` twice, also in line 8\n"},
      {{{"transitions", "{well: {sick: p}, sick: {}}"}}, "8:32: the row of 'sick' is empty\n"},
      {{{"transitions", "{well: {sick: p}, sick: {wel: 1}}"}}, "8:39: no state is called 'wel'\n"},
      {{{"transitions", "{well: {sick: p}, sick: {well: 1}, dead: {well: 1}}"}},
       "8:49: the dead state 'dead' can't have a row\n"},
      {{{"start", "{well: rest, sick: rest}"}}, "6:8: `start` has more than one `rest`\n"},
      {{{"start", "{wll: 1}"}}, "6:9: no state is called 'wll'\n"},
      {{{"start", ""}}, "1:1: the section `start:` is missing\n"},
      {{{"clocks", "{since: {at: well}}"}},
       "10:17: the clock 'since' needs `in:`\n10:18: unknown key `at` in the clock 'since'\n"},
  });
}

TEST_CASE("errors in items") {
  check({
      {item("{per_year: 3}"), "10:13: `per_year` needs `in:`\n"},
      {item("{in: well}"), "10:9: the item 'i' has no amount\n"},
      {item("{in: wel, per_year: 3}"), "10:17: no state is called 'wel'\n"},
      {item("{in: well, rate: 3}"), "10:23: `rate` needs `each:`\n"},
      {item("{in: well, per_year: 3, per_cycle: 3}"), "10:36: `per_cycle` doesn't go with `per_year`\n"},
      {item("{in: well, rate: 3, utility_loss: 0.1}"), "10:32: `utility_loss` needs `for:`\n"},
      {item("{in: well, rate: 3, utility_loss: 0.1, for: 4}"), "10:56: `for` needs a unit of time\n"},
      {item("{in: well, per_year: 3, each: 3}"), "10:36: `each` doesn't go with `per_year`\n"},
      {item("{transition: well, each: 3}"), "10:25: `transition` must name two states\n"},
      {item("{transition: well -> wel, each: 3}"), "10:33: no state is called 'wel'\n"},
      {item("{transition: well -> well, each: 3}"), "10:25: a transition goes from one state to another\n"},
      {item("{leaving: well, each: 3, including_start: true}"),
       "10:37: `including_start` needs `entering:`\n"},
      {item("{entering: sick, leaving: well, each: 3}"), "10:29: `leaving` doesn't go with `entering`\n"},
      {item("{once: 3, cycle_correction: start}"), "10:22: `cycle_correction` doesn't go with `once`\n"},
      {item("{once: 3, then_every: 0}"), "10:34: `then_every` must be above 0\n"},
      {item("{in: well, per_year: 3, during: 5}"), "10:44: '5' isn't a window of time\n"},
      {item("{in: well, per_year: 3, during: 2 to 6 months}"),
       "10:44: '2' has no unit of time, so it would mean years\n"},
      {item("{in: well, per_year: 3, during: 5 years to 2 years}"),
       "10:44: the window ends before it starts\n"},
      {item("{in: well, per_year: 3, during: on_it 0 to 2 years}"), "10:44: no clock is called 'on_it'\n"},
      {item("{in: well, per_year: 3, catgory: x}"), "10:36: unknown key `catgory` in the item 'i'\n"},
      {item("5"), "10:12: the item 'i' must be a mapping (`key: value`), not '5'\n"},
  });
}

TEST_CASE("errors in strategies") {
  check({
      {{{"strategies", "{a: {}, b: {set: {q: 3}}}"}}, "9:31: no parameter is called 'q'\n"},
      {{{"strategies", "{a: {}, b: {comparator: c}}"}}, "9:37: no strategy is called 'c'\n"},
      {{{"strategies", "{a: {}, b: {combines: [a, c, b]}}"}},
       "9:39: no strategy is called 'c'\n9:42: 'b' combines itself through 'b'\n"},
      {{{"strategies", "{a: {}, b: {curves: {os: x}}}"}}, "9:38: no curve is called 'x'\n"},
      {{{"strategies", "{}"}}, "9:13: `strategies` names no strategy\n"},
      {{{"costs", "{i: {once: 1}}"}, {"strategies", "{a: {}, b: {costs: {i: {once: 2}}}}"}},
       "9:33: 'i' is already an item of all strategies (line 10)\n"},
      {{{"strategies", "{a: {}, b: {set: {p: {distribution: \"beta(mean=value, se=0.1)\"}}}}"}},
       "9:34: the setting of 'p' needs `value:`\n"},
  });
}

TEST_CASE("hints name the nearest known word") {
  const Reading reading = read(scenario({{"titel", "x"}, {"costs", "{i: {in: sik, per_yaer: 3}}"}}));
  const std::string all = hints(reading.diagnostics);
  CHECK(all.find("did you mean 'title'?") != std::string::npos);
  CHECK(all.find("did you mean 'per_year'?") != std::string::npos);
}

TEST_CASE("warnings for numbers without source") {
  const Reading reading = read(scenario(
      {{"parameters",
        "{p: 1, q: 0.3, r: {value: 0}, s: {value: 1, unit: switch}, u: {value: 2, source: x}, v: p * 2}"}}));
  CHECK(problems(reading.diagnostics) == "warning: 4:20: the parameter 'q' is a number without source\n"
                                         "warning: 4:28: the parameter 'r' is a number without source\n");
}

TEST_CASE("times without a unit are years and warned of") {
  const auto warned = [](const std::string& text) {
    return problems(read(scenario(item(text))).diagnostics);
  };
  CHECK(warned("{in: well, per_year: 3, during: 0 to 24}") ==
        "warning: 10:49: '24' has no unit of time: it means 24 years\n");
  CHECK(warned("{in: well, per_year: 3, during: from 1}") ==
        "warning: 10:49: '1' has no unit of time: it means 1 year\n");
  CHECK(warned("{once: 3, at: [0, 6], then_every: 0.5}") ==
        "warning: 10:30: '6' has no unit of time: it means 6 years\n"
        "warning: 10:46: '0.5' has no unit of time: it means 0.5 years\n");
  CHECK(warned("{in: well, per_year: 3, during: 2 to 5 years}") == "");
  CHECK(warned("{in: well, per_year: 3, during: from 0}") == "");
  CHECK(warned("{once: 3, at: [0, 6 months], then_every: 1 / 2}") == "");
}

TEST_CASE("the scheme rows is warned of") {
  const Reading reading =
      read(scenario({{"time", "{cycle_length: 1 year, cycles: 3, cycle_correction: {costs: rows, effects: "
                              "{weights: 1, moves: weighted}}}"}}));
  CHECK(problems(reading.diagnostics) ==
        "warning: 2:67: `rows` counts T+1 rows for T cycles, one cycle more than the horizon\n");
  CHECK(reading.base().time.costs_correction.counting == Counting::rows);
  CHECK(reading.base().time.effects_correction.moves_weighted);
}

} // namespace cea::test
