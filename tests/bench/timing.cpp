#include "bench/timing.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace cea::bench {

namespace {

double seconds_of(const std::function<void()>& run) {
  const double start = cpu_seconds();
  run();
  return cpu_seconds() - start;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double median_seconds(const std::function<void()>& run, int repetitions) {
  std::vector<double> times;
  for (int i = 0; i < repetitions; ++i)
    times.push_back(seconds_of(run));
  return median(std::move(times));
}

Pair paired_medians(const std::function<void()>& a, const std::function<void()>& b, int repetitions) {
  a();
  b();
  std::vector<double> of_a, of_b, ratios;
  for (int i = 0; i < repetitions; ++i) {
    double time_a = 0;
    if (i % 2 == 0) time_a = seconds_of(a);
    const double time_b = seconds_of(b);
    if (i % 2 == 1) time_a = seconds_of(a);
    of_a.push_back(time_a);
    of_b.push_back(time_b);
    ratios.push_back(time_a / time_b);
  }
  const double undisturbed = std::ranges::min(of_a) / std::ranges::min(of_b);
  return {median(std::move(of_a)), median(std::move(of_b)), median(std::move(ratios)), undisturbed};
}

void run_again(const std::string& argument) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    execl("/proc/self/exe", "cea_bench", argument.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error("failed: " + argument);
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

} // namespace cea::bench
