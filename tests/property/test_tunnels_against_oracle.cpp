#include "engine/compile.h"
#include "oracle/read_case.h"
#include "property/compare_runs.h"
#include "property/engine_adapter.h"
#include "support/diagnostics.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

using namespace cea;
using namespace cea::property;

namespace {

/// Six living states; `a` is left for five others at hazards that change with the time in it.
std::string model(const std::string& mortality, const std::string& items, const std::string& limit = "") {
  std::string exits, states;
  for (int i = 0; i < 5; ++i) {
    exits += fmt::format(
        "{}b{}: \"rate_to_prob({} * r * (time_in_state + cycle_length / 2) ^ 0.4, cycle_length)\"",
        i > 0 ? ", " : "", i, 0.1 + 0.05 * i);
    states += fmt::format("  b{}: {{utility: {}{}}}\n", i, 0.8 - 0.1 * i,
                          i == 1  ? limit
                          : i > 2 ? ", absorbing: true"
                                  : "");
  }
  return fmt::format(R"yaml(cea: 1
title: Tunnels
time: {{cycle_length: 3 months, cycles: 30, start_age: 60}}
discounting: {{costs: 3%, effects: 3%}}
willingness_to_pay: [50_000]
parameters: {{r: 1, hr: 1}}
states:
  a: {{utility: 0.9, cost: 100}}
{}  dead: {{alive: false}}
start: {{a: 0.7, b2: 0.3}}
mortality: "{}"
transitions:
  a: {{{}}}
  b0: {{a: "rate_to_prob(hr * 0.3 / (1 + time_in_state), cycle_length)"}}
  b1: {{a: "0.05 + 0.02 * min(cycles_in_state, 7)", b4: "if(cycles_in_state == 5, 0.2, 0)"{}}}
  b2: {{b3: "rate_to_prob(0.2 * exp(-time_in_state), cycle_length)"}}
costs:
  visit: {{in: [a, b3], per_year: 400}}
{}
strategies:
  one: {{}}
  two: {{set: {{hr: 0.5, r: 0.8}}}}
)yaml",
                     states, mortality, exits, limit.empty() ? "" : ", b0: rest", items);
}

void check_against_oracle(const std::string& yaml) {
  const ScenarioFile file = oracle::read_case(yaml);
  CHECK(
      fmt::format("{}", fmt::join(differences(run_engine(*file.base, {}, {}), oracle::run(*file.base), 1e-12),
                                  "\n")) == "");
}

std::unique_ptr<CompiledModel> compiled(const std::string& yaml) {
  Diagnostics problems;
  auto compiled = compile(oracle::read_case(yaml).base, {}, problems);
  if (!compiled) throw InputError(std::move(problems));
  return compiled;
}

const char* const kByStay = "  rehab: {in: b0, per_year: \"1000 * exp(-time_in_state)\"}\n"
                            "  late: {in: b3, per_year: \"if(time_in_state > 2, 250, 0)\"}\n";

} // namespace

TEST_CASE("tunnels whose probabilities never change agree with the oracle") {
  const std::string yaml = model("rate_to_prob(0.03, cycle_length)", "");
  const auto m = compiled(yaml);
  CHECK(m->plan.chains.size() == 2);
  CHECK(m->plan.view().timeless == 1);
  // `a` has five exits into others and one into death, of which nobody asks: one pass more.
  CHECK(std::count_if(m->plan.tunnels.begin(), m->plan.tunnels.end(),
                      [](const auto& t) { return !t.passes; }) == 2);
  CHECK(m->plan.late.size() < 30); // sums of whole tunnels, not of each cell
  check_against_oracle(yaml);
}

TEST_CASE("tunnels under mortality by age agree with the oracle") {
  const std::string yaml = model("rate_to_prob(0.0001 * exp(0.09 * age), cycle_length)", "");
  const auto m = compiled(yaml);
  CHECK(m->plan.tunnels.size() > 4);
  CHECK(m->plan.view().timeless == 0);
  check_against_oracle(yaml);
}

TEST_CASE("tunnels whose cells are rewarded each in its own way agree with the oracle") {
  for (const char* mortality :
       {"rate_to_prob(0.03, cycle_length)", "rate_to_prob(0.0001 * exp(0.09 * age), cycle_length)"})
    check_against_oracle(model(mortality, kByStay));
}

TEST_CASE("tunnels with a limit agree with the oracle") {
  const std::string yaml = model("rate_to_prob(0.03, cycle_length)", kByStay, ", limit: 6 cycles");
  CHECK(compiled(yaml)->plan.tunnels.size() > 4);
  check_against_oracle(yaml);
}
