#include "cli/template.h"

namespace cea::cli {

std::string_view scenario_template() {
  return R"yaml(# A made-up example to start from: a disease with relapses, and a drug against them.
# `cea check FILE` says whether the file is right, `cea run FILE` what comes out.
# scenarios/README.md describes every key.

cea: 1
title: A drug against relapses
question: Does the drug give value for money?
setting: {country: US, perspective: health_care, currency: USD, price_year: 2024}

time:
  cycle_length: 6 months
  horizon: 50 years
  start_age: 50
  cycle_correction: life-table        # mean of a cycle's start and end
discounting: {costs: 3%, effects: 3%}
willingness_to_pay: [100_000, 50_000, 150_000]   # the first one leads

# Deaths of the general population by age, yearly rates.
tables:
  mortality:
    quantity: rate/year
    key: age
    between: loglinear
    source: made up for this example
    rows: {age: [40, 60, 80, 100], all: [0.0018, 0.0090, 0.050, 0.39]}

# Every number has one home, with its uncertainty and its source. Formulas may use any other parameter.
parameters:
  r_relapse:   {value: 0.40, distribution: "gamma(mean=0.40, se=0.05)", unit: rate/year, source: made up}
  r_remission: {value: 0.50, distribution: "gamma(mean=0.50, se=0.06)", unit: rate/year, source: made up}
  hr_drug:     {value: 0.60, distribution: "lognormal(median=0.60, low=0.45, high=0.80)", unit: hazard ratio, source: made up}
  smr_active:  {value: 1.8, distribution: "lognormal(median=1.8, low=1.4, high=2.3)", unit: ratio, source: made up}
  u_active:    {value: 0.60, distribution: "beta(mean=0.60, se=0.03)", unit: utility, source: made up}
  u_remission: {value: 0.85, distribution: "beta(mean=0.85, se=0.02)", unit: utility, source: made up}
  c_active:    {value: 9_000, distribution: "gamma(mean=9000, se=1500)", unit: USD/year, source: made up}
  c_remission: {value: 2_000, distribution: "gamma(mean=2000, se=400)", unit: USD/year, source: made up}
  c_relapse:   {value: 3_500, distribution: "gamma(mean=3500, se=700)", unit: USD/event, source: made up}
  c_drug:      {value: 6_000, low: 4_000, high: 9_000, unit: USD/year, source: made up}
  years_on_drug: {value: 5, unit: years, quality: A, source: an assumption, note: nobody knows how long it will be given}
  r_death:     mortality.all(mid_age)

# Costs and utilities of a state are per year.
states:
  active:    {label: Active disease, cost: c_active, utility: u_active}
  remission: {label: Remission, cost: c_remission, utility: u_remission}
  dead:      {label: Dead, alive: false}
start: {active: 1}

# Probabilities per cycle. Mortality is applied first; what is left over stays.
mortality:
  active:    rate_to_prob(r_death * smr_active, cycle_length)
  remission: rate_to_prob(r_death, cycle_length)
transitions:
  active:    {remission: "rate_to_prob(r_remission, cycle_length)"}
  remission: {active: "rate_to_prob(r_relapse, cycle_length)"}

costs:
  relapse: {category: care, transition: remission -> active, each: c_relapse}

# The first strategy is what the others are compared with.
strategies:
  usual_care: {label: Usual care}
  drug:
    label: Drug
    set: {r_relapse: "r_relapse * if(time < years_on_drug, hr_drug, 1)"}
    costs: {drug: {category: drug, in: alive, per_year: c_drug, during: 0 to years_on_drug}}

# Each is the base case with something replaced.
scenarios:
  price:     {label: Price of the drug, set: {c_drug: [4_000, 9_000]}}
  ten_years: {label: Ten years, time: {horizon: 10 years}}

analyses:
  psa: {samples: 5_000, seed: 1}
)yaml";
}

} // namespace cea::cli
