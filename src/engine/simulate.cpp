#include "engine/simulate.h"

#include "engine/evly.h"
#include "engine/gauss_points.h"
#include "engine/invalid.h"
#include "formula/arithmetic.h"
#include "formula/expectation.h"
#include "support/processor.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <thread>

namespace cea {

namespace {

constexpr int kWidest = 16; ///< lanes of a step of the kernel: two of the widest vectors

struct Release {
  void operator()(double* memory) const { std::free(memory); }
};

/// Aligned memory of one worker, cut into the kernel's arrays.
class Memory64 {
public:
  Memory64(const plan::View& view, const BlockPlan& plan, int lanes, double* trace) {
    std::size_t slots = 0;
    for (const plan::Mean& m : plan.means)
      slots = std::max(slots, static_cast<std::size_t>(m.slots));
    std::size_t chain = 0;
    for (const plan::Generator& g : plan.generators)
      chain = std::max(chain, static_cast<std::size_t>(
                                  lanes::generator_scratch(g.states, g.move_end - g.move_begin, g.depth)));
    const auto n = static_cast<std::size_t>(lanes);
    const auto round = [](std::size_t x) { return (x + 7) / 8 * 8; };
    const std::size_t sizes[] = {round(static_cast<std::size_t>(view.registers) * n),
                                 round(2 * static_cast<std::size_t>(view.cells) * n),
                                 round(static_cast<std::size_t>(view.accumulators) * n),
                                 round(static_cast<std::size_t>(view.outputs) * n),
                                 round(n),
                                 round(n),
                                 slots * plan::kGaussPoints,
                                 chain * (kWidest / 2)};
    std::size_t total = 8;
    for (const std::size_t s : sizes)
      total += s;
    memory_.reset(static_cast<double*>(std::aligned_alloc(64, (total * sizeof(double) + 63) / 64 * 64)));
    if (!memory_) throw std::bad_alloc();
    double** const parts[] = {&workspace.registers, &workspace.cells, &workspace.accumulators,
                              &workspace.outputs,   &workspace.valid, &workspace.noted,
                              &workspace.points,    &workspace.chains};
    double* at = memory_.get();
    for (std::size_t i = 0; i < std::size(sizes); ++i) {
      *parts[i] = at;
      at += sizes[i];
    }
    workspace.lanes = lanes;
    workspace.trace = trace;
  }
  plan::Workspace workspace;

private:
  std::unique_ptr<double, Release> memory_;
};

/// Which lanes aren't zero; nearly always all of them are as `usual`, which costs a tenth of a look at each.
void mark(std::uint8_t* to, const double* lanes, std::size_t count, std::uint8_t usual) {
  std::uint64_t others = 0;
  for (std::size_t i = 0; i < count; ++i)
    others += lanes[i] != usual;
  if (others == 0) {
    std::memset(to, usual, count);
    return;
  }
  for (std::size_t i = 0; i < count; ++i)
    to[i] = lanes[i] != 0;
}

double look_up_column(const void* context, std::int32_t column, double x, double y) {
  return formula::look_up(
      static_cast<const CompiledModel*>(context)->graph.column(static_cast<std::uint32_t>(column)), x, y);
}

double special_function(std::uint8_t op, double a, double b) {
  return formula::apply(static_cast<formula::NodeOp>(op), a, b);
}

/// A sample's inputs, which stay in the first registers.
std::vector<double> inputs_in(const CompiledModel& model, const double* registers, std::int32_t lanes,
                              std::int32_t lane) {
  std::vector<double> inputs;
  for (std::size_t i = 0; i < model.inputs.size(); ++i)
    inputs.push_back(registers[i * static_cast<std::size_t>(lanes) + static_cast<std::size_t>(lane)]);
  return inputs;
}

double expected_value(const void* context, std::int32_t expectation, std::int32_t cycle,
                      const double* registers, std::int32_t lanes, std::int32_t lane) {
  const auto& model = *static_cast<const CompiledModel*>(context);
  const std::vector<double> inputs = inputs_in(model, registers, lanes, lane);
  return formula::expectation(model.graph, model.graph.expectation(static_cast<std::uint32_t>(expectation)),
                              {.inputs = inputs, .cycle = static_cast<double>(cycle)});
}

/// A mean the slow way.
double slow_mean(const void* context, std::int32_t mean, std::int32_t cycle, const double* registers,
                 std::int32_t lanes, std::int32_t lane) {
  const auto& model = *static_cast<const CompiledModel*>(context);
  const std::vector<double> inputs = inputs_in(model, registers, lanes, lane);
  return formula::unit_mean(model.graph, model.plan.mean_bodies[static_cast<std::size_t>(mean)],
                            {.inputs = inputs, .cycle = static_cast<double>(cycle)});
}

plan::View view_of(const CompiledModel& model) {
  plan::View view = model.plan.view();
  view.context = &model;
  view.look_up = look_up_column;
  view.special = special_function;
  view.slow_mean = slow_mean;
  view.expected = expected_value;
  return view;
}

using Kernel = void (*)(const plan::View&, plan::Workspace&);

Kernel kernel(Instructions instructions) {
#ifdef CEA_HAVE_X86_KERNELS
  if (has_avx512() && (instructions == Instructions::best || instructions == Instructions::avx512))
    return plan::run_avx512;
  if (has_avx2() && instructions != Instructions::baseline) return plan::run_avx2;
#endif
  (void)instructions;
  return plan::run_baseline;
}

/// Large blocks share the work of reading the plan; too large ones leave the nearest cache.
int choose_lanes(const CompiledModel& model, const SimulationOptions& options, std::size_t samples) {
  int lanes = options.lanes;
  if (lanes <= 0) {
    constexpr std::size_t kNearCache = 48 * 1024;
    lanes = 64;
    const std::size_t bytes = model.plan.doubles_per_lane() * sizeof(double);
    while (lanes > 16 && bytes * static_cast<std::size_t>(lanes) > kNearCache * (lanes > 32 ? 1 : 8))
      lanes /= 2;
  }
  lanes = std::min(lanes, static_cast<int>(std::min<std::size_t>(samples, 1 << 16)));
  return std::max(1, lanes);
}

class Runner {
public:
  Runner(const CompiledModel& model, const SampleSource& source, std::size_t samples,
         const SimulationOptions& options, const Progress& progress, SimulationResult& result)
      : model_(model), source_(source), samples_(samples), progress_(progress), view_(view_of(model)),
        kernel_(kernel(options.instructions)), active_(choose_lanes(model, options, samples)),
        lanes_((active_ + kWidest - 1) / kWidest * kWidest), result_(result) {
    result_.outputs.resize(model.outputs.size());
    for (auto& output : result_.outputs)
      output.resize(samples);
    result_.valid.resize(samples);
    result_.noted.resize(samples);
  }

