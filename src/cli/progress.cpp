#include "cli/progress.h"
#include "cli/console.h"

#include "report/numbers.h"

#include <fmt/format.h>

#include <unistd.h>

namespace cea::cli {

namespace {

constexpr std::chrono::milliseconds kFirst{1000}, kBetween{200};

std::string whole(double x) {
  return report::with_separators(x, 0);
}

std::string time_left(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  return s < 60     ? fmt::format("{} s", s)
         : s < 3600 ? fmt::format("{} min {} s", s / 60, s % 60)
                    : fmt::format("{} h {} min", s / 3600, s % 3600 / 60);
}

} // namespace

ProgressLine::ProgressLine(std::size_t samples)
    : samples_(samples), terminal_(isatty(STDERR_FILENO) != 0), start_(Clock::now()), next_(start_ + kFirst) {
}

ProgressLine::~ProgressLine() {
  if (shown_) to_stderr("\r\x1b[K");
}

void ProgressLine::update(std::size_t done) {
  if (!terminal_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + kBetween;
  shown_ = true;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double rate = static_cast<double>(done) / seconds;
  to_stderr("\r\x1b[K{} of {} samples, {} a second, {} left", whole(static_cast<double>(done)),
            whole(static_cast<double>(samples_)), whole(rate),
            time_left(static_cast<double>(samples_ - done) / rate));
  std::fflush(stderr);
}

} // namespace cea::cli
