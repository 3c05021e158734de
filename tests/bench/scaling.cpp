#include "bench/scaling.h"

#include "analysis/base_case.h"
#include "bench/models.h"
#include "bench/timing.h"

#include <fmt/format.h>

namespace cea::bench {

namespace {

constexpr int kRepetitions = 5;

std::string head(const std::string& cycle_length, int cycles) {
  return fmt::format("cea: 1\ntitle: Benchmark\ntime: {{cycle_length: {}, cycles: {}}}\n"
                     "discounting: {{costs: 3%, effects: 3%}}\nwillingness_to_pay: [50_000]\nparameters:\n"
                     "  hr: 1\n",
                     cycle_length, cycles);
}

std::string strategies(int count) {
  std::string text = "strategies:\n  s0: {}\n";
  for (int s = 1; s < count; ++s)
    text += fmt::format("  s{}: {{set: {{hr: {}}}}}\n", s, 1 - 0.2 * s);
  return text;
}

/// Living states in a row. One worsens to the next, and recovers to the one before, at rates that change
/// with the time in the state as a Weibull hazard does; every rate and shape is uncertain.
std::string semi_markov_text(const SemiMarkov& m) {
  const int living = m.states - 1;
  std::string text = head(m.cycle_length, m.cycles);
  for (int i = 0; i < living; ++i)
    text += fmt::format("  r{0}: {{value: 0.3, distribution: \"gamma(mean=0.3, se=0.03)\"}}\n"
                        "  k{0}: {{value: 1.2, distribution: \"lognormal(median=1.2, sdlog=0.05)\"}}\n"
                        "  c{0}: {{value: {1}, distribution: \"gamma(mean=value, se=0.1*value)\"}}\n"
                        "  u{0}: {{value: {2}, distribution: \"beta(mean={2}, se=0.02)\"}}\n",
                        i, 1000 * (i + 1), 0.9 - 0.1 * i);
  text += "states:\n";
  for (int i = 0; i < living; ++i)
    text += fmt::format("  a{0}: {{cost: c{0}, utility: u{0}}}\n", i);
  text +=
      "  dead: {alive: false}\nstart: {a0: 1}\nmortality: rate_to_prob(0.02, cycle_length)\ntransitions:\n";
  const auto hazard = [](int i, const char* factor) {
    return fmt::format(
        "\"rate_to_prob({1} * r{0} * (time_in_state + cycle_length / 2) ^ (k{0} - 1), cycle_length)\"", i,
        factor);
  };
  for (int i = 0; i < living; ++i) {
    text += fmt::format("  a{}: {{", i);
    if (i + 1 < living) text += fmt::format("a{}: {}{}", i + 1, hazard(i, "hr"), i > 0 ? ", " : "");
    if (i > 0) text += fmt::format("a{}: {}", i - 1, hazard(i, "0.3"));
    text += "}\n";
  }
  if (m.subgroups > 1) text += "subgroups:\n";
  for (int g = 0; g < m.subgroups && m.subgroups > 1; ++g)
    text += fmt::format("  g{}: {{weight: {}, set: {{r0: 0.3 + 0.05 * {}}}}}\n", g, g + 1, g);
  return text + strategies(m.strategies);
}

/// Living states in a ring, each with moves to the `exits` that follow, all of different probability.
std::string ring_text(int living, int exits, int cycles) {
  std::string text = head("1 year", cycles);
  text += "  q: {value: 0.01, distribution: \"beta(mean=0.01, se=0.001)\"}\n"
          "  c: {value: 1000, distribution: \"gamma(mean=1000, se=100)\"}\n"
          "  u: {value: 0.8, distribution: \"beta(mean=0.8, se=0.02)\"}\nstates:\n";
  for (int i = 0; i < living; ++i)
    text += fmt::format("  a{0}: {{cost: c * {1}, utility: u * {2}}}\n", i, i + 1, 1 - 0.01 * i);
  text += "  dead: {alive: false}\nstart: {a0: 1}\nmortality: 0.02\ntransitions:\n";
  for (int i = 0; i < living; ++i) {
    text += fmt::format("  a{}: {{", i);
    for (int e = 1; e <= exits; ++e)
      text += fmt::format("{}a{}: hr * q * {:.3f}", e > 1 ? ", " : "", (i + e) % living,
                          1 + 0.01 * (i * exits + e));
    text += "}\n";
  }
  return text + strategies(2);
}

void print_ring(int living, int exits, int cycles, std::size_t samples) {
  const Prepared p = prepare(compile_or_throw(read_text(ring_text(living, exits, cycles))), samples);
  run_model(p);
  const double ns = median_seconds([&] { run_model(p); }, kRepetitions) * 1e9 / static_cast<double>(samples);
  const int transitions = 2 * living * (exits + 2);
  fmt::print("{:>8} {:>8} {:>12} {:>12.0f} {:>22.3f}\n", living + 1, cycles, transitions, ns,
             ns / cycles / transitions);
}

} // namespace

const std::vector<SemiMarkov>& semi_markov_models() {
  static const std::vector<SemiMarkov> models = {
      {"quarterly", "5 states, 174 cycles, 2 strategies", "3 months", 5, 174, 2, 1, 1'000},
      {"weekly", "8 states, 261 cycles, 3 x 2 subgroups", "1 week", 8, 261, 3, 2, 10'000}};
  return models;
}

void print_semi_markov_heading() {
  fmt::print(
      "\nSemi-Markov, time in state in every living state (one thread)\n{:<36} {:>10} {:>12} {:>9} {:>10} "
      "{:>12} {:>9}\n",
      "", "compile ms", "base case ms", "samples", "run s", "us a sample", "peak MiB");
}

void measure_semi_markov(const SemiMarkov& m) {
  const auto scenario = read_text(semi_markov_text(m));
  CompileOptions traced;
  traced.detail = Detail::full;
  traced.keep_trace = true;
  std::unique_ptr<CompiledModel> full;
  const double compiling = median_seconds([&] { full = compile_or_throw(scenario, traced); }, 1);
  const double base = median_seconds([&] { base_case(*full, scenario->willingness_to_pay); }, kRepetitions);
  full.reset();
  const Prepared p = prepare(compile_or_throw(scenario), m.samples);
  const double run = median_seconds([&] { run_model(p); }, 1);
  fmt::print("{:<36} {:>10.1f} {:>12.2f} {:>9} {:>10.3f} {:>12.1f} {:>9.1f}\n", m.label, 1e3 * compiling,
             1e3 * base, m.samples, run, 1e6 * run / static_cast<double>(m.samples), peak_mib());
}

void print_scaling() {
  const char* const heading = "{:>8} {:>8} {:>12} {:>12} {:>22}\n";
  fmt::print("\nTime a sample against cycles, then against non-zero transitions of both strategies\n");
  fmt::print(fmt::runtime(heading), "states", "cycles", "transitions", "ns a sample", "ns/cycle/transition");
  for (const int cycles : {25, 50, 100, 200, 400})
    print_ring(5, 2, cycles, 20'000);
  fmt::print("\n");
  for (const int exits : {1, 2, 4, 8, 16})
    print_ring(20, exits, 100, 5'000);
  fmt::print("\n");
  for (const int living : {3, 10, 30, 100})
    print_ring(living, 2, 100, 2'000);
}

} // namespace cea::bench
