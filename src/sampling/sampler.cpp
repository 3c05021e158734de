#include "sampling/sampler.h"

#include "support/scalar_math.h"

#include <algorithm>
#include <cassert>

namespace cea {
namespace {

constexpr std::size_t kChunk = 256; // stays in the first-level cache

/// Below this count a gamma at u = 2⁻⁵³ is below the smallest double.
constexpr double kTinyCount = 0.06;

using Columns = std::span<const std::span<double>>;

/// Divides sample i of every member by their sum, taken in the order of members.
void normalise(Columns columns) {
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    double sum = 0;
    for (const std::span<double> column : columns)
      sum += column[i];
    for (const std::span<double> column : columns)
      column[i] /= sum;
  }
}

/// Shifts logarithms so that the largest of each sample is zero.
void subtract_largest(Columns columns) {
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    double largest = columns[0][i];
    for (const std::span<double> column : columns)
      largest = std::max(largest, column[i]);
    for (const std::span<double> column : columns)
      column[i] -= largest;
  }
}

} // namespace

Sampler::Sampler(const Distribution& distribution, std::uint64_t seed, std::string_view name,
                 const SampleDesign& design)
    : stream_(seed, name, design), table_(distribution) {}

void Sampler::fill(std::uint64_t first_sample, std::span<double> out) const {
  for (std::size_t done = 0; done < out.size(); done += kChunk) {
    const std::span<double> chunk = out.subspan(done, std::min(kChunk, out.size() - done));
    stream_.fill(first_sample + done, chunk);
    table_.apply(chunk);
  }
}

DirichletSampler::DirichletSampler(const std::vector<double>& counts, std::uint64_t seed,
                                   const std::vector<std::string>& names, const SampleDesign& design)
    : tiny_counts_(std::ranges::any_of(counts, [](double count) { return count < kTinyCount; })) {
  assert(counts.size() == names.size() && !counts.empty());
  for (std::size_t k = 0; k < counts.size(); ++k) {
    members_.push_back({RandomStream(seed, names[k], design),
                        sampling::QuantileCells({sampling::Law::Kind::gamma, counts[k]})});
  }
}

void DirichletSampler::fill(std::uint64_t first_sample, Columns outs) const {
  assert(outs.size() == members_.size());
  fill_gammas(first_sample, outs);
  if (tiny_counts_) {
    to_logarithms(outs);
    subtract_largest(outs);
    for (const std::span<double> out : outs)
      math::exp_array(out);
  } else {
    to_values(outs);
  }
  normalise(outs);
}

void DirichletSampler::fill_gammas(std::uint64_t first_sample, Columns outs) const {
  for (std::size_t k = 0; k < members_.size(); ++k) {
    members_[k].stream.fill(first_sample, outs[k]);
    members_[k].gamma.apply(outs[k]);
  }
}

void DirichletSampler::to_logarithms(Columns outs) const {
  for (std::size_t k = 0; k < members_.size(); ++k) {
    if (members_[k].gamma.coordinate() == sampling::QuantileCells::Coordinate::value)
      math::log_array(outs[k]);
  }
}

void DirichletSampler::to_values(Columns outs) const {
  for (std::size_t k = 0; k < members_.size(); ++k) {
    if (members_[k].gamma.coordinate() == sampling::QuantileCells::Coordinate::law) math::exp_array(outs[k]);
  }
}

} // namespace cea