  void run(int threads) {
    if (threads <= 0) threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
    const std::size_t blocks =
        (samples_ + static_cast<std::size_t>(active_) - 1) / static_cast<std::size_t>(active_);
    threads = static_cast<int>(std::min<std::size_t>(static_cast<std::size_t>(threads), blocks));
    {
      std::vector<std::jthread> others;
      for (int i = 1; i < threads; ++i)
        others.emplace_back([this] { work(); });
      work();
    }
    if (failure_) std::rethrow_exception(failure_);
  }

private:
  void work() {
    try {
      Memory64 memory(view_, model_.plan, lanes_, nullptr);
      std::vector<std::span<double>> rows(model_.inputs.size());
      for (std::size_t first = claim(); first < samples_; first = claim())
        block(memory.workspace, rows, first);
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      next_ = samples_;
    }
  }

  std::size_t claim() { return next_.fetch_add(static_cast<std::size_t>(active_)); }

  void block(plan::Workspace& w, std::vector<std::span<double>>& rows, std::size_t first) {
    const std::size_t count = std::min(static_cast<std::size_t>(active_), samples_ - first);
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i] = {w.registers + i * static_cast<std::size_t>(lanes_), count};
    source_(first, rows);
    // Idle lanes repeat the first sample, so that they can't fail a check of their own.
    for (const auto row : rows)
      std::fill(row.data() + count, row.data() + lanes_, row[0]);
    kernel_(view_, w);
    if (!model_.derived.empty()) derive_outputs(model_, w);
    for (std::size_t o = 0; o < result_.outputs.size(); ++o)
      std::copy_n(w.outputs + o * static_cast<std::size_t>(lanes_), count,
                  result_.outputs[o].begin() + static_cast<std::ptrdiff_t>(first));
    mark(result_.valid.data() + first, w.valid, count, 1);
    mark(result_.noted.data() + first, w.noted, count, 0);
    if (!progress_) return;
    const std::lock_guard lock(mutex_);
    progress_(done_ += count);
  }

  const CompiledModel& model_;
  const SampleSource& source_;
  std::size_t samples_;
  const Progress& progress_;
  plan::View view_;
  Kernel kernel_;
  int active_, lanes_;
  std::atomic<std::size_t> next_ = 0;
  std::size_t done_ = 0;
  std::mutex mutex_;
  std::exception_ptr failure_;
  SimulationResult& result_;
};

} // namespace

SimulationResult simulate(const CompiledModel& model, const SampleSource& source, std::size_t samples,
                          const SimulationOptions& options, const Progress& progress) {
  SimulationResult result;
  simulate_into(result, model, source, samples, options, progress);
  return result;
}

void simulate_into(SimulationResult& result, const CompiledModel& model, const SampleSource& source,
                   std::size_t samples, const SimulationOptions& options, const Progress& progress) {
  Runner(model, source, samples, options, progress, result).run(options.threads);
}

SingleRun simulate_once(const CompiledModel& model, std::span<const double> inputs, bool with_trace,
                        const SimulationOptions& options) {
  const plan::View view = view_of(model);
  const auto cells = static_cast<std::size_t>(view.cells);
  const auto rows = static_cast<std::size_t>(view.cycles + 1);
  std::vector<double> trace(with_trace ? cells * rows : 0);
  Memory64 memory(view, model.plan, kWidest, with_trace ? trace.data() : nullptr);
  plan::Workspace& w = memory.workspace;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    std::fill_n(w.registers + i * kWidest, kWidest, inputs[i]);
  kernel(options.instructions)(view, w);
  if (!model.derived.empty()) derive_outputs(model, w);
  SingleRun run;
  for (std::size_t o = 0; o < model.outputs.size(); ++o)
    run.outputs.push_back(w.outputs[o * kWidest]);
  run.valid = w.valid[0] != 0;
  for (std::size_t t = 0; with_trace && t < rows; ++t)
    run.cells.emplace_back(trace.begin() + static_cast<std::ptrdiff_t>(t * cells),
                           trace.begin() + static_cast<std::ptrdiff_t>((t + 1) * cells));
  return run;
}

void throw_fault(const CompiledModel& model, std::span<const double> inputs,
                 std::optional<std::size_t> sample) {
  Diagnostics faults;
  report_faults(model, inputs, sample, faults);
  if (!faults.has_errors()) throw ModelError({}, "the model gives no finite result");
  throw InputError(std::move(faults));
}

} // namespace cea
