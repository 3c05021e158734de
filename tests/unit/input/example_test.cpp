#include "unit/input/reading.h"

#include "support/text.h"

namespace cea::test {

namespace {

const char* const kExample = R"yaml(cea: 1
# a comment
title: A course of therapy and a drug for a relapsing disease
question: Does the course give value, alone or on top of the drug?
setting: {country: US, perspective: health_care, currency: USD, price_year: 2023, start_year: 2024}
price_index: {source: "CPI", 2020: 0.95, 2023: 1}

time:
  cycle_length: 6 months                 # N days | weeks | months | years
  horizon: 45 years
  start_age: 55
  cycle_correction: life-table
discounting: {costs: 3%, effects: 3%}
willingness_to_pay: [100_000, 50_000, 150_000]   # per unit of effect

tables:
  mortality:
    quantity: rate/year
    key: age
    between: loglinear
    rows: {age: [20, 40, 60, 80, 100], female: [0.0004, 0.0013, 0.0067, 0.042, 0.36]}

parameters:
  smr:         {value: 1.5, distribution: "lognormal(median=1.5, low=1.19, high=1.83)", unit: ratio, source: "PubMed 1", quality: P}
  r_relapse:   {value: 0.40, distribution: "gamma(mean=0.40, se=0.05)", unit: rate/year, source: "S"}
  r_remit:     {value: 0.50, distribution: "gamma(mean=0.50, se=0.06)", unit: rate/year, source: "S"}
  hr_relapse_drug: {value: 0.45, distribution: "lognormal(median=0.45, low=0.30, high=0.66)", unit: hazard ratio, source: "S"}
  u_active:    {value: 0.50, distribution: "beta(mean=0.50, sd=0.13, n=774)", unit: utility, source: "Linde 2010, table 3"}
  u_remission: {value: 0.80, distribution: "beta(mean=0.80, se=0.01)", unit: utility, source: "S"}
  u_course:    {value: 0.016, distribution: "normal(mean=0.016, se=0.0158)", unit: utility, source: "RAFT 2019", quality: P}
  half_life:   {value: 1, distribution: "lognormal(median=1, low=0.5, high=2)", unit: years, quality: A, note: no trial followed decay}
  c_course:    {value: 1_500, distribution: "gamma(mean=1500, se=380)", unit: USD 2020, source: "news item, July 2020"}
  c_drug:      {value: 25_000, low: 7_397, high: 89_986, unit: USD/year, source: "S"}
  c_active:    {value: 6_500, distribution: "gamma(mean=6500, se=1600)", unit: USD/year, source: "S"}
  c_remission: {value: 2_500, distribution: "gamma(mean=2500, se=600)", unit: USD/year, source: "S"}
  t_drug:      {value: 5, unit: years, quality: A}
  p_death:     rate_to_prob(mortality.female(mid_age) * smr, cycle_length)
  p_relapse:   rate_to_prob(r_relapse * if(time < t_drug, hr_drug, 1), cycle_length)
  p_remit:     rate_to_prob(r_remit, cycle_length)
  hr_drug:     1
  u_gain:      0

states:
  active:    {cost: c_active, utility: u_active + u_gain}
  remission: {cost: c_remission, utility: u_remission + u_gain}
  dead:      {alive: false}
start: {active: 1}

mortality: p_death
transitions:
  active:    {remission: p_remit}
  remission: {active: p_relapse}

strategies:
  usual_care: {label: Usual care}
  course:
    label: Course of therapy
    set: {u_gain: "u_course * cycle_mean(0.5 ^ (t / half_life))"}
    costs: {course: {category: therapy, once: c_course}}
  drug:
    label: Drug
    set: {hr_drug: hr_relapse_drug}
    costs: {drug: {category: drug, in: alive, per_year: c_drug, during: 0 to t_drug}}
  both: {label: Course and drug, combines: [course, drug]}

analyses:
  psa: {samples: 10_000, seed: 1}
)yaml";

} // namespace

TEST_CASE("the whole example is read without an error") {
  const Reading reading = read(kExample);
  CHECK(problems(reading.diagnostics) ==
        "warning: 31:3: the parameter 'half_life' is a number without source\n"
        "warning: 36:3: the parameter 't_drug' is a number without source\n");
  CHECK(reading.file->path == "test.yaml");
  CHECK(reading.file->sha256 == sha256_hex(kExample));
  CHECK(reading.file->variants.empty());
}

