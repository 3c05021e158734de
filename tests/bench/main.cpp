// Benchmarks. Google Benchmark's table first, then what decides: ratios from runs in turn in this process.

#include "bench/cases.h"
#include "bench/scaling.h"
#include "bench/timing.h"

#include <benchmark/benchmark.h>
#include <exception>
#include <fmt/format.h>
#include <string_view>

namespace {

using namespace cea::bench;

constexpr int kPairs = 31;

void add_benchmark(const std::string& name, std::size_t samples, const std::function<void()>& run) {
  benchmark::RegisterBenchmark(name.c_str(), [samples, run](benchmark::State& state) {
    for (auto _ : state)
      run();
    state.counters["sample"] =
        benchmark::Counter(static_cast<double>(samples),
                           benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  })->Unit(benchmark::kMillisecond);
}

void add_benchmarks(const Case& c) {
  const Prepared& p = c.prepared;
  add_benchmark(c.name + "/engine", p.samples, [&p] { benchmark::DoNotOptimize(run_model(p)); });
  for (const Specialised& kernel : c.kernels)
    add_benchmark(c.name + "/kernel: " + kernel.label, p.samples, kernel.run);
  add_benchmark(c.name + "/draws", p.samples, [&p] { draw_all(p); });
  add_benchmark(c.name + "/psa", p.samples, [&p] { benchmark::DoNotOptimize(run_psa(p)); });
}

std::string verdict(double ratio, double limit) {
  if (limit <= 0) return {};
  return fmt::format("{:.2f} {}", limit, ratio <= limit ? "met" : "MISSED");
}

void print_kernel_ratios(const Case& c) {
  const Prepared& p = c.prepared;
  const double to_ns = 1e9 / static_cast<double>(p.samples);
  fmt::print("{}\n", c.label);
  for (const Specialised& kernel : c.kernels) {
    const Pair pair = paired_medians([&] { run_model(p); }, kernel.run, kPairs);
    fmt::print("  {:<36} {:>9.1f} {:>9.1f} {:>8.2f} {:>8.2f}   {}\n", kernel.label, pair.a * to_ns,
               pair.b * to_ns, pair.ratio, pair.undisturbed, verdict(pair.ratio, kernel.limit));
  }
}

void print_draw_ratio(const Case& c) {
  const Prepared& p = c.prepared;
  const double to_ns = 1e9 / static_cast<double>(p.samples);
  const Pair pair = paired_medians([&] { draw_all(p); }, [&] { run_model(p); }, kPairs);
  const double whole = median_seconds([&] { run_psa(p); }, kPairs) * to_ns;
  fmt::print("  {:<36} {:>9.1f} {:>9.1f} {:>8.2f} {:>8.2f}   {:<12} {:>9.1f} {:>7}\n", c.name, pair.a * to_ns,
             pair.b * to_ns, pair.ratio, pair.undisturbed, verdict(pair.ratio, 1.0), whole, p.inputs.size());
}

void print_summary(const std::vector<std::unique_ptr<Case>>& cases) {
  fmt::print("\nProcessor time a sample in ns, one thread, medians of {} runs in turn; ratios are medians of "
             "pairs,\n"
             "and beside them the fastest run over the fastest, as on an idle machine\n"
             "\n{:<38} {:>9} {:>9} {:>8} {:>8}   {}\n",
             kPairs, "Engine against specialised kernels", "engine", "kernel", "ratio", "fastest", "at most");
  for (const auto& c : cases)
    print_kernel_ratios(*c);
  fmt::print("\n{:<38} {:>9} {:>9} {:>8} {:>8}   {:<12} {:>9} {:>7}\n", "Drawing against running", "draws",
             "run", "ratio", "fastest", "at most", "whole PSA", "inputs");
  for (const auto& c : cases)
    print_draw_ratio(*c);
}

constexpr std::string_view kSemiMarkovArgument = "--semi-markov=";

bool ran_semi_markov(std::string_view argument) {
  for (const SemiMarkov& m : semi_markov_models())
    if (argument == std::string(kSemiMarkovArgument) + m.name) {
      measure_semi_markov(m);
      return true;
    }
  return false;
}

void run(int argc, char** argv) {
  if (argc == 2 && ran_semi_markov(argv[1])) return;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) throw std::runtime_error("unknown argument");
  const auto cases = make_cases();
  if (cases[0]->kernels.empty()) fmt::print("No AVX2 here: the specialised kernels are skipped.\n");
  for (const auto& c : cases)
    add_benchmarks(*c);
  benchmark::RunSpecifiedBenchmarks();
  print_summary(cases);
  print_semi_markov_heading();
  for (const SemiMarkov& m : semi_markov_models())
    run_again(std::string(kSemiMarkovArgument) + m.name);
  print_scaling();
}

} // namespace

int main(int argc, char** argv) {
  try {
    run(argc, argv);
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    return 1;
  }
}
