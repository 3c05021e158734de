// Rates converted to probabilities one by one.
#include "analysis/lint.h"
#include "formula/arithmetic.h"
#include "support/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

namespace cea {

namespace {

using Conversion = CompiledModel::Conversion;

constexpr double kFar = 0.01;

/// All conversions of a strategy in a subgroup.
using Process = std::vector<const Conversion*>;

/// Probabilities of a row's entries, converted one by one and exactly.
struct Entry {
  const Conversion* conversion;
  double naive = 0, exact = 0;
  [[nodiscard]] double off() const { return std::abs(naive - exact) / exact; }
};

class ConversionLint {
public:
  ConversionLint(const CompiledModel& model, Diagnostics& diagnostics)
      : model_(model), diagnostics_(diagnostics) {}

  void run() {
    std::map<std::pair<int, int>, Process> processes;
    for (const Conversion& c : model_.conversions)
      processes[{c.strategy, c.subgroup}].push_back(&c);
    for (const auto& [whose, process] : processes)
      lint(process);
  }

private:
  void lint(const Process& process) {
    std::map<StateIndex, Process> rows;
    for (const Conversion* c : process)
      rows[c->from].push_back(c);
    for (const auto& [from, row] : rows) {
      if (row.size() < 2 || !done_.insert(std::pair(row.front()->span.line, row.front()->span.column)).second)
        continue;
      std::vector<Entry> worst;
      int worst_cycle = 0;
      const int last = model_.grid.cycles - 1;
      for (const int cycle : {0, last / 4, last / 2, 3 * last / 4, last})
        if (auto entries = compare(process, row, cycle);
            worst.empty() || most_off(entries) > most_off(worst)) {
          worst = std::move(entries);
          worst_cycle = cycle;
        }
      if (most_off(worst) > kFar) warn(worst, worst_cycle);
    }
  }

  static double most_off(const std::vector<Entry>& entries) {
    double most = 0;
    for (const Entry& e : entries)
      if (e.off() > most) most = e.off();
    return most;
  }

  std::vector<Entry> compare(const Process& process, const Process& row, int cycle) {
    formula::Evaluator value(model_.graph,
                             {.inputs = model_.base_values, .cycle = static_cast<double>(cycle)});
    formula::Graph graph;
    const double length = model_.graph.cycle_length();
    graph.set_cycle_length(length);
    std::vector<formula::Generator::Rate> rates;
    for (const Conversion* c : process)
      if (c->from != c->to) rates.push_back({c->from, c->to, graph.constant(value(c->hazard) / length)});
    const std::uint32_t generator = graph.add_generator(row.front()->from, rates);
    std::vector<Entry> entries;
    for (const Conversion* c : row)
      entries.push_back({c, value(c->probability), graph.value(graph.generator_share(generator, c->to))});
    return entries;
  }

  void warn(const std::vector<Entry>& entries, int cycle) {
    const Conversion& first = *entries.front().conversion;
    const Scenario& s = *model_.scenario;
    std::string numbers;
    for (const Entry& e : entries)
      if (e.off() > kFar)
        numbers += fmt::format("{}to '{}' {:.4g} instead of {:.4g}", numbers.empty() ? "" : ", ",
                               s.states[static_cast<std::size_t>(e.conversion->to)].id, e.naive, e.exact);
    const std::string when = cycle > 0 ? fmt::format(" in cycle {}", cycle) : "";
    diagnostics_.warning(
        first.span,
        fmt::format("competing rates out of '{}' are converted one by one: {}{} (strategy '{}')",
                    s.states[static_cast<std::size_t>(first.from)].id, numbers, when,
                    s.strategies[static_cast<std::size_t>(first.strategy)].id),
        "rate_to_prob takes each rate as if it were the only one and nobody moved on within the cycle; "
        "`transition_rates:` takes the yearly rates themselves and is exact");
  }

  const CompiledModel& model_;
  Diagnostics& diagnostics_;
  std::set<std::pair<int, int>> done_; ///< places of rows
};

} // namespace

void lint_conversions(const CompiledModel& model, Diagnostics& diagnostics) {
  ConversionLint(model, diagnostics).run();
}

} // namespace cea
