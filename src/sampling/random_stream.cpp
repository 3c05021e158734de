#include "sampling/random_stream.h"

#include <Random123/philox.h>

#include <algorithm>
#include <bit>

namespace cea {
namespace {

/// FNV-1a, 64 bits, then the finaliser of SplitMix64 so that similar names differ in every bit.
std::uint64_t hash_of(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : name)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  return hash ^ (hash >> 31);
}

/// (n + ½)·2⁻⁵² for the top 52 bits n: 1 + n·2⁻⁵² by bits, less 1 − 2⁻⁵³; exact.
double to_uniform(std::uint64_t bits) {
  return std::bit_cast<double>(0x3ff0000000000000 | (bits >> 12)) - (1 - 0x1p-53);
}

} // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view name) : key_{seed, hash_of(name)} {}

RandomStream::Block RandomStream::block(std::uint64_t counter) const {
  const philox4x64_ctr_t out = philox4x64_R(10, {{counter, 0, 0, 0}}, {{key_[0], key_[1]}});
  return {to_uniform(out.v[0]), to_uniform(out.v[1]), to_uniform(out.v[2]), to_uniform(out.v[3])};
}

double RandomStream::uniform(std::uint64_t sample) const {
  return block(sample / 4)[sample % 4];
}

void RandomStream::fill(std::uint64_t first_sample, std::span<double> out) const {
  std::size_t i = 0;
  for (; i < out.size() && (first_sample + i) % 4 != 0; ++i)
    out[i] = uniform(first_sample + i);
  for (; i + 4 <= out.size(); i += 4) {
    const Block values = block((first_sample + i) / 4);
    std::copy_n(values.begin(), 4, &out[i]);
  }
  for (; i < out.size(); ++i)
    out[i] = uniform(first_sample + i);
}

} // namespace cea
