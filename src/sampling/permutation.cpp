#include "sampling/permutation.h"

#include <algorithm>
#include <bit>

namespace cea::sampling {
namespace {

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

} // namespace

Permutation::Permutation(std::uint64_t seed, std::uint64_t name, std::uint64_t size) : size_(size) {
  const auto bits = static_cast<int>(std::bit_width(std::max<std::uint64_t>(size, 2) - 1));
  half_bits_ = (bits + 1) / 2;
  std::uint64_t state = mix(seed + 0x9e3779b97f4a7c15) ^ name;
  for (std::uint64_t& key : keys_)
    key = mix(state += 0x9e3779b97f4a7c15);
}

std::uint64_t Permutation::once(std::uint64_t i) const {
  const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
  std::uint64_t left = i >> half_bits_, right = i & mask;
  for (const std::uint64_t key : keys_) {
    const std::uint64_t next = left ^ (mix(right ^ key) & mask);
    left = right;
    right = next;
  }
  return left << half_bits_ | right;
}

std::uint64_t Permutation::operator()(std::uint64_t i) const {
  do
    i = once(i);
  while (i >= size_);
  return i;
}

} // namespace cea::sampling
