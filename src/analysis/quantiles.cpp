#include "analysis/quantiles.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <iterator>
#include <limits>
#include <vector>

namespace cea {
namespace {

constexpr std::size_t kChunk = 4096;
constexpr std::size_t kLanes = 8;

/// Sum of f(x) over one chunk, value i going to lane i mod kLanes.
template <class F> double chunk_sum(std::span<const double> values, const F& f) {
  std::array<double, kLanes> lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= values.size(); i += kLanes)
    for (std::size_t l = 0; l < kLanes; ++l)
      lanes[l] += f(values[i + l]);
  for (std::size_t l = 0; i < values.size(); ++i, ++l)
    lanes[l] += f(values[i]);
  return ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
}

/// Sum of f(x) in fixed chunks and lanes: the same bits whoever asks, and more exact than adding in a row.
template <class F> double chunked_sum(std::span<const double> values, const F& f) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); i += kChunk)
    sum += chunk_sum(values.subspan(i, std::min(kChunk, values.size() - i)), f);
  return sum;
}

/// The order statistics `rank` and `rank + 1` (from 0) of `values`, mixed by `weight` of the second.
double mix_order_statistics(std::span<double> values, std::size_t rank, double weight) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  if (weight == 0) return low;
  const double high = *std::min_element(at + 1, values.end());
  return low == high ? low : (1 - weight) * low + weight * high;
}

/// Values on one side of a cut, and how many were left out.
struct Tail {
  std::vector<double> values;
  std::size_t others = 0;
};

template <class Keep> Tail collect(std::span<const double> values, const Keep& keep) {
  Tail tail;
  tail.values.reserve(values.size() / 8);
  std::copy_if(values.begin(), values.end(), std::back_inserter(tail.values), keep);
  tail.others = values.size() - tail.values.size();
  return tail;
}

/// A thin sample of the values, sorted: its quantiles tell about where those of all values are.
std::vector<double> pilot(std::span<const double> values) {
  constexpr std::size_t kPilots = 1024;
  std::vector<double> sample;
  for (std::size_t i = 0; i < kPilots; ++i)
    sample.push_back(values[i * values.size() / kPilots]);
  std::sort(sample.begin(), sample.end());
  return sample;
}

} // namespace

/// Of many values only the tail that holds the quantile is searched; where the pilot sample misled, all.
double quantile(std::span<double> values, double p) {
  assert(!values.empty() && p >= 0 && p <= 1);
  const double position = static_cast<double>(values.size() - 1) * p;
  const auto rank = static_cast<std::size_t>(position);
  const double weight = position - static_cast<double>(rank);
  if (values.size() < 16384 || (p > 0.1 && p < 0.9)) return mix_order_statistics(values, rank, weight);

  const std::vector<double> sample = pilot(values);
  constexpr double kMargin = 0.03; // six standard errors of a pilot sample's 2.5 % point
  if (p <= 0.5) {
    const double cut = sample[static_cast<std::size_t>((p + kMargin) * static_cast<double>(sample.size()))];
    Tail low = collect(values, [cut](double x) { return x <= cut; });
    if (rank + 1 < low.values.size()) return mix_order_statistics(low.values, rank, weight);
  } else {
    const double cut = sample[static_cast<std::size_t>((p - kMargin) * static_cast<double>(sample.size()))];
    Tail high = collect(values, [cut](double x) { return x >= cut; });
    if (rank >= high.others) return mix_order_statistics(high.values, rank - high.others, weight);
  }
  return mix_order_statistics(values, rank, weight);
}

Estimate estimate(std::span<double> values) {
  const auto n = static_cast<double>(values.size());
  Estimate e;
  e.mean = chunked_sum(values, [](double x) { return x; }) / n;
  const double rough = e.mean;
  e.mean += chunked_sum(values, [rough](double x) { return x - rough; }) / n;
  const double mean = e.mean;
  const double squares = chunked_sum(values, [mean](double x) { return (x - mean) * (x - mean); });
  const bool several = values.size() > 1;
  e.sd = several ? std::sqrt(squares / (n - 1)) : std::numeric_limits<double>::quiet_NaN();
  e.mcse = e.sd / std::sqrt(n);
  e.low = quantile(values, 0.025);
  e.high = quantile(values, 0.975);
  return e;
}

} // namespace cea
