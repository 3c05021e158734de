#include "sampling/random_stream.h"

#include <Random123/philox.h>

#include <algorithm>
#include <bit>

namespace cea {
namespace {

constexpr std::uint64_t kGroup = sampling::kGroup;

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

RandomStream::RandomStream(std::uint64_t seed, std::string_view name, const SampleDesign& design)
    : key_{seed, hash_of(name)} {
  if (design.kind != SampleDesign::Kind::latin_hypercube || design.samples == 0) return;
  strata_ = static_cast<double>(design.samples);
  order_.emplace(seed, key_.name, design.samples);
}

double RandomStream::in_stratum(std::uint64_t sample, double u) const {
  return std::clamp((static_cast<double>((*order_)(sample)) + u) / strata_, 0x1p-53, 1 - 0x1p-53);
}

double RandomStream::uniform(std::uint64_t sample) const {
  const double u = independent(sample);
  return order_ ? in_stratum(sample, u) : u;
}

double RandomStream::independent(std::uint64_t sample) const {
  const std::uint64_t block = sample / kGroup * (kGroup / 2) + sample % (kGroup / 2);
  const std::size_t half = sample % kGroup / (kGroup / 2);
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const philox4x32_ctr_t words = philox4x32_R(
      10, {{low(block), high(block), low(key_.seed), high(key_.seed)}}, {{low(key_.name), high(key_.name)}});
  return to_uniform(std::uint64_t{words.v[2 * half + 1]} << 32 | words.v[2 * half]);
}

void RandomStream::fill(std::uint64_t first_sample, std::span<double> out) const {
  std::size_t i = 0;
  for (; i < out.size() && (first_sample + i) % kGroup != 0; ++i)
    out[i] = independent(first_sample + i);
  const std::size_t groups = (out.size() - i) / kGroup;
  sampling::draw_functions().uniforms(key_, (first_sample + i) / kGroup, out.data() + i,
                                      static_cast<long>(groups));
  for (i += groups * kGroup; i < out.size(); ++i)
    out[i] = independent(first_sample + i);
  if (!order_) return;
  for (i = 0; i < out.size(); ++i)
    out[i] = in_stratum(first_sample + i, out[i]);
}

} // namespace cea
