#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace cea {

/// Number of threads to use where `requested` is 0 or less: one a core.
inline int thread_count(int requested) {
  if (requested > 0) return requested;
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

/// Calls `task(i)` once for every i below `count`, on up to `threads` threads (0: one a core), in no
/// particular order. Tasks must not depend on each other. The first exception is thrown again here, after
/// all threads have stopped.
template <class Task> void parallel_for(std::size_t count, int threads, const Task& task) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++)
        task(i);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  {
    std::vector<std::jthread> helpers;
    const std::size_t useful = std::min(count, static_cast<std::size_t>(thread_count(threads)));
    for (std::size_t t = 1; t < useful; ++t)
      helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

} // namespace cea
