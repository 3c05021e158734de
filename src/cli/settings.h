#pragma once

#include "analysis/results.h"
#include "cli/arguments.h"
#include "engine/simulate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cea::cli {

enum class Format { text, json, csv, markdown, latex };

/// Throws UsageError for a format that nobody knows.
Format format_of(const Arguments& arguments);

/// A whole number with `_` between digits allowed. Throws UsageError for anything else, naming the range.
std::optional<std::uint64_t> whole_number(const Arguments& arguments, std::string_view option,
                                          std::uint64_t least, std::uint64_t most);

std::optional<std::size_t> samples_of(const Arguments& arguments);
std::optional<std::uint64_t> seed_of(const Arguments& arguments);
/// `--cycle`.
std::optional<int> cycle_of(const Arguments& arguments);

SimulationOptions simulation_of(const Arguments& arguments);

/// `--wtp`: numbers are thresholds, ranges the grid of the curves; without a number the range's values are
/// thresholds, too. Empty where the option isn't given.
struct WillingnessToPay {
  std::vector<double> thresholds, grid;
};
WillingnessToPay willingness_to_pay_of(const Arguments& arguments);

/// Throws UsageError or OutputError where `--format`, `--output` or `--dump` can't be done: before the work,
/// not after it.
void check_output(const Arguments& arguments);

/// Writes the results in the format and to the file that were asked for; `-` and nothing are standard output.
void write_results(const Arguments& arguments, const Results& results);

/// Warnings on standard error, where they aren't in the output.
void show_warnings(const Arguments& arguments, const std::vector<Diagnostic>& warnings);

} // namespace cea::cli
