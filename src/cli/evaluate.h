#pragma once

#include "analysis/results.h"
#include "cli/load.h"
#include "cli/sensitivity.h"
#include "engine/simulate.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cea::cli {

/// What to compute of a scenario.
struct Request {
  bool scenarios = true;  ///< the file's scenario analyses
  bool subgroups = true;  ///< each of the file's subgroups by itself
  bool validation = true; ///< the trace against the file's data
  bool trace = false;
  std::optional<int> explain_cycle{}; ///< shows what the engine saw, with this cycle's transitions
  bool psa = false;
  std::size_t samples = 0;
  std::uint64_t seed = 1;
  std::vector<double> thresholds, wtp_grid;
  SimulationOptions simulation;
  bool progress = false;
  bool keep_samples = false; ///< for `--dump`
  bool cloud = false;        ///< samples on the cost-effectiveness plane, for figures
  SensitivityRequest sensitivity;
  Diagnostics found; ///< warnings about the request
};

/// The request of `run`: what the file asks for, changed by the command line. Throws InputError
/// where more samples are asked for than the file's `inputs` has.
Request request_of(const LoadedScenario& loaded, const Arguments& arguments);

/// The request of a command that makes one analysis beside the base case.
Request single_analysis(const LoadedScenario& loaded, const Arguments& arguments);

struct Evaluation {
  Results results;
  std::optional<PsaSamples> samples; ///< where they were to be kept
};

/// Base case, scenario analyses, warnings, trace and probabilistic analysis, as requested. Throws InputError
/// with everything that is wrong with the base case and the scenario analyses together.
Evaluation evaluate(const LoadedScenario& loaded, const Request& request);

/// The same for people: warnings, then results as `--format` and `--output` say. Returns the exit code.
int show_evaluation(const LoadedScenario& loaded, const Request& request, const Arguments& arguments);

} // namespace cea::cli
