#pragma once

#include "engine/compile.h"

#include <span>
#include <string>

namespace cea {

/// Why a value isn't finite: " ('x' = inf from log(-1) …)" in words, or empty.
std::string why_not_finite(const formula::Graph& graph, formula::NodeId node, std::span<const double> inputs,
                           int cycle);

/// Reports the base case's faults where a check fails whatever the sample, because it depends on constants
/// and the cycle alone.
void report_certain_faults(const CompiledModel& model, formula::CycleTable& tables, Diagnostics& diagnostics);

/// Reports every check that fails for one set of input values, each once, with strategy, state, cycle,
/// value and the parameters behind it. `sample` is shown where it isn't the base case.
void report_faults(const CompiledModel& model, std::span<const double> inputs,
                   std::optional<std::size_t> sample, Diagnostics& diagnostics);

/// Reports amounts that aren't finite.
void report_amounts(const CompiledModel& model, std::span<const double> inputs, Diagnostics& diagnostics,
                    std::optional<std::size_t> sample = {});

} // namespace cea
