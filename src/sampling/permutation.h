#pragma once

#include <cstdint>

namespace cea::sampling {

/// A random permutation of 0 … size − 1 whose elements are computed one by one: π(i) is a pure function of
/// (key, size, i), so that any thread can ask for any of them. A Feistel network over the smallest even
/// number of bits that holds `size`, walked until it lands inside (Luby & Rackoff 1988; Black & Rogaway
/// 2002).
class Permutation {
public:
  Permutation(std::uint64_t seed, std::uint64_t name, std::uint64_t size);
  [[nodiscard]] std::uint64_t operator()(std::uint64_t i) const;

private:
  static constexpr int kRounds = 8;
  [[nodiscard]] std::uint64_t once(std::uint64_t i) const;

  std::uint64_t size_;
  int half_bits_ = 1;
  std::uint64_t keys_[kRounds];
};

} // namespace cea::sampling