TEST_CASE("the example's settings") {
  const Reading reading = read(kExample);
  const Scenario& s = reading.base();
  CHECK(s.title == "A course of therapy and a drug for a relapsing disease");
  CHECK(s.setting.country == "US");
  CHECK(s.setting.perspective == std::vector<std::string>{"health_care"});
  CHECK(s.setting.price_year == 2023);
  CHECK(s.setting.start_year == 2024);
  CHECK(s.time.cycle_length.text == "6 months");
  CHECK(s.time.cycle_length.span.line == 9);
  CHECK(s.time.cycle_length.span.column == 17);
  CHECK(s.time.horizon->text == "45 years");
  CHECK(s.time.start_age->text == "55");
  CHECK(s.time.costs_correction.counting == Counting::life_table);
  CHECK(s.willingness_to_pay == std::vector<double>{100'000, 50'000, 150'000});
  REQUIRE(s.price_index);
  CHECK(s.price_index->source == "CPI");
  CHECK(s.price_index->by_year == std::vector<std::pair<int, double>>{{2020, 0.95}, {2023, 1}});
  CHECK(s.cost_discounting.steps.at(0).rate.text == "3%");
  CHECK_FALSE(s.cost_discounting.steps.at(0).from);
  CHECK(s.effect == "qaly");
  CHECK(s.analyses.psa.requested);
  CHECK(s.analyses.psa.samples == 10'000);
}

TEST_CASE("the example's table and parameters") {
  const Reading reading = read(kExample);
  const Scenario& s = reading.base();
  REQUIRE(s.tables.size() == 1);
  CHECK(s.tables[0].keys == std::vector<double>{20, 40, 60, 80, 100});
  CHECK(s.tables[0].columns.at(0).name == "female");
  CHECK(s.tables[0].columns.at(0).values == std::vector<double>{0.0004, 0.0013, 0.0067, 0.042, 0.36});
  CHECK(s.tables[0].between == Interpolation::loglinear);
  CHECK(s.tables[0].quantity == "rate/year");
  REQUIRE(s.parameters.size() == 18);
  const Parameter& smr = s.parameters[0];
  CHECK(smr.value->text == "1.5");
  CHECK(smr.distribution->family == "lognormal");
  CHECK(smr.distribution->arguments.at(1).name == "low");
  CHECK(smr.provenance.source == "PubMed 1");
  CHECK(smr.provenance.quality == "P");
  CHECK(smr.unit.text == "ratio");
  CHECK_FALSE(smr.bare);
  CHECK(s.parameters[9].low->text == "7_397");
  CHECK(s.parameters[13].bare);
}

TEST_CASE("the example's states and strategies") {
  const Reading reading = read(kExample);
  const Scenario& s = reading.base();
  CHECK(state(s, "active").utility->text == "u_active + u_gain");
  CHECK_FALSE(state(s, "dead").alive);
  CHECK(move(s, "drug", "remission", "active") == "p_relapse");
  CHECK(strategy(s, "usual_care").transitions.mortality[0]->text == "p_death");
  CHECK_FALSE(strategy(s, "usual_care").transitions.mortality[2]);
  CHECK(strategy(s, "usual_care").transitions.start.at(0).state == 0);
  const Strategy& both = strategy(s, "both");
  REQUIRE(both.set.size() == 2);
  CHECK(both.set[0].name == "u_gain");
  CHECK(both.set[1].value.text == "hr_relapse_drug");
  REQUIRE(both.costs.size() == 2);
  CHECK(both.costs[0].kind == Item::Kind::once);
  CHECK(both.costs[0].at.empty());
  CHECK(both.costs[0].in == std::vector<StateIndex>{0, 1});
  CHECK(both.costs[1].kind == Item::Kind::while_in);
  CHECK(both.costs[1].in == std::vector<StateIndex>{0, 1});
  REQUIRE(both.costs[1].during);
  CHECK(both.costs[1].during->until->text == "t_drug");
  CHECK(both.combines == std::vector<std::string>{"course", "drug"});
}

} // namespace cea::test
