#pragma once

#include <chrono>
#include <cstddef>

namespace cea::cli {

/// A line on a terminal's standard error that says how far a run is: samples done, rate, time left. It
/// appears after a second, and goes when the run ends. Elsewhere than on a terminal it does nothing.
class ProgressLine {
public:
  explicit ProgressLine(std::size_t samples);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ~ProgressLine();

  void update(std::size_t done);

private:
  using Clock = std::chrono::steady_clock;

  std::size_t samples_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_, next_;
};

} // namespace cea::cli
