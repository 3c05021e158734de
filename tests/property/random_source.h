#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

namespace cea::property {

/// Random choices from a seed, without std's distributions, which differ between libraries.
class RandomSource {
public:
  explicit RandomSource(std::uint64_t seed) : engine_(seed) {}

  double uniform(double low = 0, double high = 1) {
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1p-53);
  }
  /// Even on the scale of logarithms.
  double log_uniform(double low, double high) { return std::exp(uniform(std::log(low), std::log(high))); }
  /// From low to high, both included.
  int integer(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }
  bool chance(double probability) { return uniform() < probability; }

  template <class T> const T& pick(const std::vector<T>& options) {
    return options.at(static_cast<std::size_t>(integer(0, static_cast<int>(options.size()) - 1)));
  }
  std::string pick(std::initializer_list<std::string> options) {
    return pick(std::vector<std::string>(options));
  }

private:
  std::mt19937_64 engine_;
};

} // namespace cea::property
