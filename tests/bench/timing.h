#pragma once

#include <functional>
#include <string>

namespace cea::bench {

/// Processor time of the calling thread in seconds: other users of the machine don't count.
double cpu_seconds();

/// Median processor time of one call in seconds.
double median_seconds(const std::function<void()>& run, int repetitions);

struct Pair {
  double a = 0, b = 0;    ///< medians in seconds
  double ratio = 0;       ///< median of a/b over the pairs
  double undisturbed = 0; ///< fastest a / fastest b: what an idle machine would show
};

/// Times a and b in turn (A B, B A, A B …), so that what the machine does meanwhile hits both alike.
Pair paired_medians(const std::function<void()>& a, const std::function<void()>& b, int repetitions);

/// Runs this program anew with one argument, so that its peak memory is that of its own work, and waits.
void run_again(const std::string& argument);

/// Peak resident memory of this process in MiB.
double peak_mib();

} // namespace cea::bench
